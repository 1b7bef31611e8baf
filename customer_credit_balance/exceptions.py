"""Errors that other addons and callers may catch by name."""

from odoo.exceptions import UserError


class InsufficientCredit(UserError):
    """Less store credit is available than was asked for; the message names what is available."""
