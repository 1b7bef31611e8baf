"""Reminder policies: which payment plans customers may choose without asking."""

from datetime import date

from odoo import api, fields, models

from odoo.addons.customer_credit_balance.core.money import to_decimal

from ...core.plans import MOST_PARTS, Rules


class CustomerReminderPolicy(models.Model):
    """Adds what is allowed of plans to policies, because a plan is an answer to reminders."""

    _inherit = "customer.reminder.policy"

    _plan_positive = models.Constraint(
        "CHECK(plan_smallest_part >= 0 AND plan_largest_amount >= 0)",
        "Amounts of payment plans cannot be negative.",
    )
    _plan_numbers = models.Constraint(
        f"CHECK(plan_most_parts BETWEEN 1 AND {MOST_PARTS}"
        " AND plan_longest_days BETWEEN 1 AND 1830"
        " AND plan_grace_days BETWEEN 0 AND 90 AND plan_notice_days BETWEEN 0 AND 90)",
        f"A payment plan has 1 to {MOST_PARTS} parts within 1,830 days, and at most 90 days of "
        "notice and grace.",
    )

    # --- fields

    plan_in_portal = fields.Boolean(
        "Customers Choose Payment Plans",
        tracking=True,
        help="In the portal, for what is overdue, within the limits below. The plan counts at "
        "once. Customers who broke one within a year ask a person.",
    )
    plan_most_parts = fields.Integer("Most Parts", default=3, required=True)
    plan_longest_days = fields.Integer(
        "Longest", default=92, required=True, help="Days from today to the last part."
    )
    plan_smallest_part = fields.Monetary("Smallest Part", default=50.0)
    plan_largest_amount = fields.Monetary(
        "Largest Amount", default=2500.0, help="Of all plans of a customer together. 0: any."
    )
    plan_grace_days = fields.Integer(
        "Days of Grace", default=3, required=True,
        help="A plan is broken when a part is unpaid so many days after its date.",
    )  # fmt: skip
    plan_notice_days = fields.Integer(
        "Days of Notice", default=3, required=True,
        help="So many days before a part is due, the customer gets a friendly email.",
    )  # fmt: skip

    # --- private

    @api.model
    def _find_for(self, partner: models.BaseModel, company: models.BaseModel) -> models.BaseModel:
        """Return the policy (sudo) that a customer has in a company, none without one."""
        partner = partner.commercial_partner_id.sudo().with_company(company)
        own = partner.customer_statement_reminder_policy_id
        if own.active and own.company_id == company:
            return own
        policies = self.sudo().with_company(company).search([("company_id", "=", company.id)])
        Partner = self.env["res.partner"].sudo().with_company(company)
        for policy in policies:
            found = policy._get_partner_domain() & fields.Domain("id", "=", partner.id)
            if Partner.with_context(active_test=False).search_count(found, limit=1):
                return policy
        return policies.browse()

    def _get_plan_rules(self, currency: models.BaseModel, day: date) -> Rules:
        """Return what customers may choose, amounts converted to a currency as of a day."""
        self.ensure_one()

        def convert(amount):
            own = self.company_id.currency_id
            return to_decimal(own._convert(amount, currency, self.company_id, day))

        return Rules(
            self.plan_most_parts,
            self.plan_longest_days,
            convert(self.plan_smallest_part),
            convert(self.plan_largest_amount),
        )

    def _make_run(self, day):
        """Look at the plans first: who broke one yesterday is chased today.

        # EXTENDS 'customer_statement'
        """
        self.env["customer.payment.plan"]._check_all_of(self.company_id)
        return super()._make_run(day)
