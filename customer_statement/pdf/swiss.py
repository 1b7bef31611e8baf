"""The Swiss QR-bill: receipt and payment part as its standard draws them, read from the QR text.

Measures and words are those of SIX, "Swiss Implementation Guidelines for the QR-bill" and its
style guide: 210 x 105 mm at the foot of the page, the QR code 46 x 46 mm with a cross of 7 mm.
"""

from __future__ import annotations

import re

from .pages import INK
from .qr import qr_runs

MM = 72 / 25.4
KIND = "ch_qr"
HEIGHT, RECEIPT, WIDTH = 105 * MM, 62 * MM, 210 * MM
QR_SIDE, CROSS = 46 * MM, 7 * MM
FOOT = 72.0  # room for the footer of the page, which stands above
BLACK, WHITE = "#000000", "#ffffff"

# The standard gives the words; no other languages are allowed.
WORDS = {
    "en": (
        "Receipt", "Payment part", "Account / Payable to", "Reference", "Additional information",
        "Payable by", "Currency", "Amount", "Acceptance point", "Separate before paying in",
    ),
    "de": (
        "Empfangsschein", "Zahlteil", "Konto / Zahlbar an", "Referenz",
        "Zusätzliche Informationen", "Zahlbar durch", "Währung", "Betrag", "Annahmestelle",
        "Vor der Einzahlung abzutrennen",
    ),
    "fr": (
        "Récépissé", "Section paiement", "Compte / Payable à", "Référence",
        "Informations supplémentaires", "Payable par", "Monnaie", "Montant", "Point de dépôt",
        "A détacher avant le versement",
    ),
    "it": (
        "Ricevuta", "Sezione pagamento", "Conto / Pagabile a", "Riferimento",
        "Informazioni supplementari", "Pagabile da", "Valuta", "Importo",
        "Punto di accettazione", "Da staccare prima del versamento",
    ),
}  # fmt: skip
# Lines of the QR text, counted from 0.
IBAN, CREDITOR, AMOUNT, CURRENCY, DEBTOR, REFERENCE, MESSAGE = 3, 5, 18, 19, 21, 28, 29


def is_slip(payment):
    """Tell whether a document.Payment is one that this module draws."""
    return bool(payment and payment.kind == KIND and payment.qr)


def draw_slip(pages, text, language):
    """Draw receipt and payment part at the foot of a page, another one if it has no room."""
    top = pages.height - HEIGHT
    if pages.y + FOOT > top:
        pages.new_page()
    # What stands at the foot of a page stands above the slip on this one.
    pages.feet[len(pages.pages) - 1] = top - 14
    slip = _Slip(pages, text, WORDS.get((language or "")[:2], WORDS["en"]), top)
    slip.receipt()
    slip.payment_part()
    slip.edges()
    pages.y = pages.bottom = pages.height


def space(text, first, size):
    """Return a text in blocks, the first one of its own size."""
    rest = text[first:]
    blocks = [text[:first], *(rest[at : at + size] for at in range(0, len(rest), size))]
    return " ".join(filter(None, blocks))


class _Slip:
    """The two parts, from the lines of the QR text; a pen that writes headings and values."""

    def __init__(self, pages, text, words, top):
        self.pages, self.words, self.top, self.text = pages, words, top, text
        self.fields = text.split("\n")
        self.x = self.y = 0.0

    def receipt(self):
        """Draw the left part, which the payer keeps."""
        self._title(5 * MM, self.words[0])
        self._begin(5 * MM, 12, 52 * MM, (6, 8, 9))
        self._account()
        if self.fields[REFERENCE]:
            self._block(self.words[3], [self._reference()])
        self._block(self.words[5], self._address(DEBTOR))
        self._amount(5 * MM, 68, (6, 8, 9))
        right = RECEIPT - 5 * MM
        self.pages.text(right, self.top + 84 * MM, self.words[8], 6, True, BLACK, "right")

    def payment_part(self):
        """Draw the right part, which the bank takes."""
        left = RECEIPT + 5 * MM
        self._title(left, self.words[1])
        self._code(left, self.top + 17 * MM)
        self._amount(left, 68, (8, 10, 11))
        self._begin(RECEIPT + 56 * MM, 5, 87 * MM, (8, 10, 11))
        self._account()
        if self.fields[REFERENCE]:
            self._block(self.words[3], [self._reference()])
        if self.fields[MESSAGE]:
            self._block(self.words[4], [self.fields[MESSAGE]])
        self._block(self.words[5], self._address(DEBTOR))

    def edges(self):
        """Draw where the parts are cut; the standard lets words stand for scissors."""
        self.pages.rectangle(0, self.top, WIDTH, 0.5, BLACK)
        self.pages.rectangle(RECEIPT, self.top, 0.5, HEIGHT, BLACK)
        self.pages.text(WIDTH / 2, self.top - 3, self.words[9], 7, False, INK, "center")

    # --- parts

    def _title(self, x, text):
        self.pages.text(x, self.top + 5 * MM + 10, text, 11, True, BLACK)

    def _begin(self, x, top, width, sizes):
        """Put the pen at a place, ``top`` in mm below the edge; sizes: heading, value, line."""
        self.x, self.width, self.sizes = x, width, sizes
        self.y = self.top + top * MM

    def _block(self, heading, lines):
        small, size, step = self.sizes
        self.y += step
        self.pages.text(self.x, self.y, heading, small, True, BLACK)
        for line in lines:
            for part in self.pages.wrap(line, self.width, size, limit=2):
                self.y += step
                self.pages.text(self.x, self.y, part, size, False, BLACK)
        self.y += step * 0.8

    def _account(self):
        self._block(self.words[2], [space(self.fields[IBAN], 4, 4), *self._address(CREDITOR)])

    def _address(self, at):
        """Return the lines of an address, which begins with its name."""
        name, street, number, code, town, country = self.fields[at : at + 6]
        place = f"{code} {town}" if country in ("CH", "LI") else f"{country}-{code} {town}"
        return [line for line in (name, f"{street} {number}".strip(), place) if line]

    def _reference(self):
        reference = self.fields[REFERENCE]
        return space(reference, 2, 5) if reference.isdigit() else space(reference, 4, 4)

    def _amount(self, x, top, sizes):
        small, size, step = sizes
        y = self.top + top * MM + step
        whole, _dot, cents = self.fields[AMOUNT].partition(".")
        amount = re.sub(r"(?<=\d)(?=(\d{3})+$)", " ", whole) + f".{cents}"
        pairs = ((self.words[6], self.fields[CURRENCY]), (self.words[7], amount))
        for number, (heading, value) in enumerate(pairs):
            left = x + number * 18 * MM
            self.pages.text(left, y, heading, small, True, BLACK)
            self.pages.text(left, y + step, value, size, False, BLACK)

    def _code(self, x, y):
        self.pages.squares(*qr_runs(self.text), x, y, QR_SIDE)
        start = (QR_SIDE - CROSS) / 2
        for color, *box in cross_boxes():
            left, top, width, height = (part * CROSS for part in box)
            self.pages.rectangle(x + start + left, y + start + top, width, height, color)


def cross_boxes():
    """Return (color, left, top, width, height) of the cross, in parts of its side."""
    unit = 1 / 19.8
    return [
        (BLACK if dark else WHITE, *(part * unit for part in box))
        for dark, box in (
            (False, (0, 0, 19.8, 19.8)),
            (True, (0.7, 0.7, 18.4, 18.4)),
            (False, (8.3, 4.4, 3.3, 11)),
            (False, (4.4, 8.3, 11, 3.3)),
        )
    ]
