"""A page in each script: drawn, rendered to a picture, searched, and read by position."""

import unicodedata
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..models.template.customer_statement_template import FALLBACKS, font_path
from ..pdf import document as doc
from ..pdf import draw, find_gaps, fonts, installed, shaping
from ..pdf.layout import lay_out

try:
    import pypdfium2
except ImportError:
    pypdfium2 = None

# Language: customer, what is said of the balance, an amount as it is written.
PAGES = {
    "ar": ("شركة النور للتجارة", "رصيد مستحق", "166.667 د.ك"),
    "he": ("חברת השלום", "יתרה לתשלום", "₪ 1,234.50"),
    "th": ("บริษัท น้ำทิพย์ จำกัด", "ยอดค้างชำระ", "฿ 1,234.50"),
    "hi": ("श्री कृष्ण ट्रेडिंग कंपनी", "बकाया राशि", "₹ 1,234.50"),
    "bn": ("শ্রী কৃষ্ণ ট্রেডিং কোম্পানি", "বকেয়া", "৳ 1,234.50"),
    "ta": ("ஸ்ரீ கிருஷ்ணா நிறுவனம்", "நிலுவை தொகை", "₹ 1,234.50"),
    "km": ("ក្រុមហ៊ុនភ្នំពេញ", "សមតុល្យ", "1,234 ៛"),
    "ka": ("შპს მთაწმინდა", "დავალიანება", "₾ 1,234.50"),
    "hy": ("Հայկական ընկերություն", "Մնացորդ", "1,234.50 ֏"),
    "am": ("አዲስ አበባ ንግድ", "ቀሪ ሂሳብ", "ብር 1,234.50"),
    "zh_CN": ("上海贸易有限公司", "应付余额", "¥ 1,234.50"),
    "zh_TW": ("臺灣貿易股份有限公司", "應付餘額", "NT$ 1,234"),
    "ja": ("株式会社山田商店", "ご請求残高", "￥1,234"),
    "ko": ("주식회사 한빛무역", "미결제 잔액", "₩ 1,234"),
}
# All currency signs but those of the last years, which fonts of today may lack.
SIGNS = "₠₡₢₣₤₥₦₧₨₩₪₫€₭₮₯₰₱₲₳₴₵₶₷₸₹₺₻₼₽₾₿"
DAY, REFERENCE, IBAN = "28/11/2026", "INV/2026/00012", "KW81 CBKU 0000 0000 0000 1234 5601 01"


def page(language):
    """Return a statement in one language, with figures beside its letters."""
    name, label, amount = PAGES[language]
    number = amount.strip("د.ك₪฿₹৳៛₾֏ብር¥NT$￥₩ ")
    columns = [doc.Column("date", "Date"), doc.Column("description", label, weight=2.0),
               doc.Column("balance", "Balance", "right")]  # fmt: skip
    rows = [
        doc.Row([DAY, f"{label} {REFERENCE}", number]),
        doc.Row([DAY, f"{label} {DAY} 5%", number]),
        doc.Row([DAY, label, amount], "closing"),
    ]
    pairs = [(font_path(regular), font_path(bold)) for regular, bold in FALLBACKS]
    return doc.Statement(
        label, "STM/2026/00001", language, name, [name], [name, SIGNS], [(label, DAY)],
        style=doc.Style(fonts=[pair for pair in pairs if pair[0]]),
        sections=[doc.Section("", [doc.Figure(label, amount, True)],
                              [doc.Table(columns, rows, "", "balance")])],
        payment=doc.Payment(label, [(label, amount), (label, IBAN)]),
    )  # fmt: skip


def texts_of(value):
    """Yield every text of a document."""
    if isinstance(value, str):
        yield value
    for part in vars(value).values() if hasattr(value, "__dict__") else ():
        yield from texts_of(part)
    for part in value if isinstance(value, list | tuple) else ():
        yield from texts_of(part)


def gaps(statement):
    """Return what this machine lacks for a document."""
    return find_gaps(texts_of(statement), statement.style, statement.language)


def lines_by_eye(textpage):
    """Return the lines of a page, each with its characters from left to right."""
    signs = []
    for place in range(textpage.count_chars()):
        left, bottom, _right, top = textpage.get_charbox(place, loose=True)
        signs.append((round((bottom + top) / 2), left, textpage.get_text_range(place, 1)))
    lines = {}
    for middle, left, sign in signs:
        near = next((line for line in lines if abs(line - middle) <= 2), middle)
        lines.setdefault(near, []).append((left, sign))
    return ["".join(sign for _left, sign in sorted(line)) for line in lines.values()]


def plain(text):
    """Return a text without spaces, which stand where readers please, in one form of Unicode."""
    return "".join(unicodedata.normalize("NFC", text).split())


@tagged("post_install", "-at_install")
class TestScripts(BaseCase):
    """Names and amounts in every script, with the fonts of this machine."""

    def setUp(self):
        """Leave out what this machine has no fonts for; a run of the workshop has them all."""
        super().setUp()
        if not (shaping.is_available() and pypdfium2 and installed.fonts()):
            self.skipTest("uharfbuzz, pypdfium2 and fontconfig are not all installed")
        if not all(installed.find(name[0][0], "", False, lang, False)
                   for lang, name in PAGES.items()):  # fmt: skip
            self.skipTest("fonts-noto-core and fonts-noto-cjk are not both installed")
        # What was found for words before; some tests take fonts away.
        fonts.remembered.cache_clear()
        self.addCleanup(fonts.remembered.cache_clear)

    def open(self, language):
        """Return the first page of the PDF."""
        document = pypdfium2.PdfDocument(draw([page(language)]))
        self.addCleanup(document.close)
        return document[0]

    def test_nothing_is_lacking(self):
        """Every character has a glyph of its own, of a font that is embedded."""
        for language in PAGES:
            with self.subTest(language=language):
                statement = page(language)
                self.assertEqual(gaps(statement), [])
                drawn = [op for ops in lay_out(statement).pages for op in ops]
                words = [word for op in drawn if op[0] == "glyphs" for word in op[3].words]
                self.assertTrue(words)
                self.assertFalse([word for word in words if 0 in word.glyphs], "an empty box")

    def test_text_is_found(self):
        """Whoever searches the PDF finds names and amounts in reading order."""
        for language, texts in PAGES.items():
            with self.subTest(language=language):
                found = plain(self.open(language).get_textpage().get_text_range())
                for text in (*texts, IBAN):
                    self.assertIn(plain(text), found)
                # Beside Arabic and Hebrew readers list lone signs in either order.
                self.assertFalse(set(SIGNS) - set(found))

    def test_figures_are_read_as_they_are_written(self):
        """By the place of each character: amounts, days, percentages, numbers from the left."""
        for language, (_name, _label, amount) in PAGES.items():
            with self.subTest(language=language):
                lines = [plain(line) for line in lines_by_eye(self.open(language).get_textpage())]
                number = plain(amount.strip("د.ك₪฿₹৳៛₾֏ብር¥NT$￥₩ "))
                self.assertGreaterEqual(sum(number in line for line in lines), 4, lines)
                self.assertGreaterEqual("".join(lines).count(DAY), 4)
                for figure in (REFERENCE, "5%", plain(IBAN)):
                    self.assertTrue(any(figure in line for line in lines), figure)

    def test_the_first_font_turns_its_letters_too(self):
        """A font of the template that has Hebrew: what it can draw is not drawn as it comes."""
        path = installed.find("\u05d0", "Hebrew", False, "he", True).path
        (_letters, part), (_figures, number) = fonts.Fonts([(path, path)], "he").runs("1 שלום")
        drawn = "".join(text for word in part.words for text, _glyphs in word.clusters)
        self.assertEqual((drawn, number), ("שלום"[::-1] + " ", "1"))

    def test_the_picture_shows_the_name(self):
        """There is ink where the name stands, and no two letters of it look alike by chance."""
        for language in PAGES:
            with self.subTest(language=language):
                image = self.open(language).render(scale=2).to_pil().convert("L")
                # The title: large letters below the letterhead.
                title = image.crop((96, 200, 700, 262))
                dark = sum(title.histogram()[:128])
                self.assertGreater(dark, 300)
                self.assertLess(dark, title.width * title.height / 3)

    def test_a_document_holds_only_what_it_needs(self):
        """Fonts of twenty megabytes leave some thousand bytes."""
        for language in ("ja", "ar", "km"):
            self.assertLess(len(draw([page(language)])), 160_000)

    def test_a_missing_font_is_told_with_its_package(self):
        """Before anything is sent: the script, and what to install."""
        for language, script, package in (
            ("ta", "Tamil", "fonts-noto-core"), ("ja", "Japanese", "fonts-noto-cjk"),
        ):  # fmt: skip
            with patch.object(fonts, "of_machine", lambda *_arguments: None):
                self.assertIn(fonts.Gap("font", script, package), gaps(page(language)))
        with patch.object(fonts, "of_machine", lambda *_arguments: None):
            self.assertNotIn("font", [gap.kind for gap in gaps(self.latin())])

    def test_missing_engines_are_told(self):
        """Stacked letters without HarfBuzz, lines to the left without FriBidi."""
        with (
            patch.object(shaping, "is_available", lambda: False),
            patch.object(fonts.bidi, "library", lambda: None),
            patch.object(shaping, "load", lambda *_arguments: None),
        ):
            fonts.of_machine.cache_clear()
            fonts.remembered.cache_clear()
            self.addCleanup(fonts.of_machine.cache_clear)
            hindi, arabic = gaps(page("hi")), gaps(page("ar"))
            self.assertTrue(draw([page("hi"), page("ar")]).startswith(b"%PDF"))
        self.assertIn(fonts.Gap("shaping", "Devanagari", "uharfbuzz"), hindi)
        self.assertIn(fonts.Gap("direction", "", "libfribidi0"), arabic)
        self.assertEqual(gaps(self.latin()), [])

    def latin(self):
        """Return a statement in Latin, Greek and Cyrillic letters."""
        statement = page("ka")
        return doc.Statement(
            "Statement", "STM/1", "en_US", "Łódź", ["Ελληνικά Жук"], ["Łódź"], [("Day", DAY)],
            style=statement.style,
        )  # fmt: skip
