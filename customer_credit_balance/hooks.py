"""Install and uninstall: set up every company that has a chart, mirror existing books."""


def post_init_hook(env):
    """Set up every company that has a chart; portal users there are may use the credit."""
    env["res.company"].sudo().search([])._ensure_store_credit_setup()
    env["customer.credit.spender"]._allow_portal_users()


def uninstall_hook(env):
    """Drop what the ORM does not know of: functions of the trigger and of the exposure."""
    env["customer.credit.exposure"]._drop_functions()
    env.cr.execute("DROP FUNCTION IF EXISTS customer_credit_append_only() CASCADE")
