"""Portal users of companies could use the store credit so far: they stay on the new list."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Put them on the list."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["customer.credit.spender"]._allow_portal_users()
