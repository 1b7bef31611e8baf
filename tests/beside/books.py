"""OCA's numbers, locks and periods of the books."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .stage import PRICE


def numbered_by_sequences(story):
    """Top-up, application and undo have numbers without a gap."""
    invoice = story.invoice_for()
    story.give_credit()
    story.use_credit(invoice, 400.0)
    moves = story.by("accountant")["account.move"].search(
        [("journal_id", "=", story.company.store_credit_journal_id.id), ("state", "=", "posted")]
    )
    assert all(moves.mapped("name")), moves.mapped("name")
    assert len(set(moves.mapped("name"))) == len(moves), moves.mapped("name")
    story.take_back(invoice)
    story.equal(invoice.amount_residual, invoice.amount_total, "left open")
    story.ties_out()


def locked_by_their_dialog(story):
    """The books are locked up to yesterday: store credit of today is used as before."""
    _lock(story, fields.Date.today() - timedelta(days=1))
    story.give_credit()
    invoice = story.invoice_for()
    story.use_credit(invoice, 400.0)
    story.equal(invoice.amount_residual, 600.0, "left open")


def applied_before_the_books_were_locked(story):
    """What was applied in a locked period stays: the undo is refused, and nothing is half done."""
    day = fields.Date.today() - timedelta(days=40)
    invoice = story.invoice_for(invoice_date=day, invoice_date_due=day)
    story.give_credit(date=day)
    story.use_credit(invoice, 400.0, date=day)
    _lock(story, fields.Date.today() - timedelta(days=1))
    story.refuses(UserError, story.take_back, invoice)
    story.equal(invoice.amount_residual, 600.0, "left open")
    story.ties_out()


def journal_that_is_locked(story):
    """The journal of store credit is locked up to yesterday by itself: today's is booked."""
    _lock_journal(story)
    before = story.balance()
    story.give_credit()
    story.equal(story.balance(), before + PRICE, "store credit")


def applied_before_its_journal_was_locked(story):
    """The journal of store credit alone is locked: the undo is refused, nothing is half done."""
    day = fields.Date.today() - timedelta(days=40)
    invoice = story.invoice_for(invoice_date=day, invoice_date_due=day)
    story.give_credit(date=day)
    story.use_credit(invoice, 400.0, date=day)
    before = story.balance()
    _lock_journal(story)
    story.refuses(UserError, story.take_back, invoice)
    story.equal(invoice.amount_residual, 600.0, "left open")
    story.equal(story.balance(), before, "store credit")
    story.ties_out()


def topped_up_into_a_locked_journal(story):
    """A top-up of last month into a locked journal is refused with their words, whole."""
    _lock_journal(story, story.journal("bank"))
    before = story.balance()
    day = fields.Date.today() - timedelta(days=40)
    story.refuses(UserError, story.give_credit, PRICE, day)
    story.equal(story.balance(), before, "store credit")
    story.ties_out()


def _lock(story, day):
    """Lock the books in their dialog, as the head of accounting."""
    story.by("head of accounting")["account.update.lock_date"].create(
        {"company_id": story.company.id, "fiscalyear_lock_date": day}
    ).execute()
    story.settle()


def _lock_journal(story, journal=None):
    """Lock a journal up to yesterday, that of store credit by default."""
    locked = journal or story.company.store_credit_journal_id
    story.hand(locked, "head of accounting").fiscalyear_lock_date = fields.Date.today() - timedelta(
        days=1
    )
    story.settle()
