"""Dialog of a decision: a reason, a question, or an amount, on one request or many."""

from odoo import api, fields, models


class CustomerCreditRequestDecide(models.TransientModel):
    """Carries words and an amount only: the requests check who decides."""

    _name = "customer.credit.request.decide"
    _description = "Decide on Credit Requests"

    request_ids = fields.Many2many(
        "customer.credit.request", string="Requests", required=True, readonly=True,
        default=lambda self: self.env.context.get("active_ids", []),
    )  # fmt: skip
    decision = fields.Selection(
        [
            ("approve", "Approve"),
            ("up_to", "Approve up to"),
            ("refuse", "Refuse"),
            ("ask", "Ask"),
            ("answer", "Answer"),
        ],
        required=True,
        default="approve",
    )
    currency_id = fields.Many2one(related="request_ids.currency_id")
    ceiling = fields.Monetary(
        "Up To", compute="_compute_ceiling", store=True, readonly=False,
        help="The document may be worth this much in all; more goes back to the queue.",
    )  # fmt: skip
    reason = fields.Text()

    @api.depends("request_ids", "decision")
    def _compute_ceiling(self):
        """Propose what fits under the limit, else what was asked for."""
        for wizard in self:
            request = wizard.request_ids[:1]
            fits = request.order_amount - request.amount
            wizard.ceiling = fits if fits > 0 else request.order_amount

    def action_decide(self):
        """Decide as chosen, with the user's own rights.

        :raise AccessError: no approver, not the user's turn, or the user asked
        :raise UserError: decided already
        """
        self.ensure_one()
        requests = self.request_ids
        if self.decision == "approve":
            res = requests._decide_each("approve", reason=self.reason)
        elif self.decision == "up_to":
            res = requests.action_approve_up_to(self.ceiling, self.reason)
        elif self.decision == "refuse":
            res = requests.action_refuse(self.reason)
        elif self.decision == "ask":
            res = requests.action_ask(self.reason)
        else:
            res = requests.action_answer(self.reason)
        return res if isinstance(res, dict) else {"type": "ir.actions.act_window_close"}
