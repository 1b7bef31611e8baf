"""OCA's bank lines: imported, matched by their reconciliation, waited for by payments."""

import base64

from odoo import fields
from odoo.tests import Form


def matched_by_hand(story):
    """A line pays what store credit left of an invoice; unmatched, the credit stays applied."""
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    line = _line(story, 600.0, invoice.name)
    _match(line, story.receivable(invoice))
    story.env.invalidate_all()
    story.equal(invoice.amount_residual, 0.0, "left open")
    line.unreconcile_bank_line()
    story.env.invalidate_all()
    story.equal(invoice.amount_residual, 600.0, "left open")
    story.ties_out()


def imported_from_a_sheet(story):
    """A file of two lines: one pays an invoice, the other waits for somebody to match it."""
    invoice = story.invoice_for()
    today = fields.Date.today()
    text = (
        "Date,Label,Amount,Currency\n"
        f"{today:%Y-%m-%d},{invoice.name},1000.00,USD\n"
        f"{today:%Y-%m-%d},On account,250.00,USD\n"
    )
    mapping = story.env["account.statement.import.sheet.mapping"].create(
        {"name": "Two lines", "float_thousands_sep": "comma", "float_decimal_sep": "dot",
         "delimiter": "comma", "quotechar": '"', "timestamp_format": "%Y-%m-%d",
         "timestamp_column": "Date", "description_column": "Label", "amount_column": "Amount",
         "currency_column": "Currency", "amount_type": "simple_value"}
    )  # fmt: skip
    journal = story.journal("bank")
    story.env["account.statement.import"].with_context(journal_id=journal.id).create(
        {"statement_file": base64.b64encode(text.encode()), "statement_filename": "two.csv",
         "sheet_mapping_id": mapping.id}
    ).import_file_button()  # fmt: skip
    lines = story.env["account.bank.statement.line"].search(
        [("journal_id", "=", journal.id)], order="amount desc"
    )
    assert lines.mapped("amount") == [1000.0, 250.0], lines.mapped("amount")
    lines.partner_id = story.customer
    _match(lines[0], story.receivable(invoice))
    story.env.invalidate_all()
    story.equal(invoice.amount_residual, 0.0, "left open")
    story.ties_out()


def paid_when_the_bank_says_so(story):
    """Store credit pays a part at once, the payment of the rest waits for its bank line."""
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    payment = story.pay(600.0, invoice)
    assert invoice.payment_state == "in_payment", invoice.payment_state
    line = _line(story, 600.0, payment.name)
    waiting = payment.move_id.line_ids.filtered(lambda it: it.debit and not it.reconciled)
    _match(line, waiting or story.receivable(invoice))
    story.env.invalidate_all()
    assert invoice.payment_state == "paid", invoice.payment_state
    story.ties_out()


def _line(story, amount, text):
    return story.env["account.bank.statement.line"].create(
        {"journal_id": story.journal("bank").id, "amount": amount, "payment_ref": text,
         "partner_id": story.customer.id, "date": fields.Date.today()}
    )  # fmt: skip


def _match(line, item):
    """Choose an item in the form of their reconciliation, unless they proposed it, and confirm."""
    with Form(line, view="account_reconcile_oca.bank_statement_line_form_reconcile_view") as form:
        if not form.can_reconcile:
            form.add_account_move_line_id = item
    line.reconcile_bank_line()
