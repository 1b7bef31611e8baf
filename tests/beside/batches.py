"""OCA's batches: what customers owe is collected in one go, by payments without an entry."""

PAYMENTS = "account_payment_batch_oca.group_account_payment"
STEPS = ("draft2open", "open2generated", "generated2uploaded")


def collected(story):
    """What store credit left of an invoice is collected in a batch."""
    invoice = _collectable(story)
    story.give_credit()
    story.use_credit(invoice, 400.0)
    order = _batch(story, invoice)
    assert order.payment_line_ids.amount_currency == 600.0, order.payment_line_ids.amount_currency
    _send(story, order)
    assert invoice.payment_state in ("in_payment", "paid"), invoice.payment_state
    story.ties_out()


def spent_after_it_was_chosen(story):
    """Store credit pays a part of what lies in a batch: what is booked counts, nothing twice."""
    invoice = _collectable(story)
    order = _batch(story, invoice)
    story.give_credit()
    story.use_credit(invoice, 400.0)
    before = story.exposure()
    _send(story, order)
    # Where payments wait for the bank, they count when the bank has them.
    booked = sum(story.receivable(order.payment_ids.sudo().move_id).mapped("credit"))
    story.equal(story.exposure(), before - booked, "exposure")
    story.equal(invoice.amount_residual, max(600.0 - booked, 0.0), "left open")
    story.statement()
    story.ties_out()


def cancelled_before_the_bank(story):
    """A batch is cancelled before it goes to the bank: all is owed, and store credit pays it."""
    invoice = _collectable(story)
    before = story.exposure()
    order = _batch(story, invoice)
    order.draft2open()
    order.action_cancel()
    story.settle()
    story.equal(story.exposure(), before, "exposure")
    story.give_credit()
    story.use_credit(invoice, invoice.amount_residual)
    assert invoice.payment_state == "paid", invoice.payment_state
    story.ties_out()


def paid_out(story):
    """A credit note is paid out in a batch: it is no credit of the customer's any more."""
    note = story.draft_invoice(300.0, move_type="out_refund")
    note.preferred_payment_method_line_id = _method(story, "outbound")
    note.action_post()
    before = story.exposure()
    _send(story, _batch(story, note))
    item = story.receivable(note)
    if not item.reconciled:  # the payment waits for its bank line
        assert note.payment_state in ("in_payment", "paid"), note.payment_state
    story.equal(story.exposure(), before + (300.0 if item.reconciled else 0.0), "exposure")
    story.statement()
    story.ties_out()


def _collectable(story):
    return story.invoice_for(preferred_payment_method_line_id=_method(story, "inbound").id)


def _method(story, kind):
    # A method for orders is for nothing else; this code is theirs for one without a file.
    method = story.env["account.payment.method"].create(
        {"name": "Collected", "code": "test_manual", "payment_type": kind,
         "payment_order_ok": True}
    )  # fmt: skip
    return story.env["account.payment.method.line"].create(
        {"name": "Collected", "journal_id": story.journal("bank").id,
         "payment_method_id": method.id, "selectable": True, "company_id": story.company.id}
    )  # fmt: skip


def _batch(story, document):
    """Put a document into a batch and return that, as somebody who pays."""
    mine = story.hand(document, "accountant", PAYMENTS)
    mine.create_account_payment_line()
    story.settle()
    return mine.env["account.payment.order"].search(
        [("payment_line_ids.move_line_id.move_id", "=", document.id)]
    )


def _send(story, order):
    for step in STEPS:
        getattr(order, step)()
    story.settle()
    assert order.state == "uploaded", order.state
