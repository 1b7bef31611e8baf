"""OCA's batches: what customers owe is collected in one go, by payments without an entry."""


def collected(story):
    """What store credit left of an invoice is collected in a batch."""
    # A method for orders is for nothing else; this code is theirs for one without a file.
    method = story.env["account.payment.method"].create(
        {"name": "Collected", "code": "test_manual", "payment_type": "inbound",
         "payment_order_ok": True}
    )  # fmt: skip
    line = story.env["account.payment.method.line"].create(
        {"name": "Collected", "journal_id": story.journal("bank").id,
         "payment_method_id": method.id, "selectable": True, "company_id": story.company.id}
    )  # fmt: skip
    invoice = story.invoice_for(preferred_payment_method_line_id=line.id)
    story.give_credit()
    story.use_credit(invoice, 400.0)
    invoice.create_account_payment_line()
    order = story.env["account.payment.order"].search([("payment_method_line_id", "=", line.id)])
    assert order.payment_line_ids.amount_currency == 600.0, order.payment_line_ids.amount_currency
    for step in ("draft2open", "open2generated", "generated2uploaded"):
        getattr(order, step)()
    story.env.invalidate_all()
    assert invoice.payment_state in ("in_payment", "paid"), invoice.payment_state
    story.ties_out()
