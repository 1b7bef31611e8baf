"""Numbers beside an account, and names in the languages of the charts."""

import csv
from pathlib import Path

import pytest
from core.charts import (
    ADJUSTMENT_BESIDE,
    ENGLISH,
    LIABILITY_BESIDE,
    NAMES,
    codes_beside,
    is_invented,
    names_in,
)

from tools import paths

TEMPLATES = "*/data/template/account.account-*.csv"


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2421", "2422", "242199"),
        ("2.1.1.01.040", "2.1.1.01.041", "2.1.1.01.04099"),
        ("206.05.01", "206.05.02", "206.05.0199"),
        ("419100", "419101", "41910099"),
        ("2999", "299901", "299999"),
        ("A", "A01", "A99"),
        ("9", "901", "999"),
    ],
)
def test_the_nearest_number_comes_first(code, first, last):
    found = list(codes_beside(code))
    assert (found[0], found[-1]) == (first, last)
    assert len(found) == len(set(found))
    assert code not in found


def test_numbers_that_odoo_made_are_told_from_those_of_a_chart():
    """Charts have numbers of any length; those of Odoo begin with 999."""
    invented = ("999998", "999997", "999001", "999000000003", "9999", "", None)
    assert all(is_invented(code) for code in invented)
    own = ("9993", "999", "9.9.9.99.999", "6090", "999300", "213203")
    assert not any(is_invented(code) for code in own)


def test_numbers_stay_in_their_group():
    """3001 would be revenue in Sweden; 2999 is the last of the liabilities."""
    assert all(code.startswith("299") for code in codes_beside("2999"))
    assert all(code.startswith("2421") or code[:3] == "242" for code in codes_beside("2421"))


def test_names_follow_the_language_and_its_country():
    assert names_in("fr_BE") == names_in("fr_FR") == NAMES["fr"]
    assert names_in("zh_TW") != names_in("zh_CN")
    assert names_in("sr@latin") != names_in("sr@Cyrl")
    assert names_in("en_GB") is None


def test_each_language_has_every_name():
    for language, names in NAMES.items():
        assert len(names) == len(ENGLISH), language
        assert all(names), language


def _charts():
    """Return {chart template: {record: row}} of the Odoo on this machine."""
    charts = {}
    for folder in paths.HOME.glob("odoo/usr/lib/python3/dist-packages/odoo/addons"):
        for path in folder.glob(TEMPLATES):
            with open(path, encoding="utf-8", newline="") as handle:
                rows = {row["id"]: row for row in csv.DictReader(handle)}
            chart = Path(path).stem.removeprefix("account.account-")
            charts.setdefault(chart, {}).update(rows)
    if charts:
        # Nigeria's is made of the generic one by Python, each record with a name of its own.
        charts["ng"] = {f"l10n_ng_{name}": row for name, row in charts["generic_coa"].items()}
    return charts


def test_the_accounts_are_those_of_odoo():
    """Each row of the table is a record of Odoo's own chart, and no cost or revenue."""
    charts = _charts()
    if not charts:
        pytest.skip("Odoo is not set up")
    for chart, record in LIABILITY_BESIDE.items():
        row = charts[chart][record]
        assert row["account_type"].split("_")[0] in ("liability", "asset"), (chart, record)
    for chart, record in ADJUSTMENT_BESIDE.items():
        assert charts[chart][record]["account_type"] == "expense", (chart, record)


def test_no_chart_is_forgotten():
    """A chart without a row stands on one that has it: its country's common accounts."""
    bases = ("ar_ex", "ar_ri", "be_", "cn", "es_", "se_K3")
    missing = [chart for chart in _charts() if chart not in LIABILITY_BESIDE]
    assert [chart for chart in missing if not chart.startswith(bases)] == []
