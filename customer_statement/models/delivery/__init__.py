"""How a statement reaches its customer."""

from . import (
    customer_statement_delivery_mixin,
    customer_statement_delivery,
    customer_statement,
    mail_mail,
)
