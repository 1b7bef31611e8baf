"""Closing: what was settled at the till is balanced and matched with exactly its document."""

from odoo import models


class PosSession(models.Model):
    """Adds matching of customer accounts to the closing, because each payment by account has a
    journal item that nothing else matches.
    """

    _inherit = "pos.session"

    # --- hooks

    def _get_split_receivable_vals(self, payment, amount, amount_converted):
        """Balance what a settlement booked at once, in place of the customer's debt.

        # EXTENDS 'point_of_sale'
        """
        vals = super()._get_split_receivable_vals(payment, amount, amount_converted)
        if payment._is_settlement() and payment.account_move_id:
            account = self.company_id.account_default_pos_receivable_account_id
            vals.update(account_id=account.id, partner_id=False)
        return vals

    def _create_pay_later_receivable_lines(self, data):
        """Remember the journal item of each payment by customer account.

        # EXTENDS 'point_of_sale'
        """
        data = super()._create_pay_later_receivable_lines(data)
        combined = len(data["combine_receivables_pay_later"])
        items = data["pay_later_move_lines"][combined:]
        for payment, item in zip(data["split_receivables_pay_later"], items, strict=True):
            payment.sudo().customer_account_line_id = item
        return data

    def _reconcile_account_move_lines(self, data):
        """Match what was settled at the till.

        # EXTENDS 'point_of_sale'
        """
        data = super()._reconcile_account_move_lines(data)
        settlements = self.order_ids._get_settlements()
        for payment in settlements.filtered("account_move_id"):
            account = payment.customer_account_line_id.account_id
            booked = payment.account_move_id.line_ids.filtered(
                lambda line, account=account: line.account_id == account and line.debit
            )
            lines = (booked | payment.customer_account_line_id).filtered(
                lambda line: not line.reconciled
            )
            if account.reconcile and len(lines) > 1:
                lines.reconcile()
        self._match_customer_account_orders(settlements)
        return data

    # --- private

    def _match_customer_account_orders(self, settlements):
        """Match orders with what settled or refunded them, whichever closed last.

        :param settlements: what this session settled
        """
        own = self.order_ids.filtered(
            lambda order: any(payment.customer_account_line_id for payment in order.payment_ids)
        )
        orders = own | own.lines.refunded_orderline_id.order_id
        for payment in settlements.filtered(
            lambda p: p.settled_document and p.settled_document._name == "pos.order"
        ):
            orders |= payment.settled_document
        orders._match_customer_account()
