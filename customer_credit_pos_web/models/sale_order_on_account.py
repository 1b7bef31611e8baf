"""Buying on account at checkout: order now, pay the invoice later, when the verdict says yes."""

from odoo import _, models


class SaleOrder(models.Model):
    """The base contract decides: any addon that knows a reason against it stops the order."""

    _inherit = "sale.order"

    def _is_on_account_possible(self):
        """Say whether the website sells on account, and to this user for this cart.

        The customer needs the permission, and the user must be the customer in person or on its
        list: the debt is the customer's.
        """
        self.ensure_one()
        customer = self._get_store_credit_customer()
        return (
            self.website_id.sudo().credit_on_account
            and self.state == "draft"
            and self.amount_total > 0
            and customer._is_store_credit_user(self.env.user)
            and customer._may_buy_on_account(self.company_id)
            and not any(line._is_store_credit_sale() for line in self.order_line)
        )

    def _get_on_account_offer(self):
        """Return what the payment page says about buying on account, or {}.

        :return: {allowed: bool, message: str, terms: name of the payment terms or "", left: text
            of what is left of the limit, or ""}; shows, decides nothing
        """
        self.ensure_one()
        if not self._is_on_account_possible():
            return {}
        verdict = self._get_credit_verdict()
        allowed = verdict.state != "blocked"
        message = _("You receive an invoice and pay it later.")
        return {
            "allowed": allowed,
            "message": message if allowed else self._get_on_account_refusal(),
            "terms": self._get_on_account_terms() if allowed else "",
            "left": self._get_on_account_left(verdict),
        }

    def _get_on_account_terms(self):
        """Return the name of the payment terms that the invoice will have, or ""."""
        order = self.sudo().with_company(self.company_id)
        terms = order.payment_term_id or order.partner_id.property_payment_term_id
        return terms.name or ""

    def _get_on_account_left(self, verdict):
        """Return what is left of the customer's limit before this order, as a text.

        :param verdict: core Verdict on this order
        :return: amount with currency; "" without a limit, and for users who may see no figures
        """
        customer = self._get_store_credit_customer()
        seen = customer._get_store_credit_visibility(self.env.user, self.company_id)
        if verdict.headroom is None or seen == "none":
            return ""
        return self.company_id.currency_id.format(max(float(verdict.headroom), 0.0))

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
