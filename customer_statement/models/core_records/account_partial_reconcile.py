"""Partial reconciliations: found by the day from which they count."""

from odoo import models


class AccountPartialReconcile(models.Model):
    """Statements of a past day read the matchings made after it."""

    _inherit = "account.partial.reconcile"

    _max_date_idx = models.Index("(max_date)")
