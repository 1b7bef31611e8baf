"""What customers are told when a document of theirs is stopped: no reasons, no figures."""

from odoo import models


class CustomerCreditMixin(models.AbstractModel):
    """The same sentence on the portal, in the shop and at the till."""

    _inherit = "customer.credit.mixin"

    def _get_credit_hold_profile(self):
        """Return the profile (sudo) that holds the customer today, or an empty recordset."""
        self.ensure_one()
        customer = self._get_credit_partner().sudo()
        profiles = customer._get_credit_profile_by_partner(self._get_credit_company())
        profile = profiles.get(customer) or self.env["customer.credit.profile"].sudo()
        return profile if profile and profile._is_on_hold() else profile.browse()

    def _get_credit_customer_message(self):
        """Return the message of the hold, which is written for customers, or False.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        message = self.sudo()._get_credit_hold_profile().hold_message
        return message or super()._get_credit_customer_message()
