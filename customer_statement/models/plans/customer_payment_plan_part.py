"""Parts of a payment plan: a day and an amount; what is paid of it follows from the books."""

from datetime import date as Date

from odoo import api, fields, models

from ...core import plans


class CustomerPaymentPlanPart(models.Model):
    """One part; payments of what the plan covers count against the oldest part first."""

    _name = "customer.payment.plan.part"
    _inherit = ["customer.credit.evidence.mixin"]
    _description = "Part of a Payment Plan"
    _order = "date, id"

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A part is more than nothing.")

    # --- fields

    plan_id = fields.Many2one(
        "customer.payment.plan", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="plan_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date = fields.Date("Due", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    noticed_on = fields.Date(readonly=True, help="When the customer was told that it comes near.")
    paid_amount = fields.Monetary("Paid", compute="_compute_paid", compute_sudo=True)
    open_amount = fields.Monetary("Open", compute="_compute_paid", compute_sudo=True)
    state = fields.Selection(
        [("open", "To come"), ("due", "Due"), ("late", "Overdue"), ("paid", "Paid")],
        compute="_compute_paid", compute_sudo=True,
    )  # fmt: skip

    # --- computes

    @api.depends("amount", "plan_id.paid_amount")
    def _compute_paid(self):
        """Share out what is paid, the oldest part first."""
        today = fields.Date.context_today(self)
        for plan, parts in self.grouped("plan_id").items():
            ordered = plan._get_ordered()
            paid = dict(
                zip(ordered, plans.get_paid(plan._get_parts(), plan._get_paid()), strict=True)
            )
            for part in parts:
                amount = float(paid.get(part, 0))
                part.paid_amount = amount
                part.open_amount = part.currency_id.round(part.amount - amount)
                part.state = part._get_state(today)

    # --- hooks

    @api.model
    def _outsider_fields(self):
        """Show portal users their parts.

        # EXTENDS 'customer_credit_balance'
        """
        return {"plan_id", "company_id", "partner_id", "currency_id", "date", "amount",
                "paid_amount", "open_amount", "state"}  # fmt: skip

    # --- private

    def _get_state(self, today: Date) -> str:
        """Return the state of a part on a day."""
        if not self.open_amount:
            return "paid"
        if self.date > today:
            return "open"
        return "due" if self.date == today else "late"
