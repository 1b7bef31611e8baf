"""How a statement reaches its customer."""

from . import (
    customer_statement_delivery_mixin,
    customer_statement,
    mail_mail,
)
