"""Lines of the bank: which announcement they quote, and what is applied of it by itself."""

from odoo import _, api, models
from odoo.exceptions import RedirectWarning, UserError

from odoo.addons.customer_credit_balance.exceptions import open_reason


class AccountBankStatementLine(models.Model):
    """Adds announced payments to bank lines, because that is where most of them arrive."""

    _inherit = "account.bank.statement.line"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Apply announced payments where the company says so.

        # EXTENDS 'account'
        """
        lines = super().create(vals_list)
        lines._take_up_remittances()
        return lines

    # --- private

    def _take_up_remittances(self):
        """Book lines that quote an announcement of their customer on it, and apply them.

        Only lines whose customer the bank or somebody has named: without one they are proposed.
        """
        lines = self.sudo().filtered(
            lambda line: (
                line.company_id.customer_statement_apply_remittances
                and line.amount > 0
                and line.partner_id
                and line.move_id.state == "posted"
                and not line.is_reconciled
            )
        )
        Remittance = self.env["customer.remittance"].sudo()
        for (company, customer), group in lines.grouped(
            lambda line: (line.company_id, line.partner_id.commercial_partner_id)
        ).items():
            texts = {line: line._get_credit_texts() for line in group}
            for line, remittance in Remittance._find_quoted(texts, company, customer).items():
                line._apply_remittance(remittance)

    def _apply_remittance(self, remittance):
        """Put the line on the customer's receivable account, and apply it as announced.

        Whatever stands against it is told on the line, which then waits for somebody as before.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                _liquidity, suspense, other = self._seek_for_lines()
                if len(suspense) == 1 and not other:
                    suspense.with_context(skip_readonly_check=True).write(
                        {
                            "account_id": remittance._get_open_items()[:1].account_id.id
                            or remittance.commercial_partner_id.property_account_receivable_id.id,
                            "partner_id": remittance.commercial_partner_id.id,
                        }
                    )
                    remittance._take_up(self.move_id, suspense)
        except (UserError, RedirectWarning) as error:
            self.move_id.message_post(
                body=_(
                    "This line could not be applied as announced with %(number)s: %(reason)s "
                    "It is not tried again: match the line by hand.",
                    number=remittance.name,
                    reason=open_reason(error),
                )
            )
