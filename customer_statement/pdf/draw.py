"""Draws laid-out pages with ReportLab: one file for any number of statements."""

from __future__ import annotations

import io
from functools import lru_cache

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from .layout import lay_out

color = lru_cache(maxsize=256)(HexColor)


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
    for statement in statements:
        pages = lay_out(statement)
        canvas.bookmarkPage(statement.number or statement.title)
        for ops in pages.pages:
            canvas.setPageSize((pages.width, pages.height))
            _Painter(canvas, pages.height).paint(ops)
            canvas.showPage()
        if len(statements) > 1:
            label = " · ".join(filter(None, [statement.number, *statement.customer[:1]]))
            canvas.addOutlineEntry(label, statement.number or statement.title)
    canvas.save()
    return stream.getvalue()


class _Painter:
    """Draws the things of one page; remembers what is set, as setting again costs as much."""

    def __init__(self, canvas, height):
        self.canvas, self.height = canvas, height
        self.fill = None

    def paint(self, ops):
        """Draw all things in their order."""
        for op in ops:
            getattr(self, f"_{op[0]}")(*op[1:])

    def _set_fill(self, name):
        if self.fill != name:
            self.canvas.setFillColor(color(name))
            self.fill = name

    def _text(self, x, y, text, font, size, name):
        self._set_fill(name)
        canvas = self.canvas
        if canvas._fontname != font or canvas._fontsize != size:
            canvas.setFont(font, size)
        canvas.drawString(x, self.height - y, text)

    def _line(self, left, right, y, name, width):
        self.canvas.setStrokeColor(color(name))
        self.canvas.setLineWidth(width)
        self.canvas.line(left, self.height - y, right, self.height - y)

    def _rectangle(self, x, y, width, height, name):
        self._set_fill(name)
        self.canvas.rect(x, self.height - y - height, width, height, stroke=0, fill=1)

    def _image(self, image, x, y, width, height):
        self.canvas.drawImage(
            image, x, self.height - y - height, width, height, mask="auto", anchor="nw",
            preserveAspectRatio=True,
        )  # fmt: skip

    def _squares(self, matrix, x, y, side):
        self._set_fill("#000000")
        step = side / len(matrix)
        for number, row in enumerate(matrix):
            start = None
            for place, dark in enumerate([*row, False]):
                if dark and start is None:
                    start = place
                elif not dark and start is not None:
                    self.canvas.rect(
                        x + start * step, self.height - y - (number + 1) * step,
                        (place - start) * step, step, stroke=0, fill=1,
                    )  # fmt: skip
                    start = None

    def _link(self, url, x, y, width, height):
        top = self.height - y
        self.canvas.linkURL(url, (x, top - height, x + width, top), relative=0)
