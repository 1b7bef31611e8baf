"""OCA's numbers, locks and periods of the books."""

from datetime import timedelta

from odoo import fields


def numbered_by_sequences(story):
    """Top-up, application and undo have numbers without a gap."""
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    application = story.env["customer.credit.application"].search(
        [("partner_id", "=", story.customer.id), ("state", "=", "applied"),
         ("invoice_id", "=", invoice.id)]
    )  # fmt: skip
    moves = story.env["account.move"].search(
        [("journal_id", "=", story.company.store_credit_journal_id.id), ("state", "=", "posted")]
    )
    assert all(moves.mapped("name")), moves.mapped("name")
    assert len(set(moves.mapped("name"))) == len(moves), moves.mapped("name")
    application.action_unapply()
    story.env.invalidate_all()
    story.equal(invoice.amount_residual, invoice.amount_total, "left open")
    story.ties_out()


def locked_by_their_dialog(story):
    """The books are locked up to yesterday: store credit of today is used as before."""
    yesterday = fields.Date.today() - timedelta(days=1)
    story.env["account.update.lock_date"].create(
        {"company_id": story.company.id, "fiscalyear_lock_date": yesterday}
    ).execute()
    story.give_credit()
    invoice = story.invoice_for()
    story.use_credit(invoice, 400.0)
    story.equal(invoice.amount_residual, 600.0, "left open")


def journal_that_is_locked(story):
    """The journal of store credit is locked up to yesterday by itself: today's is booked."""
    yesterday = fields.Date.today() - timedelta(days=1)
    story.company.store_credit_journal_id.fiscalyear_lock_date = yesterday
    before = story.balance()
    story.give_credit()
    story.equal(story.balance(), before + 1000.0, "store credit")
