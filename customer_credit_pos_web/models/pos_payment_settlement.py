"""Till payments that settle an invoice or an order on the customer's account."""

from odoo import fields, models


class PosPayment(models.Model):
    """A negative payment by customer account takes its document off what the customer owes."""

    _inherit = "pos.payment"

    settled_document = fields.Reference(
        [("account.move", "Invoice"), ("pos.order", "Till Order")],
        string="Settles",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The invoice or the order on the customer's account that this payment settles.",
    )
    customer_account_line_id = fields.Many2one(
        "account.move.line",
        "Item of the Customer's Account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What the closing booked for this payment by customer account.",
    )
