"""Wizards that touch limits."""

from . import base_partner_merge
