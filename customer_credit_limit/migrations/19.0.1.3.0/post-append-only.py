"""One function keeps all append-only tables; the triggers call it by now."""


def migrate(cr, version):
    """Drop the function that nothing calls any more."""
    cr.execute("DROP FUNCTION IF EXISTS customer_credit_audit_append_only()")
