"""Company: whether orders and invoices are kept in step, and credits applied by themselves."""

from odoo import fields, models

ORDER_INVOICING = [("off", "By hand"), ("draft", "Draft invoice"), ("posted", "Posted invoice")]


class ResCompany(models.Model):
    """Adds settings of orders and invoices in step to companies, because it is opt-in; customers
    may override them.
    """

    _inherit = "res.company"

    # --- fields

    credit_order_invoicing = fields.Selection(
        ORDER_INVOICING,
        "Invoice on Confirmation",
        required=True,
        default="off",
        groups="base.group_user",
        help="What happens when an order is confirmed: nothing, or its invoice is made at once, "
        "as a draft or posted. Customers may be excepted.",
    )
    credit_auto_adjust = fields.Boolean(
        "Credit Differences Automatically",
        default=True,
        groups="base.group_user",
        help="When a confirmed order is lowered or cancelled after it was invoiced, the "
        "difference is credited by itself and what was paid becomes an outstanding credit.",
    )
    credit_auto_apply = fields.Boolean(
        "Apply Outstanding Credits to New Invoices",
        groups="base.group_user",
        help="When a customer invoice is posted, the customer's outstanding credits are applied "
        "to it, oldest first. One click on the invoice undoes it. Customers may be excepted.",
    )
