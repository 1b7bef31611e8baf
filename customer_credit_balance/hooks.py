"""Install and uninstall: set up every company that has a chart, mirror existing books."""


def post_init_hook(env):
    """Create the liability account and journal of every company that has a chart of accounts."""
    env["res.company"].sudo().search([])._ensure_store_credit_setup()


def uninstall_hook(env):
    """Drop what the ORM does not know of: the append-only trigger's function."""
    env.cr.execute("DROP FUNCTION IF EXISTS customer_credit_entry_append_only() CASCADE")
