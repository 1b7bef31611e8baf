"""Start page of the app Credit: what waits for a decision, who is held or over the limit."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.fields import Domain

from ...const import APPROVER_GROUP, MANAGER_GROUP, OPEN_STATES
from ..insight.customer_credit_snapshot import SOON_DAYS


class CustomerCreditStart(models.AbstractModel):
    """Adds requests, holds and limits to the start page, because they stop somebody today."""

    _inherit = "customer.credit.start"

    # --- hooks

    @api.model
    def _get_tiles(self) -> list[dict | None]:
        """Put what waits for a decision first.

        # EXTENDS 'customer_credit_balance'
        """
        return [*self._get_request_tiles(), *self._get_limit_tiles(), *super()._get_tiles()]

    @api.model
    def _get_wide_groups(self) -> list[str]:
        """Whoever decides sees all customers.

        # EXTENDS 'customer_credit_balance'
        """
        return [*super()._get_wide_groups(), APPROVER_GROUP]

    # --- private

    @api.model
    def _get_request_tiles(self) -> list:
        """Return what waits for the user, and what waits at all."""
        waiting = Domain("state", "in", OPEN_STATES)
        waiting &= Domain("company_id", "in", self.env.companies.ids)
        own = self._get_own("partner_id")
        if self._is_own():
            own |= Domain("requester_id", "=", self.env.uid)
            if self.env["sale.order"].has_access("read"):
                own |= Domain("order_id.user_id", "=", self.env.uid)
        request = "customer.credit.request"
        tiles = [
            self._make_tile("waiting", _("Requests that wait"), request, waiting & own),
        ]
        if self.env.user.has_group(APPROVER_GROUP):
            mine = waiting & Domain("activity_user_id", "=", self.env.uid)
            tiles.insert(
                0, self._make_tile("my_turn", _("Wait for you"), request, mine, tone="stopped")
            )
        for tile in filter(None, tiles):
            # The queue as its menu shows it: cards with their buttons, who waits longest first.
            tile["action"]["views"].sort(key=lambda view: view[1] != "kanban")
        return tiles

    @api.model
    def _get_limit_tiles(self) -> list:
        """Return who is held today, and by last night's figures who is over or to be reviewed."""
        # Companies, and people of their own: a hold is on them, not on their contacts.
        customers = Domain("parent_id", "=", False) | Domain("is_company", "=", True)
        held = Domain("credit_on_hold", "=", True) & customers & self._get_own("")
        asked = Domain("customer_credit_hold_asked", "=", True) & Domain("parent_id", "=", False)
        is_manager = self.env.user.has_group(MANAGER_GROUP)
        latest = Domain("latest", "=", True) & self._get_own("partner_id")
        latest &= Domain("company_id", "in", self._get_companies().ids)
        soon = fields.Date.context_today(self) + timedelta(days=SOON_DAYS)
        snapshot, currency = "customer.credit.snapshot", self.env.company.currency_id
        # Of which company, is a question where several are chosen.
        company = self.env.company.name if len(self.env.companies) > 1 else ""
        return [
            self._make_tile(
                "on_hold", _("Customers on hold"), "res.partner", held, tone="stopped",
                detail=company,
            ),
            is_manager and self._make_tile(
                "hold_questions", _("Put on hold?"), "res.partner", asked,
                detail=company,
            ),
            self._make_tile(
                "over_limit", _("Over the limit"), snapshot, latest & Domain("excess", ">", 0),
                tone="stopped", total=("excess", currency),
            ),
            self._make_tile(
                "to_review", _("Limits to review"), snapshot,
                latest & Domain("review_date", "<=", soon),
                detail=_("within %s days", SOON_DAYS),
            ),
        ]  # fmt: skip
