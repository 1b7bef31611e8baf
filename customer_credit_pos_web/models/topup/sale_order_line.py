"""Order lines: which of them sell store credit."""

from odoo import _, api, models
from odoo.exceptions import ValidationError


class SaleOrderLine(models.Model):
    """Adds fixed prices to lines of top-ups, because 50.00 buys 50.00 of store credit, whatever
    rules, taxes and discounts say.

    Prices, taxes and discounts never come from rules: 50.00 buys 50.00 of store credit.
    """

    _inherit = "sale.order.line"

    # --- computes

    @api.depends("product_id", "product_uom_id", "product_uom_qty")
    def _compute_price_unit(self):
        """Keep the amount that was chosen, whatever is recomputed; propose the list price.

        # EXTENDS 'sale'
        """
        topups = self._filter_topups()
        res = super(SaleOrderLine, self - topups)._compute_price_unit()
        for line in topups.filtered("order_id"):
            price = line.price_unit or line._get_topup_list_price()
            line.update({"price_unit": price, "technical_price_unit": price})
        return res

    def _compute_discount(self):
        """Give no discount on store credit.

        # EXTENDS 'sale'
        """
        topups = self._filter_topups()
        topups.discount = 0.0
        return super(SaleOrderLine, self - topups)._compute_discount()

    def _compute_tax_ids(self):
        """Tax store credit when it is spent, not when it is bought.

        # EXTENDS 'sale'
        """
        topups = self._filter_topups()
        topups.tax_ids = False
        return super(SaleOrderLine, self - topups)._compute_tax_ids()

    # --- guards

    @api.constrains("product_id", "product_uom_qty", "price_unit", "discount", "tax_ids")
    def _check_store_credit_topup(self):
        """Keep lines of store credit worth what they give, and out of discounted orders.

        :raise ValidationError: a discount, a tax, another quantity than 1, or lines in the same
            order that take more off than the other lines cost
        """
        for line in self._filter_topups():
            if line.discount or line.tax_ids:
                raise ValidationError(_("Store credit is bought without discounts and taxes."))
            if line.product_uom_qty != 1:
                raise ValidationError(
                    _("Store credit is bought once: choose the amount, not a quantity.")
                )
            if line.price_unit < 0:
                raise ValidationError(_("A top-up needs an amount above zero."))
        for order in self.order_id:
            order._check_topups_not_discounted()

    # --- hooks

    def _get_display_price(self):
        """Show the amount that was chosen, not a price list's.

        # EXTENDS 'sale'
        """
        if self.product_id.is_store_credit:
            return self.price_unit
        return super()._get_display_price()

    # --- private

    def _is_store_credit_sale(self) -> bool:
        """Say whether this line sells store credit, which store credit never pays."""
        self.ensure_one()
        liability = self.company_id.sudo().store_credit_account_id
        product = self.product_id.sudo().with_company(self.company_id)
        return bool(
            liability and product and product._get_product_accounts()["income"] == liability
        )

    def _filter_topups(self):
        """Return the lines that sell store credit."""
        ids = self.env["product.product"]._get_store_credit_ids()
        return self.filtered(lambda line: line.product_id._origin.id in ids) if ids else self[:0]

    def _get_topup_list_price(self) -> float:
        """Return the list price of the credit product in the currency of the order."""
        self.ensure_one()
        company = self.company_id or self.env.company
        product = self.product_id.with_company(company)
        return product.currency_id._convert(
            product.lst_price,
            self.currency_id or company.currency_id,
            company,
            self.order_id.date_order,
            round=True,
        )
