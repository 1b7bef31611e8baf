"""Till orders that settle sale orders: store credit that was set aside for these is theirs."""

from odoo import models

from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """Usable at the till for its own order; freed when that is paid in another way."""

    _inherit = "pos.order"

    def write(self, vals):
        """Free what a sale order that is paid now does not need any more.

        # EXTENDS 'customer_credit_pos_web'
        """
        paid = self.browse()
        if vals.get("state") in PAID_STATES:
            paid = self.filtered(lambda order: order.state not in PAID_STATES)
        res = super().write(vals)
        for order in paid:
            for settled in order._get_settled_sale_orders():
                if settled._get_open_store_credit_reservations() and settled._is_settled_at_tills():
                    settled._free_store_credit()
        return res

    def _prepare_store_credit_spending(self, account):
        """Use what was set aside for the sale orders that this order settles.

        # EXTENDS 'customer_credit_pos_web'
        """
        super()._prepare_store_credit_spending(account)
        orders = self._get_settled_sale_orders()
        if orders and account.reserved:
            orders._free_store_credit()

    def _get_settled_sale_orders(self):
        """Return the sale orders (sudo) of this customer that this order settles."""
        lines = self.sudo().lines
        if "sale_order_origin_id" not in lines._fields:
            return self.env["sale.order"].sudo()
        customer = self.partner_id.commercial_partner_id
        return lines.sale_order_origin_id.filtered(
            lambda order: (
                order.company_id == self.company_id
                and order.partner_id.commercial_partner_id == customer
            )
        )


class SaleOrder(models.Model):
    """What tills paid of an order, and what that leaves of the store credit set aside."""

    _inherit = "sale.order"

    def _is_settled_at_tills(self):
        """Say whether goods and down payments at tills, with what was paid online, pay it all."""
        self.ensure_one()
        paid = self.amount_paid
        for order in self.sudo().pos_order_line_ids.order_id:
            if order.state in PAID_STATES:
                values = order._get_credit_line_values()
                paid += order.currency_id._convert(
                    sum(
                        value for line, value in values.items() if line.sale_order_origin_id == self
                    ),
                    self.currency_id,
                    order.company_id,
                    order._get_credit_day(),
                )
        return self.currency_id.compare_amounts(paid, self.amount_total) >= 0

    def _free_store_credit(self):
        """Free what is set aside for these orders (sudo); payments that wait for it are over."""
        Account = self.env["customer.credit.account"]
        for order in self:
            reservations = order._get_open_store_credit_reservations()
            if not reservations:
                continue
            parts = order.transaction_ids.filtered(
                lambda tx: tx.provider_code == "store_credit" and tx.state in ("draft", "pending")
            )
            parts._set_canceled()
            for reservation in reservations:
                Account._release(reservation.request_key)
