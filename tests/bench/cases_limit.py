"""What limits cost: exposure, who is over the limit, overdue, confirming and posting."""

from odoo import SUPERUSER_ID
from odoo.modules.registry import Registry
from odoo.tools import SQL

from . import acts
from .forms import list_spec
from .measure import Figure

COUNTS = (1, 80, 1000, 10**6)
# At most so many times as long as one plain SQL query.
SHARES = {1: 0.4, 80: 1.0, 1000: 1.1}
PLAIN = """
    WITH remaining AS (%(orders)s)
    SELECT partner_id, SUM(amount) FROM (
        SELECT partner_id, amount_residual AS amount FROM account_move_line
         WHERE account_id IN %(accounts)s AND partner_id IN %(partners)s
           AND reconciled IS NOT TRUE AND parent_state = 'posted' AND company_id = %(company)s
        UNION ALL
        SELECT customer_id, amount FROM remaining
        UNION ALL
        SELECT remaining.customer_id, -LEAST(remaining.amount, tx.amount)
          FROM payment_transaction tx
          JOIN sale_order_transaction_rel rel ON rel.transaction_id = tx.id
          JOIN remaining ON remaining.id = rel.sale_order_id
         WHERE tx.state = 'authorized'
        UNION ALL
        SELECT move.commercial_partner_id,
               CASE WHEN move.move_type <> 'out_refund' THEN move.amount_residual_signed
                    ELSE (SELECT -SUM(item.price_total) FROM account_move_line item
                            JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
                           WHERE item.move_id = move.id) END
          FROM account_move move
         WHERE move.state = 'draft' AND move.company_id = %(company)s
           AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
           AND move.commercial_partner_id IN %(partners)s
        %(till)s
    ) term GROUP BY partner_id
"""
PLAIN_TILL = """
    UNION ALL
    SELECT customer.commercial_partner_id, payment.amount
      FROM pos_session session
      JOIN pos_order orders ON orders.session_id = session.id
      JOIN pos_payment payment ON payment.pos_order_id = orders.id
      JOIN pos_payment_method method ON method.id = payment.payment_method_id
      JOIN res_partner customer ON customer.id = orders.partner_id
     WHERE session.state <> 'closed' AND orders.company_id = %(company)s
       AND orders.account_move IS NULL AND method.journal_id IS NULL
       AND customer.commercial_partner_id IN %(partners)s
"""
# What people add to their list of customers.
COLUMNS = ("credit_exposure", "credit_headroom", "credit_utilisation", "credit_limit_effective",
           "customer_credit_mark")  # fmt: skip


def limit_cases(env, watch, rivals):
    """Yield the figures of the limit addon, beside plain SQL, Odoo alone and a published addon.

    :param dict rivals: as of ``rivals.measure``
    """
    if "customer.credit.profile" not in env:
        return
    give_limits(env)
    yield from exposure(env, watch, rivals)
    yield from customer_list(env, watch)
    yield from over_the_limit(env, watch, rivals)
    yield from overdue(env, watch)
    yield from documents(env, rivals)


def give_limits(env):
    """Give every customer an own limit, as no ledger of another addon has any.

    And the row that decisions on a customer share: the first one makes it, all others find it.
    """
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO customer_credit_profile
                (partner_id, company_id, limit_mode, limit_amount, hold, create_uid, write_uid)
            SELECT id, %(company)s, 'custom', 1000 * (id %% 50), 'auto', 1, 1
              FROM res_partner WHERE ref LIKE 'GEN-0%%' AND parent_id IS NULL
            ON CONFLICT DO NOTHING
            """,
            company=env.company.id,
        )
    )
    env.cr.execute(
        env["customer.credit.account"]._touch_query(acts.customers(env, 10**6).ids, env.company)
    )
    env.cr.execute("ANALYZE customer_credit_profile, customer_credit_account")
    env.registry.clear_cache()
    env.invalidate_all()


def plain_exposure(env, ids):
    """Read the same terms by one hand-written query, as fast as PostgreSQL can."""
    Partner = env["res.partner"]
    where = SQL(
        """
        orders.company_id = %s AND orders.invoice_status IS DISTINCT FROM 'invoiced'
        AND contact.commercial_partner_id IN %s
        """,
        env.company.id,
        tuple(ids),
    )
    till = PLAIN_TILL if "pos.order" in env else ""
    env.cr.execute(
        SQL(
            PLAIN,
            accounts=Partner._get_receivable_account_ids(env.company),
            partners=tuple(ids),
            company=env.company.id,
            orders=Partner._credit_exposure_orders_query(where),
            till=SQL(till, company=env.company.id, partners=tuple(ids)) if till else SQL(),
        )
    )
    return dict(env.cr.fetchall())


def exposure(env, watch, rivals):
    """What counts against the limit of any number of customers."""
    for count in COUNTS:
        ids = acts.customers(env, count).ids
        taken = watch.take_turns(
            sql=lambda ids=ids: plain_exposure(env, ids),
            reader=lambda ids=ids: (
                env["res.partner"].browse(ids)._get_credit_limit_exposure_by_partner(env.company)
            ),
        )
        (ms, queries), (sql_ms, _queries) = taken["reader"], taken["sql"]
        share = SHARES.get(count, 1.5)
        yield Figure(
            f"exposure of {len(ids):,}, by policy", ms, queries, "one plain SQL query", sql_ms,
            f"within {share} x", ms <= share * sql_ms,
        )  # fmt: skip
        for kind, label in (("native", "Odoo's two fields"), ("peer", "published addon")):
            other = (rivals.get(kind) or {}).get(f"exposure {count}")
            if other:
                yield Figure(f"... the same beside {label}", ms, queries,
                             f"{label} ({other[1]:.0f} queries)", other[0])  # fmt: skip


def customer_list(env, watch):
    """The first page of customers, with the columns of exposure and without."""
    bare = list_spec(env, "res.partner")
    bare = {name: part for name, part in bare.items() if name not in COLUMNS}
    domain = [("ref", "=like", "GEN-0%"), ("parent_id", "=", False)]

    def page(spec):
        return lambda: env["res.partner"].web_search_read(domain, spec, limit=80)

    shown = {**bare, "currency_id": {}, **{name: {} for name in COLUMNS}}
    taken = watch.take_turns(bare=page(bare), columns=page(shown))
    (ms, queries), (bare_ms, bare_queries) = taken["columns"], taken["bare"]
    yield Figure(
        "list of 80 customers, with limit, exposure, headroom", ms, queries,
        f"without ({bare_queries:.0f} queries)", bare_ms, "+15 %, +5 queries",
        ms <= 1.15 * bare_ms and queries <= bare_queries + 5,
    )  # fmt: skip


def over_the_limit(env, watch, rivals):
    """Who is over the limit, among all customers."""
    search = env["res.partner"].search
    ids = acts.customers(env, 10**6).ids
    taken = watch.take_turns(
        sql=lambda: plain_exposure(env, ids), act=lambda: search([("credit_headroom", "<", 0)])
    )
    ms, queries = taken["act"]
    other = (rivals.get("peer") or {}).get("over")
    yield Figure(
        "who is over the limit, among all customers", ms, queries,
        f"published addon ({other[1]:.0f} queries)" if other else "", other[0] if other else 0.0,
        "under 500 ms", ms < 500,
    )  # fmt: skip
    yield Figure("... beside the exposure of all", ms, queries,
                 "one plain SQL query", taken["sql"][0])  # fmt: skip


def overdue(env, watch):
    """What 1,000 customers have left unpaid for more than 30 days."""
    partners = acts.customers(env, 1000)
    ms, queries = watch.take_turns(
        act=lambda: partners._get_credit_overdue_by_partner(env.company, 30)
    )["act"]
    yield Figure(f"overdue of {len(partners):,} customers", ms, queries,
                 aim="under 100 ms", met=ms < 100)  # fmt: skip


def documents(env, rivals):
    """Confirming orders and posting invoices one by one, in turns with Odoo alone."""
    # Room for everybody: what waits or is stopped does other work than what passes.
    env.cr.execute("UPDATE customer_credit_profile SET limit_amount = 1e9")
    env.invalidate_all()
    peer = rivals.get("peer") or {}
    with Registry(rivals["native_database"]).cursor() as cr:
        native = env(cr=cr, user=SUPERUSER_ID).ref("base.user_admin")
        alone = env(cr=cr, user=native.id)
        taken = acts.in_turns({"alone": alone, "own": env})
        cr.rollback()
    for act, label, aim, share in (
        ("confirm", "order, confirmed with a limit", "+6 %, +2 queries", 1.06),
        ("post", "invoice, posted with a limit", "+3 %", 1.03),
    ):
        (ms, queries), (alone_ms, alone_queries) = taken[act]["own"], taken[act]["alone"]
        met = ms <= share * alone_ms and (act != "confirm" or queries <= alone_queries + 2)
        yield Figure(
            label, ms, queries, f"Odoo alone, in turns ({alone_queries:.0f} queries)", alone_ms,
            aim, met,
        )  # fmt: skip
        if act in peer:
            other = peer[act]
            yield Figure(f"... beside the published addon, {act}", ms, queries,
                         f"({other[1]:.1f} queries)", other[0])  # fmt: skip
