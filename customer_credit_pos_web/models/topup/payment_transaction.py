"""Payments of top-ups: the invoice is there when the money is, and refunds take credit back."""

import logging

from odoo import Command, _, models
from odoo.exceptions import RedirectWarning, UserError

from odoo.addons.customer_credit_balance.exceptions import open_reason

_logger = logging.getLogger(__name__)


class PaymentTransaction(models.Model):
    """Adds the invoice of a top-up to payments, because credit is given by the books once money has
    arrived.
    """

    _inherit = "payment.transaction"

    # --- guards

    def _check_amount_and_confirm_order(self):
        """Invoice the store credit of confirmed orders as soon as their money is here.

        # EXTENDS 'sale'
        """
        confirmed = super()._check_amount_and_confirm_order()
        for tx in self.filtered(lambda tx: tx.state == "done"):
            if len(tx.sale_order_ids) == 1:
                tx._invoice_topup()
        return confirmed

    # --- hooks

    def _post_process(self):
        """Take payments that come late, and take back the credit of refunds.

        # EXTENDS 'payment'
        """
        self._reopen_cancelled_topups()
        res = super()._post_process()
        for refund in self._filter_topup_refunds():
            refund._take_back_topup()
        return res

    def _invoice_sale_orders(self):
        """Keep the invoices of top-ups linked when automatic invoicing adds the others.

        # EXTENDS 'sale'
        """
        topups = {tx: tx.invoice_ids for tx in self if tx.sale_order_ids._has_store_credit_topup()}
        res = super()._invoice_sale_orders()
        for tx, invoices in topups.items():
            tx.invoice_ids = [Command.link(invoice.id) for invoice in invoices]
        return res

    def _needs_credit_entry(self) -> bool:
        """Book money for top-ups at once, and what goes back of it.

        # EXTENDS 'customer_credit_balance'
        """
        orders = (self | self.source_transaction_id).sale_order_ids
        return super()._needs_credit_entry() or orders._has_store_credit_topup()

    # --- private

    def _reopen_cancelled_topups(self):
        """Make quotations of cancelled top-ups again whose money arrived after all."""
        for tx in self.filtered(lambda tx: tx.state == "done" and tx.operation != "validation"):
            order = tx.sale_order_ids
            if len(order) == 1 and order.state == "cancel" and order._is_store_credit_topup():
                order.action_draft()
                order.message_post(
                    body=_("The payment %s arrived after the order was cancelled.", tx.reference)
                )

    def _invoice_topup(self):
        """Make the invoice of the order's store credit once; leave a to-do when that fails."""
        self.ensure_one()
        order = self.sale_order_ids.with_company(self.company_id)
        if order.state != "sale" or not order._is_paid():
            return
        try:
            with self.env.cr.savepoint():
                invoice = order._create_topup_invoice()
        except (UserError, RedirectWarning) as error:
            reason = open_reason(error)
            order._tell_topup_problem(
                _("The payment arrived, but the top-up was not invoiced: %s", reason)
            )
            return
        if invoice:
            invoice._portal_ensure_token()
        if invoice and self.provider_code != "store_credit":
            self.invoice_ids = [Command.link(invoice.id)]

    def _filter_topup_refunds(self):
        """Return the refunds that were paid out, of payments for orders with store credit."""
        return self.filtered(
            lambda tx: (
                tx.state == "done"
                and tx.operation == "refund"
                and tx.source_transaction_id.sale_order_ids._has_store_credit_topup()
            )
        )

    def _take_back_topup(self):
        """Book the credit note of a refunded top-up and match it with the refund.

        What an accountant credited by hand before counts; credit that was spent meanwhile
        leaves a debt, which freezes the account and tells a person.
        """
        self.ensure_one()
        order = self.source_transaction_id.sale_order_ids.with_company(self.company_id)
        if len(order) != 1 or not order._is_store_credit_topup():
            for mixed in order:
                mixed._tell_topup_problem(
                    _(
                        "%s was refunded on an order with store credit and other products. "
                        "Credit the part that was store credit.",
                        self.currency_id.format(abs(self.amount)),
                    )
                )
            return
        try:
            with self.env.cr.savepoint():
                order._credit_topup_refund(self)
        except (UserError, RedirectWarning) as error:
            reason = open_reason(error)
            order._tell_topup_problem(
                _("The payment was refunded, but the store credit was not taken back: %s", reason)
            )
