"""Pages of the addon: the user guide, and what is fetched as a file."""

from . import guide
from . import liability
