"""Refunds to store credit where the till has a currency of its own: as the original took."""

from odoo import models

from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """What the original took comes back, pro rata, whatever the rate did in between."""

    _inherit = "pos.order"

    def _get_store_credit_in_company_currency(self, payment):
        """Give back what the entries of the original took; the rest at the rate of the day.

        The rest was paid in another way: its money goes back as it is worth now.

        # EXTENDS 'customer_credit_pos_web'
        """
        amount = super()._get_store_credit_in_company_currency(payment)
        if payment.amount >= 0 or self.currency_id == self.company_id.currency_id:
            return amount
        original = self.lines.refunded_orderline_id.order_id.sudo()
        if len(original) != 1:
            return amount
        paid, taken = original._get_store_credit_cost()
        if paid <= 0:
            return amount
        before = original._get_store_credit_given_back(self)
        before -= sum(
            other.amount for other in self._get_store_credit_payments() if other.id < payment.id
        )
        after = before - payment.amount
        company_currency = self.company_id.currency_id
        mine = [company_currency.round(taken * min(it, paid) / paid) for it in (before, after)]
        rest = max(after - max(before, paid), 0.0)
        return mine[0] - mine[1] + amount * (rest / -payment.amount)

    def _get_store_credit_cost(self):
        """Return what store credit paid of this order, and what that took from the customer.

        What was exchanged for goods that store credit had paid was paid with it. What was
        missing was not taken.

        :return: (order currency, company currency), both >= 0
        """
        payments = self._get_store_credit_payments().filtered(lambda it: it.amount > 0)
        entries = payments._get_store_credit_entry_by_payment()
        short = {line.payment_uuid: line for line in payments._get_shortfalls()}
        paid = taken = 0.0
        for payment in payments:
            line = short.get(payment.uuid)
            paid += payment.amount * (line.taken_amount / line.amount if line else 1.0)
            if payment in entries:
                taken -= entries[payment].amount
        for original in self._get_store_credit_originals():
            other_paid, other_taken = original._get_store_credit_cost()
            if other_paid > 0:
                value = min(self._get_goods_returned_of(original), other_paid)
                paid += value
                taken += other_taken * value / other_paid
        return paid, taken

    def _get_store_credit_given_back(self, refund):
        """Return what other refunds than ``refund`` gave of this order, >= 0, order currency."""
        refunds = self.lines.refund_orderline_ids.order_id.filtered(
            lambda order: order != refund and order.state in PAID_STATES
        )
        payments = refunds._get_store_credit_payments().filtered(lambda it: it.amount < 0)
        return -sum(payments.mapped("amount"))
