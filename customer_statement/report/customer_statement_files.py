"""The files of a statement: PDF, HTML, spreadsheet and CSV, all from one document."""

import csv
import io
from base64 import b64encode
from functools import partial

import xlsxwriter
from markupsafe import Markup

from odoo import _, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

from ..core.statement_data import StatementData
from ..pdf import document as doc
from ..pdf import draw
from ..pdf.qr import qr_runs
from ..pdf.swiss import CROSS, QR_SIDE, cross_boxes, is_slip

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CustomerStatement(models.Model):
    """Rendering; callers have read access, as the record tells what it renders."""

    _inherit = "customer.statement"

    def _get_data(self) -> StatementData | None:
        """Return the StatementData as it was generated; None before that."""
        self.ensure_one()
        values = self._look_at_values()
        return StatementData.from_json(values) if values else None

    def _look_at_values(self):
        """Return the values as JSON, to be looked at and never changed; None before they are read.

        Odoo copies all lines of a JSON field whenever it is read: a run would copy each statement
        ten times.
        """
        self.ensure_one()
        if not self.id:
            return self.values or None
        self.fetch(["values"])
        return self._fields["values"]._get_cache(self.env).get(self.id)

    def _render_pdf(self, document=None):
        """Return the bytes of the PDF: the one that was sent, or the draft as it is now.

        :param document: pdf.document.Statement of it, where there is one already
        """
        self.ensure_one()
        self._check_not_cleaned()
        if self.attachment_id:
            return self.sudo().attachment_id.raw
        if not document:
            data = self._get_data()
            if not data:
                raise UserError(_("Generate the statement first."))
            document = self._get_document(data)
        return draw([document])

    def _render_html(self, data=None):
        """Return the HTML twin of the PDF, for preview and portal; empty without values.

        :param data: StatementData of a statement that is not saved
        """
        self.ensure_one()
        # The values are large, and those of one that is not stored come without a date.
        if self.privacy_cleaned_on or not (data or self.generated_at or self.values):
            return ""
        return self.env["ir.qweb"]._render(
            "customer_statement.document", self._get_html_values(self._get_document(data))
        )

    def _get_html_values(self, document: doc.Statement) -> dict:
        """Return what the HTML twin needs beside the document: its pictures as data."""
        self.ensure_one()
        logo, payment = document.style.logo, document.payment
        return {
            "statement": self,
            "document": document,
            "direction": self.env["res.lang"]._get_data(code=document.language).direction or "ltr",
            "logo_uri": logo and image_data_uri(b64encode(logo)),
            "qr_uri": payment and payment.qr and self._get_qr_image(payment.qr, is_slip(payment)),
            "cells_of": self._get_cells_markup,
            "cells_in": partial(self._get_row_cells, document),
        }

    def _get_cells_markup(self, table: doc.Table) -> str:
        """Return the cells of a row as markup with a place for each text, escaped when filled in.

        Tables have thousands of cells: as tags of the template they would take ten times as long.
        """
        cell = Markup('<td class="o_statement_%s" data-column="%s" data-title="%s">')
        return Markup("").join(
            # The title goes through the filling in once more.
            cell % ("wide" if column.weight > 1 else column.align, column.key,
                    column.title.replace("%", "%%"))
            + Markup("%s</td>")
            for column in table.columns
        )  # fmt: skip

    def _get_row_cells(self, document: doc.Statement, table: doc.Table, row: doc.Row) -> tuple:
        """Return the texts of a row for its markup; one that opens folds out what it paid.

        The browser's own fold: by mouse, keyboard and screen reader, without a script.
        """
        if not row.details:
            return tuple(row.cells)
        place = next((n for n, column in enumerate(table.columns) if column.weight > 1), 0)
        parts = Markup("").join(
            Markup("<li><span>%s</span><span>%s</span></li>") % (text, amount)
            for text, amount in row.details
        )
        cells = list(row.cells)
        cells[place] = Markup(
            '<details class="o_statement_paid"%s><summary>%s<span class="visually-hidden">: %s'
            '</span></summary><ul aria-label="%s">%s</ul></details>'
        ) % (
            Markup(" open") if document.shows_details else "",
            cells[place], document.details_label, document.details_label, parts,
        )  # fmt: skip
        return tuple(cells)

    def _get_qr_image(self, text: str, cross: bool = False) -> str:
        """Return a QR code as an address of data; a drawing, sharp at any size.

        :param bool cross: whether the Swiss cross stands in the middle
        """
        cells, runs = qr_runs(text)
        path = "".join(f"M{column} {row}h{wide}v1h-{wide}z" for row, column, wide in runs)
        boxes = ""
        if cross:
            side = cells * CROSS / QR_SIDE
            start = (cells - side) / 2
            boxes = "".join(
                f'<rect x="{start + left * side:.2f}" y="{start + top * side:.2f}" '
                f'width="{wide * side:.2f}" height="{high * side:.2f}" fill="{color}"/>'
                for color, left, top, wide, high in cross_boxes()
            )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {cells} {cells}" '
            f'shape-rendering="crispEdges"><path d="{path}"/>{boxes}</svg>'
        )
        return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()

    def _get_file(self, extension: str) -> tuple:
        """Return (bytes, MIME type) of the statement as a file.

        :param extension: pdf, xlsx or csv
        """
        self._check_not_cleaned()
        render, mimetype = {
            "pdf": (self._render_pdf, "application/pdf"),
            "xlsx": (self._get_xlsx, XLSX),
            "csv": (self._get_csv, "text/csv;charset=utf-8"),
        }[extension]
        return render(), mimetype

    def action_download_xlsx(self):
        """Download the lines as a spreadsheet (whoever may read the statement)."""
        return self._get_download("xlsx")

    def action_download_csv(self):
        """Download the lines as CSV (whoever may read the statement)."""
        return self._get_download("csv")

    def _get_download(self, extension: str) -> dict:
        """Return the action that fetches a file from the page of the statement."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"{self.access_url}?report_type={extension}&download=true",
            "target": "download",
        }

    def _get_csv(self) -> bytes:
        """Return the lines as CSV (bytes, UTF-8 with signature), plain numbers and ISO dates."""
        self.ensure_one()
        stream = io.StringIO()
        writer = csv.writer(stream)
        digits = self._get_digits()
        for row in self._get_plain_rows():
            writer.writerow([_safe(value, digits.get(row[0], 2)) for value in row])
        return stream.getvalue().encode("utf-8-sig")

    def _get_xlsx(self) -> bytes:
        """Return the lines as a spreadsheet (bytes), amounts as numbers and dates as dates."""
        self.ensure_one()
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False,
                                            "strings_to_urls": False})  # fmt: skip
        sheet = book.add_worksheet(_("Statement"))
        styles = {
            "title": book.add_format({"bold": True, "bottom": 1}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            **{
                currency: book.add_format({"num_format": f"#,##0.{'0' * digits}".rstrip(".")})
                for currency, digits in self._get_digits().items()
            },
        }
        for place, row in enumerate(self._get_plain_rows()):
            for column, value in enumerate(row):
                if not place:
                    sheet.write_string(place, column, value, styles["title"])
                elif isinstance(value, float):
                    sheet.write_number(place, column, value, styles[row[0]])
                elif hasattr(value, "year"):
                    sheet.write_datetime(place, column, value, styles["date"])
                elif value:
                    sheet.write(place, column, value)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 10, 16)
        self._add_paid_sheet(book, styles)
        book.close()
        return stream.getvalue()

    def _add_paid_sheet(self, book, styles):
        """Add a sheet of what payments paid; none where nothing was paid."""
        rows = self._get_paid_rows()
        if len(rows) < 2:
            return
        sheet = book.add_worksheet(_("What Payments Paid"))
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if not place:
                    sheet.write_string(place, column, value, styles["title"])
                elif isinstance(value, float):
                    # Each amount is followed by its currency.
                    sheet.write_number(place, column, value, styles.get(row[column + 1]))
                elif hasattr(value, "year"):
                    sheet.write_datetime(place, column, value, styles["date"])
                elif value:
                    sheet.write_string(place, column, value)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(rows[0]) - 1, 18)

    def _get_paid_rows(self) -> list:
        """Return titles and one row for each document that a payment paid, and for its rest."""
        self.ensure_one()
        self = self.with_context(lang=self.lang or self.env.lang)
        data, titles, labels = self._get_data(), self._get_titles(), self._get_type_labels()
        rows = [[titles["date"], _("Payment"), titles["number"], titles["description"],
                 titles["amount"], _("Currency"), _("Amount of the document"),
                 _("Currency of the document")]]  # fmt: skip
        for part in data.sections:
            for line in part.lines:
                for it in line.paid or ():
                    rows.append([it.date, line.number, it.number, labels[it.type], it.amount,
                                 part.currency, it.document_amount,
                                 it.currency or part.currency])  # fmt: skip
                if line.paid and (rest := line.rest(part.digits)):
                    rows.append([line.date, line.number, "", _("Not applied yet"), rest,
                                 part.currency, None, ""])  # fmt: skip
        return rows

    def _get_digits(self) -> dict:
        """Return {code of a currency: decimals of its amounts}."""
        data = self._get_data()
        return {part.currency: part.digits for part in data.sections} if data else {}

    def _get_plain_rows(self) -> list:
        """Return titles and one row per line, opening and closing included."""
        self.ensure_one()
        if not self.values:
            raise UserError(_("Generate the statement first."))
        self = self.with_context(lang=self.lang or self.env.lang)
        data, titles, labels = self._get_data(), self._get_titles(), self._get_type_labels()
        rows = [[_("Currency"), titles["date"], titles["due"], titles["number"],
                 titles["description"], titles["reference"], titles["original"],
                 titles["open"], titles["balance"]]]  # fmt: skip
        for part in data.sections:
            if data.kind != "open_items":
                rows.append([part.currency, data.date_from, None, "", _("Opening balance"), "",
                             None, None, part.opening])  # fmt: skip
            for line in part.lines:
                rows.append([part.currency, line.date, line.due, line.number, labels[line.type],
                             line.reference, line.amount, line.residual, line.balance])  # fmt: skip
            rows.append([part.currency, data.date_to, None, "", _("Closing balance"), "",
                         None, part.open_total, part.closing])  # fmt: skip
        return rows


def _safe(value, digits):
    """Return a cell that no spreadsheet takes for a formula, amounts with so many decimals."""
    if isinstance(value, float):
        return f"{value:.{digits}f}"
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value
