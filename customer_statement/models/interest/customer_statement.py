"""Statements: what late items cost, as a claim beside the balance."""

from odoo import _, models


class CustomerStatement(models.Model):
    """Adds interest and fixed sums to documents, because a claim is told where the debt is told;
    it is no part of the balance before somebody books it.
    """

    _inherit = "customer.statement"

    # --- private

    def _get_interest_notes(self, part, formats, currency):
        """Return what is claimed for late payment in a currency, as (label, amount)."""
        if not self.template_id.sudo().show_interest:
            return []
        customer = self.partner_id.sudo().commercial_partner_id
        amounts = customer._get_interest_claims(self.company_id, self.date_to)
        interest, fees = amounts.get(customer, {}).get(part.currency_id, (0.0, 0.0))
        notes, day = [], formats.date(self.date_to)
        if interest:
            label = _("Interest for late payment until %s, not in the balance", day)
            notes.append((label, formats.amount(interest, currency)))
        if fees:
            label = _("Fixed sums for late payment, not in the balance")
            notes.append((label, formats.amount(fees, currency)))
        return notes
