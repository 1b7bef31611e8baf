"""Install: every company gets its credit policy, and the limits it had in Odoo."""


def post_init_hook(env):
    """Create the default policy of every company, and take over the limits it uses."""
    companies = env["res.company"].sudo().search([])
    companies._ensure_credit_policy()
    companies._adopt_native_credit_limits()
    env["account.move"]._remember_credit_passed()
