"""What a statement says, as plain values: lines, sections by currency, aging and the tie-out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, fields
from datetime import date as Date

KINDS = ("activity", "open_items", "balance_forward")


def rounded(amount: float, digits: int) -> float:
    """Round a sum of amounts of one currency; never minus zero."""
    return round(amount, digits) + 0.0


def _own(values):
    """Return a copy with lists of its own."""
    return {name: list(it) if isinstance(it, list) else it for name, it in values.items()}


def _day(value):
    """Read a day that JSON keeps as text."""
    return Date.fromisoformat(value) if isinstance(value, str) else value


@dataclass
class StatementLine:
    """One document or matching; amounts in the currency of the section, + = the customer owes.

    ``key`` is the id of the journal item as text, the same in every revision; a matching across
    sections has ``t<id>`` of its partial reconciliation. ``type`` is one of invoice, credit_note,
    payment, refund, store_credit, exchange, transfer, entry.
    """

    key: str
    type: str
    date: Date
    due: Date | None
    number: str
    reference: str
    amount: float
    residual: float
    balance: float = 0.0
    move_id: int = 0
    contact_id: int = 0
    overdue_days: int = 0
    changed: bool = False


def _plain_line(line):
    """Return a line as plain values."""
    due = line.due.isoformat() if line.due else None
    return dict(vars(line), date=line.date.isoformat(), due=due)


def _order(line):
    """Order lines by day and number; the key settles what is left, so that it never varies."""
    return line.date, line.number, line.key


@dataclass
class StatementSection:
    """The part of a statement in one currency."""

    currency_id: int
    currency: str
    digits: int
    opening: float = 0.0
    movement: float = 0.0
    closing: float = 0.0
    open_total: float = 0.0
    ledger: float = 0.0
    invoiced: float = 0.0
    paid: float = 0.0
    credited: float = 0.0
    other: float = 0.0
    overdue: float = 0.0
    overdue_amount_days: float = 0.0
    credit_total: float = 0.0
    aging: list[float] = field(default_factory=list)
    lines: list[StatementLine] = field(default_factory=list)
    credits: list[StatementLine] = field(default_factory=list)
    open_items: list[StatementLine] = field(default_factory=list)

    def age(self, limits, as_of, basis):
        """Sort the open items into buckets of days; credits stand apart, as they age nothing.

        The buckets and ``credit_total`` (negative) add up to ``open_total``.
        """
        if len(self.open_items) > 1:
            self.open_items.sort(key=_order)
        buckets, credits, late, weight = [0.0] * (len(limits) + 1), 0.0, 0.0, 0.0
        for line in self.open_items:
            start = line.date if basis == "document" else line.due or line.date
            line.overdue_days = max(0, (as_of - (line.due or line.date)).days)
            if line.residual < 0:
                credits += line.residual
                line.overdue_days = 0
                continue
            buckets[bisect_left(limits, (as_of - start).days)] += line.residual
            if line.overdue_days:
                late += line.residual
                weight += line.residual * line.overdue_days
        digits = self.digits
        self.aging = [amount and rounded(amount, digits) for amount in buckets]
        if late:
            self.overdue = rounded(late, digits)
            self.overdue_amount_days = rounded(weight, digits)
        if credits:
            self.credit_total = rounded(credits, digits)
            self.credits = [line for line in self.open_items if line.residual < 0]
        self.open_total = rounded(sum(self.aging) + self.credit_total, digits)

    def run(self, kind):
        """Put the lines of the kind in order, with their running balance and the sums."""
        if kind == "open_items":
            self.opening = 0.0
            # In order already: they were aged.
            self.lines = self.open_items
        elif len(self.lines) > 1:
            self.lines.sort(key=_order)
        if kind == "balance_forward":
            # What was paid and credited first: what is left of before, then what is new.
            self.lines.sort(key=lambda line: line.amount >= 0)
        balance, digits, is_open = self.opening, self.digits, kind == "open_items"
        sums = {}
        for line in self.lines:
            amount = line.residual if is_open else line.amount
            balance = line.balance = rounded(balance + amount, digits)
            name = SUMMED.get(line.type, "other")
            sums[name] = sums.get(name, 0.0) + amount
        for name, amount in sums.items():
            setattr(self, name, rounded(amount, digits))
        self.closing = balance
        self.movement = rounded(balance - self.opening, digits)


SUMMED = {
    "invoice": "invoiced",
    "payment": "paid",
    "refund": "paid",
    "store_credit": "paid",
    "credit_note": "credited",
}


@dataclass
class StatementData:
    """Everything a statement says about one customer; totals in company currency."""

    partner_id: int
    company_id: int
    kind: str
    date_from: Date | None
    date_to: Date
    currency_id: int
    digits: int
    aging_limits: list[int] = field(default_factory=lambda: [0, 30, 60, 90])
    aging_basis: str = "due"
    opening: float = 0.0
    closing: float = 0.0
    open_total: float = 0.0
    ledger: float = 0.0
    store_credit: float = 0.0
    outstanding_credit: float = 0.0
    overdue_total: float = 0.0
    removed: list[str] = field(default_factory=list)
    sections: list[StatementSection] = field(default_factory=list)

    def faults(self):
        """Return what does not add up: [(what, currency, expected, found)], empty when all does.

        ``what`` is ``lines`` (opening + movements is not the ledger) or ``open`` (the open items
        are not the ledger); the currency is empty for the total in company currency.
        """
        found = []
        parts = [(part.currency, part.digits, part) for part in self.sections]
        for name, digits, part in [*parts, ("", self.digits, self)]:
            for what, amount in (("lines", part.closing), ("open", part.open_total)):
                if rounded(amount - part.ledger, digits):
                    found.append((what, name, part.ledger, amount))
        return found

    def to_json(self):
        """Return plain values for a Json field; days as text, and nothing twice."""
        values = dict(vars(self))
        values["date_from"] = self.date_from.isoformat() if self.date_from else None
        values["date_to"] = self.date_to.isoformat()
        values["sections"] = [self._plain_section(part) for part in self.sections]
        return values

    def _plain_section(self, section):
        values = dict(vars(section), credits=[])
        values["lines"] = [_plain_line(line) for line in section.lines]
        # The lines of an open-items statement are its open items: kept once.
        kept = [] if self.kind == "open_items" else section.open_items
        values["open_items"] = [_plain_line(line) for line in kept]
        return values

    @classmethod
    def from_json(cls, values):
        """Return the statement that ``to_json`` wrote, unchanged; it shares nothing with it."""
        values = _own(values)
        values["date_from"], values["date_to"] = _day(values["date_from"]), _day(values["date_to"])
        values["sections"] = [cls._section(values, part) for part in values["sections"]]
        return cls(**values)

    @staticmethod
    def _section(values, part):
        part = _own(part)
        names = {item.name for item in fields(StatementLine)}
        for name in ("lines", "open_items"):
            part[name] = [
                StatementLine(
                    **{key: value for key, value in line.items() if key in names}
                    | {"date": _day(line["date"]), "due": _day(line["due"])}
                )
                for line in part[name]
            ]
        if values["kind"] == "open_items":
            part["open_items"] = part["lines"]
        part["credits"] = [line for line in part["open_items"] if line.residual < 0]
        return StatementSection(**part)
