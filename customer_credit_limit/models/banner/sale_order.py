"""Sale orders on the portal: customers are told politely that their order is being reviewed."""

from odoo import models


class SaleOrder(models.Model):
    """Adds the words for customers to orders, because they sign and pay in the portal and may not
    see limits.
    """

    _inherit = "sale.order"

    # --- hooks

    def _has_to_be_signed(self):
        """Ask for no signature while the order is being reviewed.

        # EXTENDS 'sale'
        """
        return super()._has_to_be_signed() and not self._is_credit_reviewed()

    # --- private

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
