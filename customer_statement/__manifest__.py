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
    ],
}
