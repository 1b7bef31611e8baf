"""Invoices posted before customers were remembered: they were decided for the one they name."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Fill the customer and company for whom invoices were posted before."""
    api.Environment(cr, SUPERUSER_ID, {})["account.move"]._remember_credit_passed()
