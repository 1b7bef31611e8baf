"""Till orders that settle sale orders: store credit that was set aside for these is theirs."""

from odoo import models

from ...const import PAID_STATES


class SaleOrder(models.Model):
    """Adds what tills paid to orders, because credit set aside for them is free by then."""

    _inherit = "sale.order"

    # --- private

    def _is_settled_at_tills(self) -> bool:
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
