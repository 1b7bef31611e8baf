"""Product variants: the credit product has its amount chosen on its page."""

from odoo import api, models, tools


class ProductProduct(models.Model):
    """Adds rules for credit products to variants, because the shop must offer no button that buys
    one blindly.
    """

    _inherit = "product.product"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Know new credit products from now on.

        # EXTENDS 'product'
        """
        products = super().create(vals_list)
        if any(products.mapped("is_store_credit")):
            self.env.registry.clear_cache()
        return products

    # --- hooks

    def _website_show_quick_add(self):
        """Lead to the page where the amount is chosen.

        # EXTENDS 'website_sale'
        """
        return not self.is_store_credit and super()._website_show_quick_add()

    # --- private

    @api.model
    @tools.ormcache()
    def _get_store_credit_ids(self) -> frozenset:
        """Return the ids of all credit products, archived ones too; kept in memory.

        There are one or two, and every order line is asked whether it sells one.
        """
        domain = [("is_store_credit", "=", True)]
        return frozenset(self.sudo().with_context(active_test=False).search(domain).ids)
