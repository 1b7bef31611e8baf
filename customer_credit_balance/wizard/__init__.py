"""Wizards: each books correctly or refuses with a sentence that says what to do."""

from . import base_partner_merge
