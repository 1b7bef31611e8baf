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
class PaidPart:
    """One document that a payment paid, or part of it.

    ``amount`` is in the payment's currency, ``document_amount`` in the document's, both above zero
    where the document was paid; ``currency`` is empty and both are alike where it is the same.
    ``type`` is that of a line: a refund or an exchange difference may have used the payment, too.
    """

    type: str
    date: Date
    number: str
    amount: float
    document_amount: float
    currency: str = ""
    digits: int = 2
    move_id: int = 0


@dataclass
class Fault:
    """What does not add up; ``number`` names the payment, where it is about one."""

    what: str
    currency: str
    expected: float
    found: float
    number: str = ""


@dataclass
class StatementLine:
    """One document or matching; amounts in the currency of the section, + = the customer owes.

    ``key`` is the id of the journal item as text, the same in every revision; a matching across
    sections has ``t<id>`` of its partial reconciliation. ``type`` is one of invoice, credit_note,
    payment, refund, store_credit, exchange, transfer, entry. A line below zero has in ``paid`` what
    it paid by the last day: these parts and what remains of it are its amount. ``deducted`` is what
    of it was no money, as an early payment discount.
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
    deducted: float = 0.0
    paid: list[PaidPart] | None = None

    def is_payment(self):
        """Tell whether the line pays, so that it opens into what it paid."""
        return self.amount < 0 and self.type not in UNOPENED

    def rest(self, digits):
        """Return what is left of a payment, above zero."""
        return rounded(-self.residual, digits)


# Lines that say themselves what they are for.
UNOPENED = ("transfer", "exchange")


def _plain_line(line):
    """Return a line as plain values; what only some lines have is left out of the others."""
    due = line.due.isoformat() if line.due else None
    values = dict(vars(line), date=line.date.isoformat(), due=due)
    if line.paid:
        values["paid"] = [dict(vars(it), date=it.date.isoformat()) for it in line.paid]
    else:
        del values["paid"]
    if not line.deducted:
        del values["deducted"]
    return values


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


def _payment_faults(section):
    """Return the faults of payments that do not open into their amount."""
    found, seen = [], set()
    for line in (*section.lines, *section.open_items):
        if not line.is_payment() or line.key in seen:
            continue
        seen.add(line.key)
        opened = sum(part.amount for part in line.paid or ()) - line.residual
        if rounded(opened + line.amount, section.digits):
            opened = rounded(opened, section.digits)
            found.append(Fault("paid", section.currency, -line.amount, opened, line.number))
    return found


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
    opened: bool = False

    def faults(self):
        """Return what does not add up as a list of Fault, empty when all does.

        ``what`` is ``lines`` (opening + movements is not the ledger), ``open`` (the open items
        are not the ledger) or ``paid`` (what a payment paid and what is left of it are not the
        payment); the currency is empty for the total in company currency. Values of an earlier
        version are not ``opened``: nothing is known of what their payments paid.
        """
        found = []
        parts = [(part.currency, part.digits, part) for part in self.sections]
        for name, digits, part in [*parts, ("", self.digits, self)]:
            for what, amount in (("lines", part.closing), ("open", part.open_total)):
                if rounded(amount - part.ledger, digits):
                    found.append(Fault(what, name, part.ledger, amount))
        if self.opened:
            for section in self.sections:
                found += _payment_faults(section)
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
                    | {
                        "date": _day(line["date"]),
                        "due": _day(line["due"]),
                        "paid": [
                            PaidPart(**part | {"date": _day(part["date"])})
                            for part in line.get("paid") or ()
                        ]
                        or None,
                    }
                )
                for line in part[name]
            ]
        if values["kind"] == "open_items":
            part["open_items"] = part["lines"]
        part["credits"] = [line for line in part["open_items"] if line.residual < 0]
        return StatementSection(**part)
