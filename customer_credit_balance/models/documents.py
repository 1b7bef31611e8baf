"""Documents that rows name by model and id, as far as whoever reads the rows may open them."""

from collections import defaultdict

from odoo import api


def get_readable(env: api.Environment, documents) -> set:
    """Return which of these documents the user may read: {(model, id), ...}.

    A button that opens a document is shown by it: who sees a balance or a request need not see
    the orders of the till or the invoices behind it. One question for each model.

    :param documents: iterable of (name of the model, id); what is gone, or of no model, is not
        readable
    """
    ids = defaultdict(set)
    for model, record_id in documents:
        if record_id and model in env:
            ids[model].add(record_id)
    return {
        (model, record_id)
        for model, found in ids.items()
        for record_id in env[model].browse(found).exists()._filtered_access("read")._ids
    }
