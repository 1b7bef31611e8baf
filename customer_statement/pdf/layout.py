"""Lays a statement out: letterhead, figures, tables, aging, payment, terms, from top to bottom."""

from __future__ import annotations

from .images import read_image
from .pages import GREY, INK, LINE, Pages
from .qr import qr_runs
from .shades import aging_shades, tint
from .swiss import draw_slip, is_slip
from .table import draw_table

LOGO_WIDTH, LOGO_HEIGHT, QR_SIDE, QR_LABEL = 170.0, 46.0, 76.0, 116.0
FOOT = 45.0  # the line of the footer, and a little room above it


def lay_out(statement):
    """Return the Pages of a statement, footers included."""
    pages = Pages(statement.style, statement.language)
    pages.on_new_page = lambda: _running_head(pages, statement)
    _letterhead(pages, statement)
    _title(pages, statement)
    for number, section in enumerate(statement.sections):
        _section(pages, section, statement, first=not number)
    if statement.empty:
        pages.y += 8
        pages.paragraphs([statement.empty], color=GREY)
    _notes(pages, statement.notes)
    _ending(pages, statement)
    if is_slip(statement.payment):
        draw_slip(pages, statement.payment.qr, statement.language)
    _footers(pages, statement)
    return pages


# ------------------------------------------------------------------ head


def _letterhead(pages, statement):
    """Draw logo and company, then the customer beside the particulars."""
    size = pages.style.size - 1
    top = pages.y
    image = read_image(statement.style.logo) if statement.style.logo else None
    if image:
        picture, (wide, high) = image
        scale = min(LOGO_WIDTH / wide, LOGO_HEIGHT / high)
        pages.image(picture, pages.left, top, wide * scale, high * scale)
    elif statement.company:
        pages.text(pages.left, top + 14, statement.company[0], 14, True, statement.style.accent)
    y = top
    # Without a logo the name stands on the left, large; once is enough.
    for number, line in enumerate(statement.company):
        if not image and not number:
            continue
        y += size * 1.4
        pages.text(pages.right, y, line, size, not number, INK if not number else GREY, "right")
    pages.y = max(y, top + LOGO_HEIGHT) + 8
    if statement.header:
        pages.paragraphs(statement.header, size=size, color=GREY)
    pages.y += 6


def _title(pages, statement):
    """Draw the title, the address and the particulars, and what kind of statement it is."""
    style = pages.style
    half = (pages.right - pages.left) * 0.58
    pages.y += 12
    pages.text(pages.left, pages.y, statement.title, 20, True, style.accent)
    pages.y += 18
    top = y = pages.y
    for number, line in enumerate(statement.customer):
        for part in pages.wrap(line, half - 20, style.size + 0.5, not number):
            y += (style.size + 0.5) * 1.42
            pages.text(pages.left, y, part, style.size + 0.5, not number)
    bottom, y = y, top
    for label, value in statement.meta:
        y += style.size * 1.5
        pages.text(pages.left + half, y, label, style.size - 0.5, False, GREY)
        pages.text(pages.right, y, value, style.size, False, INK, "right")
    pages.y = max(bottom, y) + 16
    if statement.replaces:
        pages.paragraphs([statement.replaces], color=style.accent, bold=True)
    if statement.message:
        pages.y += 4
        pages.paragraphs(statement.message)
    _farewell(pages, statement.farewell)
    if statement.explanation:
        pages.paragraphs([statement.explanation], size=style.size - 0.5, color=GREY)


def _farewell(pages, lines):
    """End the words of a letter: what follows is the account, on as many pages as it needs."""
    if not lines:
        return
    size = pages.style.size
    pages.y += size * 0.35
    pages.need(size * 1.45 * len(lines))
    for line in lines:
        pages.y += size * 1.45
        pages.text(pages.left, pages.y - size * 0.35, line, size)
    pages.y += size * 1.1


def _running_head(pages, statement):
    """Say on each further page whose statement it is."""
    size = pages.style.size - 1
    pages.y -= 8
    wide = pages.right - pages.left
    title = " · ".join(filter(None, [statement.title, statement.number]))
    title = pages.shorten(title, wide * 0.6, size, True)
    pages.text(pages.left, pages.y, title, size, True, pages.style.accent)
    room = wide - pages.fonts.width(title, size, True) - 16
    name = pages.shorten((statement.customer or [""])[0], room, size)
    pages.text(pages.right, pages.y, name, size, False, GREY, "right")
    pages.y += 6
    pages.line(pages.y)
    pages.y += 10


# ------------------------------------------------------------------ sections


def _section(pages, section, statement, first):
    """Draw one currency: its heading, band, tables and aging."""
    pages.y += 6 if first else 22
    pages.need(190)
    if section.title:
        pages.y += 14
        pages.text(pages.left, pages.y, section.title, pages.style.size + 2, True, INK)
        pages.y += 6
    _band(pages, section.figures)
    for table in section.tables:
        draw_table(pages, table, statement)
    _notes(pages, section.notes)
    _aging(pages, section)


def _band(pages, figures):
    """Draw the summary: the figures in a row between two hairlines, the strong one largest."""
    if not figures:
        return
    size, accent = pages.style.size, pages.style.accent
    high = 40.0
    pages.need(high + 20)
    pages.line(pages.y, accent, 0.8)
    strong_width = max(
        [pages.fonts.width(figure.amount, 17, True) for figure in figures if figure.strong],
        default=0.0,
    )
    weak = [figure for figure in figures if not figure.strong]
    room = pages.right - pages.left - strong_width - 16
    step = room / max(len(weak), 1)
    largest = max([pages.fonts.width(figure.amount, size + 1.5) for figure in weak], default=0.0)
    weak_size = (size + 1.5) * min(1.0, (step - 8) / largest) if largest else size
    for number, figure in enumerate(weak):
        x = pages.left + number * step
        label = pages.shorten(figure.label, step - 6, size - 1)
        pages.text(x, pages.y + 15, label, size - 1, False, GREY)
        pages.text(x, pages.y + 31, figure.amount, weak_size)
    for figure in figures:
        if figure.strong:
            pages.text(pages.right, pages.y + 13, figure.label, size - 1, False, GREY, "right")
            pages.text(pages.right, pages.y + 32, figure.amount, 17, True, accent, "right")
    pages.y += high
    pages.line(pages.y)
    pages.y += 12


def _aging(pages, section):
    """Draw one horizontal bar, and under it an amount for each bucket."""
    if not section.aging:
        return
    size, style = pages.style.size, pages.style
    pages.need(70)
    pages.y += 20
    pages.text(pages.left, pages.y, section.aging_title, size, True)
    pages.y += 8
    shades = aging_shades(style.accent, sum(not bucket.is_credit for bucket in section.aging))
    wide = pages.right - pages.left
    x, number = pages.left, 0
    pages.rectangle(pages.left, pages.y, wide, 7, tint(style.accent, 0.93))
    for bucket in section.aging:
        if bucket.is_credit:
            continue
        part = wide * bucket.share
        if part > 0:
            pages.rectangle(x, pages.y, max(part - 1, 0.6), 7, shades[number])
        x += part
        number += 1
    pages.y += 7
    step = wide / len(section.aging)
    number = 0
    for place, bucket in enumerate(section.aging):
        x = pages.left + place * step
        if not bucket.is_credit:
            pages.rectangle(x, pages.y + 8.5, 5, 5, shades[number])
            number += 1
        indent = 0 if bucket.is_credit else 9
        pages.text(x + indent, pages.y + 14, bucket.label, size - 1.5, False, GREY)
        amount = pages.shorten(bucket.amount, step - 4, size)
        pages.text(x, pages.y + 27, amount, size)
    pages.y += 32


def _notes(pages, notes):
    """Draw lines of a label and an amount, such as store credit."""
    if not notes:
        return
    size = pages.style.size
    pages.need(14 * len(notes) + 12)
    pages.y += 10
    for label, amount in notes:
        for number, part in enumerate(pages.wrap(label, (pages.right - pages.left) * 0.72)):
            pages.need(size * 1.6)
            pages.y += size * 1.6
            pages.text(pages.left, pages.y, part, size, False, INK)
            if not number:
                pages.text(pages.right, pages.y, amount, size, True, INK, "right")
    pages.y += 4


# ------------------------------------------------------------------ foot


def _ending(pages, statement):
    """Draw how to pay and the small print, which is never alone on a page."""
    page, drawn, y = len(pages.pages), len(pages.ops), pages.y
    _payment(pages, statement.payment)
    paid_on = len(pages.pages)
    _terms(pages, statement.terms)
    if statement.payment and paid_on == page < len(pages.pages):
        # Back to where it began: both on the next page.
        del pages.pages[page:]
        pages.ops, pages.y = pages.pages[-1], y
        del pages.ops[drawn:]
        pages.new_page()
        _payment(pages, statement.payment)
        _terms(pages, statement.terms)


def _terms(pages, terms):
    """Write the small print; where it misses the page by a little, closer to the footer."""
    if not terms:
        return
    size, gap, bottom = pages.style.size - 1, 14.0, pages.bottom
    lines = sum(len(pages.wrap(text, pages.right - pages.left, size)) for text in terms)
    high = lines * size * 1.45 + len(terms) * size * 0.45
    if not pages.room(gap + high):
        pages.bottom = pages.height - FOOT
        gap = min(gap, max(pages.bottom - pages.y - high, 6.0))
    pages.y += gap
    pages.paragraphs(terms, size=size, color=GREY)
    pages.bottom = bottom


def _payment(pages, payment):
    """Draw how to pay, with the QR code beside it."""
    if not payment:
        return
    size = pages.style.size
    code = payment.qr and not is_slip(payment)
    label_width = max([pages.fonts.width(label, size - 0.5) for label, _v in payment.lines] or [0])
    left = pages.left + label_width + 14
    room = pages.right - left - (QR_LABEL + 12 if code else 0)
    rows = [(label, pages.wrap(value, room)) for label, value in payment.lines]
    count = len(pages.pages)
    pages.need(_measure_payment(pages, payment, rows, code))
    # Where it begins a page the line of the head stands above.
    if len(pages.pages) == count:
        pages.y += 18
        pages.line(pages.y)
    top = pages.y + 10
    y = top + size
    pages.text(pages.left, y, payment.title, size, True)
    y += 3
    for label, parts in rows:
        y += size * 1.55
        pages.text(pages.left, y, label, size - 0.5, False, GREY)
        for number, part in enumerate(parts):
            y += size * 1.25 if number else 0
            pages.text(left, y, part, size)
    if payment.url:
        y += size * 1.9
        wide = pages.fonts.width(payment.url_label, size, True)
        pages.text(pages.left, y, payment.url_label, size, True, pages.style.accent)
        pages.link(payment.url, pages.left, y - size, wide, size * 1.3)
    if code:
        y = max(y, _qr(pages, payment, top))
    pages.y = y + 4


def _measure_payment(pages, payment, rows, code):
    """Return how high the payment instructions are, with the line above, in points."""
    size = pages.style.size
    high = size + 3 + sum(size * (0.3 + 1.25 * len(parts)) for _label, parts in rows)
    if payment.url:
        high += size * 1.9
    if code:
        labels = len(pages.wrap(payment.qr_label, QR_LABEL, size - 2))
        high = max(high, QR_SIDE + labels * (size - 2) * 1.3 + 1)
    return 28 + high + 4


def _qr(pages, payment, top):
    """Draw the QR code with its label below, within the margin; return where that ends."""
    size = pages.style.size - 2
    pages.squares(*qr_runs(payment.qr), pages.right - QR_SIDE, top, QR_SIDE)
    y = top + QR_SIDE
    for part in pages.wrap(payment.qr_label, QR_LABEL, size):
        y += size * 1.3
        if pages.fonts.width(part, size) > QR_SIDE:
            pages.text(pages.right, y, part, size, False, GREY, "right")
        else:
            pages.text(pages.right - QR_SIDE / 2, y, part, size, False, GREY, "center")
    return y + 1


def _footers(pages, statement):
    """Write the company's footer and the page number on every page."""
    size = pages.style.size - 1.5
    count = len(pages.pages)
    lines = statement.footer[:2]
    for number, ops in enumerate(pages.pages, 1):
        pages.ops = ops
        y = pages.feet.get(number - 1, pages.height) - 42
        pages.line(y, LINE, 0.5)
        label = statement.page_label.format(page=number, pages=count)
        pages.text(pages.right, y + 12, label, size, False, GREY, "right")
        room = pages.right - pages.left - pages.fonts.width(label, size) - 20
        for place, line in enumerate(lines):
            text = pages.shorten(line, room, size)
            pages.text(pages.left, y + 12 + place * size * 1.35, text, size, False, GREY)
