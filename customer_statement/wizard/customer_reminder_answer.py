"""The dialog on an answer or a call: what the customer said becomes a promise or a dispute."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..models.answers.customer_statement_dispute import REASONS

OUTCOMES = [
    ("promised", "Promised to pay"),
    ("disputed", "Disputes it"),
    ("paid", "Says it is paid"),
    ("later", "Call again"),
    ("nothing", "Nothing to do"),
]


class CustomerReminderAnswer(models.TransientModel):
    """Two taps: what was said, and the day or the reason."""

    _name = "customer.reminder.answer"
    _description = "Answer of a Customer"
    _inherit = "customer.credit.dialog.mixin"

    statement_id = fields.Many2one("customer.statement", required=True)
    reply_text = fields.Text(related="statement_id.reply_text")
    outcome = fields.Selection(OUTCOMES, required=True, default="promised")
    day = fields.Date(
        compute="_compute_day", store=True, readonly=False, precompute=True,
        help="The day that was promised, or on which you call again.",
    )  # fmt: skip
    reason = fields.Selection(REASONS, default="other")
    note = fields.Text(string="What Was Said")

    @api.depends("outcome")
    def _compute_day(self):
        """Propose a week for a promise, tomorrow for a call."""
        today = fields.Date.context_today(self)
        for answer in self:
            days = {"promised": 7, "later": 1}.get(answer.outcome)
            answer.day = days and today + timedelta(days=days)

    def action_confirm(self):
        """Record what was said; reminders follow it. Statement users, own customers.

        :raise UserError: without the day that the outcome needs
        """
        self.ensure_one()
        if self.outcome in ("promised", "later") and not self.day:
            raise UserError(_("Choose the day."))
        self.statement_id._record_said(self.outcome, self.day, self.reason, self.note or "")
        return {"type": "ir.actions.act_window_close"}
