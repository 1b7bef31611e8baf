"""Requests for larger orders are a kind of their own; before, a list of changes told them apart."""


def migrate(cr, version):
    """Name the kind of requests that were made before."""
    cr.execute(
        """UPDATE customer_credit_request SET kind = 'enlargement'
            WHERE kind = 'order' AND jsonb_typeof(enlargement) = 'array'
              AND jsonb_array_length(enlargement) > 0"""
    )
