"""Drawing, without any database: letters of other alphabets, pages, colours."""

import io

import qrcode
from PIL import Image, ImageDraw
from pypdf import PdfReader
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import BaseCase, tagged

try:
    import zxingcpp
except ImportError:
    zxingcpp = None
try:
    import pypdfium2
except ImportError:
    pypdfium2 = None

from ..models.template.customer_statement_template import FALLBACKS, font_path
from ..pdf import document as doc
from ..pdf import draw, fonts, swiss
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

    def test_the_small_print_is_not_alone(self):
        """What it stands below is on its page, whatever the length; nothing is written twice."""
        for rows in range(20, 45):
            statement = self.statement(rows)
            statement.payment = doc.Payment("How to pay", [("Amount", "1.00")])
            statement.terms = ["Small print"]
            pages = self.texts(lay_out(statement))
            self.assertIn("Small print", pages[-1])
            self.assertIn("How to pay", pages[-1], rows)
            written = [text for page in pages for text in page]
            self.assertEqual([written.count(it) for it in ("How to pay", "Small print")], [1, 1])

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

    def test_the_head_of_further_pages_holds_long_names(self):
        """Title and customer stand beside each other, never over each other."""
        statement = self.statement(200)
        statement.customer = ["A very long name of a company that trades all over the world " * 3]
        pages = lay_out(statement)
        texts = [op for op in pages.pages[1] if op[0] == "text"]
        head = [op for op in texts if op[2] == texts[0][2]]
        title = "Statement · STM/1"
        self.assertEqual("".join(op[3] for op in head)[: len(title)], title)
        name = next(op for op in head if "company" in op[3])
        self.assertGreater(name[1], pages.left + pages.fonts.width(title, name[5], True) + 8)
        self.assertLess(name[1] + pages.fonts.width(name[3], name[5]), pages.right)
        self.assertLess(len(name[3]), len(statement.customer[0]))

    def test_payment_stays_within_the_margins(self):
        """A long label of the QR code and a long name of the bank wrap."""
        statement = self.statement(1)
        statement.payment = doc.Payment(
            "Comment payer", [("Banque", "Banque coopérative " * 9)], "https://example.com/pay",
            "Scannez ce code pour payer par virement bancaire depuis votre application",
        )  # fmt: skip
        pages = lay_out(statement)
        (square,) = [op for op in pages.pages[0] if op[0] == "squares"]
        for op in pages.pages[0]:
            if op[0] == "text":
                right = op[1] + pages.fonts.width(op[3], op[5])
                self.assertLessEqual(right, pages.right + 8)
                if "coopérative" in op[3]:
                    self.assertLess(right, square[3])

    def paying(self, rows):
        """Return the pages of a statement with payment instructions of five lines."""
        statement = self.statement(rows)
        lines = [(f"Label {number}", f"Value {number}") for number in range(5)]
        statement.payment = doc.Payment("How to pay", lines)
        return lay_out(statement)

    def test_payment_stays_where_it_has_room(self):
        """It begins another page only where it would reach the footer."""
        turned = 0
        for rows in range(20, 60):
            pages = self.paying(rows)
            tops = [max(op[2] for op in ops[:-3] if op[0] == "text") for ops in pages.pages]
            if self.texts(pages)[-1][2] != "How to pay":
                continue
            high = tops[-1] - next(op[2] for op in pages.pages[-1] if op[3] == "How to pay")
            self.assertGreater(tops[-2] + 18 + 10 + 2 * 9 + high, pages.bottom - 9, rows)
            turned += 1
        self.assertTrue(turned)

    def test_payment_at_the_top_of_a_page_has_no_line_of_its_own(self):
        """The line of the head stands above it already."""
        found = 0
        for rows in range(20, 60):
            ops = self.paying(rows).pages[-1]
            place = next(n for n, op in enumerate(ops) if op[3:4] == ("How to pay",))
            above = [op[0] for op in ops[:place]]
            if above.count("text") == 2:
                self.assertEqual(above.count("line"), 1, rows)
                found += 1
        self.assertTrue(found)

    def test_colours(self):
        """Only what can be drawn is one; shades run from light to full."""
        self.assertTrue(is_color("#1f4E5f"))
        self.assertFalse(any(map(is_color, ("red", "#12", "#gggggg", "", None))))
        self.assertEqual(tint("#000000", 1), "#ffffff")
        self.assertEqual(aging_shades("#112233", 3)[-1], "#112233")

    def test_qr_codes_are_read(self):
        """Every kind and length of text is read back from the picture, at level M."""
        if not zxingcpp:
            self.skipTest("zxing-cpp is not installed")
        texts = [
            "1", "0" * 400, "https://example.com/my/statements/7/pay?access_token=6f1c9a52-0d3e",
            "é€ж漢", "BCD\n002\n1\nSCT\n\nCompany\nBE71096123456769\nEUR1234.50\n\n\nSTM/2026/1",
            *("0123456789abcdef"[number % 16] * number for number in range(2, 700, 41)),
            "x" * 2331,
        ]  # fmt: skip
        for text in texts:
            side, runs = qr_runs(text)
            picture = Image.new("L", (4 * side + 32, 4 * side + 32), 255)
            pen = ImageDraw.Draw(picture)
            for row, column, wide in runs:
                left, top = 16 + 4 * column, 16 + 4 * row
                pen.rectangle((left, top, left + 4 * wide - 1, top + 3), fill=0)
            (found,) = zxingcpp.read_barcodes(picture)
            self.assertEqual((found.text, str(found.ec_level)), (text, "M"))
        with self.assertRaises(ValueError):
            qr_runs("x" * 2332)

    def test_qr_codes_are_as_small_as_can_be(self):
        """The size that the library finds by writing the whole code, at each step of its table."""
        for count in (1, 14, 15, 180, 181, 213, 214, 215, 1000, 2331):
            code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M)
            code.add_data(qrcode.util.QRData(b"x" * count, mode=qrcode.util.MODE_8BIT_BYTE))
            self.assertEqual(qr_runs("x" * count)[0], 17 + 4 * code.best_fit(), count)

    def embedded(self, content):
        """Return {name of a font: (widths, texts, program)} of the first page of a PDF."""
        listed = PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"]
        found = (entry.get_object() for entry in listed.values())
        return {
            font["/BaseFont"]: (list(font["/Widths"]), font["/ToUnicode"].get_data(),
                                font["/FontDescriptor"]["/FontFile2"].get_data())
            for font in found if font["/Subtype"] == "/TrueType"
        }  # fmt: skip

    def test_fonts_are_embedded_as_reportlab_does(self):
        """Widths, texts and program, also of letters beyond ASCII and beyond one part of a font."""
        path = font_path(FALLBACKS[0][0])
        text = "Łódź 50 € (über) \\ " + "".join(map(chr, range(0x400, 0x460)))
        text += "".join(map(chr, range(0xC0, 0x180)))
        statement = self.statement(1)
        statement.style.fonts = [(path, path)]
        statement.sections, statement.page_label = [], ""
        statement.message = list(text.split())
        ours = self.embedded(draw([statement]))
        stream = io.BytesIO()
        canvas = Canvas(stream)
        face = TTFont("beside", path)
        document = canvas._doc
        # In the order that ours are given their codes.
        drawn = "".join(op[3] for op in lay_out(statement).pages[0] if op[0] == "text")
        letters = "".join(sorted(sign for sign in set(drawn) if not sign.isascii()))
        for subset, _part in face.splitString(letters, document):
            canvas._code.append(f"BT {face.getSubsetInternalName(subset, document)} 9 Tf ET")
        canvas.showPage()
        canvas.save()
        self.assertEqual(len(ours), 2)
        self.assertEqual(ours, self.embedded(stream.getvalue()))

    def test_what_was_embedded_is_kept(self):
        """The same letters in another order: not cut again."""
        path = font_path(FALLBACKS[0][0])
        for name in ("Löß äther", "äther Löß", "Löß ö äther"):
            statement = self.statement(2)
            statement.style.fonts, statement.customer = [(path, path)], [name]
            content = draw([statement])
            self.assertIn(name, PdfReader(io.BytesIO(content)).pages[0].extract_text())
            face = fonts.load(path).face
            if name == "Löß äther":
                before = face._cut.cache_info().misses
            self.assertEqual(face._cut.cache_info().misses, before)

    def swiss(self, language="de_CH", rows=3, **vals):
        """Return a statement with a Swiss payment part."""
        statement = self.statement(rows)
        statement.language = language
        fields = ["SPC", "0200", "1", "CH4431999123000889012", "S", "Robert Schneider AG",
                  "Rue du Lac", "1268", "2501", "Biel", "CH", *[""] * 7, "1949.75", "CHF", "S",
                  "Pia-Maria Rutschmann-Schnyder", "Grosse Marktgasse", "28", "9400", "Rorschach",
                  "CH", "QRR", "210000000003139471430009017", "STM/2026/1", "EPD"]  # fmt: skip
        fields = [vals.get(str(place), value) for place, value in enumerate(fields)]
        statement.payment = doc.Payment(
            "How to pay", [("Amount", "1,949.75")], qr="\n".join(fields), kind="ch_qr"
        )
        return statement

    def test_the_swiss_payment_part_is_the_standards(self):
        """Receipt and payment part in the four languages, blocks, amounts, and where they are."""
        pages = lay_out(self.swiss())
        self.assertEqual(len(pages.pages), 1)
        ops = {op[3]: op for op in pages.pages[0] if op[0] == "text"}
        for text in ("Empfangsschein", "Zahlteil", "CH44 3199 9123 0008 8901 2", "2501 Biel",
                     "21 00000 00003 13947 14300 09017", "1 949.75", "STM/2026/1"):  # fmt: skip
            self.assertIn(text, ops)
        edge = pages.height - 105 * swiss.MM
        self.assertLess(ops["Page 1 of 1"][2], edge)
        self.assertGreater(ops["Empfangsschein"][2], edge)
        (code,) = (op for op in pages.pages[0] if op[0] == "squares")
        self.assertAlmostEqual(code[5] / swiss.MM, 46)
        self.assertAlmostEqual(code[3] / swiss.MM, 67)
        self.assertAlmostEqual((code[4] - edge) / swiss.MM, 17)
        for language, word in (("fr_FR", "Récépissé"), ("it_CH", "Ricevuta"), ("pt_PT", "Receipt")):
            self.assertIn(word, self.texts(lay_out(self.swiss(language)))[0])

    def test_the_swiss_payment_part_has_room(self):
        """It never covers a line, nor the footer, however long the statement is."""
        for rows in range(5, 45):
            pages = lay_out(self.swiss(rows=rows))
            edge = pages.height - 105 * swiss.MM
            last = pages.pages[-1]
            start = next(place for place, op in enumerate(last) if op[3:4] == ("Empfangsschein",))
            words = [op for op in last[:start] if op[0] == "text"]
            self.assertTrue(all(op[2] < edge - 14 - 42 for op in words), rows)

    def test_references_of_other_kinds(self):
        """SCOR stands in blocks of four; without a reference its heading is left out."""
        (texts,) = self.texts(lay_out(self.swiss(**{"27": "SCOR", "28": "RF18539007547034"})))
        self.assertIn("RF18 5390 0754 7034", texts)
        (texts,) = self.texts(lay_out(self.swiss(**{"27": "NON", "28": ""})))
        self.assertNotIn("Referenz", texts)
        (texts,) = self.texts(lay_out(self.swiss(**{"18": "1234567.00", "26": "DE"})))
        self.assertIn("1 234 567.00", texts)
        self.assertIn("DE-9400 Rorschach", texts)

    def test_the_swiss_code_is_read_from_the_page(self):
        """With its cross, from the picture of the page."""
        if not (zxingcpp and pypdfium2):
            self.skipTest("zxing-cpp and pypdfium2 are not both installed")
        statement = self.swiss()
        page = pypdfium2.PdfDocument(draw([statement]))[0]
        picture = page.render(scale=2.5).to_pil()
        (found,) = zxingcpp.read_barcodes(picture)
        self.assertEqual(found.text, statement.payment.qr)
        place = found.position
        # The middle is the white cross on black.
        middle = [(place.top_left.x + place.bottom_right.x) // 2,
                  (place.top_left.y + place.bottom_right.y) // 2]  # fmt: skip
        self.assertEqual(picture.getpixel(tuple(middle)), (255, 255, 255))
        corner = (middle[0] - int(2.5 * swiss.MM * 2.5), middle[1] - int(2.5 * swiss.MM * 2.5))
        self.assertEqual(picture.getpixel(corner), (0, 0, 0))
