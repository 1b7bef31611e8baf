"""Sales analysis: selling store credit is no sale, spending it will be."""

from odoo import models


class SaleReport(models.Model):
    """Adds a filter to the analysis of sales, because top-ups are no turnover."""

    _inherit = "sale.report"

    # --- hooks

    def _where_sale(self):
        """Leave the lines of credit products out.

        # EXTENDS 'sale'
        """
        return f"{super()._where_sale()} AND t.is_store_credit IS NOT TRUE"
