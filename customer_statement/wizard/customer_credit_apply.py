"""Apply: a payment that quotes a statement pays what stands on it."""

from odoo import api, models


class CustomerCreditApply(models.TransientModel):
    """Read what payments say: memo, reference, the bank's words."""

    _inherit = "customer.credit.apply"

    @api.model
    def _get_quotes(
        self, lines: models.BaseModel, invoices: models.BaseModel, company: models.BaseModel
    ) -> dict:
        """Propose a payment for the open documents of the statement that it quotes.

        # EXTENDS 'customer_credit_balance'
        """
        quotes = super()._get_quotes(lines, invoices, company)
        Statement = self.env["customer.statement"]
        texts = {line.id: Statement._get_payment_texts(line) for line in lines}
        items = Statement._find_quoted_items(texts, company, lines.partner_id.commercial_partner_id)
        for key, found in items.items():
            wanted = [move.id for move in found.move_id if move in invoices]
            if wanted:
                quotes[key] = wanted
        return quotes
