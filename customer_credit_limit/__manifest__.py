{
    "name": "Customer Credit Limit",
    "summary": "Credit limits, holds and approvals that nobody can walk around: told early, "
    "with what would help",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Customer Credit Team",
    "license": "LGPL-3",
    "depends": ["customer_credit_balance"],
    "data": [
        "security/customer_credit_limit_groups.xml",
        "security/ir.model.access.csv",
        "security/customer_credit_limit_rules.xml",
        "views/customer_credit_policy_views.xml",
        "views/customer_credit_limit_menus.xml",
        "views/sale_order_views.xml",
        "views/account_move_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/customer_credit_audit_views.xml",
        "views/customer_credit_request_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "customer_credit_limit/static/src/credit_verdict/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
