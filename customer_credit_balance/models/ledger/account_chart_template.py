"""Chart templates: whatever chart is loaded, store credit gets its account and journal."""

from odoo import models


class AccountChartTemplate(models.AbstractModel):
    """Set store credit up after each chart of accounts."""

    _inherit = "account.chart.template"

    # --- hooks

    def _post_load_data(self, template_code, company, template_data):
        """Add liability account and journal to the company.

        # EXTENDS 'account'
        """
        res = super()._post_load_data(template_code, company, template_data)
        (company or self.env.company)._ensure_store_credit_setup()
        return res
