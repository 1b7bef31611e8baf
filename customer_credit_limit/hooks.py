"""Install: companies get their policies and the limits of Odoo. Uninstall: triggers go."""


def post_init_hook(env):
    """Create the default policy of every company, and take over the limits it uses."""
    companies = env["res.company"].sudo().search([])
    companies._ensure_credit_policy()
    companies._adopt_native_credit_limits()
    env["account.move"]._remember_credit_passed()


def uninstall_hook(env):
    """Drop what the ORM does not know of: triggers on the tables that movements are seen in."""
    env["customer.credit.movement"]._drop()
