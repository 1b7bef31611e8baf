"""Website: where its customers may pay with store credit."""

from odoo import fields, models


class Website(models.Model):
    """Each website has its own switches."""

    _name = "website"
    _inherit = ["website", "customer.credit.numbers.mixin"]

    credit_in_shop = fields.Boolean(
        "Store Credit at Checkout",
        default=True,
        help="Customers may use their store credit when they check out.",
    )
    credit_on_quotations = fields.Boolean(
        "Store Credit on Quotations",
        default=True,
        help="Customers who are logged in may pay quotations and orders with store credit.",
    )
    credit_on_invoices = fields.Boolean(
        "Store Credit on Invoices",
        default=True,
        help="Customers who are logged in may pay invoices with store credit.",
    )
    credit_on_account = fields.Boolean(
        "Buy on Account",
        help="Customers whom no credit check stops may order now and pay the invoice later.",
    )
