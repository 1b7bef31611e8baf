"""What till and shop share."""

from . import (
    customer_credit_secret_mixin,
    store_credit_payable_mixin,
    product_template,
    product_product,
    res_partner,
    customer_credit,
    customer_credit_application,
    mail_template,
    account_payment,
    account_invoice_report,
    sale_report,
)
