"""OCA's bank lines: imported, matched by their reconciliation, waited for by payments."""

import base64

from odoo import fields


def imported_from_a_sheet(story):
    """A file of two lines is imported: money that nobody matched is nobody's credit."""
    before = story.exposure()
    today = fields.Date.today()
    text = (
        "Date,Label,Amount,Currency\n"
        f"{today:%Y-%m-%d},Somebody,1000.00,USD\n"
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
    story.equal(story.exposure(), before, "exposure")
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
    line._add_account_move_line(waiting or story.receivable(invoice))
    line.reconcile_bank_line()
    story.env.invalidate_all()
    assert invoice.payment_state == "paid", invoice.payment_state
    story.ties_out()


def _line(story, amount, text):
    return story.env["account.bank.statement.line"].create(
        {"journal_id": story.journal("bank").id, "amount": amount, "payment_ref": text,
         "partner_id": story.customer.id, "date": fields.Date.today()}
    )  # fmt: skip
