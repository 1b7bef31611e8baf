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

    def pay_online(self, order, amount=None, state="done", prepayment=1.0):
        """Return the post-processed transaction of an online payment."""
        order.require_payment = True
        order.prepayment_percent = prepayment
        tx = self._create_transaction(
            "direct",
            amount=amount or order.amount_total,
            currency_id=order.currency_id.id,
            partner_id=self.customer.id,
            reference=f"{order.name}-{len(order.transaction_ids)}",
            sale_order_ids=[Command.set(order.ids)],
        )
        {"done": tx._set_done, "authorized": tx._set_authorized}[state]()
        tx._post_process()
        return tx
