"""The demo story of limits: who may owe how much, who waits, who is held, a year of figures."""

from . import customer_credit_demo
