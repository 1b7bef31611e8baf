"""Partial reconciliations: which of them were made by applying credits automatically."""

from odoo import fields, models


class AccountPartialReconcile(models.Model):
    """Marked when they are made, so that one click can undo exactly these."""

    _inherit = "account.partial.reconcile"

    credit_auto_applied = fields.Boolean(
        "Applied Automatically",
        readonly=True,
        help="Made by applying outstanding credits to a new invoice, oldest first.",
    )
