"""Key figures of payment behaviour: the formula of each one, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

# Sales and payments of this many days count.
WINDOW_DAYS = 365
# Months whose ends count for the high balance.
HIGH_BALANCE_MONTHS = 24


@dataclass(frozen=True)
class Facts:
    """What the books say of one customer on one day; amounts in company currency.

    :param receivable: open debit items of the receivable, credits not taken off (AR)
    :param overdue: the part of them that is past its due date, disputed items left out
    :param oldest_days: days by which the oldest of these is past its due date
    :param sales: invoiced in the window, tax included, less credit notes (S)
    :param sales_days: days of the window, fewer for a customer whose first invoice is younger (D)
    :param paid: paid on invoices in the window, whenever they were due
    :param paid_on_time: the part of it that came on the due date, within its days of grace
    :param paid_days: sum of amount x days after the due date; early payments are negative
    :param settled: invoices that such a payment settled wholly
    :param returned: payments that came back, and promises to pay that were not kept, in the window
    :param tenure_months: whole months since the first invoice
    """

    receivable: float = 0.0
    overdue: float = 0.0
    oldest_days: int = 0
    sales: float = 0.0
    sales_days: int = WINDOW_DAYS
    paid: float = 0.0
    paid_on_time: float = 0.0
    paid_days: float = 0.0
    settled: int = 0
    returned: int = 0
    tenure_months: int = 0

    @property
    def dso(self) -> float | None:
        """Days sales outstanding: AR / S x D; None without sales."""
        return _days(self.receivable, self.sales, self.sales_days)

    @property
    def add(self) -> float | None:
        """Average days delinquent: DSO - best possible DSO; None without sales."""
        return _days(self.overdue, self.sales, self.sales_days)

    @property
    def overdue_ratio(self) -> float:
        """Overdue AR / AR x 100, in percent; 0 when nothing is open."""
        return self.overdue * 100 / self.receivable if self.receivable > 0 else 0.0

    @property
    def on_time_rate(self) -> float | None:
        """Amount paid by the due date (and grace) / amount paid x 100; None without payments."""
        return self.paid_on_time * 100 / self.paid if self.paid > 0 else None

    @property
    def days_beyond_terms(self) -> float | None:
        """Sum of amount x (paid - due) / sum of amount; None without payments.

        Each payment of an instalment is weighed by its amount; below 0 means paid early.
        """
        return self.paid_days / self.paid if self.paid > 0 else None


def utilisation(exposure: float, limit: float | None) -> float | None:
    """Exposure / limit x 100, in percent; None without a limit.

    :param limit: 0 means no credit at all; any exposure then uses 999 percent
    """
    if limit is None:
        return None
    if limit <= 0:
        return 999.0 if exposure > 0 else 0.0
    return max(exposure, 0.0) * 100 / limit


def _days(amount: float, sales: float, days: int) -> float | None:
    return amount / sales * days if sales > 0 else None
