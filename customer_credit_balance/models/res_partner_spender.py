"""Customers: who may see and who may spend their store credit. Every door asks here."""

from odoo import SUPERUSER_ID, fields, models

from .res_partner import USER_GROUP


class ResPartner(models.Model):
    """The one answer to "may this user see it?" and "may this user spend it?"."""

    _inherit = "res.partner"

    customer_credit_spender_ids = fields.One2many(
        "customer.credit.spender",
        "customer_id",
        "May Use This Credit",
        groups=USER_GROUP,
        help="People of this customer who may see and use its store credit in the portal and the "
        "shop. Credit managers keep the list; whoever is invited to the portal by somebody with "
        "credit rights is added.",
    )

    def _is_store_credit_spender(self):
        """Say whether this person may use the store credit of the customer they belong to.

        The customer in person always may; others are on the list of the company they belong to
        now. Being put under a company gives no right.

        :return: bool; for tills and forms that know a person and no login
        """
        self.ensure_one()
        person = self.sudo()
        customer = person.commercial_partner_id
        if person == customer:
            return bool(person)
        # By the field, as one page asks many times and the cache knows when the list changes.
        return person in customer.customer_credit_spender_ids.contact_id

    def _has_store_credit_money(self):
        """Say whether the customer has store credit, or may overdraw, in any company."""
        self.ensure_one()
        accounts = self.env["customer.credit.account"].sudo().search(
            [("partner_id", "=", self.sudo().commercial_partner_id.id),
             ("merged_into_id", "=", False)]
        )  # fmt: skip
        return any(account.balance or account.overdraft_limit for account in accounts)

    def _is_store_credit_user(self, viewer):
        """Say whether this user, logged in, is this customer or on its list; nobody is nobody's."""
        viewer = viewer.sudo()
        if not viewer or not viewer.active or viewer.id == SUPERUSER_ID or viewer._is_public():
            return False
        customer = self.sudo().commercial_partner_id
        if not customer or viewer.partner_id.commercial_partner_id != customer:
            return False
        return viewer.partner_id._is_store_credit_spender()

    def _may_spend_store_credit(self, viewer, company=None):
        """Hook: may this user spend the store credit of this customer?

        :param viewer: res.users who asks, whatever the environment's user; a link with an access
            token makes nobody a spender
        :param company: res.company that owes the credit; the current one by default
        :return: bool; False for guests, archived users and the superuser, and for whoever may not
            see the credit
        """
        return (
            self._is_store_credit_user(viewer)
            and self._get_store_credit_visibility(viewer, company) != "none"
        )

    def _get_store_credit_visibility(self, viewer, company=None):
        """Hook: return what this user may see of the store credit of this customer.

        :param viewer: res.users who asks, whatever the environment's user
        :param company: res.company that owes the credit; the current one by default
        :return: "history" (amounts and how they came about), "balance" (what is available) or
            "none"; colleagues inside who have credit rights in the company see everything
        """
        self.ensure_one()
        viewer, company = viewer.sudo(), company or self.env.company
        if viewer.active and viewer.has_group(USER_GROUP) and company in viewer.company_ids:
            return "history"
        return "history" if self._is_store_credit_user(viewer) else "none"
