"""Invoice lines: which of them were decided on before the invoice."""

from odoo import models

from ...passing import passed


class AccountMoveLine(models.Model):
    """Adds what was decided already to journal items, because a confirmed order was checked and
    what is delivered must be invoiced.
    """

    _inherit = "account.move.line"

    # --- guards

    def write(self, vals):
        """Check the orders that get back a quantity of a draft that left room to others.

        :raise UserError: blocked by a limit or a hold

        # EXTENDS 'account'
        """
        if "quantity" not in vals or self.env.su:
            return super().write(vals)
        lowered = self.filtered(lambda it: it.quantity > (vals["quantity"] or 0.0))
        with lowered.move_id._guard_credit_given_back():
            return super().write(vals)

    def unlink(self):
        """Check the orders of lines that leave such a draft; raises as :meth:`write`.

        # EXTENDS 'account'
        """
        with self.move_id._guard_credit_given_back():
            return super().unlink()

    # --- hooks

    def _sale_create_reinvoice_sale_line(self):
        """Charge costs to their orders: they are spent, and no bill of a vendor waits for a limit.

        # EXTENDS 'sale'
        """
        orders = filter(None, self._sale_determine_order().values())
        with passed(self.env, dict.fromkeys(orders, 0.0)):
            return super()._sale_create_reinvoice_sale_line()

    # --- private

    def _is_credit_decided(self) -> bool:
        """Say whether the line comes from a confirmed order, and so is not checked again.

        The order was decided on for its customer: to another one it says nothing.
        Where the policy counts invoices, only what is delivered already counts as decided. So it
        is of orders beyond the horizon, of which nothing counted.
        """
        self.ensure_one()
        items = self._get_credit_order_lines()
        if not items or not all(map(self.move_id._is_credit_decided_by, items.order_id)):
            return False
        policy, beyond = self.move_id._get_credit_policy(), self._is_credit_beyond_horizon()
        if not beyond and (policy.basis != "invoices" or self.is_downpayment):
            return True
        return self._is_credit_delivered()

    def _is_credit_delivered(self) -> bool:
        """Say whether what the line charges is delivered; a down payment never is."""
        self.ensure_one()
        items = self._get_credit_order_lines()
        return all(item.qty_delivered >= item.qty_invoiced for item in items)

    def _is_credit_beyond_horizon(self) -> bool:
        """Say whether an order of the line is to be delivered later than its policy looks."""
        self.ensure_one()
        orders = self._get_credit_order_lines().order_id
        return any(order._is_credit_beyond_horizon() for order in orders)

    def _get_credit_decided_part(self) -> float:
        """Return which part of the line its order lines were decided on for, from 0 to 1.

        What is charged beyond the price agreed for what was ordered or delivered was never
        decided on, whatever order the line names.
        """
        self.ensure_one()
        charged = self.price_unit * (1 - (self.discount or 0.0) / 100) * self.quantity
        if charged <= 0:
            return 1.0
        agreed = sum(item._get_credit_agreed(self) for item in self.sale_line_ids)
        if not self.sale_line_ids and (item := self.credit_sale_line_id):
            # A correction of its price: all invoices together charge no more than the order says.
            agreed = charged + item._convert_credit(
                item._get_credit_price_difference(), self.move_id
            )
        return min(max(agreed / charged, 0.0), 1.0)
