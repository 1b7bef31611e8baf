"""Sale orders: what they add to exposure by policy, and what was paid for them in advance."""

from odoo import _, api, models


class SaleOrder(models.Model):
    """Prepaid orders use no credit, orders beyond the horizon none yet."""

    _inherit = "sale.order"

    @api.depends(
        "partner_id", "partner_invoice_id", "company_id", "amount_total", "currency_id", "state",
        "commitment_date", "credit_state",
    )  # fmt: skip
    def _compute_credit_verdict(self):
        """Follow what is being typed.

        # EXTENDS 'customer_credit_limit'
        """
        super()._compute_credit_verdict()

    @api.depends("amount_total", "state", "commitment_date", "currency_id")
    def _compute_credit_position(self):
        """Follow the total too: the bar says what is left after this order.

        # EXTENDS 'customer_credit_balance'
        """
        super()._compute_credit_position()

    def _complete_credit_position(self, position):
        """Say in the line of the limit what is left after this order.

        # EXTENDS 'customer_credit_balance'
        """
        position = super()._complete_credit_position(position)
        if not position or "room" not in position or not self._is_credit_open():
            return position
        company = self._get_credit_company()
        amount = self.amount_total / (self.currency_rate or 1.0)
        after = company.currency_id.round(position["room"] - amount)
        tone = "danger" if after < 0 else None
        label = _("after this order") if after >= 0 else _("after this order over by")
        part = self.env["res.partner"]._credit_position_part(label, abs(after), tone)
        lines = [
            {**line, "parts": [*line["parts"], part]} if line["code"] == "room" else line
            for line in position["lines"]
        ]
        return {**position, "lines": lines}

    def _is_credit_open(self):
        """Say whether the order is still a quotation.

        # EXTENDS 'customer_credit_limit'
        """
        return self.state in ("draft", "sent")

    def _is_credit_requested(self):
        """Say whether the order waits.

        # EXTENDS 'customer_credit_limit'
        """
        return self.credit_state == "waiting"

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
