"""Install and uninstall: every company gets its credit policy."""


def post_init_hook(env):
    """Create the default policy of every company that has none."""
    env["res.company"].sudo().search([])._ensure_credit_policy()


def uninstall_hook(env):
    """Drop what the ORM does not know of: the append-only trigger's function."""
    env.cr.execute("DROP FUNCTION IF EXISTS customer_credit_audit_append_only() CASCADE")
