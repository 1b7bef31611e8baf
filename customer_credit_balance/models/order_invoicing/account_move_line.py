"""Invoice lines: those that correct the price of an order line after it was invoiced."""

from odoo import fields, models


class AccountMoveLine(models.Model):
    """Adds the corrected order line to journal items, because a correction changes what is invoiced
    in money, never in quantity.
    """

    _inherit = "account.move.line"

    # --- fields

    credit_sale_line_id = fields.Many2one(
        "sale.order.line",
        "Corrected Order Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Order line whose price this line corrects. It tells what was credited already.",
    )

    # --- hooks

    def _copy_data_extend_business_fields(self, values):
        """Keep the link on reversals, so that they undo the correction.

        # EXTENDS 'account'
        """
        super()._copy_data_extend_business_fields(values)
        values["credit_sale_line_id"] = self.credit_sale_line_id.id

    # --- private

    def _get_credit_order_lines(self) -> models.BaseModel:
        """Return the order lines that these invoice lines bill, credit or correct."""
        return self.sale_line_ids | self.credit_sale_line_id

    def _is_credit_like(self, sale_line: models.BaseModel) -> bool:
        """Say whether the line's price can be that of the order line: same unit and currency."""
        self.ensure_one()
        return (
            self.product_uom_id == sale_line.product_uom_id
            and self.currency_id == sale_line.currency_id
        )
