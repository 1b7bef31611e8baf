"""Audit: say what happened to whoever keeps the record, if somebody does."""


def log_credit_audit(env, event, partner, company, **details):
    """Append to the audit log when there is one (see ``customer.credit.audit._log``)."""
    if "customer.credit.audit" in env.registry:
        env["customer.credit.audit"]._log(event, partner, company, **details)
