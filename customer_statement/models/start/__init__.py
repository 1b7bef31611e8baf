"""Tiles of the start page: statements that failed, disputes, promises."""

from . import customer_credit_start
