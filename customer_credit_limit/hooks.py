"""Install: every company gets its credit policy."""


def post_init_hook(env):
    """Create the default policy of every company that has none."""
    env["res.company"].sudo().search([])._ensure_credit_policy()
