"""How a statement reaches its customer, and a record of each time it did."""

from . import (
    customer_statement_delivery_mixin,
    customer_statement_delivery,
    customer_statement,
    mail_mail,
)
