"""Invoices posted before amounts were remembered: what they are worth counts as decided."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Fill the decided amount of invoices that were posted before."""
    api.Environment(cr, SUPERUSER_ID, {})["account.move"]._remember_credit_passed()
