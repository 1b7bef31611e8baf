"""Invoices of top-ups: told to the customer when they are paid, kept out of sales figures."""

from odoo import models


class AccountMoveLine(models.Model):
    """Adds freedom from tax to lines of top-ups, because store credit is taxed when it is spent."""

    _inherit = "account.move.line"

    # --- hooks

    def _get_computed_taxes(self):
        """Put no tax on credit products, whatever the product or the account says.

        # EXTENDS 'account'
        """
        if self.product_id.is_store_credit:
            return self.env["account.tax"]
        return super()._get_computed_taxes()
