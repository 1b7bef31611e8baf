"""Till order lines: what is sold and taken back stays as it was paid; what is not sold."""

from odoo import _, api, models
from odoo.exceptions import UserError, ValidationError

from ...const import PAID_STATES

FROZEN_FIELDS = {
    "discount",
    "extra_tax_data",
    "order_id",
    "price_subtotal",
    "price_subtotal_incl",
    "price_unit",
    "product_id",
    "qty",
    "refund_orderline_ids",
    "refunded_orderline_id",
    "tax_ids",
}


class PosOrderLine(models.Model):
    """Adds guards to lines of paid orders, because they say what a refund may give back."""

    _inherit = "pos.order.line"

    # --- guards

    @api.constrains("product_id")
    def _check_no_credit_product(self):
        """Refuse the credit product: as goods it would be booked without a customer.

        :raise ValidationError: use Add credit
        """
        if any(self.product_id.mapped("is_store_credit")):
            raise ValidationError(_("Store credit is not sold as a product here: use Add credit."))

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse goods on an order that is paid; a tip may come after the payment.

        Odoo's sample shops write an order that is paid first, then its goods, then its payments.

        # EXTENDS 'point_of_sale'
        :raise UserError: sell in another order
        """
        lines = super().create(vals_list)
        for line in lines:
            if line.order_id.state in PAID_STATES and not (
                line._is_tip_after_payment() or line._is_sold_before_payment()
            ):
                raise line._prepare_paid_error()
        return lines

    def write(self, vals):
        """Refuse another worth, or another original, for a line of a paid order.

        # EXTENDS 'point_of_sale'
        :raise UserError: refund and sell again
        """
        changing = self.browse()
        if FROZEN_FIELDS & vals.keys():
            changing = self.filtered(lambda line: line._changes_worth(vals))
            changing._check_not_paid()
        res = super().write(vals)
        changing._check_not_paid()
        return res

    def _check_not_paid(self):
        """Stop when one of these lines is of a paid order.

        :raise UserError: naming the order and the way out
        """
        for line in self:
            if line.order_id.state in PAID_STATES:
                raise line._prepare_paid_error()

    # --- private

    def _is_tip_after_payment(self) -> bool:
        """Say whether it is a tip of a restaurant that asks for it after the payment."""
        till = self.order_id._get_credit_till()
        return bool(
            self.product_id == till.tip_product_id
            and "set_tip_after_payment" in till._fields
            and till.set_tip_after_payment
            and self.qty * self.price_unit >= 0
            and not self.refunded_orderline_id
        )

    def _is_sold_before_payment(self) -> bool:
        """Say whether it is sold on an order that has no payments yet and takes nothing back."""
        order = self.sudo().order_id
        return bool(
            not order.payment_ids
            and not order.lines.refunded_orderline_id
            and not order._get_credit_bond()
            and not order._gives_back_without_order()
        )

    def _changes_worth(self, vals):
        """Say whether ``vals`` change what the line is worth or takes back."""
        for name in FROZEN_FIELDS & vals.keys():
            field, value = self._fields[name], vals[name]
            if field.type in ("one2many", "many2many"):
                if self._changes_records(field, value):
                    return True
                continue
            new = field.convert_to_cache(value, self)
            old = field.convert_to_cache(self[name], self)
            if field.type == "monetary" and not self.currency_id.compare_amounts(
                abs(old or 0.0), abs(new or 0.0)
            ):
                continue  # the till sends subtotals of refunds with either sign
            if (old or False) != (new or False):
                return True
        return False

    def _changes_records(self, field, commands):
        """Say whether these commands link, remove or replace records of the field."""
        ids = set(self[field.name].ids)
        linked = set()
        for command in commands or []:
            if command[0] == 6:
                linked |= set(command[2])
            elif command[0] == 4:
                linked |= ids | {command[1]}
            else:
                return command[0] != 5 or bool(ids)
        return bool(commands) and linked != ids

    def _prepare_paid_error(self):
        """Return the error for whoever changes the goods of a paid order."""
        return UserError(
            _(
                "%s is paid: its goods cannot change any more. Refund it and sell again.",
                self.order_id.display_name,
            )
        )
