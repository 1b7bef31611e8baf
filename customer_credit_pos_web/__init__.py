"""Store credit at the till and in the web shop."""

from . import models
