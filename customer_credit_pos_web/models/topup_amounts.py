"""Amounts of top-ups, alike for tills and websites: what may be set, and what may be topped up."""

from odoo.exceptions import UserError, ValidationError

# As many buttons as a screen holds.
MOST_AMOUNTS = 12


def parse_amounts(env, text):
    """Return the amounts to propose as a list of floats.

    :param str text: numbers separated by commas, as people enter them
    :raise ValidationError: not a list of positive numbers
    """
    try:
        amounts = [float(part) for part in (text or "").split(",") if part.strip()]
    except ValueError:
        amounts = [-1.0]
    if len(amounts) > MOST_AMOUNTS or any(not 0 < amount < 1e9 for amount in amounts):
        raise ValidationError(env._("Enter top-up amounts as in: 20, 50, 100"))
    return amounts


def check_range(env, currency, low, high):
    """Stop settings that would allow no amount; without a largest amount any smallest will do.

    :raise ValidationError: the smallest is above the largest
    """
    if high and currency.compare_amounts(low, high) > 0:
        raise ValidationError(env._("The smallest top-up cannot be above the largest."))


def check_bounds(env, currency, amount, low, high):
    """Stop a top-up outside of the bounds; a bound of nothing is none.

    :raise UserError: below the smallest or above the largest
    """
    if low and currency.compare_amounts(amount, low) < 0:
        raise UserError(env._("The smallest top-up is %s.", currency.format(low)))
    if high and currency.compare_amounts(amount, high) > 0:
        raise UserError(env._("The largest top-up is %s.", currency.format(high)))
