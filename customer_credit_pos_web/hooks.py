"""Install: every company gets its ready payment method."""


def post_init_hook(env):
    """Make the till's payment method of every company that books store credit."""
    env["res.company"].sudo().search([])._ensure_store_credit_pos_method()
