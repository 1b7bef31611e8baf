"""Pure Python of statements: no Odoo import, tested in seconds without a database."""

__all__ = ["recurrence"]
