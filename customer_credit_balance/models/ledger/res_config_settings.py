"""Settings: where store credit is booked, for the current company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the block "Customer Credit" to the settings of invoicing, because accountants look for
    accounts there.
    """

    _inherit = "res.config.settings"

    # --- fields

    store_credit_account_id = fields.Many2one(
        related="company_id.store_credit_account_id", readonly=False
    )
    store_credit_journal_id = fields.Many2one(
        related="company_id.store_credit_journal_id", readonly=False
    )
    store_credit_adjustment_account_id = fields.Many2one(
        related="company_id.store_credit_adjustment_account_id", readonly=False
    )
    store_credit_manager_only = fields.Boolean(
        related="company_id.store_credit_manager_only", readonly=False
    )
    has_store_credit_entries = fields.Boolean(compute="_compute_has_store_credit_entries")

    # --- computes

    def _compute_has_store_credit_entries(self):
        """The account cannot change any more once store credit is booked on it."""
        Entry = self.env["customer.credit.entry"].sudo()
        for settings in self:
            domain = [("company_id", "=", settings.company_id.id)]
            settings.has_store_credit_entries = bool(Entry.search_count(domain, limit=1))
