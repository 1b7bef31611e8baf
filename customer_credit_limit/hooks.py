"""Install and uninstall: every company gets its credit policy."""


def post_init_hook(env):
    """Create the default policy of every company that has none, and take the first figures."""
    env["res.company"].sudo().search([])._ensure_credit_policy()
    # The first figures do not wait for the night.
    env.ref("customer_credit_limit.cron_credit_snapshot")._trigger()


def uninstall_hook(env):
    """Drop what the ORM does not know of: the append-only trigger's function."""
    env.cr.execute("DROP FUNCTION IF EXISTS customer_credit_audit_append_only() CASCADE")
