"""Till orders on the customer's account: what was settled or refunded of them."""

from odoo import models

from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """The debt of an order and what pays it may be booked in any order."""

    _inherit = "pos.order"

    def _get_customer_account_credits(self):
        """Return {order: pos.payment records that pay its debt}, two queries (sudo).

        Settlements that the closing books, and refunds on the customer's account.
        """
        credits = dict.fromkeys(self, self.env["pos.payment"].sudo())
        documents = [f"pos.order,{order.id}" for order in self]
        Payment = self.env["pos.payment"].sudo()
        for payment in Payment.search(
            [
                ("settled_document", "in", documents),
                ("account_move_id", "=", False),
                ("pos_order_id.state", "in", PAID_STATES),
            ]
        ):
            credits[payment.settled_document] |= payment
        refunds = self.sudo().lines.refund_orderline_ids.order_id
        for refund in refunds.filtered(lambda order: order.state in PAID_STATES):
            original = refund.lines.refunded_orderline_id.order_id[:1]
            if original in credits and not refund.account_move:
                payments = refund._get_customer_account_payments()
                credits[original] |= payments.filtered(lambda payment: payment.amount < 0)
        return credits

    def _get_unbooked_credits(self):
        """Return {order: what is taken off its debt without being matched yet}, company currency.

        What the closing booked counts with what is left of it.
        """
        result = {}
        for order, payments in self._get_customer_account_credits().items():
            booked = payments.filtered("customer_account_line_id")
            amount = -sum(booked.customer_account_line_id.mapped("amount_residual"))
            for payment in payments - booked:
                amount -= payment.pos_order_id._to_company_currency(payment.amount)
            result[order] = amount
        return result

    def _get_customer_account_open(self):
        """Return what the order owes in the books, or will owe at closing, company currency."""
        self.ensure_one()
        if not self._is_owed_by_open_session():
            return sum(self._get_due_items().mapped("amount_residual"))
        payments = self._get_customer_account_payments()
        return self._to_company_currency(sum(payments.mapped("amount")))

    def _to_company_currency(self, amount):
        """Return an amount of this order in company currency, at the rate of the order."""
        company = self.company_id
        return self.currency_id._convert(amount, company.currency_id, company, self.date_order)

    def _match_customer_account(self):
        """Match the booked debts of these orders with what settled or refunded them.

        What is not booked yet, or matched already, is left alone: may be called at any time.
        """
        for order, payments in self._get_customer_account_credits().items():
            credits = payments.customer_account_line_id.filtered(
                lambda line: not line.reconciled and line.amount_residual < 0
            )
            debts = order.sudo()._get_due_items()
            for account in (credits.account_id & debts.account_id).filtered("reconcile"):
                lines = (credits | debts).filtered(
                    lambda line, account=account: line.account_id == account
                )
                lines.reconcile()
