"""The demo story: ten customers over fourteen months, made by the real business methods."""

from . import customer_credit_demo
