"""Statements: values against plain SQL, PDF against bare ReportLab, in the same run."""

import io
from datetime import date
from random import Random

from dateutil.relativedelta import relativedelta
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Spacer, Table

from odoo.tools import SQL

from .measure import Figure

PDFS = 100


def statement_cases(env, watch):
    """Yield the figures of statements, if the addon is there."""
    if "customer.statement" not in env:
        return
    yield from values(env, watch)
    yield from documents(env, watch)


def _customers(env, count):
    env.cr.execute(
        "SELECT id FROM res_partner WHERE ref LIKE %s AND parent_id IS NULL ORDER BY id", ["GEN-0%"]
    )
    ids = [partner_id for (partner_id,) in env.cr.fetchall()]
    return env["res.partner"].browse(Random(5).sample(ids, min(count, len(ids))))


def _plain_today(env, partners):
    """What is open today with its documents, and what the books say, by hand-written queries."""
    arguments = {
        "accounts": partners._get_receivable_account_ids(env.company),
        "partners": tuple(partners.ids),
        "company": env.company.id,
    }
    env.cr.execute(
        SQL(
            """
            SELECT line.partner_id, line.currency_id, line.date,
                   COALESCE(line.date_maturity, line.date), line.amount_currency,
                   line.amount_residual, line.amount_residual_currency, move.name, move.move_type,
                   move.ref
              FROM account_move_line line JOIN account_move move ON move.id = line.move_id
             WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
               AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
               AND line.company_id = %(company)s
            """,
            **arguments,
        )
    )
    rows = env.cr.fetchall()
    env.cr.execute(
        SQL(
            """
            SELECT partner_id, currency_id, SUM(balance), SUM(amount_currency)
              FROM account_move_line
             WHERE account_id IN %(accounts)s AND partner_id IN %(partners)s
               AND parent_state = 'posted' AND company_id = %(company)s
             GROUP BY partner_id, currency_id
            """,
            **arguments,
        )
    )
    return rows, env.cr.fetchall()


def _plain_past(env, partners, day):
    """Open amounts of a past day: every item less its matchings until then, one query."""
    env.cr.execute(
        SQL(
            """
            SELECT line.partner_id, line.currency_id, COALESCE(line.date_maturity, line.date),
                   line.amount_currency - COALESCE(debit.amount, 0) + COALESCE(credit.amount, 0)
              FROM account_move_line line
              LEFT JOIN LATERAL (
                    SELECT SUM(debit_amount_currency) AS amount FROM account_partial_reconcile
                     WHERE debit_move_id = line.id AND max_date <= %(day)s) debit ON TRUE
              LEFT JOIN LATERAL (
                    SELECT SUM(credit_amount_currency) AS amount FROM account_partial_reconcile
                     WHERE credit_move_id = line.id AND max_date <= %(day)s) credit ON TRUE
             WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
               AND line.parent_state = 'posted' AND line.date <= %(day)s
               AND line.company_id = %(company)s
               AND line.amount_currency - COALESCE(debit.amount, 0) + COALESCE(credit.amount, 0)
                   <> 0
            """,
            day=day,
            accounts=partners._get_receivable_account_ids(env.company),
            partners=tuple(partners.ids),
            company=env.company.id,
        )
    )
    return env.cr.fetchall()


def values(env, watch):
    """What 1,000 statements say, today and as of a past day."""
    partners = _customers(env, 1000)
    fresh = env["res.partner"].browse(partners.ids)
    reader = env["customer.statement.reader"]
    env.cr.execute("SELECT MAX(date) FROM account_move_line WHERE parent_state = 'posted'")
    today = env.cr.fetchone()[0] or date.today()
    past = today + relativedelta(months=-6)
    first = today.replace(day=1)
    taken = watch.take_turns(
        today_sql=lambda: _plain_today(env, fresh),
        past_sql=lambda: _plain_past(env, fresh, past),
        today=lambda: reader._read(env.company, fresh, "open_items", None, today),
        past=lambda: reader._read(env.company, fresh, "open_items", None, past),
        activity=lambda: reader._read(env.company, fresh, "activity", first, today),
    )
    count = f"{len(partners):,}"
    for name, label, reference, said in (
        ("today", "open items of today", "today_sql", "plain SQL: open amounts, ledger"),
        ("past", f"open items as of {past}", "past_sql", "plain SQL: open amounts"),
        ("activity", "activity of this month", "past_sql", "plain SQL: open amounts of a day"),
    ):
        ms, queries = taken[name]
        sql_ms = taken[reference][0]
        yield Figure(
            f"values of {count} statements: {label}", ms, queries, said, sql_ms,
            "5 queries, within 3 x", queries <= 5 and ms <= 3 * sql_ms,
            [f"{len(partners) / ms * 1000:,.0f} customers per second"],
        )  # fmt: skip


def documents(env, watch):
    """Records, HTML and PDF of statements with their data."""
    partners = _customers(env, PDFS)
    Statement = env["customer.statement"]
    env.cr.execute("SELECT MAX(date) FROM account_move_line WHERE parent_state = 'posted'")
    today = env.cr.fetchone()[0] or date.today()
    first = date(today.year - 1, today.month, 1)

    def generate():
        return Statement._generate(
            env["res.partner"].browse(partners.ids), env.company, "activity", first, today
        )

    taken = watch.take_turns(generate=generate)
    yield _per_second("statements made: numbered, read, frozen", len(partners), *taken["generate"])
    with env.cr.savepoint() as savepoint:
        statements = generate()
        found = [statement._get_document() for statement in statements]
        taken = _draw_turns(watch, statements, found)
        savepoint.rollback()
        env.transaction.clear()
    rows = sum(len(table.rows) for doc in found for part in doc.sections for table in part.tables)
    bare, platypus = taken["canvas"][0], taken["platypus"][0]
    ms, queries = taken["pdf"]
    yield Figure(
        f"PDF of {len(found)} statements, {rows:,} rows", ms, queries,
        "bare ReportLab: the same rows by platypus", platypus, "within 1.5 x", ms <= 1.5 * platypus,
        [f"{len(found) / ms * 1000:,.0f} per second",
         f"bare canvas, same rows: {bare:,.0f} ms"],
    )  # fmt: skip
    yield _per_second("HTML of statements", len(found), *taken["html"])


def _per_second(name, count, ms, queries):
    return Figure(f"{name}, {count}", ms, queries, notes=[f"{count / ms * 1000:,.0f} per second"])


def _draw_turns(watch, statements, found):
    """Draw the same rows in four ways; the cache is dropped with each, as in real life."""
    ids = statements.ids
    Statement = statements.browse()
    statements.env.flush_all()
    fonts = _fonts(found[0].style)
    return watch.take_turns(
        pdf=lambda: [statement._render_pdf() for statement in Statement.browse(ids)],
        html=lambda: [statement._render_html() for statement in Statement.browse(ids)],
        canvas=lambda: [_bare_canvas(doc, fonts) for doc in found],
        platypus=lambda: [_bare_platypus(doc, fonts) for doc in found],
    )


def _fonts(style):
    names = []
    for weight, path in zip(("regular", "bold"), style.fonts[0], strict=True):
        pdfmetrics.registerFont(TTFont(f"bench-{weight}", path))
        names.append(f"bench-{weight}")
    return names


def _bare_canvas(doc, fonts):
    """Write the rows of a document at fixed places: nothing is measured, nothing can break."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    y = 780
    canvas.setFont(fonts[0], 9)
    for part in doc.sections:
        for table in part.tables:
            for row in table.rows:
                for place, cell in enumerate(row.cells):
                    if cell:
                        canvas.drawString(48 + 70 * place, y, cell)
                y -= 17
                if y < 60:
                    canvas.showPage()
                    canvas.setFont(fonts[0], 9)
                    y = 780
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _bare_platypus(doc, fonts):
    """Lay the rows of a document out with ReportLab's own tables."""
    stream = io.BytesIO()
    story = []
    for part in doc.sections:
        for table in part.tables:
            titles = [column.title for column in table.columns]
            story.append(
                Table(
                    [titles, *(row.cells for row in table.rows)], repeatRows=1,
                    style=[("FONT", (0, 0), (-1, -1), fonts[0], 9)],
                )
            )  # fmt: skip
            story.append(Spacer(1, 12))
    SimpleDocTemplate(stream).build(story)
    return stream.getvalue()
