"""Errors that other addons and callers may catch by name."""

from odoo.exceptions import UserError, ValidationError


class InsufficientCredit(UserError):
    """Less store credit is available than was asked for; the message names what is available.

    :ivar str open_message: the same without figures, for places that people without the right to
        the customer's credit read: chatter, activities, states of payments
    """

    def __init__(self, message, open_message=None):
        """Keep both sentences; without another one the message itself names no figure."""
        super().__init__(message)
        self.open_message = open_message or message


class FrozenCredit(InsufficientCredit):
    """Nothing of this store credit is spent before a credit manager releases it."""


class NotAnAmount(ValidationError):
    """Not a number, too large to be booked, or zero or less where more is needed."""


class KeyConflict(ValidationError):
    """The request key stands for another event, document, account or amount already."""


class NoReservation(ValidationError):
    """Nothing is reserved under this key (any more), or less than was asked for."""


def open_reason(error):
    """Return why something failed, for places that everybody reads: no protected figure in it.

    :param error: a UserError, or another error whose first argument is a sentence
    """
    if isinstance(error, InsufficientCredit):
        return error.open_message
    return str(error.args[0] if error.args else error)
