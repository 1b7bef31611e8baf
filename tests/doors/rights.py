"""What somebody may change: then the outcome may differ, but all that must hold still holds."""

from collections import namedtuple

from .forge import OURS

Right = namedtuple("Right", "kinds models fields before why")
Right.__doc__ = """Kinds of users, models and fields ("*": all), and whether before the decision only.

A right allows another outcome, never a fault: the ledger ties out, nothing is over the limit
without an approval, credit has money behind it (see outcome.py)."""

SALES = {"salesperson", "approver", "statement user"}
BOOKS = {"invoicing", "accountant", "credit manager"}

RIGHTS = [
    Right(
        SALES | {"till user", "till manager"}, {"sale.order", "sale.order.line"}, "*", True,
        "Who sells writes quotations; the gate then decides on what they say.",
    ),
    Right(
        BOOKS, {"account.move", "account.move.line"}, "*", True,
        "Who invoices writes drafts; the gate then decides on what they say.",
    ),
]  # fmt: skip

# What is not closed yet: (scenario, kind, model, field), "*": any; a sentence each.
KNOWN = {}


def find(attempt):
    """Return why this user may change the outcome with this field at this moment, or None."""
    target = attempt.target
    for right in RIGHTS:
        if (
            _has(right.kinds, attempt.kind)
            and _has(right.models, target.model)
            and _has(right.fields, target.field)
            and not (right.before and not attempt.scenario.is_before_decision(attempt.moment))
        ):
            return right.why
    return None


def _has(names, name):
    return "*" in names or name in names


def is_known(attempt):
    """Say whether it is on the list of what is open."""
    target = attempt.target
    place = (attempt.scenario.name, attempt.kind, target.model, target.field)
    return any(
        all(want in ("*", has) for want, has in zip(known, place, strict=True)) for known in KNOWN
    )


def is_ours(env, target):
    """Say whether the field is of these addons: then a traceback is ours too."""
    return bool(set(env[target.model]._fields[target.field]._modules) & set(OURS))
