"""Reservations: what let an order pass stays with it."""

from odoo import api, models
from odoo.fields import Domain


class CustomerCreditReservation(models.Model):
    """Adds an end to what is set aside for confirmed orders, because it pays what the limit does
    not allow: free by itself after a day, it would let the next order pass, and the one after.
    """

    _inherit = "customer.credit.reservation"

    # --- hooks

    @api.model
    def _get_expired_domain(self) -> Domain:
        """Keep what is set aside for orders that are to be invoiced, where it was their payment.

        It ends with the order, with its invoice, or by who takes it back and has room for that.
        Where a policy deducts store credit, that is room anyway, set aside or free.

        # EXTENDS 'customer_credit_balance'
        """
        ended = super()._get_expired_domain()
        found = self.sudo().search(ended & Domain("res_model", "=", "sale.order"))
        orders = self.env["sale.order"].sudo().browse(set(found.mapped("res_id"))).exists()
        kept = orders.filtered(
            lambda it: (
                it.state == "sale"
                and it.invoice_status != "invoiced"
                and it._is_credit_paid_aside()
            )
        )._find_credit_set_aside()
        return ended & Domain("id", "not in", kept.ids)
