"""The addon arrives in a database with several companies: other charts, and none."""

import pytest

from . import scripts
from .harness import ADDON


@pytest.fixture(scope="module")
def companies(plain):
    """Give a company without a chart and one with another chart; then install the addon."""
    ids = plain.script(scripts.COMPANIES)
    plain.module("install", ADDON)
    assert plain.states(ADDON) == ["installed"]
    return ids


def test_a_company_with_another_chart_is_set_up(plain, companies):
    """Liability account and journal are its own; the company without a chart has none."""
    bare, other = plain.script(scripts.SETUP.format(companies=companies))
    assert bare[:2] == [False, False]
    assert other == ["liability_current", "bank", True]


def test_a_chart_that_comes_later_brings_the_set_up(plain, companies):
    """Loading a chart gives the company its liability account and journal."""
    assert plain.script(scripts.LOAD_CHART.format(company=companies[0]))
