"""Customer Credit Limit: limits, holds and approvals on the exposure of customers."""

from . import controllers, demo, models, wizard
from .hooks import post_init_hook, uninstall_hook
