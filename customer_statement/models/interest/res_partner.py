"""Customers: what is agreed about interest, and what they owe of it."""

from datetime import date

from odoo import api, fields, models

from odoo.addons.customer_credit_balance.models.door import door

# Who agrees on interest reads and writes what was agreed.
BOOKKEEPERS = "account.group_account_invoice"


class ResPartner(models.Model):
    """Adds terms of interest to customers, because an agreement goes before the law, and some are
    left out.
    """

    _inherit = "res.partner"

    # --- fields

    customer_statement_interest_terms = fields.Selection(
        [("law", "Rate of the law"), ("agreed", "Agreed rate"), ("none", "No interest")],
        "Interest When Late", company_dependent=True, copy=False, groups=BOOKKEEPERS,
        help="Business customers only. Empty: the terms of the company.",
    )  # fmt: skip
    customer_statement_interest_rate = fields.Float(
        "Agreed Rate", digits=(16, 4), company_dependent=True, copy=False, groups=BOOKKEEPERS,
        help="Percent a year.",
    )  # fmt: skip
    customer_statement_has_interest = fields.Boolean(
        compute="_compute_customer_statement_has_interest",
        groups="customer_statement.group_customer_statement_user",
    )

    # --- computes

    @api.depends("is_company")
    @api.depends_context("company")
    def _compute_customer_statement_has_interest(self):
        """Say for whom the dialog of interest opens."""
        is_on = self.env.company.sudo().customer_statement_interest
        for partner in self:
            partner.customer_statement_has_interest = (
                is_on and partner.commercial_partner_id.is_company
            )

    # --- actions

    @door(single=True)
    def action_open_interest(self):
        """Return the dialog that shows what late items of this customer cost as of today.

        :raise AccessError: the customer is not the user's
        """
        Settle = self.env["customer.statement.interest.settle"]
        return Settle._open(self.commercial_partner_id, self.env.company)._show()

    # --- private

    def _get_interest_claims(self, company: models.BaseModel, day: date | str) -> dict:
        """Return what is asked for late payment and not booked by the end of a day.

        What nobody claimed or waived yet, and claims without an invoice; private, the caller
        checks rights. A constant number of queries.

        :return: {res.partner (commercial): {id of a currency: {"interest", "fee" or number of a
            claim: amount}}}, positive, in that currency; disputed items are left out
        """
        found = {}
        late = self.env["customer.statement.interest"]._read(company, self, day)
        for customer, items in late.items():
            for item in items:
                amounts = found.setdefault(customer, {}).setdefault(item.currency_id, {})
                for kind in ("interest", "fee"):
                    if not item.disputed and (amount := getattr(item, kind)):
                        amounts[kind] = amounts.get(kind, 0.0) + float(amount)
        if not company.sudo().customer_statement_interest:
            return found
        claims = self.env["customer.statement.interest.claim"].sudo().search_fetch(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("state", "=", "claimed"),
                ("date", "<=", day),
            ],
            ["name", "partner_id", "currency_id", "amount"],
            order="id",
        )  # fmt: skip
        for claim in claims:
            currencies = found.setdefault(claim.partner_id, {})
            currencies.setdefault(claim.currency_id.id, {})[claim.name] = claim.amount
        return found
