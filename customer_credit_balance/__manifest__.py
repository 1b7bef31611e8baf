{
    "name": "Customer Credit Balance",
    "summary": "One ledger for what you owe your customers: store credit, outstanding "
    "credits and the Credit Centre to apply, refund and transfer them",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Customer Credit Team",
    "license": "LGPL-3",
    "depends": ["account", "sale"],
    "data": [
        "security/customer_credit_groups.xml",
        "security/ir.model.access.csv",
        "security/customer_credit_rules.xml",
        "data/customer_credit_data.xml",
        "data/ir_cron_data.xml",
        "wizard/customer_credit_wizard_templates.xml",
        "wizard/customer_credit_topup_views.xml",
        "wizard/customer_credit_apply_views.xml",
        "report/customer_credit_report.xml",
        "views/customer_credit_application_views.xml",
        "views/customer_credit_views.xml",
        "views/customer_credit_menus.xml",
        "views/sale_order_views.xml",
        "views/account_move_views.xml",
    ],
    "demo": [
        "demo/res_users_demo.xml",
        "demo/res_partner_demo.xml",
        "demo/product_demo.xml",
        "demo/customer_credit_story_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "customer_credit_balance/static/src/credit_position/**/*",
        ],
        "web.assets_tests": [
            "customer_credit_balance/static/tests/tours/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
