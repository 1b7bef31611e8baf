"""Drawing, without any database: letters of other alphabets, pages, colours."""

from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

from odoo.tests import BaseCase, tagged

from ..pdf import document as doc
from ..pdf import rtl
from ..pdf.layout import lay_out
from ..pdf.qr import qr_runs
from ..pdf.shades import aging_shades, is_color, tint


@tagged("post_install", "-at_install")
class TestPdf(BaseCase):
    """Values in, pages out."""

    def statement(self, rows):
        """Return a statement with so many lines."""
        columns = [doc.Column("number", "Number", weight=2.0),
                   doc.Column("balance", "Balance", "right")]  # fmt: skip
        lines = [doc.Row([f"INV/{number}", f"{number}.00"], carried=f"{number}.00")
                 for number in range(rows)]  # fmt: skip
        table = doc.Table(columns, [*lines, doc.Row(["Closing", "1.00"], "closing")], "", "balance")
        return doc.Statement(
            "Statement", "STM/1", "en_US", "Company", ["Customer"], ["Company"], [("Number", "1")],
            sections=[doc.Section("", [doc.Figure("Due", "1.00", True)], [table])],
        )  # fmt: skip

    def texts(self, pages):
        """Return what is written on each page."""
        return [[op[3] for op in ops if op[0] == "text"] for ops in pages.pages]

    def test_nothing_is_lost_between_pages(self):
        """Each line stands on exactly one page, and no page is empty."""
        pages = self.texts(lay_out(self.statement(500)))
        for number in range(500):
            self.assertEqual(sum(f"INV/{number}" in page for page in pages), 1, number)
        self.assertTrue(all(len(page) > 5 for page in pages))
        self.assertIn(f"Page 1 of {len(pages)}", pages[0])

    def test_the_closing_row_is_not_alone(self):
        """The last page has a line beside the closing balance, whatever the length."""
        for rows in range(20, 70):
            last = self.texts(lay_out(self.statement(rows)))[-1]
            self.assertIn("Closing", last)
            self.assertTrue(any(text.startswith("INV/") for text in last), rows)

    def test_labels_stay_on_one_line_in_narrow_columns(self):
        """Carried, brought and closing labels reach over the empty cells beside them."""
        statement = self.statement(200)
        table = statement.sections[0].tables[0]
        # Many wide columns leave little for the first.
        for number in range(7):
            table.columns.insert(1, doc.Column(f"wide{number}", "A Wide Title", "right"))
            for row in table.rows:
                row.cells.insert(1, "1,234,567.00" if row.style == "line" else "")
        statement.carried_label = "Balance carried forward"
        table.rows[-1].cells[0] = "Closing balance of all"
        written = [text for page in self.texts(lay_out(statement)) for text in page]
        self.assertIn("Balance carried forward", written)
        self.assertIn("Closing balance of all", written)

    def test_nothing_leaves_the_page(self):
        """Texts stand within the margins, also the widest."""
        statement = self.statement(3)
        statement.customer = ["W" * 300]
        statement.sections[0].tables[0].rows[0].cells[0] = "long words " * 60
        pages = lay_out(statement)
        for op in pages.pages[0]:
            if op[0] == "text":
                self.assertGreaterEqual(op[1], pages.left - 1)
                self.assertLess(op[2], pages.height)

    def test_arabic_letters_are_joined_and_turned(self):
        """The first letter stands on the right, in its joining form; numbers keep their order."""
        self.assertEqual(rtl.visual("\u0628\u0628"), "\ufe90\ufe91")
        self.assertEqual(rtl.visual("\u0644\u0627"), "\ufefb", "lam and alef are one")
        self.assertEqual(rtl.visual("\u05d0\u05d1 12"), "12 \u05d1\u05d0")
        self.assertEqual(rtl.visual("No \u05d0\u05d1 12 \u05d2 end"),
                         "No \u05d2 12 \u05d1\u05d0 end")  # fmt: skip
        self.assertFalse(rtl.is_needed("Łódź 12"))

    def test_colours(self):
        """Only what can be drawn is one; shades run from light to full."""
        self.assertTrue(is_color("#1f4E5f"))
        self.assertFalse(any(map(is_color, ("red", "#12", "#gggggg", "", None))))
        self.assertEqual(tint("#000000", 1), "#ffffff")
        self.assertEqual(aging_shades("#112233", 3)[-1], "#112233")

    def test_qr_codes_are_those_of_the_standard(self):
        """Each cell is where ReportLab's own encoder puts it, for every kind and length of text."""
        texts = [
            "1", "https://example.com/my/statements/7/pay?access_token=6f1c9a52-0d3e", "é€ж漢",
            "BCD\n002\n1\nSCT\n\nCompany\nBE71096123456769\nEUR1234.50\n\n\nSTM/2026/00001",
            *("0123456789abcdef"[number % 16] * number for number in range(2, 700, 41)),
        ]  # fmt: skip
        for text in texts:
            side, runs = qr_runs(text)
            dark = {(row, column + n) for row, column, wide in runs for n in range(wide)}
            code = QRCode(None, QRErrorCorrectLevel.M)
            code.addData(QR8bitByte(text))
            code.version = code.calculate_version()
            # Which of the eight masks reads best is a matter of taste: any of them is right.
            self.assertIn(
                [[(row, column) in dark for column in range(side)] for row in range(side)],
                [self.cells_with(code, mask) for mask in range(8)],
                text[:40],
            )
        with self.assertRaises(ValueError):
            qr_runs("x" * 2332)

    def cells_with(self, code, mask):
        """Return the cells of a code with one of the masks."""
        code.makeImpl(False, mask)
        return code.modules
