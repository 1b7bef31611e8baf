"""Draws laid-out pages with ReportLab: one file for any number of statements."""

from __future__ import annotations

import io
from functools import lru_cache
from itertools import chain

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from .fonts import Fonts
from .glyphs import EmbeddedFont
from .layout import lay_out
from .truetype import TrueType

# Binary streams: a fifth smaller, and quicker to write.
rl_config.useA85 = 0


@lru_cache(maxsize=256)
def color(name):
    """Return the three parts of a colour as a PDF wants them."""
    return " ".join(f"{part:.6g}" for part in HexColor(name).rgb())


def draw(statements, title=""):
    """Return the bytes of one PDF with all these statements.

    :param statements: document.Statement, one or more; each counts its own pages
    :param title: title of the file; that of the first statement when empty
    """
    statements = list(statements)
    stream = io.BytesIO()
    first = statements[0]
    canvas = Canvas(
        stream, pageCompression=1, lang=first.language.replace("_", "-"), invariant=True
    )
    canvas.setTitle(title or f"{first.title} {first.number}".strip())
    canvas.setAuthor(first.author)
    canvas.setSubject(first.customer[0] if first.customer else first.title)
    canvas.setCreator("customer_statement")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    laid = [lay_out(statement) for statement in statements]
    fonts = _embed(laid, canvas._doc)
    for statement, pages in zip(statements, laid, strict=True):
        canvas.bookmarkPage(statement.number or statement.title)
        for ops in pages.pages:
            canvas.setPageSize((pages.width, pages.height))
            _Painter(canvas, pages.height, fonts).paint(ops)
            canvas.showPage()
        if len(statements) > 1:
            label = " · ".join(filter(None, [statement.number, *statement.customer[:1]]))
            canvas.addOutlineEntry(label, statement.number or statement.title)
    canvas.save()
    return stream.getvalue()


def find_gaps(texts, style, language):
    """Return the fonts.Gap of these texts: what this machine lacks to write all of them."""
    fonts = Fonts(style.fonts, language)
    for text in set(texts):
        fonts.runs(text)
        fonts.runs(text, bold=True)
    return sorted(fonts.gaps)


def _embed(laid, document):
    """Return {Shaper: EmbeddedFont} for all glyphs that these pages draw.

    Fonts of ReportLab are told their letters.
    """
    wanted, letters = {}, {}
    for pages in laid:
        for shaper, glyphs in pages.glyphs.items():
            wanted.setdefault(shaper, set()).update(glyphs)
        for op in chain.from_iterable(pages.pages):
            if op[0] == "text" and not op[3].isascii():
                letters.setdefault(op[4].face, set()).update(op[3])
    for face, found in letters.items():
        if isinstance(face, TrueType):
            face.add_letters(found, document)
    return {shaper: EmbeddedFont(shaper, glyphs, document) for shaper, glyphs in wanted.items()}


class _Painter:
    """Draws the things of one page.

    Texts, lines and rectangles are written as PDF operators at once: ReportLab's own methods
    write the same ones, but spend most of their time on rounding coordinates.
    """

    def __init__(self, canvas, height, fonts):
        self.canvas, self.height, self.fonts = canvas, height, fonts
        self.code = canvas._code
        self.fill = self.stroke = None

    def paint(self, ops):
        """Draw all things in their order."""
        for op in ops:
            PAINT[op[0]](self, *op[1:])

    def _set_fill(self, name):
        if self.fill != name:
            self.code.append(f"{color(name)} rg")
            self.fill = name

    def _text(self, x, y, text, font, size, name):
        self._set_fill(name)
        canvas = self.canvas
        if not isinstance(font.face, TrueType):
            canvas.setFont(font.name, size)
            canvas.drawString(x, self.height - y, text)
            return
        shown = font.face.write(text, size, canvas)
        self.code.append(f"BT 1 0 0 1 {x:.2f} {self.height - y:.2f} Tm {shown} ET")

    def _glyphs(self, x, y, part, font, size, name):
        self._set_fill(name)
        shown = self.fonts[font].write(part, size)
        self.code.append(f"BT 1 0 0 1 {x:.2f} {self.height - y:.2f} Tm {shown} ET")

    def _line(self, left, right, y, name, width):
        if self.stroke != (name, width):
            self.code.append(f"{color(name)} RG {width:g} w")
            self.stroke = (name, width)
        y = self.height - y
        self.code.append(f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S")

    def _rectangle(self, x, y, width, height, name):
        self._set_fill(name)
        self.code.append(f"{x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def _image(self, image, x, y, width, height):
        self.canvas.drawImage(
            image, x, self.height - y - height, width, height, mask="auto", anchor="nw",
            preserveAspectRatio=True,
        )  # fmt: skip

    def _squares(self, cells, runs, x, y, side):
        self._set_fill("#000000")
        step, top = side / cells, self.height - y
        # A hair more than a cell, so that no light shows between the rows.
        high = f"{step * 1.01:.3f}"
        self.code += [
            f"{x + column * step:.3f} {top - (row + 1) * step:.3f} {length * step:.3f} {high} re"
            for row, column, length in runs
        ]
        self.code.append("f")

    def _link(self, url, x, y, width, height):
        top = self.height - y
        self.canvas.linkURL(url, (x, top - height, x + width, top), relative=0)


PAINT = {
    "text": _Painter._text,
    "glyphs": _Painter._glyphs,
    "line": _Painter._line,
    "rectangle": _Painter._rectangle,
    "image": _Painter._image,
    "squares": _Painter._squares,
    "link": _Painter._link,
}
