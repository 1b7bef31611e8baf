"""OCA's payment orders and returns: what customers owe is collected, and comes back."""

from odoo import Command


def collected_and_returned(story):
    """What store credit left is collected by an order, then returned: it is owed again."""
    mode = story.env["account.payment.mode"].create(
        {"name": "Collection", "bank_account_link": "fixed", "company_id": story.company.id,
         "fixed_journal_id": story.journal("bank").id,
         "payment_method_id": story.env.ref("account.account_payment_method_manual_in").id,
         "payment_order_ok": True}
    )  # fmt: skip
    invoice = story.invoice_for(payment_mode_id=mode.id)
    story.give_credit()
    story.use_credit(invoice, 400.0)
    story.env["account.invoice.payment.line.multi"].with_context(
        active_model="account.move", active_ids=invoice.ids
    ).create({}).run()
    order = story.env["account.payment.order"].search([("payment_mode_id", "=", mode.id)])
    assert order.payment_line_ids.amount_currency == 600.0, order.payment_line_ids.amount_currency
    for step in ("draft2open", "open2generated", "generated2uploaded"):
        getattr(order, step)()
    story.env.invalidate_all()
    story.equal(invoice.amount_residual, 0.0, "left open")
    before = story.exposure()
    _return(story, order.payment_ids)
    story.equal(invoice.amount_residual, 600.0, "left open")
    assert invoice.returned_payment
    story.equal(story.exposure(), before + 600.0, "exposure")
    story.statements()
    story.ties_out()


def returned_credit(story):
    """A payment on account that comes back is no outstanding credit any more."""
    payment = story.pay(300.0)
    before = story.exposure()
    _return(story, payment)
    story.equal(sum(story.receivable(payment.move_id).mapped("amount_residual")), 0.0, "credit")
    story.equal(story.exposure(), before + 300.0, "exposure")


def _return(story, payments):
    items = story.receivable(payments.move_id)
    story.env["payment.return"].create(
        {"journal_id": story.journal("bank").id, "name": "R1",
         "line_ids": [Command.create({"partner_id": story.customer.id,
                                      "move_line_ids": [Command.set(items.ids)],
                                      "amount": sum(items.mapped("credit"))})]}
    ).action_confirm()  # fmt: skip
    story.env.flush_all()
    story.env.invalidate_all()
