"""Sale orders: what they add to exposure by policy, and what was paid for them in advance."""

from odoo import models


class SaleOrder(models.Model):
    """Prepaid orders use no credit, orders beyond the horizon none yet."""

    _inherit = "sale.order"

    def _get_credit_amount(self):
        """Return what the order adds: less what was paid for it, nothing beyond the horizon.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        if self._is_credit_beyond_horizon():
            return 0.0
        amount = super()._get_credit_amount()
        return max(amount - self._get_credit_prepaid(), 0.0) if amount > 0 else amount

    def _get_credit_counted_terms(self):
        """Take the order's own payments out of the credits: they belong to this order.

        # EXTENDS 'customer_credit_balance'
        """
        self.ensure_one()
        terms = super()._get_credit_counted_terms()
        if self._is_credit_beyond_horizon():
            terms.pop("orders", None)
        booked = self._get_credit_prepaid_booked()
        if booked:
            terms["credits"] = terms.get("credits", 0.0) - booked
        return terms

    def _get_credit_prepaid(self):
        """Return what was paid for this order and is on no invoice yet, company currency."""
        self.ensure_one()
        expected = sum(
            tx.currency_id._convert(tx.amount, self._get_credit_company().currency_id,
                                    self._get_credit_company(), tx.last_state_change)
            for tx in self._get_credit_transactions()
            if not tx.payment_id
        )  # fmt: skip
        return self._get_credit_company().currency_id.round(
            expected + self._get_credit_prepaid_booked()
        )

    def _get_credit_prepaid_booked(self):
        """Return the part of the order's payments that is booked and open as a credit."""
        self.ensure_one()
        lines = self._get_credit_transactions().payment_id.move_id.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable" and line.parent_state == "posted"
            )
        )
        return -sum(lines.mapped("amount_residual"))

    def _get_credit_transactions(self):
        """Return the transactions (sudo) that bring money for this order alone."""
        self.ensure_one()
        return self.sudo().transaction_ids.filtered(
            lambda tx: (
                tx.state in ("authorized", "done")
                and tx.operation != "validation"
                and len(tx.sale_order_ids) == 1
            )
        )

    def _is_credit_prepaid(self):
        """Say whether the whole order is paid already.

        # EXTENDS 'customer_credit_limit'
        """
        self.ensure_one()
        if not self.amount_total:
            return False
        total = self.amount_total / (self.currency_rate or 1.0)
        currency = self._get_credit_company().currency_id
        return currency.compare_amounts(self._get_credit_prepaid(), total) >= 0

    def _is_credit_beyond_horizon(self):
        """Say whether the order is to be delivered later than its policy looks."""
        self.ensure_one()
        due, customer = self.commitment_date, self._get_credit_partner()
        if not due or not customer:
            return False
        policy = self._get_credit_policy()
        days = policy.basis == "orders" and policy.horizon_days
        return bool(days) and due > customer._get_credit_horizon(days)

    def _has_to_be_paid(self):
        """Ask for no payment that a hold would keep from its order.

        # EXTENDS 'sale'
        """
        return super()._has_to_be_paid() and not self._is_credit_payment_stopped()

    def _is_credit_payment_stopped(self):
        """Say whether the customer's hold stops even orders that are paid at once."""
        self.ensure_one()
        customer, company = self._get_credit_partner(), self._get_credit_company()
        profile = customer.sudo()._get_credit_profile_by_partner(company).get(customer.sudo())
        if not profile or not profile._is_on_hold():
            return False
        policy = profile._get_policy()
        if policy.hold_level == "warn" or policy.prepaid_allowed_on_hold:
            return False
        return not self._get_approved_request()
