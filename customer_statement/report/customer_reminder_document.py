"""The letter of a reminder: the document of a statement with the words of a step."""

from odoo import _, models
from odoo.tools import html2plaintext, is_html_empty

from ..core.statement_data import StatementData
from .formats import Formats


class CustomerStatement(models.Model):
    """Title, words and claims of reminders."""

    _inherit = "customer.statement"

    def _get_message(self, data: StatementData, formats: Formats) -> list[str]:
        """Say the words of the step above those of the run.

        # EXTENDS 'customer_statement'
        """
        if not self.reminder_step_id:
            return super()._get_message(data, formats)
        step = self.reminder_step_id.sudo().with_context(lang=formats.lang.code)
        own = [] if is_html_empty(self.note) else html2plaintext(self.note).split("\n")
        return [
            _("Hello %(customer)s,", customer=self._get_addressee()),
            *self._get_paragraphs(step.message, data, formats),
            *self._get_paragraphs("\n".join(own), data, formats),
        ]

    def _get_farewell(self) -> list[str]:
        """End as letters do, with who answers for it.

        # EXTENDS 'customer_statement'
        """
        if not self.reminder_step_id:
            return super()._get_farewell()
        names = filter(None, [self.user_id.sudo().name, self.company_id.sudo().name])
        return [_("Kind regards,"), ", ".join(names)]

    def _get_title(self) -> str:
        """Name a reminder by its step.

        # EXTENDS 'customer_statement'
        """
        return self.reminder_step_id.sudo().name or super()._get_title()

    def _get_placeholders(self, data: StatementData, formats: Formats) -> dict:
        """Let texts name the first due date.

        # EXTENDS 'customer_statement'
        """
        values = super()._get_placeholders(data, formats)
        if self.reminder_oldest:
            values["oldest"] = formats.date(self.reminder_oldest)
            values["asked"] = formats.amount(self.reminder_asked, self.company_id.currency_id)
        return values

    def _get_notes(self, data: StatementData, formats: Formats, around: dict) -> list:
        """Set the store credit off on paper, and show what is claimed beside.

        # EXTENDS 'customer_statement'
        """
        notes = super()._get_notes(data, formats, around)
        if not self.reminder_step_id:
            return notes
        currency = self.company_id.currency_id
        customer = self.commercial_partner_id
        claims = self.sudo()._get_reminder_claims(customer, self.company_id, data.date_to)
        notes += [
            (label, formats.amount(amount, currency)) for label, amount in claims.get(customer, ())
        ]
        left = data.closing
        if data.store_credit and self.template_id.sudo().show_store_credit:
            aside = self._get_store_credit_set_aside(data)
            left = currency.round(left - data.store_credit + aside)
            notes.append((_("Left to pay after your store credit"), formats.amount(left, currency)))
        if self._asks_for_less(left):
            asked = formats.amount(self.reminder_asked, currency)
            notes.append((_("Asked for now, without what is not due, disputed, promised or on its "
                            "way"), asked))  # fmt: skip
        return notes

    def _get_store_credit_notes(self, data: StatementData, formats: Formats) -> list:
        """Say below the store credit what of it pays something else.

        # EXTENDS 'customer_statement'
        """
        notes = super()._get_store_credit_notes(data, formats)
        if self.reminder_step_id and (aside := self._get_store_credit_set_aside(data)):
            amount = formats.amount(aside, self.company_id.currency_id)
            notes.append((_("Of it set aside for something else"), amount))
        return notes

    def _get_owed(self, data: StatementData) -> list:
        """Ask for what the words of the step ask for, in the code and the particulars, too.

        In several currencies each is told with what is open in it.

        # EXTENDS 'customer_statement'
        """
        owed = super()._get_owed(data)
        currency = self.company_id.currency_id
        if [it for it, _amount in owed] == [currency] and self._asks_for_less(owed[0][1]):
            return [(currency, self.reminder_asked)]
        return owed

    def _get_store_credit_set_aside(self, data: StatementData) -> float:
        """Return what of the customer's store credit pays something else, company currency.

        :return: zero or positive, never more than the store credit of the statement
        """
        self.ensure_one()
        companies = self.env["customer.statement.run"]._get_companies(self.company_id)
        accounts = self.env["customer.credit.account"].sudo().search(
            [("partner_id", "=", self.commercial_partner_id.id),
             ("company_id", "in", companies.ids), ("merged_into_id", "=", False)]
        )  # fmt: skip
        return min(sum(accounts.mapped("reserved")), max(data.store_credit, 0.0))

    def _asks_for_less(self, amount: float) -> bool:
        """Return whether a reminder asks for less than an amount in company currency."""
        compare = self.company_id.currency_id.compare_amounts
        return bool(
            self.reminder_step_id
            and compare(self.reminder_asked, 0.0) > 0
            and compare(self.reminder_asked, amount) < 0
        )
