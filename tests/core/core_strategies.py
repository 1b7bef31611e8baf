"""Random amounts, items, exposures and verdicts that the tests of the core share."""

from datetime import date
from decimal import Decimal

from core.allocation import Allocation, Item
from core.exposure import Exposure
from core.verdict import LEVELS, Blocker
from hypothesis import strategies as st

STEPS = [Decimal(text) for text in ("0.01", "0.05", "0.001", "1", "10")]
CODES = ["receivable", "orders", "drafts", "till"]

rounding_steps = st.sampled_from(STEPS)
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
amounts = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4)
cents = st.integers(-(10**6), 10**6).map(lambda count: Decimal(count).scaleb(-2))
few_cents = st.integers(1, 3000).map(lambda count: Decimal(count).scaleb(-2))
limits = st.none() | cents
exposures = st.dictionaries(st.sampled_from(CODES), cents).map(Exposure)
blockers = st.builds(
    Blocker,
    st.sampled_from(["over_limit", "overdue", "hold"]),
    st.sampled_from(["650.00 over", "23 days overdue", "on hold"]),
    st.sampled_from(LEVELS),
)


def items(max_size: int = 8, min_size: int = 0) -> st.SearchStrategy[list[Item]]:
    """Open items with keys of their own, on few days, so that equal dates are common."""
    few_days = st.dates(date(2025, 1, 1), date(2025, 1, 4))
    row = st.tuples(few_days, few_cents)
    return st.lists(row, min_size=min_size, max_size=max_size).map(
        lambda rows: [Item(f"K{index}", *row) for index, row in enumerate(rows)]
    )


@st.composite
def wanted(draw: st.DrawFn) -> tuple[list[Item], list[Item], list[Allocation]]:
    """Credits, debts, and allocations between them that they can bear, in any order."""
    credits, debts = draw(items(5, 1)), draw(items(5, 1))
    left = {("credit", it.key): it.amount for it in credits}
    left |= {("debt", it.key): it.amount for it in debts}
    result = []
    for _turn in range(draw(st.integers(0, 8))):
        credit, debt = draw(st.sampled_from(credits)).key, draw(st.sampled_from(debts)).key
        most = min(left["credit", credit], left["debt", debt])
        if not most:
            continue
        part = draw(st.integers(1, int(most * 100)).map(lambda count: Decimal(count) / 100))
        amount = most if draw(st.booleans()) else part
        left["credit", credit] -= amount
        left["debt", debt] -= amount
        result.append(Allocation(credit, debt, amount))
    return credits, debts, result
