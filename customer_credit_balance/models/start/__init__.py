"""The start page of the app Credit: what waits for whoever opens it."""

from . import customer_credit_start
