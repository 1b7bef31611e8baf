"""Tables over any number of pages: the header repeats, the balance is carried forward."""

from __future__ import annotations

from .document import Row
from .pages import GREY, INK, LINE
from .shades import tint

GAP = 8.0
INDENT = 10.0
STRONG = ("closing", "subtotal")
# The column below which the amounts of details stand, the first that a table has.
DETAIL_AMOUNTS = ("credit", "amount", "original", "open")


def draw_table(pages, table, statement):
    """Draw a table from where the pen is; nothing for a table without rows."""
    if not table.rows:
        return
    _Drawing(pages, table, statement).draw()


class _Drawing:
    """One table while it is drawn."""

    def __init__(self, pages, table, statement):
        self.pages, self.table, self.statement = pages, table, statement
        self.style = pages.style
        self.size = pages.style.size
        self.edges = self._measure()
        self.carry_index = next(
            (n for n, column in enumerate(table.columns) if column.key == table.amount_key), None
        )
        self.detail_edges = self._find_detail_edges() if statement.shows_details else None

    def _measure(self):
        """Return (left, right) of each column: amounts as wide as needed, texts share the rest."""
        pages, columns = self.pages, self.table.columns
        wide = pages.right - pages.left - GAP * (len(columns) - 1)
        widths = []
        for number, column in enumerate(columns):
            texts = {row.cells[number] for row in self.table.rows}
            # The longest text is nearly always the widest; a few are measured to be sure.
            longest = sorted(texts, key=len)[-6:]
            need = max([pages.fonts.width(text, self.size) * 1.03 for text in longest] or [0.0])
            if column.weight <= 1:
                strong = {row.cells[number] for row in self.table.rows if row.style in STRONG}
                need = max([need, *(pages.fonts.width(text, self.size, True) for text in strong)])
            title = pages.fonts.width(column.title, self.size - 1)
            widths.append(max(need, title) + 1)
        flexible = [number for number, column in enumerate(columns) if column.weight > 1]
        fixed = sum(width for number, width in enumerate(widths) if number not in flexible)
        wanted = sum(widths[number] for number in flexible) or 1.0
        for number in flexible:
            widths[number] = max((wide - fixed) * widths[number] / wanted, 40.0)
        scale = min(1.0, wide / sum(widths))
        spread = 0.0
        if not flexible and scale == 1.0 and len(columns) > 1:
            spread = (wide - sum(widths)) / (len(columns) - 1)
        edges, x = [], pages.left
        for width in widths:
            edges.append((x, x + width * scale))
            x += width * scale + GAP + spread
        return edges

    def _find_detail_edges(self) -> tuple[float, float]:
        """Return (left, right) of details: from the text's column to that of what was paid."""
        keys = [column.key for column in self.table.columns]
        text = next((n for n, column in enumerate(self.table.columns) if column.weight > 1), 0)
        amount = next((keys.index(key) for key in DETAIL_AMOUNTS if key in keys), len(keys) - 1)
        return self.edges[text][0] + INDENT, self.edges[amount][1]

    def draw(self):
        """Draw title, header and rows, breaking pages where needed."""
        pages, table = self.pages, self.table
        high = self.style.row_height
        pages.need(high * 4)
        if table.title:
            pages.y += self.size * 1.9
            pages.text(pages.left, pages.y, table.title, self.size, True)
            pages.y += 4
        self._header()
        carried = ""
        for number, row in enumerate(table.rows):
            lines = self._lines(row)
            need = high + (len(lines) - 1) * self.size * 1.25
            last = number == len(table.rows) - 1
            # The closing row never stands alone on a page.
            follows = high if not last else 0.0
            if not pages.room(need + follows) and number:
                self._break(carried)
            self._row(row, lines, need)
            carried = row.carried or carried
            if row.details and self.detail_edges:
                self._details(row, carried)

    def _break(self, carried):
        """Carry the balance to the next page."""
        if carried and self.carry_index is not None:
            self._row(self._carry_row(self.statement.carried_label, carried), None, None)
        self.pages.new_page()
        self._header()
        if carried and self.carry_index is not None:
            self._row(self._carry_row(self.statement.brought_label, carried), None, None)

    def _details(self, row, carried):
        """Draw what a payment paid, small and indented, with the hairline of the row below."""
        pages, size = self.pages, self.size - 1.5
        left, right = self.detail_edges
        high = size * 1.45
        pages.y -= high * 0.05
        for text, amount in row.details:
            # The next row, or the closing one, never stands alone on a page.
            if not pages.room(high + self.style.row_height):
                self._break(carried)
            width = pages.fonts.width(amount, size)
            text = pages.shorten(text, right - width - GAP - left, size)
            pages.text(left, pages.y + size, text, size, False, GREY)
            pages.text(right, pages.y + size, amount, size, False, GREY, "right")
            pages.y += high
        pages.y += high * 0.35
        pages.line(pages.y, tint(LINE, 0.25), 0.4)

    def _carry_row(self, label, amount):
        cells = [""] * len(self.table.columns)
        place = next((n for n, column in enumerate(self.table.columns) if column.weight > 1), 0)
        cells[place] = label
        cells[self.carry_index] = amount
        return Row(cells, "carry")

    def _header(self):
        """Draw the titles of the columns."""
        pages = self.pages
        pages.y += self.size + 4
        for column, (left, right) in zip(self.table.columns, self.edges, strict=True):
            title = pages.shorten(column.title, right - left + GAP - 2, self.size - 1)
            x = right if column.align == "right" else left
            pages.text(x, pages.y, title, self.size - 1, False, GREY, column.align)
        pages.y += 5
        pages.line(pages.y, INK, 0.6)

    def _lines(self, row):
        """Return the lines of the text that may need a second one."""
        lines = [""]
        if row.style != "line":
            return lines
        for number, column in enumerate(self.table.columns):
            if column.weight > 1:
                left, right = self.edges[number]
                parts = self.pages.wrap(row.cells[number], right - left, self.size, limit=2)
                if len(parts) > len(lines):
                    lines = parts
        return lines

    def _free(self, row, number):
        """Return where the room to the right of a cell ends."""
        for place in range(number + 1, len(row.cells)):
            if row.cells[place]:
                width = self.pages.fonts.width(row.cells[place], self.size, True)
                left, right = self.edges[place]
                is_right = self.table.columns[place].align == "right"
                return (right - width if is_right else left) - GAP
        return self.pages.right

    def _row(self, row, lines, need):
        """Draw one row with its hairline."""
        pages, size = self.pages, self.size
        need = need or self.style.row_height
        bold = row.style in STRONG
        color = GREY if row.style in ("opening", "carry") else INK
        if row.changed:
            pages.rectangle(pages.left - 8, pages.y + 2.5, 2.2, need - 5, self.style.accent)
        baseline = pages.y + (self.style.row_height + size * 0.7) / 2
        for number, column in enumerate(self.table.columns):
            text = row.cells[number]
            if not text:
                continue
            left, right = self.edges[number]
            if column.align == "right":
                pages.text(right, baseline, text, size, bold, color, "right")
            elif row.style != "line":
                # A label reaches over the empty cells beside it.
                text = pages.shorten(text, self._free(row, number) - left, size, bold)
                pages.text(left, baseline, text, size, bold, color)
            elif column.weight > 1:
                for place, part in enumerate(pages.wrap(text, right - left, size, bold, limit=2)):
                    pages.text(left, baseline + place * size * 1.25, part, size, bold, color)
            else:
                text = pages.shorten(text, right - left + GAP / 2, size, bold)
                pages.text(left, baseline, text, size, bold, color)
        pages.y += need
        if row.style == "closing":
            pages.line(pages.y - need, INK, 0.6)
            pages.line(pages.y, self.style.accent, 1.0)
        elif not (row.details and self.detail_edges):
            pages.line(pages.y, tint(LINE, 0.25), 0.4)
