"""Order lines: which of them sell store credit."""

from odoo import models


class SaleOrderLine(models.Model):
    """A line whose income is the liability account sells store credit."""

    _inherit = "sale.order.line"

    def _is_store_credit_sale(self):
        """Say whether this line sells store credit, which store credit never pays."""
        self.ensure_one()
        liability = self.company_id.sudo().store_credit_account_id
        product = self.product_id.sudo().with_company(self.company_id)
        return bool(
            liability and product and product._get_product_accounts()["income"] == liability
        )
