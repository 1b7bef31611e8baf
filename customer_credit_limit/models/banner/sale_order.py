"""Sale orders: store credit as a way out, and polite words for customers on the portal."""

from odoo import _, models

from odoo.addons.customer_credit_balance.core.verdict import Verdict
from odoo.addons.customer_credit_balance.models.notice import CLOSE, get_notice

SET_ASIDE_GROUP = "customer_credit_balance.group_customer_credit_set_aside"


class SaleOrder(models.Model):
    """Adds setting store credit aside to the ways out of orders, because whoever sells may do it.

    And the words for customers, who sign and pay in the portal and may not see limits.
    """

    _inherit = "sale.order"

    # --- hooks

    def _has_to_be_signed(self):
        """Ask for no signature while the order is being reviewed.

        # EXTENDS 'sale'
        """
        return super()._has_to_be_signed() and not self._is_credit_reviewed()

    def _get_credit_usable(self, verdict: Verdict) -> float:
        """Offer what may be set aside for this order, where that and a deposit are enough.

        # EXTENDS 'customer_credit_limit'
        """
        return self._get_credit_to_set_aside(verdict) or super()._get_credit_usable(verdict)

    def _use_credit_way(self, way: dict) -> dict:
        """Set store credit aside for this order, and open the pay link for the rest.

        # EXTENDS 'customer_credit_limit'
        """
        if not self._get_credit_to_set_aside(self._get_credit_verdict()):
            return super()._use_credit_way(way)
        self.action_set_credit_aside()
        if way["to_pay"]:
            return self._get_credit_deposit_action(way["to_pay"])
        return get_notice(_("Store credit is set aside for this order."), then=CLOSE)

    def _make_credit_way(self, code, amount, moves, way=None):
        """Name what will be set aside: as much as the order needs, not just what is missing.

        # EXTENDS 'customer_credit_limit'
        """
        if code == "store_credit" and not way.to_pay:
            amount = self._get_credit_to_set_aside(self._get_credit_verdict()) or amount
        return super()._make_credit_way(code, amount, moves, way)

    # --- private

    def _get_credit_to_set_aside(self, verdict: Verdict) -> float:
        """Return what this user may set aside, if that and a deposit would release the order.

        Company currency; 0 where the order has another one, and where its customer is over the
        limit by more than the order itself.
        """
        self.ensure_one()
        may = self.env.user.has_group(SET_ASIDE_GROUP) and self.has_access("write")
        order, company = self.sudo(), self._get_credit_company()
        if not may or verdict.excess > verdict.amount or order.currency_id != company.currency_id:
            return 0.0
        customer = order.partner_invoice_id.commercial_partner_id
        account = customer._get_store_credit_account_by_partner(company).get(customer)
        if not account or account.state == "frozen":
            return 0.0
        due = order._get_credit_set_aside_due()
        return max(company.currency_id.round(min(account.available, due)), 0.0)

    def _is_credit_reviewed(self) -> bool:
        """Say whether the quotation waits for a decision, or its customer is on hold."""
        self.ensure_one()
        order = self.sudo()
        if order.state not in ("draft", "sent") or order.credit_state == "approved":
            return False
        if order.credit_state == "waiting":
            return True
        # The mark of a hold is taken off at night; whether there is one is asked now.
        profile = order._get_credit_hold_profile()
        return bool(profile) and profile._get_hold_level() != "warn"

    def _get_credit_customer_message(self) -> str | bool:
        """Return what the customer is told instead of being asked to accept, or False.

        The message of the hold, else that of the policy, which speaks of an order in review.
        """
        self.ensure_one()
        if not self._is_credit_reviewed():
            return False
        order = self.sudo()
        customer, company = order._get_credit_partner(), order._get_credit_company()
        policy = customer._get_credit_policy_by_partner(company)[customer]
        message = super()._get_credit_customer_message()
        return message or (self._is_credit_document_placed() and policy.customer_message)
