"""Start page of the app Credit: what customers answered, and what did not reach them."""

from odoo import _, api, fields, models
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
        # What was given on paper afterwards has reached its customer.
        undelivered = Domain(self.env["customer.statement"]._get_undelivered_domain())
        failed = undelivered | Domain("problem", "!=", False)
        failed &= Domain("state", "!=", "replaced")
        answers = "customer.statement.dispute"
        return [
            self._make_tile(
                "disputes", _("Disputes"), answers, mine & dispute & Domain("state", "=", "open")
            ),
            self._make_tile(
                "late_disputes", _("Disputes that are late"), answers,
                mine & dispute & Domain("state", "=", "open")
                & Domain("deadline", "<", fields.Date.context_today(self)), tone="stopped",
            ),
            self._make_tile(
                "broken_promises", _("Broken promises"), answers,
                mine & promise & Domain("state", "=", "broken"), tone="stopped",
            ),
            self._make_tile(
                "failed_statements", _("Statements that failed"), "customer.statement",
                mine & failed, tone="stopped",
            ),
            self._make_tile(
                "unread_answers", _("Answers to read"), "customer.statement",
                mine & Domain("reply_state", "=", "unread"),
            ),
            self._make_call_tile(mine),
            *super()._get_tiles(),
        ]  # fmt: skip

    @api.model
    def _get_wide_groups(self) -> list[str]:
        """Whoever sends statements in runs sees all customers.

        # EXTENDS 'customer_credit_balance'
        """
        return [*super()._get_wide_groups(), "customer_statement.group_customer_statement_manager"]

    # --- private

    @api.model
    def _make_call_tile(self, mine: Domain) -> dict | None:
        """Return the tile of who is to be called today, with the list of phone numbers."""
        today = fields.Date.context_today(self)
        tile = self._make_tile(
            "calls", _("Customers to call"), "customer.statement",
            mine & Domain("call_state", "=", "todo") & Domain("call_on", "<=", today),
        )  # fmt: skip
        if tile:
            view = self.env.ref("customer_statement.customer_reminder_call_view_list")
            cards = self.env.ref("customer_statement.customer_reminder_call_view_kanban")
            tile["action"]["views"] = [[view.id, "list"], [cards.id, "kanban"], [False, "form"]]
        return tile
