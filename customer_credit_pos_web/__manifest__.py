{
    "name": "Customer Credit at the Till and in the Web Shop",
    "summary": "Pay with, top up and refund store credit in Point of Sale and the web shop: "
    "one balance everywhere, never spent twice",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "author": "Customer Credit Team",
    "license": "LGPL-3",
    "depends": ["customer_credit_balance", "point_of_sale", "website_sale"],
    "data": [
        "security/customer_credit_pos_groups.xml",
        "security/ir.model.access.csv",
        "data/product_data.xml",
        "data/mail_template_data.xml",
        "views/product_topup_views.xml",
        "views/res_config_settings_views.xml",
        "views/portal_credit_templates.xml",
        "views/portal_header_templates.xml",
        "views/topup_templates.xml",
        "views/topup_shop_templates.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "customer_credit_pos_web/static/src/interactions/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
}
