"""Invoice analysis: invoices of store credit are no revenue."""

from odoo import models
from odoo.tools import SQL


class AccountInvoiceReport(models.Model):
    """Adds a filter to the analysis of invoices, because top-ups are no turnover."""

    _inherit = "account.invoice.report"

    # --- hooks

    def _where(self):
        """Leave the lines of credit products out.

        # EXTENDS 'account'
        """
        return SQL("%s AND template.is_store_credit IS NOT TRUE", super()._where())
