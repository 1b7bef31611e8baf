"""Store credit at the till and in the web shop."""

from . import controllers, demo, models, wizard
from .hooks import post_init_hook, uninstall_hook
