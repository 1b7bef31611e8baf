"""What an invoice comes to: lines, taxes, rounding; in plain decimals, by its own arithmetic."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .ledger import rounded


@dataclass
class Line:
    """One line: quantity, price, and the rate of its tax (0.15) which the price may include.

    Taxes of the same rate and another ``kind`` are taxes of their own: each is rounded by itself.
    """

    quantity: Decimal
    price: Decimal
    tax: Decimal = Decimal(0)
    included: bool = False
    kind: str = ""


def total(lines, digits, globally=False, cash=None):
    """Return what the customer pays.

    :param int digits: decimal places of the currency
    :param bool globally: taxes are rounded once for the document, not line by line
    :param Decimal cash: the smallest coin that the total is rounded to, or None
    """
    base, taxes = Decimal(0), {}
    for line in lines:
        amount = line.quantity * line.price
        if line.included or not line.tax:
            base += rounded(amount, digits)
            continue
        tax = amount * line.tax
        base += amount if globally else rounded(amount, digits)
        kind = (line.tax, line.kind)
        taxes[kind] = taxes.get(kind, Decimal(0)) + (tax if globally else rounded(tax, digits))
    amount = rounded(base, digits) + sum(
        (rounded(tax, digits) for tax in taxes.values()), Decimal()
    )
    if cash:
        amount = (amount / cash).quantize(Decimal(1), ROUND_HALF_UP) * cash
    return rounded(amount, digits)
