"""Numbers of announced payments: the first two of a company at once are two."""

import threading
import time

from psycopg2 import errors

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged

CODE = "customer.remittance"


@tagged("post_install", "-at_install")
class TestRemittanceNumbers(TransactionCase):
    """Two transactions of their own, in a company that has no number yet."""

    def setUp(self):
        super().setUp()
        self.database = db_connect(self.env.cr.dbname)
        self.forget()
        self.addCleanup(self.forget)

    def forget(self):
        """Take the sequence away, committed."""
        with self.database.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["ir.sequence"].search([("code", "=", CODE)]).unlink()

    def number(self, cr):
        """Return the next number in a transaction."""
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env[CODE]._next_number(env.ref("base.main_company"))

    def is_waiting(self, cr, process):
        """Return whether a process waits for another."""
        cr.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [process])
        return cr.fetchone()[0]

    def test_the_first_two_at_once_are_two(self):
        """The second waits, starts over as any request does, and gets the next number."""
        outcome = []
        with self.database.cursor() as first, self.database.cursor() as second:
            second.execute("SELECT pg_backend_pid()")
            process = second.fetchone()[0]
            numbers = [self.number(first)]

            def ask():
                try:
                    outcome.append(self.number(second))
                except errors.SerializationFailure as error:
                    outcome.append(error)

            asking = threading.Thread(target=ask)
            asking.start()
            end = time.monotonic() + 30
            with self.database.cursor() as witness:
                while asking.is_alive() and not self.is_waiting(witness, process):
                    self.assertLess(time.monotonic(), end)
                    witness.rollback()
            first.commit()
            asking.join(30)
            self.assertIsInstance(outcome[0], errors.SerializationFailure)
            second.rollback()
            numbers.append(self.number(second))
        self.assertEqual([number.rsplit("/", 1)[1] for number in numbers], ["00001", "00002"])
