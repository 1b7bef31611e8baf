{
    "name": "Customer Statement",
    "summary": "Account statements that always add up: from templates, on schedule, in bulk, "
    "by mail and portal",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Customer Credit Team",
    "license": "LGPL-3",
    "depends": ["customer_credit_balance"],
    "external_dependencies": {"python": ["reportlab"]},
    "data": [
        "security/customer_statement_groups.xml",
        "security/ir.model.access.csv",
        "security/customer_statement_rules.xml",
        "data/customer_statement_template_data.xml",
        "report/customer_statement_document.xml",
        "report/customer_statement_report.xml",
        "views/customer_statement_views.xml",
        "views/customer_statement_template_views.xml",
        "views/customer_statement_menus.xml",
    ],
}
