"""Right-to-left text: figures whole, brackets in pairs, by the Unicode algorithm."""

from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..pdf import bidi, joining

# Lines as they are written, and as the eye sees them from left to right. The last ones are those
# that a plain library gets wrong: brackets (rule N0) and figures after Arabic letters (W2).
BY_EYE = {
    "166.667 د.ك": "ك.د 166.667",
    "الرصيد 2,122.057 د.ك": "ك.د 2,122.057 ديصرلا",
    "تاريخ 28/11/2026": "28/11/2026 خيرات",
    "تاريخ 2026-11-28": "2026-11-28 خيرات",
    "נסיון 5%": "5% ןויסנ",
    "نسبة 5%": "5% ةبسن",
    "-5.000 د.ك": "ك.د -5.000",
    "₪ 1,234.50": "₪ 1,234.50",
    "יתרה ₪1,234.50": "₪1,234.50 הרתי",
    "المرجع 21 00000 00003 13947": "21 00000 00003 13947 عجرملا",
    "حساب KW81 CBKU 0000 0000 0000 1234 5601 01":
        "KW81 CBKU 0000 0000 0000 1234 5601 01 باسح",
    "فاتورة INV/2026/00012 مدفوعة": "ةعوفدم INV/2026/00012 ةروتاف",
    "1 234 567,89 د.ت": "ت.د 1 234 567,89",
    "חשבון (12.50) [אב]": "[בא] (12.50) ןובשח",
    "Shop (אב גד) 12": "Shop (דג בא) 12",
    "אב (Shop Ltd) גד": "דג (Shop Ltd) בא",
    "No אב 12 ג end": "No ג 12 בא end",
}  # fmt: skip
# In the manner of BidiCharacterTest.txt of Unicode: characters, direction of the line, levels.
SAMPLES = [
    ("61 28 62 29 63", 0, "0 0 0 0 0"),
    ("05D0 2F 05D1", 0, "1 1 1"),
    ("61 2F 05D1", 1, "2 1 1"),
    ("05D0 28 62 29 05D2", 1, "1 1 2 1 1"),
    ("61 28 05D1 29 63", 0, "0 0 1 0 0"),
    ("61 28 62 29 05D2", 1, "2 2 2 2 1"),
    ("05D0 28 05D1 63 29 20 31", 1, "1 1 1 2 1 1 2"),
    ("0627 20 31 2C 32", 1, "1 1 2 2 2"),
    ("0627 31 2D 32", 1, "1 2 1 2"),
    ("05D0 31 2D 32", 1, "1 2 2 2"),
    ("05D0 31 25", 1, "1 2 2"),
    ("05D0 20AA 31", 1, "1 2 2"),
    ("61 2067 05D0 28 05D1 2069 29 63", 0, "0 0 1 1 1 0 0 0"),
]


def seen(text):
    """Return a line as it is seen from left to right, brackets as they look."""
    return "".join(joining.turned(part) if to_left else part for part, to_left in bidi.runs(text))


@tagged("post_install", "-at_install")
class TestDirection(BaseCase):
    """A line in the order of the eye."""

    def setUp(self):
        """Forget what was put in order with and without the library."""
        super().setUp()
        self.addCleanup(bidi.runs.cache_clear)
        bidi.runs.cache_clear()

    def test_figures_stay_whole(self):
        """Amounts, days, percentages, account numbers and references read from left to right."""
        for text, expected in BY_EYE.items():
            self.assertEqual(seen(text), expected, text)

    def test_figures_stay_whole_without_the_library(self):
        """The plain rule tears no figure either."""
        with patch.object(bidi, "library", lambda: None):
            for text, expected in BY_EYE.items():
                for figure in bidi.FIGURE.findall(text):
                    self.assertIn(figure, seen(text), text)
                if not any(sign in text for sign in "(N"):
                    self.assertEqual(seen(text), expected, text)

    def test_levels_are_those_of_unicode(self):
        """In the manner of the official test, with bracket pairs and isolates."""
        if not bidi.library():
            self.skipTest("libfribidi0 is not installed")
        for codes, base, levels in SAMPLES:
            text = "".join(chr(int(code, 16)) for code in codes.split())
            self.assertEqual(" ".join(map(str, bidi.find_levels(text, base))), levels, codes)

    def test_signs_that_steer_are_not_drawn(self):
        """They set directions and leave no box."""
        self.assertEqual(seen("\u200f12.50 \u2067אב\u2069"), "בא 12.50")
        self.assertFalse(bidi.is_needed("Łódź 12"))

    def test_arabic_letters_are_joined(self):
        """In their joining form; lam and alef are one where the font has them as one."""
        self.assertEqual(joining.to_left("\u0628\u0628", lambda _sign: True), "\ufe90\ufe91")
        self.assertEqual(joining.to_left("\u0644\u0627", lambda _sign: True), "\ufefb")
        lacks = {"\ufefb", "\ufefc"}
        self.assertEqual(
            joining.to_left("\u0644\u0627", lambda sign: sign not in lacks), "\ufe8e\ufedf"
        )
        self.assertEqual(joining.to_left("\u0628\u0628", "\u0628".__eq__), "\u0628\u0628")
