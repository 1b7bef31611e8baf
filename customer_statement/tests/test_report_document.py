"""What stands on the page: texts, formats, columns, notes, and the files made of it."""

import io
import re

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import StatementCommon


@tagged("post_install", "-at_install")
class TestDocument(StatementCommon):
    """The document is the one source of PDF, HTML, spreadsheet and CSV."""

    def pdf(self, statement):
        """Return the PDF as a reader."""
        return PdfReader(io.BytesIO(statement._render_pdf()))

    def test_it_speaks_the_language_of_the_customer(self):
        """Dates and amounts of a French customer are written the French way."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self.invoice(1234.5)
        document = self.statement()._get_document()
        cells = document.sections[0].tables[0].rows[1].cells
        self.assertEqual(cells[0], "15/01/2026")
        self.assertTrue(re.search(r"1.234,50", cells[-1]), cells[-1])
        self.assertEqual(document.language, "fr_FR")

    def test_the_page_runs_in_the_direction_of_its_language(self):
        """Whoever looks at it: a French page in an Arabic back end, and the other way round."""
        self.invoice(100.0)
        for code, direction in (("fr_FR", "ltr"), ("ar_001", "rtl")):
            self.env["res.lang"]._activate_lang(code)
            self.customer.lang = code
            page = self.statement()._render_html()
            self.assertEqual(re.search(r'dir="(\w+)"', str(page))[1], direction)

    def test_symbols_stand_one_blank_from_their_amounts(self):
        """Odoo writes some Arabic symbols with blanks around them."""
        dinar = self.env.ref("base.KWD")
        dinar.write({"active": True, "symbol": " د.ك "})
        self.invoice(166.667, currency_id=dinar.id)
        document = self.statement(kind="open_items", date_to="2026-12-31")._get_document()
        amounts = [figure.amount for part in document.sections for figure in part.figures]
        self.assertIn("166.667", " ".join(amounts))
        self.assertFalse([text for text in amounts if len(text.split()) > 2 or text.strip() != text
                          or "\xa0\xa0" in text or "\xa0 " in text])  # fmt: skip

    def test_placeholders_are_filled_and_nothing_else(self):
        """A text reaches figures of the statement, not the objects behind them."""
        self.invoice(100.0)
        template = self.template.copy(
            {"message": "Dear {customer}: {closing}. {customer.__class__} {unknown}"}
        )
        text = self.statement(template=template)._get_document().message[0]
        self.assertIn("Dear Azure Interior: ", text)
        self.assertIn("100.00", text)
        self.assertTrue(text.endswith("{customer.__class__} {unknown}"))

    def test_the_pdf_has_title_language_and_text(self):
        """Metadata, and letters of any alphabet that can be searched."""
        self.customer.name = "Ελληνικά Жук Łódź"
        self.invoice(100.0)
        statement = self.statement()
        reader = self.pdf(statement)
        self.assertIn(statement.name, reader.metadata.title)
        self.assertEqual(reader.trailer["/Root"]["/Lang"], "en-US")
        text = reader.pages[0].extract_text()
        for word in ("Ελληνικά", "Жук", "Łódź", "100.00"):
            self.assertIn(word, text)

    def test_long_statements_repeat_the_header_and_carry_the_balance(self):
        """Each page says what it carries."""
        for _number in range(60):
            self.invoice(10.0)
        reader = self.pdf(self.statement())
        self.assertGreater(len(reader.pages), 1)
        first, second = (page.extract_text() for page in reader.pages[:2])
        self.assertIn("Carried forward", first)
        self.assertIn("Brought forward", second)
        self.assertIn("Balance", second)
        self.assertIn(f"Page 2 of {len(reader.pages)}", second)

    def test_paper_follows_the_template_or_the_company(self):
        """Letter is letter."""
        self.invoice(100.0)
        template = self.template.copy({"paper": "Letter"})
        box = self.pdf(self.statement(template=template)).pages[0].mediabox
        self.assertEqual((round(box.width), round(box.height)), (612, 792))

    def test_chosen_columns_in_chosen_order(self):
        """The template says which columns, and where."""
        self.invoice(100.0)
        template = self.template.copy(
            {"column_ids": [(0, 0, {"code": code, "sequence": place})
                            for place, code in enumerate(("number", "date", "balance", "open"))]}
        )  # fmt: skip
        table = self.statement(template=template)._get_document().sections[0].tables[0]
        self.assertEqual([column.key for column in table.columns], ["number", "date", "balance"])
        with self.assertRaises(ValidationError):
            template.column_ids.filtered(lambda column: column.code == "balance").unlink()
            template._check_columns()

    def test_every_kind_and_layout_draws(self):
        """Three kinds by three layouts, as PDF and as HTML."""
        self.pay(self.invoice(100.0), 40.0)
        for kind in ("activity", "open_items", "balance_forward"):
            for layout in ("standard", "compact", "detailed"):
                with self.subTest(kind=kind, layout=layout):
                    template = self.env.ref(f"customer_statement.template_{layout}")
                    statement = self.statement(kind=kind, template=template)
                    self.assertIn("60.00", self.pdf(statement).pages[0].extract_text())
                    self.assertIn("60.00", statement._render_html())

    def test_overdue_interest_is_information(self):
        """100 for 20 days at 7.3 % a year: 0.40, in the notes and not in the balance."""
        self.invoice(100.0, invoice_date="2026-01-01", invoice_date_due="2026-01-11")
        template = self.template.copy({"interest_rate": 7.3})
        document = self.statement(template=template)._get_document()
        self.assertIn("0.40", document.sections[0].notes[-1][1])
        self.assertIn("100.00", document.sections[0].figures[-1].amount)

    def test_csv_holds_no_formula(self):
        """A reference that a spreadsheet would run is kept as text."""
        self.invoice(100.0, ref="=HYPERLINK(1)")
        lines = self.statement()._get_csv().decode("utf-8-sig").splitlines()
        self.assertEqual(len(lines), 4, "titles, opening, invoice, closing")
        self.assertIn("'=HYPERLINK(1)", lines[2])

    def test_the_spreadsheet_holds_numbers(self):
        """Amounts with the decimals of their currency, no more and no fewer."""
        self.invoice(100.0)
        statement = self.statement()
        for digits, shown, text in ((2, "#,##0.00", "100.00"), (3, "#,##0.000", "100.000"),
                                    (0, "#,##0", "100")):  # fmt: skip
            values = dict(statement.values)
            values["sections"] = [dict(values["sections"][0], digits=digits)]
            statement._write_engine({"values": values})
            sheet = load_workbook(io.BytesIO(statement._get_xlsx())).active
            self.assertEqual((sheet["I4"].value, sheet["I4"].number_format), (100.0, shown))
            self.assertIn(f",{text}", statement._get_csv().decode().splitlines()[-1])

    def test_bucket_days_must_rise(self):
        """Nonsense is refused when it is written."""
        for text in ("30, 10", "a, b", "", "-1, 5"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.template.copy({"aging_limits": text or "x"})

    def test_a_template_is_previewed_with_a_real_customer(self):
        """Before anything is saved; for statement users only."""
        self.invoice(100.0)
        template = self.template.new(origin=self.template)
        template.preview_partner_id = self.customer
        template.title = "Kontoauszug"
        self.assertIn("Kontoauszug", template._render_preview())
