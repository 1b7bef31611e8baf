"""Guards by rule of docs/ARCHITECTURE.md, and what the machine must find without each of them."""

import contextlib
from collections import namedtuple
from unittest.mock import patch

from . import scenes_credit, scenes_limit, scenes_shop, scenes_statement, scenes_till

Guard = namedtuple("Guard", "rule model method answer scenario fields kinds")
Guard.__doc__ = """A method that guards, what it answers when it is taken out, and where to look."""

GUARDS = {
    "limit": [],
    "till": [],
    "credit": [],
    "statement": [],
    "shop": [
        Guard(
            11, "res.partner", "_may_buy_on_account", True,
            scenes_shop.NotOnAccount, {"sale.order.note"}, {"salesperson"},
        ),
    ],
}  # fmt: skip
# Record rules that are guards: taken out by archiving them.
RULES = {
    "limit": [
        Guard(
            4, "ir.rule", "customer_credit_limit.rule_customer_credit_request_decide_own", None,
            scenes_limit.Refuse, {"customer.credit.request.decide.decision"}, {"colleague"},
        ),
    ],
    "credit": [
        Guard(
            4, "ir.rule", "customer_credit_balance.rule_customer_credit_topup_own", None,
            scenes_credit.TopUp, {"customer.credit.topup.amount"}, {"colleague"},
        ),
    ],
}  # fmt: skip


def taken_out(case, guard):
    """Return a context manager in which the guard does nothing."""
    if guard.model == "ir.rule":
        return _archived(case, guard.method)
    cls = case.registry[guard.model]
    return patch.object(cls, guard.method, lambda *args, **kwargs: guard.answer, create=False)


@contextlib.contextmanager
def _archived(case, xmlid):
    """Archive a record rule; the machine undoes it with everything else."""
    case.env.ref(xmlid).active = False
    case.env.flush_all()
    case.env.registry.clear_cache()
    yield
    case.env.registry.clear_cache()


def all_of(stage):
    """Return the guards that this stage can show."""
    return [*GUARDS.get(stage, ()), *RULES.get(stage, ())]


__all__ = ["GUARDS", "all_of", "scenes_shop", "scenes_statement", "scenes_till", "taken_out"]
