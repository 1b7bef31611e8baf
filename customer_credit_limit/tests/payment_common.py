"""Common ground of online payments: a provider, and orders paid by it."""

from odoo import Command

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .common import CreditLimitCommon


class CreditPaymentCommon(AccountPaymentCommon, CreditLimitCommon):
    """Customers who pay in the shop, the portal or by a pay link."""

    @classmethod
    def setUpClass(cls):
        """Get the helper back that an attribute of the payment tests hides."""
        super().setUpClass()
        del cls.invoice

    def begin_payment(self, order, amount=None, orders=None):
        """Return the draft of an online payment of an order, or of several."""
        return self._create_transaction(
            "direct",
            amount=amount or order.amount_total,
            currency_id=order.currency_id.id,
            partner_id=self.customer.id,
            reference=f"{order.name}-{len(order.transaction_ids)}",
            sale_order_ids=[Command.set((orders or order).ids)],
        )

    def pay_online(self, order, amount=None, state="done", prepayment=1.0, orders=None):
        """Return the transaction of an online payment, post-processed but for pending."""
        order.require_payment = True
        order.prepayment_percent = prepayment
        tx = self.begin_payment(order, amount, orders)
        {"done": tx._set_done, "authorized": tx._set_authorized, "pending": tx._set_pending}[
            state
        ]()
        if state != "pending":
            tx._post_process()
        return tx
