"""Documents over the limit: asking for a higher limit is one more way to yes."""

from odoo import _, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.core.verdict import Verdict


class CustomerCreditMixin(models.AbstractModel):
    """Adds asking for a limit to the ways out of a stop, because for a customer who grows one limit
    saves many exceptions.
    """

    _inherit = "customer.credit.mixin"

    # --- actions

    def action_credit_way(self, code):
        """Open the dialog that asks for a higher limit.

        # EXTENDS 'customer_credit_limit'
        """
        if code != "limit":
            return super().action_credit_way(code)
        self.ensure_one()
        self.check_access("read")
        wanted = self._get_credit_wanted_limit(self._get_credit_verdict())
        if not wanted:
            raise UserError(_("The figures have changed: look at the document again."))
        customer = self._get_credit_partner().with_company(self._get_credit_company())
        return customer._get_credit_limit_ask_action(wanted)

    # --- hooks

    def _get_credit_ways(self, verdict: Verdict) -> list[dict]:
        """Offer to ask for the limit that would let the document through.

        # EXTENDS 'customer_credit_limit'
        """
        ways = super()._get_credit_ways(verdict)
        wanted = self._get_credit_wanted_limit(verdict)
        customer = self._get_credit_partner().sudo().with_company(self._get_credit_company())
        if not wanted or customer.credit_limit_request_id:
            return ways
        return [
            *ways,
            {
                "code": "limit",
                "label": _("Higher limit"),
                "amount": wanted,
                "button": _(
                    "Ask for a limit of %s",
                    self._get_credit_company().currency_id.format(wanted),
                ),
                "moves": [],
            },
        ]

    # --- private

    def _get_credit_wanted_limit(self, verdict: Verdict) -> float:
        """Return the limit that would let the document through, or 0; company currency."""
        if verdict.limit is None or "over_limit" not in {it.code for it in verdict.blockers}:
            return 0.0
        return self._get_credit_company().currency_id.round(
            float(verdict.limit) + float(verdict.excess)
        )
