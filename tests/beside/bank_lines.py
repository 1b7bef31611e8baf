"""OCA's bank lines: imported, matched by their reconciliation, waited for by payments."""

import base64

from odoo import Command, fields
from odoo.tests import Form

FORM = "account_reconcile_oca.bank_statement_line_form_reconcile_view"


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
    _match(line, waiting or story.receivable(invoice))
    assert invoice.payment_state == "paid", invoice.payment_state
    story.ties_out()


def matched_undone_and_matched_again(story):
    """What store credit left is matched with a bank line in their form, undone, matched again."""
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    line = _line(story, 600.0, "By hand")
    _match(line, story.receivable(invoice))
    story.equal(invoice.amount_residual, 0.0, "left open")
    line.unreconcile_bank_line()
    story.env.invalidate_all()
    story.equal(invoice.amount_residual, 600.0, "left open")
    line.clean_reconcile()  # their form shows the undone match until it is reset
    _match(line, story.receivable(invoice))
    story.equal(invoice.amount_residual, 0.0, "left open")
    story.ties_out()


def rest_on_account(story):
    """The rest of a bank line on the customer's account is a credit that our dialog applies."""
    invoice, later = story.invoice_for(), story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 300.0)
    line = _line(story, 1000.0, "More than is open")
    before = story.exposure()
    rest = _match(line, story.receivable(invoice), "On account")
    story.equal(invoice.amount_residual, 0.0, "left open")
    story.equal(story.exposure(), before - 1000.0, "exposure")
    story.equal(rest.amount_residual, -300.0, "rest")
    credit = {"credit_id": rest.id, "invoice_id": later.id, "amount": 200.0}
    story.wizard("apply", line_ids=[Command.create(credit)])
    story.env.invalidate_all()
    story.equal(later.amount_residual, 800.0, "left open")
    story.env["customer.credit.application"].search(
        [("invoice_id", "=", later.id), ("state", "=", "applied")]
    ).action_unapply()
    story.env.invalidate_all()
    story.equal(later.amount_residual, 1000.0, "left open")
    story.ties_out()


def _match(line, item, rest=None):
    """Match a bank line with an item in their form; the rest gets its label there.

    :return: the items of the line that are still open
    """
    _show_reference(line.env)
    with Form(line, view=FORM) as form:
        form.add_account_move_line_id = item
        if rest:
            form.manual_reference = form.reconcile_data_info["data"][-1]["reference"]
            form.manual_name = rest
        assert form.can_reconcile
    line.reconcile_bank_line()
    line.env.invalidate_all()
    return line.move_id.line_ids.filtered(
        lambda it: it.account_id.account_type == "asset_receivable" and not it.reconciled
    )


def _show_reference(env):
    """Let the form choose one of the line's items, as a click on it does in the web client."""
    env["ir.ui.view"].create(
        {"name": "Items to choose", "model": "account.bank.statement.line",
         "inherit_id": env.ref(FORM).id,
         "arch": """<field name="manual_reference" position="attributes">
                        <attribute name="invisible">0</attribute>
                    </field>"""}
    )  # fmt: skip


def _line(story, amount, text):
    return story.env["account.bank.statement.line"].create(
        {"journal_id": story.journal("bank").id, "amount": amount, "payment_ref": text,
         "partner_id": story.customer.id, "date": fields.Date.today()}
    )  # fmt: skip
