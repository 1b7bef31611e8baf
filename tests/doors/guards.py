"""Guards by rule of docs/ARCHITECTURE.md, and what the machine must find without each of them."""

import contextlib
from collections import namedtuple
from unittest.mock import patch

from . import scenes_credit, scenes_limit, scenes_shop, scenes_statement, scenes_till

Guard = namedtuple("Guard", "rule takes scenario at fields kinds")
Guard.__doc__ = """What is taken out: [(model, method, what it answers then), or the xml id of
a record rule]; an answer may be a class, of which each call gets an instance. And where the
machine looks: the scenario, after how many of its steps, model.field, and kinds of users."""

GUARDS = {
    "limit": [
        Guard(
            4,
            ["customer_credit_limit.rule_customer_credit_request_decide_own"],
            scenes_limit.Refuse,
            2,
            {"customer.credit.request.decide.reason"},
            {"colleague"},
        ),
        Guard(
            1,
            [("sale.order", "_get_credit_computed_names", frozenset())],
            scenes_limit.ConfirmWithin,
            0,
            {"sale.order.amount_total"},
            {"salesperson"},
        ),
        Guard(
            2,
            [("account.move", "_keep_credit_worth", contextlib.nullcontext)],
            scenes_limit.PostInvoice,
            1,
            {"account.move.journal_line_ids", "account.move.line.price_unit"},
            {"invoicing"},
        ),
        Guard(
            2,
            [("customer.credit.request", "_check_seen", None)],
            scenes_limit.ApproveSeveral,
            3,
            {"sale.order.line.price_unit"},
            {"salesperson"},
        ),
        Guard(
            2,
            [("res.partner.category", "_check_credit_tags", None)],
            scenes_limit.TwoLevels,
            0,
            {"res.partner.category_id"},
            {"salesperson", "contacts"},
        ),
    ],
    "till": [
        Guard(
            12,
            [("customer.credit.pin", "_is_set_for", True)],
            scenes_till.FormerPin,
            0,
            {"res.partner.function"},
            {"contacts"},
        ),
        Guard(
            2,
            [("pos.order", "_is_bound_by_credit", False)],
            scenes_till.TopUp,
            1,
            {"pos.payment.payment_method_id", "pos.order.amount_total"},
            {"till user"},
        ),
        Guard(
            10,
            [("pos.order", "_check_store_credit_payout", None)],
            scenes_till.PayOut,
            1,
            {"pos.order.general_customer_note"},
            {"till user"},
        ),
        Guard(
            12,
            [("pos.order", "_check_store_credit_spent", None)],
            scenes_till.NotVerified,
            0,
            {"res.partner.function"},
            {"contacts"},
        ),
    ],
    "credit": [
        Guard(
            4,
            ["customer_credit_balance.rule_customer_credit_topup_own"],
            scenes_credit.TopUp,
            1,
            {"customer.credit.topup.amount"},
            {"colleague"},
        ),
        Guard(
            6,
            [("res.partner", "_check_credit_may_leave", None)],
            scenes_credit.TopUpPerson,
            0,
            {"res.partner.parent_id"},
            {"contacts"},
        ),
        Guard(
            7,
            [("account.move.line", "_check_store_credit_raised_by_hand", None)],
            scenes_credit.PostEntry,
            0,
            {"account.move.line.account_id"},
            {"invoicing"},
        ),
        Guard(
            7,
            [("account.partial.reconcile", "_check_topup_money", None)],
            scenes_credit.PayTopUp,
            1,
            {"account.payment.register.payment_difference_handling"},
            {"invoicing"},
        ),
    ],
    "statement": [
        Guard(
            5,
            [("customer.statement", "_refuse_evidence", None)],
            scenes_statement.Answer,
            2,
            {"customer.statement.confirmation"},
            {"statement user"},
        ),
    ],
    "shop": [
        Guard(
            1,
            [("payment.transaction", "_check_credit_server_names", None)],
            scenes_shop.Split,
            2,
            {"payment.transaction.state", "payment.transaction.amount"},
            {"invoicing"},
        ),
        Guard(
            11,
            [("res.partner", "_may_buy_on_account", True)],
            scenes_shop.NotOnAccount,
            0,
            {"res.partner.function"},
            {"contacts"},
        ),
    ],
}


@contextlib.contextmanager
def taken_out(case, guard):
    """Let the guard do nothing; rules are archived, which the machine undoes."""
    with contextlib.ExitStack() as stack:
        for take in guard.takes:
            if isinstance(take, str):
                case.env.ref(take).active = False
                continue
            model, method, answer = take
            cls = case.registry[model]

            def stand_in(*args, answer=answer, **kwargs):
                return answer() if isinstance(answer, type) else answer

            stack.enter_context(patch.object(cls, method, stand_in))
        case.env.flush_all()
        case.env.registry.clear_cache()
        yield
    case.env.registry.clear_cache()
