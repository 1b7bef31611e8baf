"""Odoo's own records that statements rest on."""

from . import (
    account_partial_reconcile,
    ir_qweb,
    ir_sequence,
)
