"""A statement ready to be drawn: every text is written out in the customer's language."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Style:
    """How a statement looks; sizes in points.

    ``fonts`` are paths of TrueType files, first choice first, each as (regular, bold): a text is
    drawn by the first pair that has all its characters.
    """

    accent: str = "#1f4e5f"
    paper: str = "A4"
    size: float = 9.0
    row_height: float = 16.0
    margin: float = 48.0
    fonts: list[tuple[str, str]] = field(default_factory=list)
    logo: bytes | None = None
    right_to_left: bool = False


@dataclass
class Column:
    """A column of a table; ``weight`` is its share of the width that the others leave."""

    key: str
    title: str
    align: str = "left"
    weight: float = 1.0


@dataclass
class Row:
    """A row of a table: ``line``, ``opening``, ``subtotal`` or ``closing``.

    ``carried`` is the amount that a page break below the row carries forward; ``details`` are what
    a payment paid and what is left of it, each as [text, amount].
    """

    cells: list[str]
    style: str = "line"
    carried: str = ""
    key: str = ""
    changed: bool = False
    late: bool = False
    details: list[list[str]] = field(default_factory=list)


@dataclass
class Figure:
    """A labelled amount of the summary band; the strong one is the largest on the page."""

    label: str
    amount: str
    strong: bool = False


@dataclass
class Bucket:
    """One part of the aging bar; ``share`` is 0..1 of what is owed."""

    label: str
    amount: str
    share: float = 0.0
    is_credit: bool = False


@dataclass
class Table:
    """A table with a header that repeats on each page."""

    columns: list[Column]
    rows: list[Row]
    title: str = ""
    amount_key: str = ""


@dataclass
class Section:
    """What is said in one currency."""

    title: str
    figures: list[Figure]
    tables: list[Table]
    aging_title: str = ""
    aging: list[Bucket] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Payment:
    """How to pay; ``qr`` is the text of a QR code, ``kind`` its kind as Odoo names it."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    qr: str = ""
    qr_label: str = ""
    url: str = ""
    url_label: str = ""
    kind: str = ""


@dataclass
class Statement:
    """One statement; addresses and texts are lists of lines or paragraphs.

    With ``shows_details`` the details of rows are drawn on paper, too; pages fold them out.
    """

    title: str
    number: str
    language: str
    author: str
    customer: list[str]
    company: list[str]
    meta: list[tuple[str, str]]
    style: Style = field(default_factory=Style)
    explanation: str = ""
    replaces: str = ""
    header: list[str] = field(default_factory=list)
    message: list[str] = field(default_factory=list)
    farewell: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    payment: Payment | None = None
    terms: list[str] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)
    empty: str = ""
    page_label: str = "Page {page} of {pages}"
    carried_label: str = "Carried forward"
    brought_label: str = "Brought forward"
    watermark: str = ""
    shows_details: bool = False
    details_label: str = "What it paid"
