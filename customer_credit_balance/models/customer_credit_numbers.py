"""Odoo's records that carry numbers of the suite."""

from odoo import models


class ResPartner(models.Model):
    """Limits, floors and what belongs to a customer."""

    _name = "res.partner"
    _inherit = ["res.partner", "customer.credit.numbers.mixin"]


class ResCompany(models.Model):
    """Settings of the company; their screen writes through to it."""

    _name = "res.company"
    _inherit = ["res.company", "customer.credit.numbers.mixin"]
