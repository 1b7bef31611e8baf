"""Start page of the app Credit: what customers answered, and what did not reach them."""

from odoo import _, api, models
from odoo.fields import Domain


class CustomerCreditStart(models.AbstractModel):
    """Adds statements to the start page, because an answer or a failure waits for somebody."""

    _inherit = "customer.credit.start"

    # --- hooks

    @api.model
    def _get_tiles(self) -> list[dict | None]:
        """Put answers of customers before the figures.

        # EXTENDS 'customer_credit_balance'
        """
        mine = Domain("company_id", "in", self.env.companies.ids) & self._get_own("partner_id")
        dispute, promise = Domain("kind", "=", "dispute"), Domain("kind", "=", "promise")
        failed = Domain("mail_state", "in", ["failed", "bounced"]) | Domain("problem", "!=", False)
        failed &= Domain("state", "!=", "replaced")
        answers = "customer.statement.dispute"
        return [
            self._make_tile(
                "disputes", _("Disputes"), answers, mine & dispute & Domain("state", "=", "open")
            ),
            self._make_tile(
                "broken_promises", _("Broken promises"), answers,
                mine & promise & Domain("state", "=", "broken"), tone="stopped",
            ),
            self._make_tile(
                "failed_statements", _("Statements that failed"), "customer.statement",
                mine & failed, tone="stopped",
            ),
            *super()._get_tiles(),
        ]  # fmt: skip

    @api.model
    def _get_wide_groups(self) -> list[str]:
        """Whoever sends statements in runs sees all customers.

        # EXTENDS 'customer_credit_balance'
        """
        return [*super()._get_wide_groups(), "customer_statement.group_customer_statement_manager"]
