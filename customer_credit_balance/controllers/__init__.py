"""Pages of the addon: what is fetched as a file."""

from . import liability
