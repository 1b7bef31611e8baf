"""Chart templates: whatever chart is loaded, store credit gets its account and journal."""

from odoo import models


class AccountChartTemplate(models.AbstractModel):
    """Adds store credit to each chart of accounts that is loaded, because a company without its
    account and journal has no ledger.
    """

    _inherit = "account.chart.template"

    # --- hooks

    def _post_load_data(self, template_code, company, template_data):
        """Add liability account and journal to the company.

        # EXTENDS 'account'
        """
        res = super()._post_load_data(template_code, company, template_data)
        (company or self.env.company)._ensure_store_credit_setup()
        return res

    def _load_translations(self, langs=None, companies=None, template_data=None):
        """Translate the accounts of customer credit with those of the chart.

        Odoo calls it when a chart is loaded and when a language is installed.

        # EXTENDS 'account'
        """
        res = super()._load_translations(
            langs=langs, companies=companies, template_data=template_data
        )
        # Only companies with store credit have names of ours to translate.
        ours = [("store_credit_account_id", "!=", False)]
        (companies or self.env["res.company"].sudo().search(ours))._translate_credit_names(langs)
        return res
