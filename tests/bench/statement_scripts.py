"""Statements in scripts whose letters depend on their neighbours, and the same page in Latin."""

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from odoo.addons.customer_statement.models.template.customer_statement_template import (
    FALLBACKS,
    font_path,
)
from odoo.addons.customer_statement.pdf import document as doc
from odoo.addons.customer_statement.pdf import draw, fonts, installed, scripts

from .measure import Figure
from .statement_bare import bare_page

DOCUMENTS, ROWS, AIM = 10, 60, 1.5
# Language: customer, what was invoiced, what is said of the balance.
WORDS = {
    "Latin": ("en_US", "Blue Trading Company", "Chairs and tables", "Balance due"),
    "Arabic": ("ar", "شركة النور للتجارة العامة", "فاتورة الكراسي والطاولات", "رصيد مستحق"),
    "Devanagari": ("hi", "श्री कृष्ण ट्रेडिंग कंपनी", "कुर्सियों और मेजों का चालान", "बकाया राशि"),
    "Thai": ("th", "บริษัท น้ำทิพย์ จำกัด", "ใบแจ้งหนี้เก้าอี้และโต๊ะ", "ยอดค้างชำระ"),
}


def script_cases(watch):
    """Yield what pages of each script take, beside ReportLab drawing their words as they come.

    ReportLab joins, stacks and turns no letters here: what it draws cannot be read, but is as
    many words. Scripts that this machine has no font for are left out.
    """
    pairs = [(font_path(regular), font_path(bold)) for regular, bold in FALLBACKS]
    pairs = [pair for pair in pairs if pair[0]]
    for script, (language, *words) in WORDS.items():
        path = _find_font(script, language, words, pairs)
        if not path:
            continue
        name = f"bench-{script}"
        pdfmetrics.registerFont(TTFont(name, *path))
        pages = [_make_page(language, words, pairs, number) for number in range(DOCUMENTS)]
        taken = watch.take_turns(
            ours=lambda pages=pages: [draw([page]) for page in pages],
            bare=lambda pages=pages, name=name: [bare_page(page, (name, name)) for page in pages],
        )
        ms, bare = taken["ours"][0], taken["bare"][0]
        yield Figure(
            f"PDF of {DOCUMENTS} statements of {ROWS} rows in {script} letters", ms, 0,
            "ReportLab alone: the same words, not shaped", bare, f"within {AIM} x",
            ms <= AIM * bare,
        )  # fmt: skip


def _find_font(script, language, words, pairs):
    """Return (file, number within it) of a font that ReportLab reads, None without."""
    for regular, _bold in pairs:
        found = fonts.load(regular)
        if isinstance(found, fonts.Font) and found.draws("".join(words)):
            return regular, "", 0
    letter = words[0][0]
    found = installed.find(letter, scripts.script_of(letter), False, language, True)
    return (found.path, "", found.index) if found else None


def _make_page(language, words, pairs, number):
    """Return a statement of so many rows, each with a text of its own."""
    name, text, label = words
    columns = [
        doc.Column("date", "Date"), doc.Column("number", "Number"),
        doc.Column("description", text, weight=2.0), doc.Column("amount", label, "right"),
        doc.Column("balance", label, "right"),
    ]  # fmt: skip
    rows = [
        doc.Row([f"{row % 28 + 1:02d}/11/2026", f"INV/2026/{number * ROWS + row:05d}",
                 f"{text} {number * ROWS + row}", f"{row * 17 + 0.25:,.2f}",
                 f"{row * 153 + 0.5:,.2f}"])
        for row in range(ROWS)
    ]  # fmt: skip
    rows.append(doc.Row(["", "", label, "", "1,234.50"], "closing"))
    return doc.Statement(
        label, f"STM/2026/{number:05d}", language, name, [f"{name} {number}"], [name],
        [(label, "29/11/2026")], style=doc.Style(fonts=pairs),
        sections=[doc.Section("", [doc.Figure(label, "1,234.50", True)],
                              [doc.Table(columns, rows, "", "balance")])],
        message=[f"{text} {label} {name} " * 6], terms=[f"{label} {text} {name} " * 4],
        payment=doc.Payment(label, [(label, "BE71 0961 2345 6769")]),
    )  # fmt: skip
