"""What somebody may change: then the outcome may differ, but all that must hold still holds."""

from collections import namedtuple

from .forge import OURS

Right = namedtuple("Right", "kinds models fields before why")
Right.__doc__ = """Kinds, models and fields ("*": all), and whether before the decision only.

A right allows another outcome, never a fault: the ledger ties out, nothing is over the limit
without an approval, credit has money behind it (see outcome.py)."""

SALES = {"salesperson", "approver", "statement user"}
BOOKS = {"invoicing", "accountant", "credit manager", "statement manager", "colleague"}
TILL = {"till user", "till manager"}

RIGHTS = [
    Right(
        SALES | BOOKS | TILL, {"sale.order", "sale.order.line"}, "*", False,
        "Odoo lets them write orders; the gate decides on what the lines say, then and later.",
    ),
    Right(
        BOOKS, {"account.move", "account.move.line"}, "*", True,
        "Who invoices writes drafts; the gate then decides on what they say.",
    ),
    Right(
        BOOKS, {"account.move"}, {"state", "payment_ids"}, False,
        "Who keeps the books takes an entry back or enters a payment; a draft is no money.",
    ),
    Right(
        BOOKS, {"account.move"}, {"payment_state"}, False,
        "Odoo's button blocks an open invoice and frees it; other values are left out.",
    ),
    Right(
        BOOKS, {"account.payment"}, {"state"}, False,
        "The form's buttons validate, reject and take back; its items follow, and credit them.",
    ),
    Right(
        {"credit manager"},
        {"customer.credit.topup", "customer.credit.adjust", "customer.credit.refund",
         "customer.credit.transfer", "customer.credit.apply", "customer.credit.apply.credit",
         "customer.credit.apply.invoice", "customer.credit.apply.line"},
        "*", True, "Who opened a dialog fills it in; it books what it says when it is confirmed.",
    ),
    Right(
        {"statement user", "statement manager", "colleague"},
        {"customer.statement"},
        {"partner_id", "company_id", "kind", "date_from", "date_to", "template_id", "note",
         "user_id", "attach_invoices"},
        True, "Who makes a statement chooses what it says, until it is sent.",
    ),
    Right(
        {"accountant"},
        {"customer.statement.interest.settle", "customer.statement.interest.settle.line"},
        {"date", "take", "reason", "item", "settle_id", "partner_id", "company_id", "line_ids"},
        True, "Who opened the dialog chooses what it is about; the figures are computed again.",
    ),
    Right(
        {"statement manager", "colleague", "accountant"},
        {"customer.statement.run"},
        {"name", "user_id", "date_to", "date_from", "message", "kind", "template_id", "delivery",
         "attach_invoices", "skip_zero", "skip_credit", "skip_unchanged", "minimum_balance",
         "domain", "tag_ids", "salesperson_ids", "country_ids", "only_overdue", "schedule_id",
         "company_id"},
        True, "Who starts a run chooses what it sends, until it starts.",
    ),
    Right(
        SALES | BOOKS, {"res.partner"},
        {"customer_statement_reminder_pause_until", "customer_statement_reminder_pause_reason",
         "customer_statement_reminder_policy_id", "active", "email"},
        True, "Whoever makes the statements of a customer pauses reminders, managers choose the "
        "policy; without an address, or archived, nobody is written to.",
    ),
    Right(
        {"approver"}, {"customer.credit.request.decide"}, "*", True,
        "Who decides may change the mind before deciding.",
    ),
    Right(
        {"limit manager"}, {"customer.credit.hold.wizard"}, "*", True,
        "Who opened the dialog fills it in.",
    ),
    Right(
        {"limit manager", "colleague", "accountant"},
        {"customer.credit.profile", "customer.credit.policy"}, "*", False,
        "Limits, holds and policies are theirs, and accountants'; each change is on record.",
    ),
    Right(
        {"limit manager", "colleague", "accountant"}, {"res.partner"},
        {"credit_limit_mode", "credit_limit_amount", "credit_hold", "credit_hold_reason"}, False,
        "The same, on the customer's form.",
    ),
    Right(
        {"credit manager", "colleague", "accountant"}, {"customer.credit.account"},
        {"overdraft_limit"}, False, "Credit managers, and accountants, allow an overdraft.",
    ),
    Right(
        {"invoicing"}, {"customer.credit.payment.refund"}, {"amount", "credit_invoices"}, True,
        "Who refunds chooses how much, up to what was paid.",
    ),
    Right(
        TILL,
        {"pos.payment"},
        {"payment_method_id"},
        False,
        "A wrong method is corrected; the customer's account is asked again.",
    ),
    Right(
        {"till manager"}, {"pos.order"}, {"partner_id"}, False,
        "A till manager corrects the customer of a cash sale; nothing of credit stands on it yet.",
    ),
    Right(
        {"till manager"}, {"pos.config"}, "*", True,
        "A till manager sets up the till.",
    ),
]  # fmt: skip

# What is not closed yet: (scenario, kind, model, field), "*": any; a sentence each.
KNOWN = {}


def is_posted(env, target):
    """Say whether the target is a posted customer document, or an item of one."""
    if target.model not in ("account.move", "account.move.line"):
        return False
    moves = env[target.model].sudo().browse(target.ids)
    moves = moves if target.model == "account.move" else moves.move_id
    return any(it.state == "posted" and it.is_sale_document() for it in moves)


def find(attempt, was_posted):
    """Return why this user may change the outcome with this field at this moment, or None.

    :param bool was_posted: see :func:`is_posted`; a right to write drafts ends there
    """
    target = attempt.target
    field = attempt.scenario.case.env[target.model]._fields[target.field]
    if field.compute and field.readonly and not field.inverse:
        return None  # figures are computed: nobody has a right to write them
    for right in RIGHTS:
        if (
            _has(right.kinds, attempt.kind)
            and _has(right.models, target.model)
            and _has(right.fields, target.field)
            and not (right.before and not attempt.scenario.is_before_decision(attempt.moment))
            and not (right.before and was_posted)
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
