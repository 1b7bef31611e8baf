"""OCA's bank lines: imported, matched by their reconciliation, waited for by payments."""

import base64

from odoo import fields
from odoo.tests import Form

from . import camt
from .stage import PRICE

FORM = "account_reconcile_oca.bank_statement_line_form_reconcile_view"

# --------------------------------------------------------------------------- files


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
    lines = _import(story, text.encode(), "two.csv", sheet_mapping_id=mapping.id)
    assert lines.mapped("amount") == [1000.0, 250.0], lines.mapped("amount")
    story.equal(story.exposure(), before, "exposure")
    story.ties_out()


def quoted_in_a_file(story):
    """CAMT: each payment is proposed on just what its statement says is open, and pays that."""
    _new_customer(story)
    told, other = story.invoice_for(), story.invoice_for(partner_id=_other(story).id)
    story.give_credit()
    story.use_credit(told, 400.0)
    named = _paper(story)
    structured = _paper(story, other.partner_id)
    later = story.invoice_for(600.0)
    before = story.exposure()
    number, reference = named.name, structured.payment_reference
    assert number != reference, "no structured reference"
    lines = _import_camt(
        story,
        {"amount": 600.0, "name": "Brown", "account": camt.THEIRS,
         "words": f"Your statement {number}, thank you"},
        {"amount": PRICE, "name": "Somebody's bookkeeper", "structured": reference},
    )  # fmt: skip
    by_amount = {line.amount: line for line in lines}
    for amount, invoice in ((600.0, told), (PRICE, other)):
        line = by_amount[amount]
        assert _proposed(line) == story.receivable(invoice), (amount, _proposed(line))
        assert not line.is_reconciled
        line.reconcile_bank_line()
        story.settle()
        story.equal(invoice.amount_residual, 0.0, "left open")
    story.equal(later.amount_residual, 600.0, "the later invoice")
    story.equal(story.exposure(), before - 600.0, "exposure")
    story.equal(_paper(story).closing_balance, before - 600.0, "the next statement")
    story.ties_out()


def quoted_where_the_bank_adds_words(story):
    """CAMT: the bank adds words of its own; what the customer wrote is found beside them."""
    _new_customer(story)
    told = story.invoice_for()
    statement = _paper(story)
    lines = _import_camt(
        story,
        {"amount": 250.0, "name": "Brown", "account": camt.THEIRS, "words": statement.name,
         "more": "CREDIT TRANSFER 0815"},
        {"amount": 750.0, "name": "Brown", "account": camt.THEIRS, "end": statement.name,
         "words": "part two"},
    )  # fmt: skip
    for line in lines:
        assert _proposed(line) == story.receivable(told), (line.amount, line.payment_ref, line.ref)
        line.reconcile_bank_line()
        story.settle()
    story.equal(told.amount_residual, 0.0, "left open")
    story.ties_out()


def imported_twice(story):
    """CAMT: a file comes twice: the second is proposed for nothing, and is nobody's credit."""
    _new_customer(story)
    invoice = story.invoice_for()
    entry = {"amount": PRICE, "name": "Brown", "account": camt.THEIRS,
             "words": _paper(story).name}  # fmt: skip
    line = _import_camt(story, entry)
    line.reconcile_bank_line()
    story.settle()
    story.equal(invoice.amount_residual, 0.0, "left open")
    before, balance = story.exposure(), story.balance()
    again = _import_camt(story, entry)
    assert not _proposed(again), _proposed(again)
    story.equal(story.exposure(), before, "exposure")
    story.equal(story.balance(), balance, "store credit")
    story.equal(_paper(story).closing_balance, before, "their statement")
    story.ties_out()


def returned_by_the_bank(story):
    """CAMT: a payment comes back: it is owed again, told, and paid by who quotes that."""
    _new_customer(story)
    invoice = story.invoice_for()
    first = _paper(story)
    entry = {"amount": PRICE, "name": "Brown", "account": camt.THEIRS}
    _import_camt(story, {**entry, "words": first.name}).reconcile_bank_line()
    story.settle()
    story.equal(invoice.amount_residual, 0.0, "left open")
    before = story.exposure()
    back = _import_camt(story, {**entry, "amount": -PRICE, "words": first.name, "returned": "AC04"})
    assert not _proposed(back), _proposed(back)
    story.equal(story.exposure(), before, "exposure")
    owed = _match(back, None, "Returned", story.receivable(invoice).account_id)
    story.equal(owed.amount_residual, PRICE, "owed again")
    story.equal(story.exposure(), before + PRICE, "exposure")
    second = _paper(story)
    story.equal(second.closing_balance, before + PRICE, "the next statement")
    again = _import_camt(story, {**entry, "words": second.name})
    assert owed in _proposed(again), _proposed(again)
    _match(again, owed)
    story.equal(owed.amount_residual, 0.0, "left open")
    story.equal(story.exposure(), before, "exposure")
    story.ties_out()


def announced_and_imported(story):
    """CAMT: what the customer announced is applied as soon as its money is imported."""
    _new_customer(story)
    story.company.customer_statement_apply_remittances = True
    invoice, disputed = story.invoice_for(), story.invoice_for()
    _paper(story)
    customer = story.hand(story.customer, "biller")
    dialog = customer.env["customer.remittance.announce"]._open(customer, story.company)
    for row in dialog.line_ids:
        row.take = row.document in (invoice.id, disputed.id)
        if row.document == disputed.id:
            row.write({"amount": 700.0, "reason": "amount", "note": "300 too much"})
    action = dialog.action_confirm()
    remittance = story.env[action["res_model"]].browse(action["res_id"])
    _import_camt(
        story,
        {"amount": 1700.0, "name": "Brown", "account": camt.THEIRS, "words": remittance.reference},
    )
    story.settle()
    story.equal(invoice.amount_residual, 0.0, "left open")
    story.equal(disputed.amount_residual, 300.0, "disputed")
    assert remittance.state == "used", remittance.state
    story.ties_out()


# --------------------------------------------------------------------------- by hand


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
    story.settle()
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
    story.use_credit(later, 200.0, credit=rest)
    story.equal(later.amount_residual, 800.0, "left open")
    story.take_back(later)
    story.equal(later.amount_residual, 1000.0, "left open")
    story.ties_out()


# --------------------------------------------------------------------------- the stage


def _new_customer(story):
    """Play with a customer who owes nothing yet, whose account the bank's files name, and ours."""
    story.customer = story.customer.create({"name": "Brown", "is_company": True})
    banks = story.env["res.partner.bank"]
    own = banks.create({"partner_id": story.company.partner_id.id, "acc_number": camt.OURS})
    story.journal("bank").bank_account_id = own
    banks.create({"partner_id": story.customer.id, "acc_number": camt.THEIRS})
    story.journal("sale").invoice_reference_model = "euro"


def _other(story):
    return story.env["res.partner"].create({"name": "Other", "is_company": True})


def _paper(story, partner=None):
    """Return a statement that a customer was sent."""
    return story.statement(partner_id=(partner or story.customer).id)


def _import_camt(story, *entries):
    """Import a file of the bank and return its lines as they lie in the list."""
    content = camt.make_file("1", story.company.currency_id.name, entries)
    return _import(story, content, "camt.xml")


def _import(story, content, name, **vals):
    """Import a file as an accountant and return its lines, the largest first."""
    story.settle()
    lines = story.by("accountant")["account.bank.statement.line"]
    journal = story.journal("bank")
    known = lines.search([("journal_id", "=", journal.id)])
    lines.env["account.statement.import"].with_context(journal_id=journal.id).create(
        {"statement_file": base64.b64encode(content), "statement_filename": name, **vals}
    ).import_file_button()
    story.settle()
    return lines.search([("journal_id", "=", journal.id)], order="amount desc") - known


def _proposed(line):
    """Return the items that their form shows beside a line (sudo)."""
    found = line.reconcile_data_info["counterparts"]
    return line.env["account.move.line"].sudo().browse(found)


def _match(line, item, rest=None, account=None):
    """Match a bank line in their form, with what lies beside it already.

    :param item: what is chosen, unless it lies there
    :param rest: label for what is left of the line
    :param account: where that is booked, the customer's by default
    :return: the items of the line that are still open
    """
    _show_reference(line.sudo().env)
    with Form(line, view=FORM) as form:
        if item and item.id not in form.reconcile_data_info["counterparts"]:
            form.add_account_move_line_id = item.with_env(line.env)
        if rest:
            form.manual_reference = form.reconcile_data_info["data"][-1]["reference"]
            form.manual_name = rest
        if account:
            form.manual_account_id = account.with_env(line.env)
        assert form.can_reconcile
    line.reconcile_bank_line()
    line.env.flush_all()
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
    """Return a line of the bank that an accountant keyed in."""
    return story.by("accountant")["account.bank.statement.line"].create(
        {"journal_id": story.journal("bank").id, "amount": amount, "payment_ref": text,
         "partner_id": story.customer.id, "date": fields.Date.today()}
    )  # fmt: skip
