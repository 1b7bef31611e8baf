"""Computed values of many records: kept at once."""

from odoo import models


def keep_computed(records: models.BaseModel, columns: dict[str, list]) -> None:
    """Keep what was computed of each of these records, as assigning it in a compute does.

    Assigning one value after the other takes half the time of a list.

    :param columns: {field that is computed and not stored: a value for each, as it is cached:
        None for none}
    """
    for name, values in columns.items():
        records._fields[name]._insert_cache(records, values)
