"""What limits cost: exposure, who is over the limit, overdue, confirming and posting."""

from odoo.tools import SQL

from . import acts
from .measure import Figure

COUNTS = (1, 80, 1000, 10**6)


def limit_cases(env, watch, rivals):
    """Yield the figures of the limit addon, beside plain SQL, Odoo alone and a published addon.

    :param dict rivals: as of ``rivals.measure``
    """
    if "customer.credit.profile" not in env:
        return
    give_limits(env)
    yield from exposure(env, watch, rivals)
    yield from over_the_limit(env, watch, rivals)
    yield from overdue(env, watch)
    yield from documents(env, watch, rivals)


def give_limits(env):
    """Give every customer an own limit, as no ledger of another addon has any."""
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
    env.cr.execute("ANALYZE customer_credit_profile")
    env.registry.clear_cache()
    env.invalidate_all()


def plain_exposure(env, ids):
    """Read the exposure by one hand-written query, as fast as PostgreSQL can."""
    Partner = env["res.partner"]
    env.cr.execute(
        SQL(
            """
            SELECT partner_id, SUM(amount) FROM (
                SELECT partner_id, amount_residual AS amount FROM account_move_line
                 WHERE account_id IN %(accounts)s AND partner_id IN %(partners)s
                   AND reconciled IS NOT TRUE AND parent_state = 'posted'
                   AND company_id = %(company)s
                UNION ALL
                SELECT customer_id, amount FROM (%(orders)s) remaining
                UNION ALL
                SELECT commercial_partner_id, amount_residual_signed FROM account_move
                 WHERE state = 'draft' AND move_type IN ('out_invoice', 'out_receipt')
                   AND company_id = %(company)s AND commercial_partner_id IN %(partners)s
            ) term GROUP BY partner_id
            """,
            accounts=Partner._get_receivable_account_ids(env.company),
            partners=tuple(ids),
            company=env.company.id,
            orders=Partner._credit_exposure_orders_query(
                SQL(
                    """
                    orders.company_id = %s AND orders.invoice_status IS DISTINCT FROM 'invoiced'
                    AND contact.commercial_partner_id IN %s
                    """,
                    env.company.id,
                    tuple(ids),
                )
            ),
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
        yield Figure(
            f"exposure of {len(ids):,}, by policy", ms, queries, "one plain SQL query", sql_ms,
            "within 1.5 x", ms <= 1.5 * sql_ms,
        )  # fmt: skip
        for kind, label in (("native", "Odoo's two fields"), ("peer", "published addon")):
            other = (rivals.get(kind) or {}).get(f"exposure {count}")
            if other:
                yield Figure(f"... the same beside {label}", ms, queries,
                             f"{label} ({other[1]:.0f} queries)", other[0])  # fmt: skip


def over_the_limit(env, watch, rivals):
    """Who is over the limit, among all customers."""
    search = env["res.partner"].search
    ms, queries = watch.take_turns(act=lambda: search([("credit_headroom", "<", 0)]))["act"]
    other = (rivals.get("peer") or {}).get("over")
    yield Figure(
        "who is over the limit, among all customers", ms, queries,
        f"published addon ({other[1]:.0f} queries)" if other else "", other[0] if other else 0.0,
        "under 500 ms", ms < 500,
    )  # fmt: skip


def overdue(env, watch):
    """What 1,000 customers have left unpaid for more than 30 days."""
    partners = acts.customers(env, 1000)
    ms, queries = watch.take_turns(
        act=lambda: partners._get_credit_overdue_by_partner(env.company, 30)
    )["act"]
    yield Figure(f"overdue of {len(partners):,} customers", ms, queries,
                 aim="under 100 ms", met=ms < 100)  # fmt: skip


def documents(env, watch, rivals):
    """Confirming orders and posting invoices one by one, each from an empty cache."""
    # Room for everybody: what waits or is stopped does other work than what passes.
    env.cr.execute("UPDATE customer_credit_profile SET limit_amount = 1e9")
    env.invalidate_all()
    taken = acts.measure(env, watch)
    native, peer = rivals["native"], rivals.get("peer") or {}
    for act, label, aim, share in (
        ("confirm", "order, confirmed with a limit", "+5 %, +3 queries", 1.05),
        ("post", "invoice, posted with a limit", "+2 %", 1.02),
    ):
        ms, queries = taken[act]
        own_ms, own_queries = native[act]
        met = ms <= share * own_ms and (act != "confirm" or queries <= own_queries + 3)
        yield Figure(
            label, ms, round(queries, 1), f"Odoo alone ({own_queries:.1f} queries)", own_ms, aim,
            met,
        )  # fmt: skip
        if act in peer:
            other = peer[act]
            yield Figure(f"... beside the published addon, {act}", ms, round(queries, 1),
                         f"({other[1]:.1f} queries)", other[0])  # fmt: skip
