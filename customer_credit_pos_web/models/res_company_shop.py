"""Company: whether customers are told about credit that was added."""

from odoo import fields, models


class ResCompany(models.Model):
    """One switch for top-ups in the shop, at the till and in the office."""

    _inherit = "res.company"

    store_credit_mail = fields.Boolean(
        "Mail Customers Their Top-ups",
        default=True,
        help="Customers get a mail with the amount and the new balance when a top-up is paid.",
    )
