"""Writes a statement out: from values to the texts of a document, in the customer's language."""

import re

from odoo import _, models
from odoo.tools import html2plaintext, is_html_empty

from ..core.statement_data import StatementData
from ..pdf import document as doc
from ..pdf.keeping import unpack
from .formats import Formats

DASH = "\N{EN DASH}"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class CustomerStatement(models.Model):
    """The document of a statement, the one source of PDF, HTML, spreadsheet and CSV."""

    _inherit = "customer.statement"

    def _get_formats(self) -> Formats:
        """Return the Formats of the language of this statement."""
        return Formats(self.env, self.lang or self.partner_id.lang or self.env.lang or "en_US")

    def _get_document(
        self, data: StatementData | None = None, around: dict | None = None
    ) -> doc.Statement:
        """Return the pdf.document.Statement of this statement, in its own language.

        A sent one is given back as it was sent; a draft is made of the values that were read.

        :param data: StatementData to use instead, for a statement that is not saved
        :param around: what ``_read_around`` of several statements gave; read for it alone without
        """
        self.ensure_one()
        if not data and (kept := self.document):
            return unpack(kept, self.sudo().logo_id.raw or None)
        lang = self.lang or self.partner_id.lang or self.env.lang or "en_US"
        around = self._read_around() if around is None else around
        self = self.with_context(lang=lang).with_company(self.company_id)
        return self._build_document(data or self._get_data(), Formats(self.env, lang), around)

    def _read_around(self) -> dict:
        """Hook: return what documents of these show beside their values, read for all at once."""
        return {}

    def _build_document(self, data, formats, around):
        """Put the document together from its parts."""
        template = self.template_id.sudo()
        return doc.Statement(
            title=self._get_title(),
            number=self.name if self.name != "/" else _("Draft Statement"),
            language=formats.lang.code,
            author=self.company_id.sudo().name,
            customer=self._get_customer_lines(),
            company=self._get_company_lines(),
            meta=self._get_meta(data, formats),
            style=template._get_style(self.company_id),
            explanation=self._get_explanation(data, formats),
            replaces=self._get_replaces(data, formats),
            header=self._get_paragraphs(template.header, data, formats),
            message=self._get_message(data, formats),
            farewell=self._get_farewell(),
            sections=[self._get_section(part, data, formats) for part in data.sections],
            notes=self._get_notes(data, formats, around),
            payment=self._get_payment(data, formats),
            terms=self._get_paragraphs(template.terms, data, formats),
            footer=self._get_footer(),
            empty="" if data.sections else _("Nothing was booked and nothing is open."),
            page_label=_("Page {page} of {pages}"),
            carried_label=_("Carried forward"),
            brought_label=_("Brought forward"),
            shows_details=bool(template.show_paid),
            details_label=_("What it paid"),
        )

    # --------------------------------------------------------------- head

    def _get_title(self) -> str:
        """Return what stands above the document."""
        return self.template_id.sudo().title or _("Statement of Account")

    def _get_addressee(self) -> str:
        """Return whom a letter speaks to: an address without a name stands for its customer."""
        partner = self.partner_id.sudo()
        return partner.name or partner.commercial_partner_id.name or ""

    def _get_customer_lines(self) -> list:
        """Return name and address, each on its line, as the country writes addresses."""
        partner = self.partner_id.sudo()
        name = partner.commercial_partner_id.name or partner.name or ""
        lines = [name]
        if partner != partner.commercial_partner_id and partner.name:
            lines.append(partner.name)
        address = partner._display_address(without_company=True)
        return lines + [line.strip() for line in address.split("\n") if line.strip()]

    def _get_company_lines(self) -> list:
        """Return the company's own details, or its address where none are written."""
        company = self.company_id.sudo()
        if not is_html_empty(company.company_details):
            text = html2plaintext(company.company_details)
            return [line.strip() for line in text.split("\n") if line.strip()]
        address = company.partner_id._display_address(without_company=True)
        lines = [line.strip() for line in address.split("\n") if line.strip()]
        return [company.name, *lines, *filter(None, [company.vat])]

    def _get_footer(self) -> list:
        """Return the lines at the bottom of each page."""
        company = self.company_id.sudo()
        own = self.template_id.sudo().footer
        text = own or html2plaintext(company.report_footer or "")
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return lines or [" · ".join(filter(None, [company.name, company.email, company.website]))]

    def _get_meta(self, data: StatementData, formats: Formats) -> list:
        """Return the particulars beside the address."""
        # A preview, and the account as of today, have no number.
        rows = [(_("Number"), self.name)] if self.name != "/" else []
        rows.append((_("Date"), formats.date(data.date_to)))
        if data.date_from:
            period = f"{formats.date(data.date_from)} {DASH} {formats.date(data.date_to)}"
            rows.append((_("Period"), period))
        partner = self.partner_id.sudo().commercial_partner_id
        if partner.ref:
            rows.append((_("Customer No."), partner.ref))
        if partner.vat:
            rows.append((_("Tax ID"), partner.vat))
        rows.append((_("Currency"), ", ".join(part.currency for part in data.sections)
                     or self.currency_id.name))  # fmt: skip
        return rows

    def _get_explanation(self, data: StatementData, formats: Formats) -> str:
        """Say in one sentence what kind of statement this is."""
        day = formats.date(data.date_to)
        if data.kind == "open_items":
            return _("Open items: what was not settled at the end of %(date)s.", date=day)
        dates = {"first": formats.date(data.date_from), "last": day}
        if data.kind == "balance_forward":
            return _(
                "Balance forward: the balance before %(first)s, less what was paid and credited "
                "since, plus what is new until %(last)s.",
                **dates,
            )
        return _("Activity: everything booked from %(first)s to %(last)s.", **dates)

    def _get_replaces(self, data: StatementData, formats: Formats) -> str:
        """Say which statement this revision replaces."""
        previous = self.revision_of_id.sudo()
        if not previous:
            return ""
        text = _("This statement replaces %(number)s of %(date)s. Changed lines are marked.",
                 number=previous.name, date=formats.date(previous.sent_at.date()))  # fmt: skip
        if data.removed:
            text += " " + _("No longer listed: %s.", ", ".join(data.removed))
        return text

    # --------------------------------------------------------------- texts

    def _get_message(self, data: StatementData, formats: Formats) -> list[str]:
        """Return the personal message: that of this statement, else that of the template."""
        if not is_html_empty(self.note):
            return self._get_paragraphs(html2plaintext(self.note), data, formats)
        return self._get_paragraphs(self.template_id.sudo().message, data, formats)

    def _get_farewell(self) -> list[str]:
        """Return the lines that end a letter; a statement is none."""
        return []

    def _get_paragraphs(self, text: str | bool, data: StatementData, formats: Formats) -> list:
        """Return the paragraphs of a text with its placeholders filled in."""
        if not text:
            return []
        values = self._get_placeholders(data, formats)
        # No format(): a text must not reach into the objects behind its names.
        filled = PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
        return [line.strip() for line in filled.split("\n") if line.strip()]

    def _get_placeholders(self, data: StatementData, formats: Formats) -> dict:
        """Return what a text may name between braces; an unknown name stays as it was written."""
        currency = self.company_id.currency_id
        return {
            "customer": self._get_addressee(),
            "company": self.company_id.sudo().name,
            "number": self.name,
            "date_from": formats.date(data.date_from),
            "date_to": formats.date(data.date_to),
            "opening": formats.amount(data.opening, currency),
            "closing": formats.amount(data.closing, currency),
            "overdue": formats.amount(data.overdue_total, currency),
        }
