"""Sales analysis: selling store credit is no sale, spending it will be."""

from odoo import models


class SaleReport(models.Model):
    """Credit products are left out."""

    _inherit = "sale.report"

    # --- hooks

    def _where_sale(self):
        """Leave the lines of credit products out.

        # EXTENDS 'sale'
        """
        return f"{super()._where_sale()} AND t.is_store_credit IS NOT TRUE"
