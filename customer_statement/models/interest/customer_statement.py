"""Statements: what late items cost, as a claim beside the balance."""

from datetime import date

from odoo import _, api, models
from odoo.tools import format_date

from ...core.statement_data import StatementSection
from ...report.formats import Formats


class CustomerStatement(models.Model):
    """Adds interest and fixed sums to documents, because a claim is told where the debt is told;
    it is no part of the balance before somebody books it.
    """

    _inherit = "customer.statement"

    # --- hooks

    @api.model
    def _get_reminder_claims(
        self, customers: models.BaseModel, company: models.BaseModel, as_of: date
    ) -> dict:
        """Add interest and fixed sums in the company's currency.

        Those in other currencies stand with the items of their currency.

        # EXTENDS 'customer_statement'
        """
        claims = super()._get_reminder_claims(customers, company, as_of)
        found = customers.sudo()._get_interest_claims(company, as_of)
        for customer, currencies in found.items():
            if amounts := currencies.get(company.currency_id.id):
                day = format_date(self.env, as_of)
                claims[customer] = [*claims.get(customer, ()), *self._get_claim_rows(amounts, day)]
        return claims

    # --- private

    def _get_interest_notes(
        self, part: StatementSection, formats: Formats, currency: models.BaseModel
    ) -> list[tuple]:
        """Return what is claimed for late payment in a currency, as (label, amount).

        It is claimed of the customer: contacts with statements of their own are told nothing.
        """
        is_reminder, template = bool(self.reminder_step_id), self.template_id.sudo()
        if not (is_reminder or template.show_interest):
            return []
        if template.group == "contact" and self.partner_id != self.commercial_partner_id:
            return []
        if is_reminder and currency == self.company_id.currency_id:
            return []  # told with the claims of the reminder
        customer = self.partner_id.sudo().commercial_partner_id
        found = customer._get_interest_claims(self.company_id, self.date_to)
        amounts = found.get(customer, {}).get(part.currency_id, {})
        return [
            (label, formats.amount(amount, currency))
            for label, amount in self._get_claim_rows(amounts, formats.date(self.date_to))
        ]

    @api.model
    def _get_claim_rows(self, amounts: dict, day: str) -> list[tuple]:
        """Return [(label, amount)] of one currency; a claim that was made has its number."""
        labels = {
            "interest": _("Interest for late payment until %s, not in the balance", day),
            "fee": _("Fixed sums for late payment, not in the balance"),
        }
        return [
            (
                labels.get(kind)
                or self.env._("Claim %s for late payment, not in the balance", kind),
                amount,
            )
            for kind, amount in amounts.items()
        ]
