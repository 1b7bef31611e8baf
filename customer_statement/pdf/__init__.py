"""Draws statements: plain values in, PDF out; knows nothing of Odoo."""

from .draw import draw, find_gaps
