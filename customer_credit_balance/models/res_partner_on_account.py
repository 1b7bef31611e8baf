"""Customers: who may buy on account, which is a permission and never the lack of a limit."""

from odoo import fields, models

from .customer_credit_account import MANAGER_GROUP


class ResPartner(models.Model):
    """Ticked by a credit manager, per customer and company; a new customer has none."""

    _inherit = "res.partner"

    customer_credit_on_account = fields.Boolean(
        "May Buy on Account",
        company_dependent=True,
        copy=False,
        groups=MANAGER_GROUP,
        help="This customer may order without paying at once, in the current company, and "
        "receives an invoice. A limit or hold may still stop an order.",
    )

    def _may_buy_on_account(self, company):
        """Hook: say whether the customer may order now and pay the invoice later.

        A permission that somebody gave to the commercial partner. Whether this very order goes
        through is for its verdict to say. Reads as superuser, so that shops can ask.

        :param company: res.company that sells
        """
        customer = self.commercial_partner_id[:1].sudo().with_company(company)
        return customer.customer_credit_on_account
