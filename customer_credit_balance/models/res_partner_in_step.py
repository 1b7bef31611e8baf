"""Customers: exceptions from the company's orders in step and automatic application."""

from odoo import api, fields, models

from .customer_credit_account import MANAGER_GROUP
from .res_company_in_step import ORDER_INVOICING


class ResPartner(models.Model):
    """Overrides per customer and company; empty follows the company."""

    _inherit = "res.partner"

    credit_order_invoicing = fields.Selection(
        ORDER_INVOICING,
        "Invoice on Confirmation",
        company_dependent=True,
        groups=MANAGER_GROUP,
        help="How this customer's orders are invoiced when they are confirmed. "
        "Empty follows the company's setting.",
    )
    credit_auto_apply = fields.Selection(
        [("yes", "Yes"), ("no", "No")],
        "Apply Outstanding Credits to New Invoices",
        company_dependent=True,
        groups=MANAGER_GROUP,
        help="Whether outstanding credits are applied to this customer's new invoices, oldest "
        "first. Empty follows the company's setting.",
    )

    @api.model
    def _commercial_fields(self):
        """Keep contacts like their company.

        # EXTENDS 'account'
        """
        return [*super()._commercial_fields(), "credit_order_invoicing", "credit_auto_apply"]

    def _get_credit_order_invoicing(self, company):
        """Return "off", "draft" or "posted" for the customer's orders in the company."""
        customer = self.commercial_partner_id.sudo().with_company(company)
        return customer.credit_order_invoicing or company.sudo().credit_order_invoicing

    def _get_credit_auto_apply(self, company):
        """Say whether outstanding credits are applied to the customer's new invoices."""
        choice = self.commercial_partner_id.sudo().with_company(company).credit_auto_apply
        return choice == "yes" if choice else company.sudo().credit_auto_apply
