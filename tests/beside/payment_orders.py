"""OCA's payment orders and returns: what customers owe is collected, and comes back."""

from odoo import Command

PAYMENTS = "account_payment_order.group_account_payment"
STEPS = ("draft2open", "open2generated", "generated2uploaded")


def collected_and_returned(story):
    """What store credit left is collected by an order, then returned: it is owed again."""
    invoice = story.invoice_for(payment_mode_id=_mode(story, "inbound").id)
    story.give_credit()
    story.use_credit(invoice, 400.0)
    order = _order(story, invoice)
    assert order.payment_line_ids.amount_currency == 600.0, order.payment_line_ids.amount_currency
    _send(story, order)
    story.equal(invoice.amount_residual, 0.0, "left open")
    before = story.exposure()
    _return(story, order.payment_ids)
    story.equal(invoice.amount_residual, 600.0, "left open")
    assert invoice.returned_payment
    story.equal(story.exposure(), before + 600.0, "exposure")
    story.statement()
    story.ties_out()


def returned_credit(story):
    """A payment on account that comes back is no outstanding credit any more."""
    payment = story.pay(300.0)
    before = story.exposure()
    _return(story, payment)
    story.equal(sum(story.receivable(payment.move_id).mapped("amount_residual")), 0.0, "credit")
    story.equal(story.exposure(), before + 300.0, "exposure")


def returned_after_it_was_applied(story):
    """A payment on account pays an invoice by our dialog, comes back, and store credit pays it."""
    invoice = story.invoice_for(300.0)
    payment = story.pay(300.0)
    story.use_credit(invoice, 300.0, credit=story.receivable(payment.move_id))
    story.equal(invoice.amount_residual, 0.0, "left open")
    _return(story, payment)
    story.equal(invoice.amount_residual, 300.0, "left open")
    story.give_credit()
    story.use_credit(invoice, 300.0)
    story.equal(invoice.amount_residual, 0.0, "left open")
    story.ties_out()


def paid_out(story):
    """A credit note is paid out by an order: it is no credit of the customer's any more."""
    note = story.draft_invoice(
        300.0, move_type="out_refund", payment_mode_id=_mode(story, "outbound").id
    )
    note.action_post()
    before = story.exposure()
    _send(story, _order(story, note))
    story.equal(story.exposure(), before + 300.0, "exposure")
    story.statement()
    story.ties_out()


def _mode(story, kind):
    """Return a mode of payment that an accounting manager set up."""
    method = "in" if kind == "inbound" else "out"
    return story.by("head of accounting")["account.payment.mode"].create(
        {"name": "Collection", "bank_account_link": "fixed", "company_id": story.company.id,
         "fixed_journal_id": story.journal("bank").id, "payment_order_ok": True,
         "payment_method_id": story.env.ref(f"account.account_payment_method_manual_{method}").id}
    )  # fmt: skip


def _order(story, document):
    """Put a document into an order and return that, as somebody who pays."""
    env = story.by("accountant", PAYMENTS)
    env["account.invoice.payment.line.multi"].with_context(
        active_model="account.move", active_ids=document.ids
    ).create({}).run()
    story.settle()
    return env["account.payment.order"].search(
        [("payment_line_ids.move_line_id.move_id", "=", document.id)]
    )


def _send(story, order):
    for step in STEPS:
        getattr(order, step)()
    story.settle()


def _return(story, payments):
    """Take payments back, as a biller who reads what the bank says."""
    items = story.receivable(payments.sudo().move_id)
    story.by("biller")["payment.return"].create(
        {"journal_id": story.journal("bank").id, "name": "R1",
         "line_ids": [Command.create({"partner_id": story.customer.id,
                                      "move_line_ids": [Command.set(items.ids)],
                                      "amount": sum(items.mapped("credit"))})]}
    ).action_confirm()  # fmt: skip
    story.settle()
