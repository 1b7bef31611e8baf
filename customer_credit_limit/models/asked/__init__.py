"""What a request was asked for: of whom, and how much."""

from . import customer_credit_request
