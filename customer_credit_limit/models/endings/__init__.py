"""Requests that end by themselves: nothing stands behind them, or their time is over."""

from . import customer_credit_request
