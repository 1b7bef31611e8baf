"""Statements: values beside plain SQL, PDF beside bare ReportLab, whole runs, another addon."""

from datetime import date

from dateutil.relativedelta import relativedelta

from . import acts
from .measure import Figure
from .statement_bare import (
    bare_canvas,
    bare_page,
    bare_rows,
    plain_activity,
    plain_due,
    plain_past,
    plain_today,
    register_fonts,
)
from .statement_runs import FEW

VALUES = 1000
# As many as the other addon is measured with.
DOCUMENTS = FEW
PEER = "partner_statement 19.0"
# More than any ledger has.
EVERYBODY = 10**6
# Peak memory that may differ between a short run and a long one, in MB.
FLAT = 16


def statement_cases(env, watch, rivals):
    """Yield the figures of statements, if the addon is there.

    :param rivals: {"statements": figures of another addon, "runs": of whole runs}, None for what
        was not measured
    """
    if "customer.statement" not in env:
        return
    peer = rivals.get("statements") or {}
    yield from values(env, watch)
    yield from values_of_a_year(env, watch, peer)
    yield from reminders(env, watch)
    yield from documents(env, watch, peer)
    # Odoo knows the addon's package once it has read its configuration.
    from .statement_scripts import script_cases

    yield from script_cases(watch)
    yield from whole_runs(rivals.get("runs") or {}, peer)


def last_day(env):
    """Return the last day that something was booked on."""
    env.cr.execute("SELECT MAX(date) FROM account_move_line WHERE parent_state = 'posted'")
    return env.cr.fetchone()[0] or date.today()


def year(env):
    """Return (first day, last day) of the twelve months and more that documents cover here."""
    last = last_day(env)
    return last + relativedelta(years=-1, day=1), last


def _per_second(count, ms):
    return f"{count / ms * 1000:,.0f} customers per second"


def values(env, watch):
    """What 1,000 statements say, today and as of a past day."""
    partners = acts.customers(env, VALUES)
    fresh = env["res.partner"].browse(partners.ids)
    reader = env["customer.statement.reader"]
    today = last_day(env)
    past = today + relativedelta(months=-6)
    first = today.replace(day=1)
    taken = watch.take_turns(
        today_sql=lambda: plain_today(env, fresh),
        past_sql=lambda: plain_past(env, fresh, past),
        activity_sql=lambda: plain_activity(env, fresh, first, today),
        today=lambda: reader._read(env.company, fresh, "open_items", None, today),
        past=lambda: reader._read(env.company, fresh, "open_items", None, past),
        activity=lambda: reader._read(env.company, fresh, "activity", first, today),
    )
    for name, label, said in (
        ("today", "open items of today", "open items, ledger"),
        ("past", f"open items as of {past}", "open items of the day, ledger"),
        ("activity", "activity of this month", "movements, opening, open items, ledger"),
    ):
        ms, queries = taken[name]
        sql_ms = taken[f"{name}_sql"][0]
        yield Figure(
            f"values of {len(partners):,} statements: {label}", ms, queries, f"plain SQL: {said}",
            sql_ms,
            "5 queries, within 3 x", queries <= 5 and ms <= 3 * sql_ms,
            [_per_second(len(partners), ms)],
        )  # fmt: skip


def values_of_a_year(env, watch, peer):
    """What statements of a year say, for few customers and for many."""
    reader = env["customer.statement.reader"]
    first, last = year(env)
    for count in (DOCUMENTS, VALUES):
        ids = acts.customers(env, count).ids

        def read(ids=ids):
            reader._read(env.company, env["res.partner"].browse(ids), "activity", first, last)

        ms, queries = watch.take_turns(act=read)["act"]
        yield _beside_peer(
            f"values of {count:,} statements: activity of a year", ms, queries, peer,
            f"values {count}", f"{PEER}: the same", [_per_second(count, ms)],
        )  # fmt: skip


def reminders(env, watch):
    """Who gets which step of reminders, of all customers, beside the one query that could say it.

    On the ledger of 20,000 customers there are some 200,000 open items.
    """
    partners = acts.customers(env, EVERYBODY)
    ids = partners.ids
    policy = env["customer.reminder.policy"].sudo().create(
        {"name": "Measured", "customer_only": True}
    )  # fmt: skip
    today = last_day(env)
    reader = env["customer.reminder.reader"].sudo()
    taken = watch.take_turns(
        # A run knows its policy and company; what is measured is reading the customers.
        first=lambda: reader._read(policy, env["res.partner"].browse(ids[:1]), today),
        sql=lambda: plain_due(env, env["res.partner"].browse(ids), today),
        read=lambda: reader._read(policy, env["res.partner"].browse(ids), today),
    )
    ms, queries = taken["read"]
    sql_ms = taken["sql"][0]
    yield Figure(
        f"who gets which reminder, of {len(ids):,} customers", ms, queries,
        "plain SQL: due, oldest, last reminder", sql_ms, "5 queries, within 1.5 x",
        queries <= 5 and ms <= 1.5 * sql_ms, [_per_second(len(ids), ms)],
    )  # fmt: skip


def _beside_peer(name, ms, queries, peer, case, said, notes=()):
    """Return a figure beside that of the other addon, alone where that was not measured."""
    if case not in peer:
        return Figure(name, ms, queries, notes=list(notes))
    theirs = peer[case][0]
    notes = [*notes, f"{theirs / ms:,.0f} x as fast as {PEER}"]
    return Figure(name, ms, queries, said, theirs, "50 x", ms * 50 <= theirs, notes)


def documents(env, watch, peer):
    """Records, HTML and PDF of statements with their data."""
    partners = acts.customers(env, DOCUMENTS)
    first, last = year(env)

    def generate():
        return env["customer.statement"]._generate(
            env["res.partner"].browse(partners.ids), env.company, "activity", first, last
        )

    made, made_queries = watch.take_turns(generate=generate)["generate"]
    count = len(partners)
    yield Figure(f"statements made: numbered, read, kept, {count}", made, made_queries,
                 notes=[_per_second(count, made)])  # fmt: skip
    with env.cr.savepoint() as savepoint:
        statements = generate()
        found = [statement._get_document() for statement in statements]
        taken = _draw_turns(watch, statements, found)
        savepoint.rollback()
        env.transaction.clear()
    rows = sum(len(table.rows) for doc in found for part in doc.sections for table in part.tables)
    ms, queries = taken["pdf"]
    yield Figure(
        f"PDF of {count} statements, {rows:,} rows", ms, queries,
        "ReportLab alone: the same words", taken["page"][0], "within 1.5 x",
        ms <= 1.5 * taken["page"][0],
        [_per_second(count, ms), f"ReportLab, the rows alone: {taken['rows'][0]:,.0f} ms",
         f"at fixed places: {taken['canvas'][0]:,.0f} ms"],
    )  # fmt: skip
    html, html_queries = taken["html"]
    yield Figure(f"HTML of {count} statements", html, html_queries,
                 notes=[_per_second(count, html)])  # fmt: skip
    yield _beside_peer(
        f"values and HTML of {count} statements, numbered and kept", made + html,
        made_queries + html_queries, peer, f"html {count}", f"{PEER}: values and HTML",
        [_per_second(count, made + html)],
    )  # fmt: skip


def _draw_turns(watch, statements, found):
    """Draw the same statements in turn; the cache is dropped with each, as in real life."""
    ids = statements.ids
    Statement = statements.browse()
    statements.env.flush_all()
    fonts = register_fonts(found[0].style)
    return watch.take_turns(
        pdf=lambda: [statement._render_pdf() for statement in Statement.browse(ids)],
        html=lambda: [statement._render_html() for statement in Statement.browse(ids)],
        page=lambda: [bare_page(doc, fonts) for doc in found],
        rows=lambda: [bare_rows(doc, fonts) for doc in found],
        canvas=lambda: [bare_canvas(doc, fonts) for doc in found],
    )


def whole_runs(runs, peer):
    """Yield the figures of runs with one worker and with two, with the emails queued."""
    if not runs:
        return
    few, one, two = runs["few"], runs["one"], runs["two"]
    ms = few["seconds"] * 1000
    yield _beside_peer(
        f"run of {few['customers']:,} statements: made, drawn as PDF, kept, emails queued", ms, 0,
        peer, f"html {few['customers']}", f"{PEER}: values and HTML, no PDF, no email",
        [_per_second(few["customers"], ms)],
    )  # fmt: skip
    count, alone, together = one["customers"], one["seconds"] * 1000, two["seconds"] * 1000
    yield Figure(
        f"run of {count:,} statements, emails queued: one worker", alone, 0,
        "ReportLab's and Odoo's part alone: the same words, the same emails", one["bare"] * 1000,
        notes=[_per_second(count, alone), f"{one['busy']:.0%} of it in Python, not in PostgreSQL"],
    )  # fmt: skip
    yield Figure(
        f"run of {count:,} statements, emails queued: two workers", together, 0, "one worker",
        alone, "1.8 x as fast", together * 1.8 <= alone,
        [_per_second(count, together), f"{alone / together:.2f} x as fast as one worker"],
    )  # fmt: skip
    yield from _reminder_run(runs["reminders"], one)
    theirs = peer.get("memory")
    yield Figure(
        f"peak memory of a worker, MB: {count:,} statements", one["memory"], 0,
        f"{few['customers']:,} statements", few["memory"], "flat",
        one["memory"] <= few["memory"] + FLAT,
        [f"{PEER}, {DOCUMENTS} as HTML: {theirs[0]:,.0f} MB"] if theirs else [],
    )  # fmt: skip


def _reminder_run(run, statements):
    """Yield what a customer of a run of reminders takes beside one of a run of statements."""
    each = run["seconds"] * 1000 / run["customers"]
    other = statements["seconds"] * 1000 / statements["customers"]
    yield Figure(
        f"a customer of a run of {run['customers']:,} reminders: letter as PDF, email queued",
        each, 0, "a customer of a run of statements", other, "no slower", each <= other,
        [_per_second(run["customers"], run["seconds"] * 1000)],
    )  # fmt: skip
