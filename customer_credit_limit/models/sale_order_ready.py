"""Sale orders: a quotation that goes out is asked for early, where the policy says so."""

from odoo import api, models


class SaleOrder(models.Model):
    """The request is made without confirming anything: that stays the rep's own step."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        """Ask for quotations that are created as sent.

        # EXTENDS 'customer_credit_limit'
        """
        orders = super().create(vals_list)
        orders.filtered(lambda it: it.state == "sent")._request_credit_when_sent()
        return orders

    def write(self, vals):
        """Ask again for sent quotations that were changed.

        # EXTENDS 'customer_credit_limit'
        """
        res = super().write(vals)
        if {"order_line", "partner_id", "partner_invoice_id", "pricelist_id"} & vals.keys():
            self.filtered(lambda it: it.state == "sent")._request_credit_when_sent()
        return res

    def _request_credit_when_sent(self):
        """Ask for approval of exceeding quotations that go out; an open request is updated."""
        early = self.filtered(lambda it: it._get_credit_policy().request_on == "save")
        if not early:
            return
        for order, (verdict, _approved) in early._decide_credit().items():
            if verdict.state != "blocked":
                continue
            if order.credit_state == "waiting":
                order._request_credit_approval(verdict, confirm=False)
            else:
                order._wait_for_credit(verdict, confirm=False)
