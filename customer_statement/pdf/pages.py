"""Pages as lists of things to draw: laid out first, drawn when their number is known."""

from __future__ import annotations

from .fonts import Fonts, Shaped

PAPERS = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
INK, GREY, LINE = "#1f2933", "#6b7280", "#d9dde2"


class Pages:
    """A pen that moves down the pages; y counts from the top, in points."""

    def __init__(self, style, language):
        """Begin the first page."""
        self.style = style
        self.fonts = Fonts(style.fonts, language)
        self.width, self.height = PAPERS[style.paper]
        self.left, self.right = style.margin, self.width - style.margin
        self.bottom = self.height - 58.0
        self.pages = []
        # {Shaper: glyphs}, of all pages.
        self.glyphs = {}
        self.on_new_page = None
        # {number of a page, from 0: where its footer stands}, of pages that have less room.
        self.feet = {}
        self.y = 0.0
        self.new_page()

    def new_page(self):
        """Begin another page and draw what repeats on it."""
        self.ops = []
        self.pages.append(self.ops)
        self.y = style_top = 46.0
        if self.on_new_page and len(self.pages) > 1:
            self.y = style_top
            self.on_new_page()

    def room(self, height):
        """Tell whether something this high fits on the page."""
        return self.y + height <= self.bottom

    def need(self, height):
        """Begin another page unless something this high fits."""
        if not self.room(height):
            self.new_page()

    # ------------------------------------------------------------ things to draw

    def text(self, x, y, text, size=None, bold=False, color=INK, align="left"):
        """Write a line; ``x`` is its left end, right end or middle."""
        if not text:
            return
        size = size or self.style.size
        if align != "left":
            width = self.fonts.width(text, size, bold)
            x -= width if align == "right" else width / 2
        for font, part in self.fonts.runs(text, bold):
            if isinstance(part, Shaped):
                self._glyphs(x, y, part, font, size, color)
                x += part.width * size
                continue
            self.ops.append(("text", x, y, part, font, size, color))
            if part is not text:
                x += font.width(part, size)

    def _glyphs(self, x, y, part, font, size, color):
        """Write a part that was shaped, and remember the glyphs that the document needs."""
        self.ops.append(("glyphs", x, y, part, font, size, color))
        self.glyphs.setdefault(font, set()).update(*(word.glyphs for word in part.words))

    def line(self, y, color=LINE, width=0.5, left=None, right=None):
        """Draw a hairline."""
        left = self.left if left is None else left
        right = self.right if right is None else right
        self.ops.append(("line", left, right, y, color, width))

    def rectangle(self, x, y, width, height, color):
        """Fill a rectangle whose top is at ``y``."""
        self.ops.append(("rectangle", x, y, width, height, color))

    def image(self, image, x, y, width, height):
        """Place an image whose top is at ``y``."""
        self.ops.append(("image", image, x, y, width, height))

    def squares(self, cells, runs, x, y, side):
        """Draw a QR code of so many cells, this large, one run of dark cells at a time."""
        self.ops.append(("squares", cells, runs, x, y, side))

    def link(self, url, x, y, width, height):
        """Make an area open an address."""
        self.ops.append(("link", url, x, y, width, height))

    # ------------------------------------------------------------ words

    def wrap(self, text, width, size=None, bold=False, limit=0):
        """Return the text as lines that fit the width; at most ``limit`` of them."""
        size = size or self.style.size
        lines = []
        for paragraph in text.split("\n"):
            if self.fonts.width(paragraph, size, bold) <= width:
                lines.append(paragraph)
            else:
                lines.extend(self._wrap(paragraph, width, size, bold))
        if limit and len(lines) > limit:
            lines = lines[:limit]
            lines[-1] = self.shorten(lines[-1] + "…", width, size, bold)
        return lines

    def _wrap(self, text, width, size, bold):
        line, lines, used = "", [], 0.0
        blank = self.fonts.width(" ", size, bold)
        for word in text.split(" "):
            # Words are shaped one by one, so that their widths add up.
            wide = self.fonts.width(word, size, bold)
            if used + wide + (blank if line else 0.0) <= width:
                used += wide + (blank if line else 0.0)
                line = f"{line} {word}" if line else word
                continue
            if line:
                lines.append(line)
            while self.fonts.width(word, size, bold) > width and len(word) > 1:
                cut = self._fitting(word, width, size, bold)
                lines.append(word[:cut])
                word = word[cut:]
            line, used = word, self.fonts.width(word, size, bold)
        return [*lines, line]

    def _fitting(self, word, width, size, bold):
        """Return how many characters of a long word fit, at least one."""
        count = len(word)
        while count > 1 and self.fonts.width(word[:count], size, bold) > width:
            count -= 1
        return count

    def shorten(self, text, width, size=None, bold=False):
        """Return the text, cut with an ellipsis where it does not fit."""
        size = size or self.style.size
        if self.fonts.width(text, size, bold) <= width:
            return text
        text = text.rstrip("…")
        while text and self.fonts.width(text + "…", size, bold) > width:
            text = text[:-1]
        return text.rstrip() + "…"

    def paragraphs(self, texts, size=None, color=INK, width=None, leading=1.45, bold=False):
        """Write paragraphs down the page, over as many pages as they need."""
        size = size or self.style.size
        width = width or self.right - self.left
        for text in texts:
            for line in self.wrap(text, width, size, bold):
                self.need(size * leading)
                self.y += size * leading
                self.text(self.left, self.y - size * 0.35, line, size, bold, color)
            self.y += size * 0.45
