"""What the till pays for store credit: an order, an order without it, and the opening."""

from . import acts_till
from .measure import Figure

SHARE = 1.02
LISTED = 100
TIMES = 3  # orders of each customer before the till closes


def till_cases(env, watch, rivals):
    """Yield the figures of the till, beside a till without the method and Odoo alone.

    :param dict rivals: as of ``rivals.measure``
    """
    if "is_store_credit" not in env["pos.payment.method"]._fields:
        return
    bare = acts_till.Till(env, "Bare").open()
    till = acts_till.Till(env, "Credit")
    till.config.store_credit_enabled = True
    till.open()
    method = till.config.payment_method_ids - till.cash
    partners = rich_customers(env)
    yield from selling(watch, bare, till, method, partners, rivals["native"])
    yield from opening(watch, bare, till, rivals["native"])
    yield from reading(env, watch, till)
    yield from closing(env, watch, till, method, partners)


def rich_customers(env):
    """Return customers who have enough store credit for one order."""
    accounts = env["customer.credit.account"].search(
        [("company_id", "=", env.company.id), ("balance", ">", 50), ("reserved", "=", 0)],
        limit=acts_till.ORDERS,
    )
    return accounts.partner_id


def selling(watch, bare, till, method, partners, native):
    """One order sent by the till, paid by cash or by store credit."""
    taken = acts_till.per_order(
        watch.take_turns(
            bare=acts_till.selling(bare, partners),
            cash=acts_till.selling(till, partners),
            credit=acts_till.selling(till, partners, method),
        )
    )
    (bare_ms, bare_queries), (ms, queries) = taken["bare"], taken["credit"]
    yield Figure(
        "till: an order paid by store credit", ms, round(queries, 1),
        f"by cash, no method ({bare_queries:.1f} queries)", bare_ms, "+15 ms, +4 queries",
        ms <= bare_ms + 15 and queries <= bare_queries + 4,
    )  # fmt: skip
    ms, queries = taken["cash"]
    yield Figure(
        "... paid by cash, where credit is taken too", ms, round(queries, 1),
        f"the till without the method ({bare_queries:.1f} queries)", bare_ms,
        "+3 %, +0 queries", ms <= 1.03 * bare_ms and queries <= bare_queries,
    )  # fmt: skip
    own_ms, own_queries = native["till sale"]
    yield Figure(
        "... paid by cash, beside Odoo alone", bare_ms, round(bare_queries, 1),
        f"Odoo alone ({own_queries:.1f} queries)", own_ms, "+0 queries",
        bare_queries <= own_queries,
    )  # fmt: skip


def opening(watch, bare, till, native):
    """Everything that a till asks for when it is opened."""
    taken = watch.take_turns(bare=bare.load, credit=till.load)
    (bare_ms, bare_queries), (ms, queries) = taken["bare"], taken["credit"]
    yield Figure(
        "till: opening", ms, queries, f"without the method ({bare_queries:.0f} queries)", bare_ms,
        "+2 %", ms <= SHARE * bare_ms,
    )  # fmt: skip
    own_ms, own_queries = native["till opening"]
    yield Figure("... beside Odoo alone", ms, queries,
                 f"Odoo alone ({own_queries:.0f} queries)", own_ms)  # fmt: skip


def reading(env, watch, till):
    """The store credit of the customers on the list, read live."""
    ids = acts_till.customers(env, LISTED).ids
    ms, queries = watch.take_turns(
        act=lambda: env["res.partner"].get_store_credit_for_till(ids, till.config.id)
    )["act"]
    yield Figure(f"till: store credit of {LISTED} customers, live", ms, queries,
                 aim="under 50 ms", met=ms < 50)  # fmt: skip


def closing(env, watch, till, method, partners):
    """Closing a session, beside a method of Odoo's own that books customer by customer."""
    named = acts_till.Till(env, "Named")
    bank = named.by_name()
    named.open()
    for place, way in ((till, method), (named, bank)):
        for _time in range(TIMES):
            place.sync(place.orders(partners, way))
    taken = watch.take_turns(credit=till.close, named=named.close)
    (ms, queries), (other_ms, other_queries) = taken["credit"], taken["named"]
    count = TIMES * len(partners)
    yield Figure(
        f"till: closing after {count} orders paid by store credit", ms, queries,
        f"by Odoo's own method that names the customer ({other_queries:.0f} queries)", other_ms,
        "no slower", ms <= other_ms,
    )  # fmt: skip
