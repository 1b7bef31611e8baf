"""Payment plans on the document of a statement: a row for each part."""

from odoo import _, models

from ..core import plans
from ..core.statement_data import StatementData
from .formats import Formats


class CustomerStatement(models.Model):
    """Parts below the sums, as of the day of the statement."""

    _inherit = "customer.statement"

    def _read_around(self) -> dict:
        """Read the plans of all customers, as the contacts' own statements need them.

        # EXTENDS 'customer_statement'
        """
        around = super()._read_around()
        around["plans"] = self.env["customer.payment.plan"].sudo()._find_agreed(
            self.commercial_partner_id, self.company_id
        )  # fmt: skip
        return around

    def _get_notes(self, data: StatementData, formats: Formats, around: dict) -> list:
        """Show the parts of the plans that counted on the last day.

        What is paid of them is told by the open items of this statement, not by later ones. Of
        contacts with statements of their own only plans of their documents are told: what others
        owe of a plan stands on no statement of theirs.

        # EXTENDS 'customer_statement'
        """
        notes = super()._get_notes(data, formats, around)
        found = around["plans"]._filter_kept(
            self.commercial_partner_id, self.company_id, data.date_to
        )
        if self.template_id.sudo().group == "contact":
            found = found.filtered(lambda plan: self._has_documents_of(plan))
        left = {line.key: line.residual for section in data.sections for line in section.open_items}
        for plan in found:
            open_amount = sum(
                min(max(left.get(str(item.move_line_id.id), 0.0), 0.0), item.amount)
                for item in plan.item_ids
            )
            currency = plan.currency_id
            parts = plan._get_parts()
            paid = plans.get_paid(
                parts, plans.to_amount(plan.amount - open_amount, currency.decimal_places)
            )
            for part, amount in zip(parts, paid, strict=True):
                words = {"plan": plan.name, "day": formats.date(part.date)}
                label = (
                    _("Payment plan %(plan)s, %(day)s: paid", **words)
                    if amount >= part.amount
                    else _("Payment plan %(plan)s, due on %(day)s", **words)
                )
                rest = part.amount if amount >= part.amount else part.amount - amount
                notes.append((label, formats.amount(float(rest), currency)))
        return notes

    def _has_documents_of(self, plan: models.BaseModel) -> bool:
        """Return whether all documents of a plan are of the contact of this statement."""
        customer = self.commercial_partner_id
        owners = {
            move.partner_id if move.partner_id.commercial_partner_id == customer else customer
            for move in plan.item_ids.move_id
        }
        return owners == {self.partner_id}
