"""The records behind gates and exposure: orders, invoices, payments, and whose they are."""

from odoo import models


class SaleOrderLine(models.Model):
    """Adds guards to order lines, because amounts follow from price and quantity, and what is
    invoiced from the invoices.
    """

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "customer.credit.guarded.mixin"]

    # Invoicing the timesheets of a period sets it as the user; exposure takes it as a minimum.
    _credit_free_names = frozenset({"qty_to_invoice"})
    _credit_server_names = frozenset({"invoice_lines"})
