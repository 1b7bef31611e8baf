"""Customer Credit Balance: what we owe the customer, on one append-only ledger."""

from . import controllers, demo, models, wizard
from .hooks import post_init_hook, uninstall_hook
