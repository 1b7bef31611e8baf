"""Customers: a limit that was given to them, or their policy, lets them buy on account."""

from odoo import fields, models

from ..core.limit import limit_on


class ResPartner(models.Model):
    """What nobody decided for this very customer is no permission."""

    _inherit = "res.partner"

    def _may_buy_on_account(self, company):
        """Add customers with a limit of their own above zero, or a policy that allows it.

        The company's default policy is nobody's decision on a customer, and so counts neither
        with its limit nor with its permission.

        # EXTENDS 'customer_credit_balance'
        """
        if super()._may_buy_on_account(company):
            return True
        profiles = self[:1]._get_credit_profile_by_partner(company)
        return any(profile._is_on_account_allowed() for profile in profiles.values())


class CustomerCreditProfile(models.Model):
    """The permission behind the choices of a profile."""

    _inherit = "customer.credit.profile"

    def _is_on_account_allowed(self):
        """Say whether what was chosen for the customer allows to buy on account today."""
        self.ensure_one()
        policy = self.sudo().policy_id
        if policy.on_account:
            return True
        default = (policy and policy._get_default_limit()) or 0.0
        limit = limit_on(
            fields.Date.context_today(self),
            self.limit_mode,
            self.limit_amount,
            default,
            (self.temporary_limit, self.temporary_from, self.temporary_until),
        )
        return limit is None or limit > 0
