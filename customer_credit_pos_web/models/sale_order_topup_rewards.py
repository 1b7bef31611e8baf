"""Promotions beside top-ups: store credit earns nothing, and nothing makes it cheaper."""

from odoo import _, models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    """Answers Odoo's loyalty programs where they are installed; this addon needs none of them.

    Their addons stand nearer to the base than this one, so they are loaded before it.
    """

    _inherit = "sale.order"

    def _check_topups_not_discounted(self):
        """Stop discounts, coupons and rewards that would pay for store credit.

        :raise ValidationError: more is taken off than the other lines cost
        """
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.is_downpayment)
        others = lines - lines._filter_topups()
        if others == lines or not any(
            line.price_unit * line.product_uom_qty < 0 for line in others
        ):
            return
        if self.currency_id.compare_amounts(sum(others.mapped("price_total")), 0.0) < 0:
            raise ValidationError(
                _(
                    "Store credit cannot be bought with discounts, coupons or rewards: "
                    "order it on its own."
                )
            )

    def _get_no_effect_on_threshold_lines(self):
        """Leave store credit out of what promotions count, reward and discount.

        # EXTENDS 'sale_loyalty'
        """
        return super()._get_no_effect_on_threshold_lines() | self.order_line._filter_topups()

    def _discountable_order(self, reward):
        """Let gift cards and electronic wallets pay for everything but store credit.

        # EXTENDS 'sale_loyalty'
        """
        discountable, by_tax = super()._discountable_order(reward)
        if reward.program_id.is_payment_program:
            # Top-ups have no taxes, and are left out of other programs already.
            sold = sum(self.order_line._filter_topups().mapped("price_total"))
            discountable -= sold
            by_tax[self.env["account.tax"]] -= sold
        return discountable, by_tax

    def _get_not_rewarded_order_lines(self):
        """Leave store credit out of what earns points, coupons and cards: by order, unit, amount.

        # EXTENDS 'sale_loyalty'
        """
        lines = super()._get_not_rewarded_order_lines()
        return lines - lines._filter_topups()
