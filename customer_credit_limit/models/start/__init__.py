"""Tiles of the start page: requests, holds, limits."""

from . import customer_credit_start
