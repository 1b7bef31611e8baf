"""Invoices of orders that store credit paid before: they are paid by it."""

from odoo import models


class AccountMove(models.Model):
    """Adds what store credit paid of orders to paying invoices, because Odoo matches payments under
    way only, and store credit is there at once.
    """

    _inherit = "account.move"

    # --- hooks

    def _post(self, soft=True):
        """Match what store credit paid of the orders with their invoice, however late it is made.

        # EXTENDS 'sale'
        """
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice").sudo()
        invoices = invoices.filtered("transaction_ids")
        paid = invoices.transaction_ids | invoices.line_ids.sale_line_ids.order_id.transaction_ids
        payments = paid._filter_store_credit_payments().filtered("payment_id")
        payments.sorted("id")._match_payment_with_invoices()
        return posted
