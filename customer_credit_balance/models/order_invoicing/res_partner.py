"""Customers: exceptions from the company's orders in step and automatic application."""

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ...const import MANAGER_GROUP
from .res_company import ORDER_INVOICING

CHOICES = {"credit_order_invoicing", "credit_auto_apply"}


class ResPartner(models.Model):
    """Adds a choice of their own about invoices to contacts, because some customers want them as
    orders change; empty follows the company.
    """

    _inherit = "res.partner"

    # --- fields

    credit_order_invoicing = fields.Selection(
        ORDER_INVOICING,
        "Invoice on Confirmation",
        company_dependent=True,
        copy=False,
        groups=MANAGER_GROUP,
        help="How this customer's orders are invoiced when they are confirmed. "
        "Empty follows the company's setting.",
    )
    credit_auto_apply = fields.Selection(
        [("yes", "Yes"), ("no", "No")],
        "Apply Outstanding Credits to New Invoices",
        company_dependent=True,
        copy=False,
        groups=MANAGER_GROUP,
        help="Whether outstanding credits are applied to this customer's new invoices, oldest "
        "first. Empty follows the company's setting.",
    )

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Forget that nobody has made a choice.

        # EXTENDS 'account'
        """
        partners = super().create(vals_list)
        if any(vals.get(name) for vals in vals_list for name in CHOICES):
            self.env.registry.clear_cache()
        return partners

    def write(self, vals):
        """Forget that nobody has made a choice.

        # EXTENDS 'account'
        """
        res = super().write(vals)
        if any(vals.get(name) for name in CHOICES):
            self.env.registry.clear_cache()
        return res

    # --- hooks

    @api.model
    def _commercial_fields(self):
        """Keep contacts like their company.

        # EXTENDS 'account'
        """
        return [*super()._commercial_fields(), "credit_order_invoicing", "credit_auto_apply"]

    # --- private

    def _get_credit_order_invoicing(self, company: models.BaseModel) -> str:
        """Return "off", "draft" or "posted" for the customer's orders in the company."""
        choice = self._get_credit_choice("credit_order_invoicing", company)
        return choice or company.sudo().credit_order_invoicing

    def _get_credit_auto_apply(self, company: models.BaseModel) -> bool:
        """Say whether outstanding credits are applied to the customer's new invoices."""
        choice = self._get_credit_choice("credit_auto_apply", company)
        return choice == "yes" if choice else company.sudo().credit_auto_apply

    def _get_credit_choice(self, name: str, company: models.BaseModel) -> str | bool:
        """Return the customer's own choice; reads no customer while nobody has made any."""
        if not self._has_credit_choices(name):
            return False
        return self.commercial_partner_id.sudo().with_company(company)[name]

    @api.model
    @tools.ormcache("name")
    def _has_credit_choices(self, name):
        """Say whether any customer has a choice of their own, in whatever company."""
        self.flush_model([name])
        query = SQL(
            "SELECT EXISTS(SELECT FROM res_partner WHERE %s IS NOT NULL)", SQL.identifier(name)
        )
        return self.env.execute_query(query)[0][0]
