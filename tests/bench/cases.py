"""What is measured, each beside Odoo's own figure or plain SQL in the same run."""

import random
from uuid import uuid4

from odoo.tools import SQL

from .forms import form_spec, list_spec, without_addons
from .measure import Figure

ORDER_LINES = 3


def all_cases(env, watch, customers):
    """Yield one Figure after the other, in the order of the table."""
    yield from balance_of_customers(env, watch, customers)
    yield from order_form(env, watch)
    yield from credit_centre(env, watch)
    yield from posting(env, watch)
    yield from applying(env, watch)


def _customers(env, count):
    """Return a fixed random choice of customers."""
    env.cr.execute(
        "SELECT id FROM res_partner WHERE ref LIKE %s AND parent_id IS NULL ORDER BY id", ["GEN-0%"]
    )
    ids = [partner_id for (partner_id,) in env.cr.fetchall()]
    return env["res.partner"].browse(random.Random(5).sample(ids, min(count, len(ids))))


def plain_balance(env, partners):
    """Read the credit balance by one hand-written query, as fast as PostgreSQL can."""
    company = env.company
    env.cr.execute(
        SQL(
            """
            SELECT partner_id, SUM(amount) FROM (
                SELECT partner_id, balance AS amount FROM customer_credit_account
                 WHERE company_id = %(company)s AND merged_into_id IS NULL
                   AND partner_id IN %(partners)s
                UNION ALL
                SELECT partner_id, -amount_residual FROM account_move_line
                 WHERE account_id IN %(accounts)s AND partner_id IN %(partners)s
                   AND reconciled IS NOT TRUE AND parent_state = 'posted'
                   AND company_id = %(company)s AND amount_residual < 0
            ) credit GROUP BY partner_id
            """,
            company=company.id,
            partners=tuple(partners.ids),
            accounts=partners._get_receivable_account_ids(company),
        )
    )
    return dict(env.cr.fetchall())


def balance_of_customers(env, watch, customers):
    """Credit balance of 1,000 customers from a cold cache."""
    partners = _customers(env, 1000)
    fresh = env["res.partner"].browse(partners.ids)
    taken = watch.take_turns(
        sql=lambda: plain_balance(env, fresh),
        reader=lambda: fresh._get_credit_balance_by_partner(env.company),
        field=lambda: fresh.mapped("credit_balance"),
        native=lambda: fresh.mapped("credit"),
    )
    (sql_ms, _queries), (native_ms, native_queries) = taken["sql"], taken["native"]
    ms, queries = taken["reader"]
    yield Figure(
        f"credit balance of {len(partners):,} customers, reader", ms, queries,
        "one plain SQL query", sql_ms, "within 1.5 x", ms <= 1.5 * sql_ms,
    )  # fmt: skip
    ms, queries = taken["field"]
    yield Figure(
        "... field credit_balance (all six fields)", ms, queries,
        f"Odoo's field credit ({native_queries:.0f} queries)", native_ms,
    )  # fmt: skip


def order_form(env, watch):
    """Opening an order, with and without what the addons show on it."""
    orders = env["sale.order"].search(
        [("state", "=", "sale"), ("partner_id.ref", "=like", "GEN-0%")], limit=200
    )
    # A record of its own: one of a search would be read together with all that were found.
    order = orders.browse(random.Random(5).choice(orders.ids))
    spec = form_spec(env, "sale.order")
    bare = without_addons(env, "sale.order", spec)
    extra = {name: part for name, part in spec.items() if name not in bare}
    opened = watch.take_turns(bare=lambda: order.web_read(bare))["bare"]
    bar = watch.take_turns(first=lambda: order.web_read(bare), bar=lambda: order.web_read(extra))
    ms, queries = bar["bar"]
    yield Figure(
        "order form: the bar, when an order is opened", ms, queries,
        f"the rest of the form ({opened[1]:.0f} queries)", opened[0],
        "10 ms, 3 queries", bool(extra) and ms <= 10 and queries <= 3,
        [f"fields of the addons on the form: {', '.join(extra) or 'none yet'}"],
    )  # fmt: skip
    partner = order.partner_id
    new = {"partner_id": partner.id, "company_id": order.company_id.id}
    taken = watch.take_turns(
        bare=lambda: env["sale.order"].onchange(new, ["partner_id"], bare),
        shown=lambda: env["sale.order"].onchange(new, ["partner_id"], spec),
    )
    (bare_ms, bare_queries), (ms, queries) = taken["bare"], taken["shown"]
    yield Figure(
        "choosing the customer of a new order", ms, queries,
        f"without the bar ({bare_queries:.0f} queries)", bare_ms, "+12 %, +3 queries",
        bool(extra) and ms <= 1.12 * bare_ms and queries <= bare_queries + 3,
    )  # fmt: skip


def credit_centre(env, watch):
    """The first page of the Credit Centre, as the list asks for it."""
    if "customer.credit" not in env:
        return
    Credit = env["customer.credit"]
    spec = list_spec(env, "customer.credit")
    total = Credit.search_count([])
    pages = {
        "all credits": [],
        "open credits": [("status", "in", ["open", "partial"])],
        "one customer": [("partner_id", "=", _customers(env, 1).id)],
    }

    def page(domain):
        return lambda: Credit.web_search_read(domain, spec, limit=80, count_limit=10001)

    taken = watch.take_turns(**{name: page(domain) for name, domain in pages.items()})
    native = watch.take_turns(native=lambda: _native_page(env))["native"]
    for name, (ms, queries) in taken.items():
        yield Figure(
            f"Credit Centre, first page of {total:,}: {name}", ms, queries,
            "Odoo's list of payments", native[0], "under 150 ms", ms < 150,
        )  # fmt: skip


def _native_page(env):
    spec = list_spec(env, "account.payment")
    return env["account.payment"].web_search_read([], spec, limit=80, count_limit=10001)


def posting(env, watch):
    """One entry of the ledger, apart from the journal entry."""
    account = env["customer.credit.account"].sudo().search([("balance", ">", 50)], limit=1)
    taken = watch.take_turns(
        repeat=20,
        post=lambda _number: account._append_entry(-0.01, "payment", str(uuid4())),
        reserve=lambda _number: account._reserve(0.01, str(uuid4())),
    )
    for name, label in (("post", "store credit: one _post"), ("reserve", "... one _reserve")):
        ms, queries = taken[name]
        yield Figure(label, ms, queries, aim="under 5 ms", met=ms < 5)


def applying(env, watch):
    """500 open credits to ten invoices, oldest first, in one action."""
    partner = env["res.partner"].search([("ref", "=", "GEN-CREDITS-500")])
    lines = env["account.move.line"].search(
        [
            ("partner_id", "=", partner.id),
            ("account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
            ("parent_state", "=", "posted"),
        ]
    )
    acts = {"native": lambda: env["account.move.line"].browse(lines.ids).reconcile()}
    if "customer.credit.apply" in env:
        acts["apply"] = lambda: _apply(env, partner)
    taken = watch.take_turns(**acts)
    native_ms, queries = taken["native"]
    if "apply" in taken:
        ms, own_queries = taken["apply"]
        yield Figure(
            "applying 500 credits to 10 invoices, dialog and confirm", ms, own_queries,
            "one reconcile()", native_ms, "within 1.08 x", ms <= 1.08 * native_ms,
        )  # fmt: skip
    yield Figure("... Odoo's reconcile() of the same items", native_ms, queries)


def _apply(env, partner):
    wizard = env["customer.credit.apply"].create({"partner_id": partner.id})
    wizard.action_confirm()
