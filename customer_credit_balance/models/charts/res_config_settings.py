"""Settings: what an accountant may want to move."""

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """Adds advice on accounts to the settings, because databases older than a rule are told and not
    moved.
    """

    _inherit = "res.config.settings"

    # --- fields

    store_credit_setup_advice = fields.Text(compute="_compute_store_credit_setup_advice")

    # --- computes

    @api.depends("company_id", "store_credit_account_id", "store_credit_adjustment_account_id")
    def _compute_store_credit_setup_advice(self):
        """Look at the accounts in use, not at what the form is about to save."""
        for settings in self:
            advice = settings.company_id._get_credit_setup_advice()
            settings.store_credit_setup_advice = "\n".join(advice)
