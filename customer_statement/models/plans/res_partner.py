"""Customers: their payment plans, and what a plan that was broken means."""

from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.models.door import door

from .customer_payment_plan import OFFERERS


class ResPartner(models.Model):
    """Adds payment plans to customers, because who pays in parts is not late."""

    _inherit = "res.partner"

    # --- fields

    customer_statement_plan_count = fields.Integer(
        "Payment Plans",
        compute="_compute_customer_statement_plan_count",
        groups="customer_statement.group_customer_statement_user",
    )
    customer_statement_plan_offers = fields.Boolean(
        compute="_compute_customer_statement_plan_offers",
        groups="customer_statement.group_customer_statement_user",
    )

    # --- computes

    @api.depends_context("company", "uid")
    def _compute_customer_statement_plan_count(self):
        """Count the plans that the user may see, in one query."""
        customers = self.commercial_partner_id
        counts = {}
        for partner, count in self.env["customer.payment.plan"]._read_group(
            [("partner_id.commercial_partner_id", "in", customers.ids),
             ("company_id", "in", self.env.companies.ids)],
            ["partner_id"],
            ["__count"],
        ):  # fmt: skip
            customer = partner.sudo().commercial_partner_id
            counts[customer] = counts.get(customer, 0) + count
        for partner in self:
            partner.customer_statement_plan_count = counts.get(partner.commercial_partner_id, 0)

    @api.depends_context("uid")
    def _compute_customer_statement_plan_offers(self):
        """Say whether the user may offer plans; each action asks again."""
        self.customer_statement_plan_offers = self.env.user.has_groups(OFFERERS)

    # --- actions

    @door(single=True)
    def action_offer_payment_plan(self):
        """Return the dialog that offers a plan for what this customer has overdue.

        :raise AccessError: for who may not offer plans
        :raise UserError: nothing is open
        """
        self.check_access("read")
        return self.env["customer.payment.plan.offer"]._open(
            self.commercial_partner_id, self.env.company
        )

    @door(single=True)
    def action_open_payment_plans(self):
        """Return the action that lists the plans of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statement.action_customer_payment_plan"
        )
        return {
            **action,
            "domain": [("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {},
        }

    # --- hooks

    @api.model
    def _get_broken_promises(
        self, company: models.BaseModel, since: date | None = None
    ) -> dict[int, list[tuple[date, bool]]]:
        """Add plans that were not kept: a plan is a promise.

        # EXTENDS 'customer_credit_balance'
        """
        broken = super()._get_broken_promises(company, since)
        recorded = self.env["customer.payment.plan"]._get_broken(company, since)
        for customer, parts in recorded.items():
            broken[customer] = [*broken.get(customer, []), *parts]
        return broken

    @api.model
    def _credit_is_postponed(self, day: object = None) -> SQL:
        """Add what a plan covers that is kept.

        # EXTENDS 'customer_credit_balance'
        """
        covers = self.env["customer.payment.plan.item"]._query_covers(SQL("line.id"), day)
        return SQL("(%s OR %s)", super()._credit_is_postponed(day), covers)
