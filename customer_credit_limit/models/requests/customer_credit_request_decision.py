"""Decisions: who said what on a request, at which level, and why."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..audit.customer_credit_audit import install_append_only

DECISIONS = [
    ("approve", "Approved"),
    ("refuse", "Refused"),
    ("ask", "Asked Back"),
    ("answer", "Answered"),
]


class CustomerCreditRequestDecision(models.Model):
    """Written with the decision; nobody changes it afterwards."""

    _name = "customer.credit.request.decision"
    _description = "Credit Request Decision"
    _order = "id"

    # --- fields

    request_id = fields.Many2one(
        "customer.credit.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    level_id = fields.Many2one(
        "customer.credit.approval.level", "Level", readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True)
    decision = fields.Selection(DECISIONS, required=True, readonly=True)
    ceiling = fields.Monetary("Up To", readonly=True)
    reason = fields.Text(readonly=True)
    round = fields.Integer(readonly=True, help="Counts how often approval was asked for.")
    figures = fields.Json(readonly=True)

    # --- guards

    def init(self):
        """Install the trigger that keeps rows as they were written, whoever connects."""
        install_append_only(self.env, self._table)

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: decide on the request instead.

        :raise UserError: always
        """
        raise UserError(_("Decisions are made on the credit request."))

    def write(self, vals):
        """Refuse: a decision stays as it was made.

        :raise UserError: always
        """
        raise UserError(_("A decision cannot be changed: decide again instead."))

    def unlink(self):
        """Refuse: a decision stays.

        :raise UserError: always
        """
        raise UserError(_("A decision cannot be deleted."))

    # --- private

    @api.model
    def _append(self, vals):
        """Write down a decision; not callable by RPC, callers have checked the right."""
        return super(CustomerCreditRequestDecision, self.sudo()).create(
            [{"date": fields.Datetime.now(), "user_id": self.env.uid, **vals}]
        )
