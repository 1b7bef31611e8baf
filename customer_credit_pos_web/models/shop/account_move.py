"""Invoices of orders that were paid before: what is left of those payments pays them."""

from odoo import models


class AccountMove(models.Model):
    """Adds what paid the orders to paying their invoices, because Odoo matches payments under way
    only: store credit is there at once, and so is a card payment that reached the bank.
    """

    _inherit = "account.move"

    # --- hooks

    def _post(self, soft=True):
        """Match what paid the orders with their invoice, however late it is made.

        # EXTENDS 'sale'
        """
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice").sudo()
        invoices = invoices.filtered("transaction_ids")
        paid = invoices.transaction_ids | invoices.line_ids.sale_line_ids.order_id.transaction_ids
        payments = paid._filter_store_credit_payments() | paid._filter_money_received()
        payments.filtered("payment_id").sorted("id")._match_payment_with_invoices()
        return posted
