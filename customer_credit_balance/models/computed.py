"""Computed values of many records: kept at once."""

from odoo import models


def keep_computed(records: models.BaseModel, columns: dict[str, list]) -> None:
    """Keep what was computed of each of these records, as assigning it in a compute does.

    Assigning one value after the other takes half the time of a list. What is kept of them
    already gives way: fields of one compute may have been dropped one by one.

    :param columns: {field that is computed and not stored: a value for each, as it is cached:
        None for none}
    """
    for name, values in columns.items():
        kept = records._fields[name]._get_cache(records.env)
        kept.update(zip(records._ids, values, strict=True))
