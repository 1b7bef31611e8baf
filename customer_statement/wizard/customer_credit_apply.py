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
        for line_id, found in items.items():
            if wanted := [move.id for move in found.move_id if move in invoices]:
                quotes[line_id] = wanted
        return quotes

    @api.model
    def _get_quoted_amounts(
        self, lines: models.BaseModel, invoices: models.BaseModel, company: models.BaseModel
    ) -> dict[int, dict[int, float]]:
        """Propose an announced payment for the amounts that were announced.

        # EXTENDS 'customer_credit_balance'
        """
        amounts = super()._get_quoted_amounts(lines, invoices, company)
        for line_id, remittance in self._find_remittances(lines, company).items():
            said = {move.id: amount for move, amount in remittance._get_amounts().items()}
            if said := {key: said[key] for key in said if key in invoices.ids}:
                amounts[line_id] = said
        return amounts

    @api.model
    def _find_remittances(self, lines: models.BaseModel, company: models.BaseModel) -> dict:
        """Return {credit item id: the announcement (sudo) that it quotes}."""
        Statement = self.env["customer.statement"]
        return self.env["customer.remittance"]._find_quoted(
            {line.id: Statement._get_payment_texts(line) for line in lines},
            company,
            lines.partner_id.commercial_partner_id[:1] or None,
            {line.id: line.move_id for line in lines},
        )

    def _book(self):
        """Let announcements go to the payments that were applied.

        # EXTENDS 'customer_credit_balance'
        """
        credits = self.env["account.move.line"].sudo()
        credits = credits.browse([item.credit.id for item in self._get_wanted() if item.credit])
        moves = super()._book()
        found = self._find_remittances(credits, self.company_id)
        for line_id, remittance in found.items():
            remittance._use(credits.browse(line_id).move_id)
        return moves
