"""Invoices: what was set aside for their orders pays them when they are posted."""

from odoo import _, api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ...core.keys import request_key
from ...exceptions import open_reason
from ..application.customer_credit import Wanted


class AccountMove(models.Model):
    """Adds payment by what was set aside to invoices, because that is what it was set aside for.

    A refusal never stops an invoice.
    """

    _inherit = "account.move"

    # --- hooks

    def _post(self, soft=True):
        """Pay invoices with what was set aside for their orders.

        # EXTENDS 'account'
        """
        posted = super()._post(soft)
        posted._use_credit_set_aside()
        return posted

    # --- private

    def _use_credit_set_aside(self):
        """Spend what is set aside for their orders; one query when there is nothing."""
        invoices = self.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted"
        )
        orders = invoices.invoice_line_ids.sale_line_ids.order_id
        if not orders:
            return
        waiting = orders.sudo()._find_credit_set_aside().grouped("res_id")
        if not waiting:
            return
        for move in invoices.sudo():
            for order in move.invoice_line_ids.sale_line_ids.order_id:
                for reservation in waiting.get(order.id, ()):
                    if reservation.state == "open":
                        move._pay_with_credit_set_aside(order, reservation)
        self._free_credit_of_settled_orders(orders.sudo())

    @api.model
    def _free_credit_of_settled_orders(self, orders):
        """Free what is still set aside for orders (sudo) that are invoiced and owe nothing.

        What an invoice could not use, since something else was in the way, waits for its day.
        """
        orders.filtered(
            lambda order: order.invoice_status == "invoiced"
            and not any(
                move.amount_residual for move in order.invoice_ids
                if move.state == "posted" and move.move_type == "out_invoice"
            )
        )._free_credit_set_aside()  # fmt: skip

    def _pay_with_credit_set_aside(self, order, reservation):
        """Spend a reservation of the order on this invoice (sudo); what is left stays aside."""
        same = self.currency_id == self.company_id.currency_id and (
            self.commercial_partner_id == reservation.partner_id.commercial_partner_id
        )
        amount = min(reservation.amount, self.amount_residual)
        if not same or self.currency_id.compare_amounts(amount, 0.0) <= 0:
            return
        account, key = reservation.account_id, reservation.request_key
        Credit = self.env["customer.credit"].with_company(self.company_id).sudo()
        try:
            with self.env.cr.savepoint():
                left = self.currency_id.round(reservation.amount - amount)
                account._release(key)
                Credit._apply_to_invoices(
                    self.commercial_partner_id,
                    self.company_id,
                    [Wanted(False, self, amount)],
                    date=max(self.date, fields.Date.context_today(self)),
                    key=key,
                )
                if left > 0 and order.invoice_status != "invoiced":
                    again = request_key("order", order.id, order._count_credit_set_aside() + 1)
                    time = reservation.expires_at - fields.Datetime.now()
                    account._reserve(left, again, order, time)
        except (UserError, RedirectWarning) as error:
            self.env.invalidate_all()
            self.message_post(
                body=_(
                    "The store credit set aside for %(order)s was not used: %(reason)s It is not "
                    "tried again. Mend the reason, then choose Take It Back on the order and Apply "
                    "Credit on this invoice.",
                    order=order.name,
                    reason=open_reason(error),
                )
            )
