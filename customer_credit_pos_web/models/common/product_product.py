"""Product variants: the credit product has its amount chosen on its page."""

from odoo import models


class ProductProduct(models.Model):
    """The shop offers no blind button for credit products."""

    _inherit = "product.product"

    # --- hooks

    def _website_show_quick_add(self):
        """Lead to the page where the amount is chosen.

        # EXTENDS 'website_sale'
        """
        return not self.is_store_credit and super()._website_show_quick_add()
