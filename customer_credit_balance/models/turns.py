"""Turns: of two requests on one customer the later begins again, with the customer's row in hand.

Odoo reads a transaction's data as it was when the transaction began, so whoever writes a row that
somebody else has written since loses, and begins again. Odoo sleeps up to two, four, eight and
sixteen seconds before that, and gives up after five tries. Here a request that lost waits for the
row itself, before it reads anything: then nobody can be faster.
"""

import time
from contextlib import contextmanager
from contextvars import ContextVar

import psycopg2.errors

from odoo.tools import SQL

# What the current request wanted to write: {(company id, commercial partner id)} and {account id}.
_wanted = ContextVar("customer_credit_wanted", default=None)

# Seconds in which a request may wait for its turn, and in which one row may be kept from it.
PATIENCE = 45
ROW_PATIENCE = "10s"


class CreditBusyError(Exception):
    """Others kept the customer's row for too long; nothing was written."""


class Wanted:
    """The rows that a request wants, by id or by whose they are."""

    def __init__(self):
        """Want nothing yet."""
        self.accounts = set()
        self.customers = set()

    def __bool__(self):
        """Say whether any row is wanted."""
        return bool(self.accounts or self.customers)

    def query(self):
        """Return the statement that waits for the rows, in the order in which all lock them."""
        customers = SQL(", ").join(SQL("(%s, %s)", *it) for it in sorted(self.customers))
        among = (
            SQL("(company_id, partner_id) IN (%s)", customers) if self.customers else SQL("FALSE")
        )
        return SQL(
            """SELECT FROM customer_credit_account WHERE id = ANY(%s) OR %s
                ORDER BY partner_id, id FOR NO KEY UPDATE""",
            sorted(self.accounts),
            among,
        )


@contextmanager
def watched():
    """Collect what is wanted within the block; a block within a block has its own collection."""
    token = _wanted.set(Wanted())
    try:
        yield _wanted.get()
    finally:
        _wanted.reset(token)


def want_accounts(ids):
    """Note that these rows of ``customer_credit_account`` are about to be written."""
    wanted = _wanted.get()
    if wanted is not None:
        wanted.accounts.update(ids)


def want_customers(company_id, partner_ids):
    """The same by whose rows they are, in one company."""
    wanted = _wanted.get()
    if wanted is not None:
        wanted.customers.update((company_id, partner_id) for partner_id in partner_ids)


def take_turn(cr, wanted):
    """Roll back, and begin a transaction that has the wanted rows before it reads anything.

    Whoever waits for a row that is written meanwhile has lost again: the next try sees it.

    :raise CreditBusyError: somebody keeps a row for too long; rolled back
    """
    until = time.monotonic() + PATIENCE
    while True:
        cr.rollback()
        try:
            # A setting is no reading: the transaction sees the database as of the next statement.
            cr.execute(SQL("SET LOCAL lock_timeout TO %s", ROW_PATIENCE))
            cr.execute(wanted.query(), log_exceptions=False)
            cr.execute("SET LOCAL lock_timeout TO DEFAULT")
            return
        except (psycopg2.errors.SerializationFailure, psycopg2.errors.LockNotAvailable) as error:
            kept = isinstance(error, psycopg2.errors.LockNotAvailable)
            if kept or time.monotonic() >= until:
                cr.rollback()
                raise CreditBusyError from None
