"""What happens when the addon goes."""


def uninstall_hook(env):
    """Drop what the ORM does not know of: the function that keeps sent statements."""
    env.cr.execute("DROP FUNCTION IF EXISTS customer_statement_keep_sent() CASCADE")
