"""Customer invoices: the part that is overdue, for lists that must add up to it."""

from datetime import timedelta

from odoo import api, fields, models

from ...const import USER_GROUP


class AccountMove(models.Model):
    """Adds what is overdue to invoices, because of instalments a part only may be."""

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

    # --- computes

    @api.depends("line_ids.amount_residual", "line_ids.date_maturity", "line_ids.no_followup")
    def _compute_customer_credit_overdue(self):
        """Add up by the customer's policy, as what stops a document was added up."""
        today = fields.Date.context_today(self)
        for company in self.company_id:
            moves = self.filtered(lambda it, company=company: it.company_id == company)
            customers = moves.sudo().commercial_partner_id
            policies = customers._get_credit_policy_by_partner(company)
            for move in moves:
                policy = policies.get(move.sudo().commercial_partner_id)
                before = today - timedelta(days=policy.overdue_days if policy else 0)
                lines = move.sudo().line_ids.filtered(
                    lambda it, before=before: (
                        it.account_type == "asset_receivable"
                        and it.amount_residual > 0
                        and not it.no_followup
                        and (it.date_maturity or it.date) < before
                    )
                )
                move.customer_credit_overdue = sum(lines.mapped("amount_residual"))
        (self - self.filtered("company_id")).customer_credit_overdue = 0.0
