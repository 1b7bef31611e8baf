"""Carts of held customers: told politely in the shop, and stopped before any money moves."""

from odoo import _, api, models


class SaleOrder(models.Model):
    """Adds early words about a hold to orders, because shoppers fill carts and colleagues choose
    customers before anything is checked.

    Colleagues hear of a hold when they choose the customer, not when they save the order.
    """

    _inherit = "sale.order"

    # --- computes

    @api.onchange("partner_id", "partner_invoice_id")
    def _onchange_credit_hold(self):
        """Say it at once where no order can be made: saving it will be refused."""
        profile = self._get_refusing_hold()
        if profile:
            return {
                "warning": {
                    "title": _("On hold"),
                    "message": self._get_new_order_message(profile),
                    "type": "notification",
                }
            }
        return None

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

    def _get_refusing_hold(self) -> models.BaseModel:
        """Return the profile (sudo) whose hold refuses this order while it is new, or none."""
        self.ensure_one()
        profile = self._get_credit_hold_profile()
        stored = self._origin
        is_new = not stored or self._get_credit_partner() != stored._get_credit_partner()
        refuses = is_new and profile and profile._get_hold_level() == "no_order"
        return profile if refuses else profile.browse()

    def _get_credit_banner(self) -> dict | bool:
        """Offer no way and no request where the order itself cannot be made.

        # EXTENDS 'customer_credit_limit'
        """
        banner = super()._get_credit_banner()
        profile = banner and self._get_refusing_hold()
        if not profile:
            return banner
        message = self._get_new_order_message(profile)
        rule = profile._get_rule_notice()
        others = [it for it in banner["reasons"] if it["code"] != "hold"]
        return {
            **banner,
            "title": _("No new orders"),
            "reasons": [
                {"code": "hold", "message": f"{message} {rule or ''}".strip(), "level": "block"},
                *others,
            ],
            "ways": [],
            "can_request": False,
        }

    def _warn_credit_cart(self):
        """Put the message for customers into the carts that cannot be paid, where a shop shows it.

        The shop is no dependency: its field is used where it exists.
        """
        if "shop_warning" not in self._fields:
            return
        for order in self.filtered(lambda it: it.state == "draft" and it._is_credit_cart()):
            if order._is_credit_payment_stopped():
                order.shop_warning = order._get_credit_payment_message()

    def _get_credit_payment_message(self) -> str | bool:
        """Return what a customer on hold is told instead of being asked for money."""
        self.ensure_one()
        order = self.sudo()
        customer, company = order._get_credit_partner(), order._get_credit_company()
        policy = customer._get_credit_policy_by_partner(company)[customer]
        return order._get_credit_hold_profile()._get_hold_message() or policy.customer_message
