"""Account statements: drawn, sent and kept, always adding up."""

from . import models
from . import report
from . import wizard
from . import controllers
from . import demo
from .hooks import uninstall_hook
