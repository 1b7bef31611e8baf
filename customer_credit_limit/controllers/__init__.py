"""Controllers: routes of customers that a hold closes, and the page behind an approver's mail."""

from . import decide
from . import portal
