"""Decisions: who said what on a request, at which level, and why."""

from odoo import _, api, fields, models

DECISIONS = [
    ("approve", "Approved"),
    ("refuse", "Refused"),
    ("ask", "Asked Back"),
    ("answer", "Answered"),
]


class CustomerCreditRequestDecision(models.Model):
    """Written with the decision; nobody changes it afterwards."""

    _name = "customer.credit.request.decision"
    _inherit = "customer.credit.append.only.mixin"
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

    # --- hooks

    @api.model
    def _get_append_only_messages(self) -> dict[str, str]:
        """Say that decisions are made on the request, and stay.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            "create": _("Decisions are made on the credit request."),
            "write": _("A decision cannot be changed: decide again instead."),
            "unlink": _("A decision cannot be deleted."),
        }

    # --- private

    @api.model
    def _write_down(self, vals):
        """Append a decision of the user; not callable by RPC, callers have checked the right."""
        return self._append([{"date": fields.Datetime.now(), "user_id": self.env.uid, **vals}])
