"""Customers who are on hold or over the limit are marked where somebody chooses one."""

from . import res_partner
