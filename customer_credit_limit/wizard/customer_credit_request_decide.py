"""Dialog of a decision: a reason, a question, or an amount, on one request or many."""

from odoo import api, fields, models


class CustomerCreditRequestDecide(models.TransientModel):
    """Carries words and an amount only: the requests check who decides.

    What is decided is the method that is called, so nobody can change it in an open dialog.
    """

    _name = "customer.credit.request.decide"
    _inherit = "customer.credit.dialog.mixin"
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
        help="What the dialog was opened for: it shows this button. It decides nothing.",
    )
    currency_id = fields.Many2one(related="request_ids.currency_id")
    ceiling = fields.Monetary(
        "Up To", compute="_compute_ceiling", store=True, readonly=False,
        help="The document may be worth this much in all; more goes back to the queue.",
    )  # fmt: skip
    reason = fields.Text()
    hold_news = fields.Text(
        compute="_compute_hold_news", help="Holds that came after approval was asked for."
    )
    seen_amounts = fields.Json(
        "Shown", default=lambda self: self._get_shown(),
        help="What each request was worth when the dialog was opened: more is not approved.",
    )  # fmt: skip

    @api.depends("request_ids", "decision")
    def _compute_ceiling(self):
        """Propose what fits under the limit, else what was asked for."""
        for wizard in self:
            request = wizard.request_ids[:1]
            fits = request.order_amount - request.amount
            wizard.ceiling = fits if fits > 0 else request.order_amount

    @api.depends("request_ids", "decision")
    def _compute_hold_news(self):
        """Ask about holds that the requests do not tell, where something is to be approved."""
        for wizard in self:
            approves = wizard.decision in ("approve", "up_to")
            wizard.hold_news = approves and "\n".join(wizard.request_ids._get_hold_news())

    @api.model
    def _get_shown(self) -> dict:
        """Return {id as text: what the request is worth}, with the user's own rights."""
        ids = self.env.context.get("active_ids", [])
        requests = self.env["customer.credit.request"].browse(ids)
        return {str(request.id): request.order_amount for request in requests}

    # --------------------------------------------------------------- decisions

    def action_approve(self):
        """Approve the documents as they are, with the user's own rights.

        :raise AccessError: no approver, not the user's turn, or the user asked
        :raise UserError: decided already, or worth more than when the dialog was opened
        """
        self.ensure_one()
        self.request_ids._check_seen(self.seen_amounts)
        return self._close(self.request_ids._decide_each("approve", reason=self.reason))

    def action_approve_up_to(self):
        """Approve up to the amount in the dialog; raises as :meth:`action_approve`."""
        self.ensure_one()
        self.request_ids._check_seen(self.seen_amounts)
        return self._close(self.request_ids.action_approve_up_to(self.ceiling, self.reason))

    def action_refuse(self):
        """Refuse for the reason in the dialog; raises as :meth:`action_approve`."""
        self.ensure_one()
        return self._close(self.request_ids.action_refuse(self.reason))

    def action_ask(self):
        """Ask the question in the dialog back; raises as :meth:`action_approve`."""
        self.ensure_one()
        return self._close(self.request_ids.action_ask(self.reason))

    def action_answer(self):
        """Answer with the words in the dialog.

        :raise AccessError: neither asked for approval nor sells the order
        :raise UserError: nothing was asked
        """
        self.ensure_one()
        return self._close(self.request_ids.action_answer(self.reason))

    @api.model
    def _close(self, result):
        """Return the action that follows a decision."""
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}
