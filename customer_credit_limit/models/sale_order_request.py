"""Sale orders: the credit request behind them, for lists, ribbon and buttons."""

from odoo import api, fields, models


class SaleOrder(models.Model):
    """An order that waits says so, and with whom."""

    _inherit = "sale.order"

    credit_request_ids = fields.One2many(
        "customer.credit.request", "order_id", "Credit Requests", readonly=True,
        groups="customer_credit_balance.group_customer_credit_user",
    )  # fmt: skip
    credit_request_id = fields.Many2one(
        "customer.credit.request", "Credit Request", compute="_compute_credit_request",
        compute_sudo=True, groups="customer_credit_balance.group_customer_credit_user",
    )  # fmt: skip
    credit_request_state = fields.Selection(
        related="credit_request_id.state",
        string="Request",
        groups="customer_credit_balance.group_customer_credit_user",
        # A related field is tracked like its source: each write to an order would read requests.
        tracking=False,
    )
    credit_waits_for = fields.Char(
        "Waiting For", compute="_compute_credit_request", compute_sudo=True,
        groups="customer_credit_balance.group_customer_credit_user",
    )  # fmt: skip

    @api.depends("credit_request_ids.state", "credit_request_ids.level_id")
    def _compute_credit_request(self):
        """Show the newest request, and who has it while it is open."""
        for order in self:
            request = order.credit_request_ids.sorted("id", reverse=True)[:1]
            order.credit_request_id = request
            order.credit_waits_for = request.decider_names if request else False

    def action_open_credit_request(self):
        """Return the action that opens the newest request of the order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.credit.request",
            "res_id": self.credit_request_id.id,
            "views": [(False, "form")],
        }
