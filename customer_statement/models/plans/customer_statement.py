"""Statements: what a plan covers is not asked for at once, and the plan is shown."""

from odoo import models


class CustomerStatement(models.Model):
    """Adds payment plans to statements, because they say when the customer pays what is open."""

    _inherit = "customer.statement"

    # --- hooks

    def _get_planned(self, items: models.BaseModel) -> models.BaseModel:
        """Leave what a plan covers out of what is to be paid now.

        # EXTENDS 'customer_statement'
        """
        planned = super()._get_planned(items)
        return planned | self.env["customer.payment.plan"]._find_covered(items)

    # --- private

    def _get_payment_plans_shown(self) -> models.BaseModel:
        """Return the plans (sudo) of the customer that count now or wait for an answer."""
        self.ensure_one()
        return (
            self.env["customer.payment.plan"]
            .sudo()
            .search(
                [
                    ("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "in", ("offered", "active")),
                ],
                order="id",
            )
        )

    def _may_pay_in_parts(self) -> bool:
        """Return whether the customer may choose a plan for something that is overdue."""
        self.ensure_one()
        Plan = self.env["customer.payment.plan"]
        customer, company = self.commercial_partner_id, self.company_id
        return bool(
            Plan._find_rules(customer, company) and Plan._find_proposable(customer, company)
        )
