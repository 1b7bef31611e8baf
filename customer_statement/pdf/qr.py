"""QR codes, level M: the whole square is one number, so that trying all eight masks costs little.

ReportLab gives the frame of each size, the blocks and the places of the data; encoding and
choosing the mask cell by cell took longer there than the rest of a statement.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from operator import itemgetter

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel, QRRSBlock

LEVEL = QRErrorCorrectLevel.M
BYTES = 0b0100
PADDING = bytes([0xEC, 0x11])
# What a reader may take for a corner of the square, with its quiet zone on either side.
FALSE_CORNERS = ("10111010000", "00001011101")


@lru_cache(maxsize=512)
def qr_runs(text):
    """Return (cells of a side, runs of dark cells); each run is (row, column, length).

    :raise ValueError: for a text of more than 2,331 bytes
    """
    data = text.encode()
    version = _choose_version(len(data))
    square = _Square.of(version)
    return square.side, square.dark_runs(_codewords(data, version))


def _capacity(version):
    """Return (codewords of data, bits that tell the length) of a size."""
    blocks = QRRSBlock.getRSBlocks(version, LEVEL)
    return sum(block.dataCount for block in blocks), 8 if version < 10 else 16


def _choose_version(length):
    for version in range(1, 41):
        words, header = _capacity(version)
        if 4 + header + 8 * length <= 8 * words:
            return version
    raise ValueError("too long for a QR code")


def _codewords(data, version):
    """Return the codewords in the order in which they are drawn, as one string of bits."""
    words, header = _capacity(version)
    bits = f"{BYTES:04b}{len(data):0{header}b}" + "".join(f"{byte:08b}" for byte in data)
    bits += "0" * min(4, 8 * words - len(bits))
    bits += "0" * (-len(bits) % 8)
    content = int(bits, 2).to_bytes(len(bits) // 8, "big")
    content += (PADDING * words)[: words - len(content)]
    blocks, corrections, start = [], [], 0
    for block in QRRSBlock.getRSBlocks(version, LEVEL):
        part = content[start : start + block.dataCount]
        start += block.dataCount
        blocks.append(part)
        corrections.append(_correction(part, block.totalCount - block.dataCount))
    drawn = bytes(
        word
        for group in (blocks, corrections)
        for column in zip_longest(*group)
        for word in column
        if word is not None
    )
    return f"{int.from_bytes(drawn, 'big'):0{8 * len(drawn)}b}"


# ------------------------------------------------------------------ error correction


def _correction(part, degree):
    """Return the error correction words of a block: the remainder of a long division."""
    table, top, kept = _division(degree), 8 * (degree - 1), (1 << 8 * degree) - 1
    rest = 0
    for byte in part:
        rest = ((rest << 8) & kept) ^ table[(rest >> top) ^ byte]
    return rest.to_bytes(degree, "big")


@lru_cache(maxsize=32)
def _division(degree):
    """Return, for each byte, its multiple of the generator as one number."""
    powers = [1]
    for _step in range(254):
        power = powers[-1] << 1
        powers.append(power ^ 0x11D if power > 255 else power)
    logs = {power: exponent for exponent, power in enumerate(powers)}

    def times(one, other):
        return powers[(logs[one] + logs[other]) % 255] if one and other else 0

    generator = [1]
    for exponent in range(degree):
        shifted = [*generator, 0]
        for place, factor in enumerate(generator, 1):
            shifted[place] ^= times(factor, powers[exponent])
        generator = shifted
    return [
        int.from_bytes(bytes(times(byte, factor) for factor in generator[1:]), "big")
        for byte in range(256)
    ]


# ------------------------------------------------------------------ the square


class _Square:
    """All that is alike in the codes of one size; cells are bits, the first one the highest."""

    @staticmethod
    @lru_cache(maxsize=40)
    def of(version):
        """Return the one of this size."""
        return _Square(version)

    def __init__(self, version):
        code = QRCode(version, LEVEL)
        # Without data what ReportLab draws is the frame, and the mask where data would be.
        code.dataCache = []
        code.makeImpl(False, 0)
        self.side = side = code.moduleCount
        places = {cell: number for number, cell in enumerate(code.dataPosIterator())}
        # Cells of the frame read the one bit after all data: always light.
        last = len(places)
        cells = [(place // side, place % side) for place in range(side * side)]
        self.bits = last + 1
        self.by_rows = itemgetter(*(places.get((col, row), last) for row, col in cells))
        self.by_columns = itemgetter(*(places.get((row, col), last) for row, col in cells))
        self.frames = [self._frame(code, mask) for mask in range(8)]
        self.full = (1 << side * side) - 1
        self.seconds = self._from_column(1)
        self.elevenths = self._from_column(10)
        self.below_first = self.full >> side

    @staticmethod
    def _frame(code, mask):
        """Return the frame with this mask, by rows and by columns."""
        code.makeImpl(False, mask)
        return _number(code.modules), _number(zip(*code.modules, strict=True))

    def _from_column(self, first):
        """Return the cells that have so many others before them in their row."""
        side = self.side
        return _number([[column >= first for column in range(side)]] * side)

    def dark_runs(self, bits):
        """Return the runs of the code of these codewords, with the mask that reads best."""
        bits = bits.ljust(self.bits, "0")
        rows = int("".join(self.by_rows(bits)), 2)
        columns = int("".join(self.by_columns(bits)), 2)
        best = min(
            range(8),
            key=lambda mask: self._penalty(
                self.frames[mask][0] ^ rows, self.frames[mask][1] ^ columns
            ),
        )
        side = self.side
        cells = f"{self.frames[best][0] ^ rows:0{side * side}b}"
        return [
            (row, run.start(), len(run[0]))
            for row in range(side)
            for run in re.finditer("1+", cells[row * side : (row + 1) * side])
        ]

    def _penalty(self, rows, columns):
        """Return how hard this square is to read, by the standard's four rules."""
        side = self.side
        dark = 100 * rows.bit_count() // (side * side)
        pairs = ~(rows ^ rows >> 1) & self.seconds
        blocks = pairs & pairs >> side & ~(rows ^ rows >> side) & self.below_first
        return (
            sum(self._penalty_of_lines(lines) for lines in (rows, columns))
            + 3 * blocks.bit_count()
            + 10 * (abs(dark - 50) // 5)
        )

    def _penalty_of_lines(self, lines):
        """Return the penalty for five alike in a line and more, and for false corners."""
        pairs = ~(lines ^ lines >> 1) & self.seconds
        fives = pairs & pairs >> 1 & pairs >> 2 & pairs >> 3
        starts = fives & ~(fives >> 1)
        corners = 0
        for pattern in FALSE_CORNERS:
            found = self.elevenths
            for place, cell in enumerate(pattern):
                found &= (lines if cell == "1" else ~lines) >> place
            corners += found.bit_count()
        return fives.bit_count() + 2 * starts.bit_count() + 40 * corners


def _number(rows):
    """Return rows of booleans as one number."""
    return int("".join("1" if cell else "0" for row in rows for cell in row), 2)
