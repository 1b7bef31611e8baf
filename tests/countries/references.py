"""References of payments by country: how each is checked, by others than those who made it."""

from stdnum import iso11649, luhn
from stdnum.ch import esr


def _belgian(reference):
    digits = reference.strip("+").replace("/", "")
    base, check = int(digits[:-2]), int(digits[-2:])
    return len(digits) == 12 and check == (base % 97 or 97)


def _finnish(reference):
    """Weights 7, 3, 1 from the right; as a creditor reference with the European digits before."""
    if reference.startswith("RF"):
        return iso11649.is_valid(reference) and _finnish(reference[4:])
    weights = (7, 3, 1)
    total = sum(weights[at % 3] * int(digit) for at, digit in enumerate(reference[-2::-1]))
    return -total % 10 == int(reference[-1])


def _slovenian(reference):
    """Model 01: weights 2, 3, ... from the right, 11 less the rest of the sum by 11."""
    digits = reference.removeprefix("SI01").replace("-", "").strip()
    total = sum(int(digit) * weight for weight, digit in enumerate(reversed(digits[:-1]), 2))
    return reference.startswith("SI01 ") and (11 - total % 11) % 11 % 10 == int(digits[-1])


def _swiss(reference):
    return len(reference) == 27 and esr.is_valid(reference)


# Country: what its references must fulfil.
CHECKS = {
    "BE": _belgian,
    "CH": _swiss,
    "FI": _finnish,
    "NO": luhn.is_valid,
    "SE": luhn.is_valid,
    "SI": _slovenian,
}
EUROPEAN = iso11649.is_valid
