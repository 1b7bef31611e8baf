"""Numbers are found in what banks make of them, and never in longer numbers."""

import pytest
from quotes import Aside, Said

STATEMENT = "STM202600012"
OCR = "90001234"


def found(text, *numbers, known=False):
    """Return what a text quotes of these numbers."""
    return Said([text], known).find(numbers)


@pytest.mark.parametrize(
    "text",
    [
        "STM/2026/00012",
        "stm 2026 00012",
        "Thanks for stm-2026-00012.",
        "PAYMENT STM202600012 THANKS",
        "/EREF/NOTPROVIDED/REMI/STM/2026/00012/",
        "EREF+STM2026 00012MREF+7",
        "12STM202600012",
        "STM/2026/00012 29/11/2026",
    ],
)
def test_a_number_that_a_bank_has_changed_is_quoted(text):
    assert found(text, STATEMENT) == [STATEMENT]


@pytest.mark.parametrize(
    "text",
    ["STM/2026/000123", "STM/2026/100012", "CUSTM/2026/00012", "STM/2026", "2026/00012", "", None],
)
def test_a_longer_or_shorter_number_is_another_one(text):
    assert not found(text, STATEMENT)


@pytest.mark.parametrize("text", ["OCR90001234", "9000 1234", "/EREF/90001234", "ref:90001234."])
def test_digits_are_quoted_whole_or_in_blocks(text):
    assert found(text, OCR) == [OCR]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("INV/2026/0012", "20260012"),
        ("9/2026/0012", "20260012"),
        ("2026/0012/3", "20260012"),
        ("DE89 3704 0044 0532 0130 00", "37040044"),
        ("21 00000 00003 13947 14300 09017", "1394714300"),
        ("190001234", OCR),
        ("900012345", OCR),
    ],
)
def test_digits_inside_of_a_longer_number_are_none(text, number):
    assert not found(text, number, known=True)


@pytest.mark.parametrize("number", ["1236", "S123", "2026123"])
def test_a_short_number_is_meant_where_the_customer_is_known(number):
    """And stands by itself: streets, years and amounts have as many digits."""
    assert not found(f"pay {number}", number)
    assert found(f"pay {number}, thanks", number, known=True) == [number]
    assert not found(f"pay 9{number}", number, known=True)
    assert not found(f"pay {number}A", number, known=True)
    assert not found("pay 12 36", "1236", known=True)
    assert not found("12", "12", known=True)


def test_the_longest_of_two_at_one_place_is_meant():
    """A revision, and a number that a blank cut; beside it the shorter one counts again."""
    revision = f"{STATEMENT}R2"
    both = [revision, STATEMENT]
    assert found("STM/2026/00012-R2", *both) == [revision]
    assert found("STM/2026/00012", *both) == [STATEMENT]
    assert found("STM/2026/00012-R2 and STM/2026/00012", *both) == both


def test_several_numbers_are_all_quoted():
    other = "STM202600013"
    assert found("STM/2026/00012, STM/2026/00013", STATEMENT, other) == [STATEMENT, other]
    assert Said(["STM/2026/00012", None, "STM/2026/00013"], False).find([STATEMENT, other])


def test_candidates_hold_whatever_is_found():
    said = Said(["RF18 5390 0754 7034 thanks", "ST12"], False)
    assert "RF18539007547034" in said.get_candidates()
    assert "ST12" not in said.get_candidates()


def test_beside_the_purpose_only_what_can_be_nothing_else_is_quoted():
    """Dates, codes and accounts stand there: a short number of a known customer is none."""
    aside = Aside("Reference (RmtInf/Ustrd): STM/2026/00012 BookgDt: 2026-11-30 Code: 1236")
    assert Said([aside], True).find([STATEMENT, "1236", "2026"]) == [STATEMENT]
    assert Said(["1236", aside], True).find([STATEMENT, "1236"]) == [STATEMENT, "1236"]
    assert Said([Aside("x" * 3000 + " 1236"), Aside()], True).find(["1236"]) == []
