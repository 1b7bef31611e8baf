"""Controllers: routes of customers that a hold closes."""

from . import portal
