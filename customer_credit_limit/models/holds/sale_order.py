"""Carts of held customers: told politely in the shop, and stopped before any money moves."""

from odoo import api, models


class SaleOrder(models.Model):
    """A shopper may fill a cart; whether it can be paid is said before the payment starts."""

    _inherit = "sale.order"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Warn shoppers who are on hold in their new cart.

        # EXTENDS 'customer_credit_limit'
        """
        orders = super().create(vals_list)
        orders._warn_credit_cart()
        return orders

    def write(self, vals):
        """Warn shoppers who log in to a cart.

        # EXTENDS 'customer_credit_limit'
        """
        res = super().write(vals)
        if {"partner_id", "partner_invoice_id"} & vals.keys():
            self._warn_credit_cart()
        return res

    # --- private

    def _warn_credit_cart(self):
        """Put the message for customers into the carts that cannot be paid, where a shop shows it.

        The shop is no dependency: its field is used where it exists.
        """
        if "shop_warning" not in self._fields:
            return
        for order in self.filtered(lambda it: it.state == "draft" and it._is_credit_cart()):
            if order._is_credit_payment_stopped():
                order.shop_warning = order._get_credit_payment_message()

    def _get_credit_payment_message(self):
        """Return what a customer on hold is told instead of being asked for money."""
        self.ensure_one()
        order = self.sudo()
        customer, company = order._get_credit_partner(), order._get_credit_company()
        policy = customer._get_credit_policy_by_partner(company)[customer]
        return order._get_credit_hold_profile().hold_message or policy.customer_message
