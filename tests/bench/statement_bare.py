"""What statements are compared with: hand-written SQL, and ReportLab drawing the same words."""

import io
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from odoo.tools import SQL


def _arguments(env, partners, **days):
    return {
        "accounts": partners._get_receivable_account_ids(env.company),
        "partners": tuple(partners.ids),
        "company": env.company.id,
        **days,
    }


def _fetch(env, statement, arguments):
    env.cr.execute(SQL(statement, **arguments))
    return env.cr.fetchall()


def plain_today(env, partners):
    """What is open today with its documents, and what the books say, by hand-written queries."""
    arguments = _arguments(env, partners)
    return _fetch(
        env,
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
        arguments,
    ), _fetch(env, SUMS.replace("%(days)s", ""), arguments)


def plain_due(env, partners, day):
    """Who owes what of the due items, since when, and what was sent last, by the one query."""
    return _fetch(
        env,
        """
        SELECT items.partner_id, items.due, items.near, items.total, items.oldest, sent.last
          FROM (SELECT line.partner_id,
                       SUM(line.amount_residual) FILTER (
                           WHERE COALESCE(line.date_maturity, line.date) < %(day)s) AS due,
                       SUM(line.amount_residual) FILTER (WHERE line.balance > 0) AS near,
                       SUM(line.amount_residual) AS total,
                       MIN(COALESCE(line.date_maturity, line.date)) FILTER (
                           WHERE line.balance > 0) AS oldest
                  FROM account_move_line line
                 WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
                   AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
                   AND line.company_id = %(company)s AND line.no_followup IS NOT TRUE
                   AND NOT EXISTS (SELECT FROM customer_statement_dispute dispute
                                    WHERE dispute.move_line_id = line.id
                                      AND dispute.state = 'open')
                 GROUP BY line.partner_id) items
          LEFT JOIN LATERAL (
                SELECT MAX(statement.date_to) AS last FROM customer_statement statement
                 WHERE statement.partner_id = items.partner_id
                   AND statement.reminder_step_id IS NOT NULL) sent ON TRUE
        """,
        _arguments(env, partners, day=day),
    )


def plain_past(env, partners, day):
    """What was open on a past day with its documents, and what the books said, by hand."""
    arguments = _arguments(env, partners, day=day)
    return _fetch(env, OPEN, arguments), _fetch(
        env, SUMS.replace("%(days)s", "AND date <= %(day)s"), arguments
    )


def plain_activity(env, partners, first, day):
    """What was booked in a period, what stood before, and what was open on its last day."""
    arguments = _arguments(env, partners, day=day, first=first)
    before = _fetch(env, SUMS.replace("%(days)s", "AND date < %(first)s"), arguments)
    return before, _fetch(env, BOOKED, arguments), plain_past(env, partners, day)


SUMS = """
    SELECT partner_id, currency_id, SUM(balance), SUM(amount_currency)
      FROM account_move_line
     WHERE account_id IN %(accounts)s AND partner_id IN %(partners)s
       AND parent_state = 'posted' AND company_id = %(company)s %(days)s
     GROUP BY partner_id, currency_id
"""
BOOKED = """
    SELECT line.partner_id, line.currency_id, line.date,
           COALESCE(line.date_maturity, line.date), line.balance, line.amount_currency, move.name,
           move.move_type, move.ref
      FROM account_move_line line JOIN account_move move ON move.id = line.move_id
     WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
       AND line.parent_state = 'posted' AND line.date BETWEEN %(first)s AND %(day)s
       AND line.company_id = %(company)s
"""
# Every item less its matchings until the day.
OPEN = """
    SELECT line.partner_id, line.currency_id, line.date,
           COALESCE(line.date_maturity, line.date), line.amount_currency,
           line.balance - COALESCE(debit.amount, 0) + COALESCE(credit.amount, 0),
           line.amount_currency - COALESCE(debit.amount_currency, 0)
               + COALESCE(credit.amount_currency, 0),
           move.name, move.move_type, move.ref
      FROM account_move_line line JOIN account_move move ON move.id = line.move_id
      LEFT JOIN LATERAL (
            SELECT SUM(amount) AS amount, SUM(debit_amount_currency) AS amount_currency
              FROM account_partial_reconcile
             WHERE debit_move_id = line.id AND max_date <= %(day)s) debit ON TRUE
      LEFT JOIN LATERAL (
            SELECT SUM(amount) AS amount, SUM(credit_amount_currency) AS amount_currency
              FROM account_partial_reconcile
             WHERE credit_move_id = line.id AND max_date <= %(day)s) credit ON TRUE
     WHERE line.account_id IN %(accounts)s AND line.partner_id IN %(partners)s
       AND line.parent_state = 'posted' AND line.date <= %(day)s
       AND line.company_id = %(company)s
       AND line.amount_currency - COALESCE(debit.amount_currency, 0)
           + COALESCE(credit.amount_currency, 0) <> 0
"""


def register_fonts(style):
    """Return the names of the two fonts of a statement, registered for the drawings below."""
    names = []
    for weight, path in zip(("regular", "bold"), style.fonts[0], strict=True):
        pdfmetrics.registerFont(TTFont(f"bench-{weight}", path))
        names.append(f"bench-{weight}")
    return names


def bare_canvas(doc, fonts):
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


def bare_rows(doc, fonts):
    """Lay the rows of a document out with ReportLab's own tables, and nothing else."""
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build(_tables(doc, fonts))
    return stream.getvalue()


def bare_page(doc, fonts):
    """Lay every word of a document out with ReportLab's own tables and paragraphs.

    Its bar of ages and its QR code are left out.
    """
    stream = io.BytesIO()
    style = ParagraphStyle("bench", fontName=fonts[0], fontSize=9, leading=12)

    def words(*lines):
        return [Paragraph(escape(line), style) for line in lines if line]

    def pairs(rows):
        return [Table(rows, style=[("FONT", (0, 0), (-1, -1), fonts[0], 9)])] if rows else []

    story = [*words(*doc.company, *doc.header, doc.title, *doc.customer), *pairs(doc.meta),
             *words(doc.replaces, *doc.message, doc.explanation)]  # fmt: skip
    story += _tables(doc, fonts)
    for part in doc.sections:
        story += pairs([[figure.label, figure.amount] for figure in part.figures])
        story += words(part.title, part.aging_title if part.aging else "")
        story += pairs([[bucket.label, bucket.amount] for bucket in part.aging])
        story += pairs(part.notes)
    story += pairs(doc.notes)
    if doc.payment:
        story += [*words(doc.payment.title), *pairs(doc.payment.lines),
                  *words(doc.payment.url_label, doc.payment.qr_label)]  # fmt: skip
    story += words(*doc.terms, *doc.footer, doc.empty)
    SimpleDocTemplate(stream).build(story)
    return stream.getvalue()


def _tables(doc, fonts):
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
    return story
