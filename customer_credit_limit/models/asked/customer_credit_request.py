"""Credit request: for whom and for how much it was asked, whatever the document became since."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.core.verdict import Verdict

from ..gate.account_move import RATE_TOLERANCE


class CustomerCreditRequest(models.Model):
    """Adds what was asked for to requests, because whoever changes the document afterwards has
    asked nobody, and may be the one who decides.
    """

    _inherit = "customer.credit.request"

    # --- guards

    def _check_for(self, document):
        """Stop a decision on a document that somebody else is to owe by now.

        :raise UserError: another customer, or another company
        """
        if not self._is_for(document):
            raise UserError(self._get_changed_message())

    # --- hooks

    @api.model
    def _get_request_values(self, document: models.BaseModel, verdict: Verdict) -> dict:
        """Keep the price that is asked for: worth in company currency follows the rates.

        # EXTENDS 'customer_credit_limit'
        """
        values = super()._get_request_values(document, verdict)
        asked = {
            "currency": document.sudo().currency_id.id,
            "total": document.sudo().amount_total,
            "worth": values["order_amount"],
        }
        return {**values, "snapshot": {**values["snapshot"], "asked": asked}}

    # --- private

    def _is_for(self, document: models.BaseModel) -> bool:
        """Say whether the document is of the customer and the company that were asked for."""
        self.ensure_one()
        return (
            self.partner_id == document._get_credit_partner()
            and self.company_id == document._get_credit_company()
        )

    def _get_kept_out(self) -> models.BaseModel:
        """Return who may not decide, by four eyes: who asked, who approved on an earlier level."""
        self.ensure_one()
        if not self._needs_four_eyes():
            return self.env["res.users"]
        return self.requester_id | self._get_earlier_deciders()

    def _get_levels_beyond(
        self, document: models.BaseModel, decision: object = None
    ) -> models.BaseModel:
        """Return the levels (sudo) that decide on how far over the limit the customer is by now.

        Those alone that had nothing to decide on what was approved: it was less.
        """
        self.ensure_one()
        Level = self.env["customer.credit.approval.level"].sudo()
        figures = document._get_credit_figures(decision)
        if figures.limit is None or figures.mode != "approval":
            return Level
        compare = self.currency_id.compare_amounts
        room = float(document._get_credit_exposure(decision).headroom(figures.limit))
        excess = self.currency_id.round(document._get_credit_amount(decision) - room)
        if compare(excess, self.amount) <= 0:
            return Level
        levels = Level._get_for(self.company_id, self.partner_id, excess)
        return levels.filtered(lambda level: compare(level.min_excess, self.amount) > 0)

    @api.model
    def _get_changed_message(self) -> str:
        """Return what to do about a document of another customer or company."""
        return _("The customer or the company of the document changed: it must be asked for again.")

    def _get_values_now(self, values: dict) -> dict:
        """Return figures of now as the request may tell them: of no more than was asked for.

        Or whoever lets a document grow would approve it, in the name of who asked. What is worth
        more by the rates of a later day alone was asked for.

        :param dict values: as of ``_get_request_values``
        """
        self.ensure_one()
        asked, now = (self.snapshot or {}).get("asked"), values["snapshot"]["asked"]
        most = self.order_amount
        if asked and asked["currency"] == now["currency"] and now["total"] <= asked["total"]:
            most = max(most, asked["worth"] * RATE_TOLERANCE)
        return {
            **values,
            "order_amount": min(values["order_amount"], self.currency_id.round(most)),
            "snapshot": {**values["snapshot"], "asked": asked},
        }

    def _get_round_values(self, document: models.BaseModel) -> dict:
        """Return what begins a new round: the user asks, and nobody has decided on anything."""
        return {
            "state": "pending",
            "ceiling": 0.0,
            "expires_on": False,
            "requester_id": self._get_asker(document).id,
            "date": fields.Datetime.now(),
            "round": self.round + 1,
        }
