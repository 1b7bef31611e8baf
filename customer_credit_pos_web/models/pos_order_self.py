"""Orders that guests make themselves (kiosk, phone): no cashier is there to take credit."""

from odoo import _, api, models
from odoo.exceptions import AccessError


class PosOrder(models.Model):
    """The public page hands over what a visitor sends, in the name of the till's user."""

    _inherit = "pos.order"

    @api.model
    def sync_from_ui(self, orders):
        """Refuse what only a cashier may decide in an order that a guest sends.

        Odoo's page for guests calls this as superuser in the name of somebody else; a till never
        does.

        # EXTENDS 'point_of_sale'
        :raise AccessError: store credit, the customer's account, a settlement or a refund
        """
        if self.env.su and not self.env.user._is_superuser():
            for order in orders:
                self._check_guest_order(order)
        return super().sync_from_ui(orders)

    @api.model
    def _check_guest_order(self, order):
        """Stop a guest's order that would move credit, with its own values or with stored ones.

        :param dict order: as it was sent
        :raise AccessError: with where to go
        """
        payments = [c[2] for c in order.get("payment_ids") or [] if c[0] in (0, 1)]
        lines = [c[2] for c in order.get("lines") or [] if c[0] in (0, 1)]
        ids = [it.get("payment_method_id") for it in payments if it.get("payment_method_id")]
        methods = self.env["pos.payment.method"].browse(ids)
        stored = self._get_open_order(order)
        if (
            any(it.get("settled_document") for it in payments)
            or any(it.get("refunded_orderline_id") for it in lines)
            or any(method._is_gated_by_credit() for method in methods)
            or (stored and stored._is_gated_by_credit())
        ):
            raise AccessError(
                _("Store credit, refunds and the customer's account need a cashier: ask there.")
            )
