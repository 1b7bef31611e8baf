"""Partial reconciliations: found by the day from which they count."""

from odoo import models


class AccountPartialReconcile(models.Model):
    """Adds an index by the day from which they count to matches, because statements of a past day
    read those made after it.
    """

    _inherit = "account.partial.reconcile"

    _max_date_idx = models.Index("(max_date)")
