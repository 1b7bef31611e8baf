"""Sale orders on the portal: customers are told politely that their order is being reviewed."""

from odoo import models


class SaleOrder(models.Model):
    """Customers never read internal reasons or figures; nobody accepts what cannot go on."""

    _inherit = "sale.order"

    def _is_credit_reviewed(self):
        """Say whether the quotation waits for a decision, or its customer is on hold."""
        self.ensure_one()
        order = self.sudo()
        if order.state not in ("draft", "sent") or order.credit_state == "approved":
            return False
        if order.credit_state in ("waiting", "hold"):
            return True
        profile = order._get_credit_hold_profile()
        return bool(profile) and profile._get_hold_level() != "warn"

    def _get_credit_hold_profile(self):
        """Return the profile (sudo) that holds the customer today, or an empty recordset."""
        self.ensure_one()
        customer = self._get_credit_partner().sudo()
        profiles = customer._get_credit_profile_by_partner(self._get_credit_company())
        profile = profiles.get(customer) or self.env["customer.credit.profile"].sudo()
        return profile if profile and profile._is_on_hold() else profile.browse()

    def _get_credit_customer_message(self):
        """Return what the customer is told instead of being asked to accept, or False.

        The message of the hold, which is written for customers, else that of the policy.
        """
        self.ensure_one()
        if not self._is_credit_reviewed():
            return False
        order = self.sudo()
        message = order._get_credit_hold_profile().hold_message
        customer, company = order._get_credit_partner(), order._get_credit_company()
        return message or customer._get_credit_policy_by_partner(company)[customer].customer_message

    def _has_to_be_signed(self):
        """Ask for no signature while the order is being reviewed.

        # EXTENDS 'sale'
        """
        return super()._has_to_be_signed() and not self._is_credit_reviewed()
