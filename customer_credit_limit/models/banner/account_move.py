"""Customer invoices: what is overdue and what is owed of them, for lists that must add up to it."""

from odoo import api, fields, models

from ...const import USER_GROUP


class AccountMove(models.Model):
    """Adds what is overdue to invoices, because of instalments a part only may be.

    And what is owed, as an invoice that a payment in draft pays has nothing left to pay.
    """

    _inherit = "account.move"

    # --- fields

    customer_credit_overdue = fields.Monetary(
        "Overdue",
        currency_field="company_currency_id",
        compute="_compute_customer_credit_overdue",
        groups=USER_GROUP,
        help="What the credit policy counts as overdue: instalments that are not due, and what is "
        "disputed, are left out.",
    )

    customer_credit_owed = fields.Monetary(
        "Owed",
        currency_field="company_currency_id",
        compute="_compute_customer_credit_owed",
        groups=USER_GROUP,
        help="What is left to pay, and what a payment paid that was reset to draft since.",
    )

    # --- computes

    @api.depends("line_ids.amount_residual", "line_ids.date_maturity", "line_ids.no_followup")
    def _compute_customer_credit_overdue(self):
        """Add up by the customer's policy, as what stops a document was added up."""
        self.customer_credit_overdue = 0.0
        for company, moves in self.grouped("company_id").items():
            if not company:
                continue
            customers = moves.sudo().commercial_partner_id
            policies = customers._get_credit_policy_by_partner(company)
            for days, group in moves.grouped(
                lambda it, policies=policies: it._get_credit_overdue_days(policies)
            ).items():
                found = customers._get_credit_overdue_by_move(company, days, group)
                for move in group:
                    move.customer_credit_overdue = found.get(move._origin.id, 0.0)

    @api.depends("amount_residual_signed")  # not on the drafts: each posting would look for them
    def _compute_customer_credit_owed(self):
        """Add what drafts pay: the exposure counts it, as nobody has paid by a draft."""
        for move in self:
            drafts = move.sudo().line_ids.matched_credit_ids.filtered(
                lambda match: match.credit_move_id.parent_state == "draft"
            )
            move.customer_credit_owed = move.amount_residual_signed + sum(drafts.mapped("amount"))

    # --- private

    def _get_credit_overdue_days(self, policies: models.BaseModel) -> int:
        """Return after how many days beyond its due date the customer's policy counts an item."""
        policy = policies.get(self.sudo().commercial_partner_id)
        return policy.overdue_days if policy else 0
