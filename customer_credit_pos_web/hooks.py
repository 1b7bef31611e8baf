"""Install: every company gets its ready payment method. Uninstall: the provider lets go."""


def post_init_hook(env):
    """Make the till's payment method and the shop's provider of every company."""
    companies = env["res.company"].sudo().search([])
    companies._ensure_store_credit_pos_method()
    companies._ensure_store_credit_provider()


def uninstall_hook(env):
    """Switch the providers off and let go of their journal; what was booked stays."""
    providers = env["payment.provider"].sudo().search([("code", "=", "store_credit")])
    providers.write({"state": "disabled", "is_published": False})
    lines = env["account.payment.method.line"].sudo()
    lines.search([("payment_provider_id", "in", providers.ids)]).payment_provider_id = False
    providers.write(providers._get_removal_values())
