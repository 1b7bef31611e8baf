"""The parts of a statement's document: figures, tables, aging, credits and payment."""

from itertools import pairwise

from odoo import _, models

from ..core.statement_data import StatementData, StatementLine, StatementSection
from ..pdf import document as doc
from .formats import NBSP, Formats

# The columns of each layout; a template may choose its own.
COLUMNS = {
    "standard": ["date", "number", "description", "due", "debit", "credit", "balance"],
    "compact": ["date", "number", "description", "amount", "balance"],
    "detailed": ["date", "number", "description", "reference", "due", "debit", "credit", "balance"],
}
OPEN_COLUMNS = {
    "standard": ["date", "number", "description", "due", "original", "open", "balance"],
    "compact": ["date", "number", "due", "open", "balance"],
    "detailed": ["date", "number", "description", "reference", "due", "days", "original", "open",
                 "balance"],
}  # fmt: skip
DASH = "\N{EN DASH}"
WIDE = {"description", "reference", "contact"}
AMOUNTS = {"debit", "credit", "amount", "original", "open", "balance", "days"}


class CustomerStatement(models.Model):
    """Sections by currency."""

    _inherit = "customer.statement"

    def _get_section(
        self, part: StatementSection, data: StatementData, formats: Formats
    ) -> doc.Section:
        """Return the doc.Section of one currency."""
        currency = self.env["res.currency"].browse(part.currency_id)
        several = len(data.sections) > 1
        template = self.template_id.sudo()
        tables = [self._get_table(part, data, formats, several)]
        if template.show_open_items and data.kind != "open_items" and part.open_items:
            tables.append(self._get_open_table(part, formats))
        return doc.Section(
            title=_("In %s", currency.name) if several else "",
            figures=self._get_figures(part, data, formats, currency),
            tables=tables,
            aging_title=self._get_aging_title(data),
            aging=self._get_aging(part, data, formats, currency) if template.show_aging else [],
            notes=self._get_section_notes(part, formats, currency),
        )

    def _get_figures(
        self,
        part: StatementSection,
        data: StatementData,
        formats: Formats,
        currency: models.BaseModel,
    ) -> list[doc.Figure]:
        """Return the summary band: what the balance is made of, the balance last."""

        def figure(label, amount, strong=False):
            return doc.Figure(label, formats.amount(amount, currency), strong)

        due = figure(_("Balance due") if part.closing >= 0 else _("In your favour"),
                     part.closing, True)  # fmt: skip
        if data.kind == "open_items":
            rows = [
                figure(_("Not overdue"), sum(part.aging) - part.overdue),
                figure(_("Overdue"), part.overdue),
                figure(_("Open credits"), part.credit_total),
            ]
            return [*rows, due]
        rows = [figure(_("Opening balance") if data.kind == "activity" else _("Balance forward"),
                       part.opening)]  # fmt: skip
        for label, amount in (
            (_("Invoiced"), part.invoiced),
            (_("Paid"), part.paid),
            (_("Credited"), part.credited),
            (_("Other"), part.other),
        ):
            if amount or label == _("Invoiced") or label == _("Paid"):
                rows.append(figure(label, amount))
        return [*rows, due]

    # --------------------------------------------------------------- tables

    def _get_columns(self, kind: str) -> list[str]:
        """Return the keys of the columns, in order."""
        template = self.template_id.sudo()
        of_layout = (OPEN_COLUMNS if kind == "open_items" else COLUMNS)[
            template.layout or "standard"
        ]
        return template._get_column_codes(kind) or of_layout

    def _get_titles(self) -> dict:
        """Return the title of each column."""
        return {
            "date": _("Date"), "number": _("Number"), "description": _("Description"),
            "reference": _("Reference"), "due": _("Due"), "debit": _("Charges"),
            "credit": _("Payments and credits"), "amount": _("Amount"),
            "original": _("Original amount"), "open": _("Open"), "balance": _("Balance"),
            "days": _("Days overdue"), "contact": _("Contact"),
        }  # fmt: skip

    def _get_type_labels(self) -> dict:
        """Return the word for each type of line."""
        return {
            "invoice": _("Invoice"), "credit_note": _("Credit note"), "payment": _("Payment"),
            "refund": _("Refund"), "store_credit": _("Store credit"),
            "exchange": _("Exchange difference"),
            "transfer": _("Matched across"), "entry": _("Entry"),
        }  # fmt: skip

    def _make_table(self, keys, rows, title=""):
        """Return a table with these columns."""
        titles = self._get_titles()
        columns = [
            doc.Column(key, titles[key], "right" if key in AMOUNTS else "left",
                       2.0 if key in WIDE else 1.0)
            for key in keys
        ]  # fmt: skip
        return doc.Table(columns, rows, title, "balance")

    def _get_table(
        self, part: StatementSection, data: StatementData, formats: Formats, several: bool
    ) -> doc.Table:
        """Return the main table of a section."""
        keys = self._get_columns(data.kind)
        number, digits = formats.number, part.digits
        rows, labels = [], self._get_type_labels()
        if data.kind != "open_items":
            label = _("Opening balance") if data.kind == "activity" else _("Balance forward")
            rows.append(
                self._special_row(keys, "opening", label, number(part.opening, digits),
                                  formats.date(data.date_from))
            )  # fmt: skip
        earlier = None
        for line in part.lines:
            if data.kind == "balance_forward" and line.amount >= 0 and earlier is not None:
                rows.append(
                    self._special_row(keys, "subtotal", _("Still open from before"),
                                      number(earlier, digits))
                )  # fmt: skip
                earlier = None
            elif data.kind == "balance_forward" and line.amount < 0:
                earlier = line.balance
            rows.append(self._get_row(keys, line, formats, digits, labels))
        label = _("Total open") if data.kind == "open_items" else _("Closing balance")
        rows.append(
            self._special_row(keys, "closing", label, number(part.closing, digits),
                              formats.date(data.date_to))
        )  # fmt: skip
        return self._make_table(keys, rows)

    def _get_open_table(self, part: StatementSection, formats: Formats) -> doc.Table:
        """Return the list of open items below the movements."""
        keys = self._get_columns("open_items")
        balance, rows, labels = 0.0, [], self._get_type_labels()
        for line in sorted(part.open_items, key=lambda item: (item.due or item.date, item.key)):
            balance += line.residual
            row = self._get_row(keys, line, formats, part.digits, labels)
            row.cells[keys.index("balance")] = row.carried = formats.number(balance, part.digits)
            rows.append(row)
        rows.append(
            self._special_row(keys, "closing", _("Total open"),
                              formats.number(part.open_total, part.digits))
        )  # fmt: skip
        return self._make_table(keys, rows, _("Open items"))

    def _get_row(
        self, keys: list[str], line: StatementLine, formats: Formats, digits: int, labels: dict
    ) -> doc.Row:
        """Return the row of a line."""
        number = formats.number
        description = labels[line.type]
        if line.reference and "reference" not in keys:
            description = f"{description} · {line.reference}"
        cells = {
            "date": formats.date(line.date),
            "number": line.number,
            "description": description,
            "reference": line.reference,
            "contact": self._get_contact_name(line) if "contact" in keys else "",
            "due": formats.date(line.due) if line.type in ("invoice", "entry") else "",
            "days": str(line.overdue_days) if line.overdue_days else "",
            "debit": number(line.amount, digits) if line.amount > 0 else "",
            "credit": number(-line.amount, digits) if line.amount < 0 else "",
            "amount": number(line.amount, digits),
            "original": number(line.amount, digits),
            "open": number(line.residual, digits),
            "balance": number(line.balance, digits),
        }
        details = self._get_paid_details(line, formats, digits, labels) if line.paid else []
        return doc.Row(
            [cells[key] for key in keys], "line", cells["balance"], line.key, line.changed,
            bool(line.overdue_days), details,
        )  # fmt: skip

    def _get_paid_details(
        self, line: StatementLine, formats: Formats, digits: int, labels: dict
    ) -> list[list[str]]:
        """Return what a payment paid, and what is left of it: [[text, amount]].

        The parts and the rest add up to the payment; what of it was no money is said below.
        """
        number, rows = formats.number, []
        for part in line.paid:
            text = f"{part.number} · {labels[part.type]}"
            if part.currency:
                text += f" · {number(part.document_amount, part.digits)}{NBSP}{part.currency}"
            rows.append([text, number(part.amount, digits)])
        if rest := line.rest(digits):
            rows.append([_("Not applied yet"), number(rest, digits)])
        if line.deducted:
            rows.append([_("of which discount or difference"),
                         number(line.deducted, digits)])  # fmt: skip
        return rows

    def _get_contact_name(self, line: StatementLine) -> str:
        """Return the name of the contact whose document a line is."""
        return self.env["res.partner"].browse(line.contact_id).sudo().name or ""

    def _special_row(self, keys, style, label, amount, day=""):
        """Return a row of opening, subtotal or closing."""
        cells = dict.fromkeys(keys, "")
        # The label stands in the widest column that the layout has.
        cells["description" if "description" in cells else "number"] = label
        cells["balance"] = amount
        if style == "opening" and "date" in cells:
            cells["date"] = day
        return doc.Row([cells[key] for key in keys], style, amount)

    # --------------------------------------------------------------- aging

    def _get_aging_title(self, data: StatementData) -> str:
        if data.aging_basis == "document":
            return _("Age of the open items, by document date")
        return _("Age of the open items, by due date")

    def _get_aging(
        self,
        part: StatementSection,
        data: StatementData,
        formats: Formats,
        currency: models.BaseModel,
    ) -> list[doc.Bucket]:
        """Return the buckets; credits last, apart, as they are no debt of any age."""
        if not part.open_items:
            return []
        owed = sum(part.aging)
        limits = data.aging_limits
        labels = [_("Not due") if not limits[0] else _("%s days", f"0{DASH}{limits[0]}")]
        for low, high in pairwise(limits):
            labels.append(_("%s days", f"{low + 1}{DASH}{high}"))
        labels.append(_("over %s days", limits[-1]))
        if len(limits) == 1 and not limits[0]:
            labels[-1] = _("Overdue")
        buckets = [
            doc.Bucket(label, formats.amount(amount, currency), amount / owed if owed else 0.0)
            for label, amount in zip(labels, part.aging, strict=True)
        ]
        if part.credit_total:
            buckets.append(
                doc.Bucket(
                    _("Open credits"), formats.amount(part.credit_total, currency), 0.0, True
                )
            )
        return buckets

    # --------------------------------------------------------------- notes

    def _get_section_notes(
        self, part: StatementSection, formats: Formats, currency: models.BaseModel
    ) -> list[tuple]:
        """Return open credits and interest of a currency, as (label, amount)."""
        template = self.template_id.sudo()
        notes = []
        if template.show_credits and part.credits:
            numbers = [line.number for line in part.credits[:6]]
            if len(part.credits) > 6:
                numbers.append("…")
            notes.append(
                (_("Open credits, not applied yet: %s", ", ".join(numbers)),
                 formats.amount(part.credit_total, currency))
            )  # fmt: skip
        if template.interest_rate and part.overdue_amount_days:
            interest = part.overdue_amount_days * template.interest_rate / 36500
            if currency.round(interest):
                rate = formats.number(template.interest_rate, 2)
                notes.append(
                    (_("Interest on what is overdue, %s%% a year, for information", rate),
                     formats.amount(interest, currency))
                )  # fmt: skip
        return notes + self._get_interest_notes(part, formats, currency)

    def _get_notes(self, data: StatementData, formats: Formats, around: dict) -> list:
        """Return store credit and limit of the customer, as (label, amount).

        :param around: what ``_read_around`` gave
        """
        template, currency = self.template_id.sudo(), self.company_id.currency_id
        notes = []
        if len(data.sections) > 1:
            notes.append(
                (_("All currencies, in %s as booked", currency.name),
                 formats.amount(data.closing, currency))
            )  # fmt: skip
        if template.show_store_credit and data.store_credit:
            notes += self._get_store_credit_notes(data, formats)
        if template.show_limit:
            notes += self._get_limit_notes(formats, currency)
        return notes

    def _get_store_credit_notes(self, data: StatementData, formats: Formats) -> list:
        """Return the store credit of the customer, as (label, amount)."""
        amount = formats.amount(data.store_credit, self.company_id.currency_id)
        return [(_("Your store credit"), amount)]

    def _get_limit_notes(self, formats: Formats, currency: models.BaseModel) -> list:
        """Return limit and headroom where some addon keeps a limit for this customer."""
        partner = self.partner_id.sudo().commercial_partner_id
        names = {"credit_limit_amount", "credit_headroom"}
        if not names <= partner._fields.keys() or not partner.credit_limit_amount:
            return []
        return [
            (_("Limit"), formats.amount(partner.credit_limit_amount, currency)),
            (_("Headroom"), formats.amount(partner.credit_headroom, currency)),
        ]
