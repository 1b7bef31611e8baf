"""Buying on account at checkout: order now, pay the invoice later, when the verdict says yes."""

from odoo import _, models

from odoo.addons.customer_credit_balance.core.verdict import Verdict


class SaleOrder(models.Model):
    """The base contract decides: any addon that knows a reason against it stops the order."""

    _inherit = "sale.order"

    def _is_on_account_possible(self):
        """Say whether the website sells on account, and to this user for this cart."""
        self.ensure_one()
        return (
            self.website_id.sudo().credit_on_account
            and self.state == "draft"
            and self.amount_total > 0
            and self._get_store_credit_customer()._is_store_credit_user(self.env.user)
            and not any(line._is_store_credit_sale() for line in self.order_line)
        )

    def _get_on_account_offer(self):
        """Return what the payment page says about buying on account, or {}.

        :return: {allowed: bool, message: str}; shows, decides nothing
        """
        self.ensure_one()
        if not self._is_on_account_possible():
            return {}
        # For display the reasons are enough: the figures would cost queries that nobody reads.
        if Verdict(self.sudo()._get_credit_blockers()).state == "blocked":
            return {"allowed": False, "message": self._get_on_account_refusal()}
        return {"allowed": True, "message": _("You receive an invoice and pay it later.")}

    def _is_credit_document_placed(self):
        """Say that a cart is not placed before its customer submits it.

        # EXTENDS 'customer_credit_balance'
        """
        is_cart = self.website_id and self.state == "draft"
        return not is_cart and super()._is_credit_document_placed()

    def _get_on_account_refusal(self):
        """Return what the customer reads: no figures, no reasons that are ours alone."""
        self.ensure_one()
        return self._get_credit_customer_message() or _(
            "This order cannot be bought on account at the moment. You can pay it now, or contact "
            "us and we will look at it together."
        )

    def _confirm_on_account(self):
        """Confirm the cart if the verdict says yes now; return whether it is confirmed."""
        self.ensure_one()
        if not self._is_on_account_possible() or self._check_credit().state == "blocked":
            return False
        self.credit_to_use = 0.0
        self.with_context(store_credit_on_account=True)._validate_order()
        return self.state == "sale"
