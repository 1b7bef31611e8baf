"""What stops the database reaches people as a sentence, whichever door they came by."""

import psycopg2
from psycopg2 import errors

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

PAST = {
    "too long": errors.QueryCanceled("canceling statement due to statement timeout"),
    "kept": errors.LockNotAvailable("canceling statement due to lock timeout"),
    "full": errors.DiskFull('could not extend file "base/1": No space left on device'),
    "memory": errors.OutOfMemory("out of memory"),
    "stopped": errors.AdminShutdown("terminating connection due to administrator command"),
    "cut": psycopg2.OperationalError("server closed the connection unexpectedly"),
    "closed": psycopg2.InterfaceError("connection already closed"),
}
SENTENCES = {
    "too long": "longer than the database allows",
    "kept": "try again in a moment",
    "full": "tell your administrator",
    "memory": "tell your administrator",
    "stopped": "connection to the database was lost",
    "cut": "connection to the database was lost",
    "closed": "connection to the database was lost",
}


@tagged("post_install", "-at_install")
class TestOutage(HttpCase):
    """Calls of the web client and pages."""

    def call(self):
        """Return the error that the web client gets from a call."""
        self.authenticate("admin", "admin")
        with mute_logger("odoo.http", "odoo.sql_db", "odoo.service.model"):
            answer = self.url_open(
                "/web/dataset/call_kw/customer.credit.account/search_count",
                json={
                    "params": {
                        "model": "customer.credit.account",
                        "method": "search_count",
                        "args": [[]],
                        "kwargs": {},
                    }
                },
            )
        return answer.json()["error"]["data"]

    def test_each_outage_is_one_sentence(self):
        """It says that nothing was done and what to do, and nothing of what the database said."""
        model = self.registry["customer.credit.account"]
        # Odoo tries a lock again, asleep; here the first try is the last.
        self.patch(self.registry["ir.http"], "_get_raced_message", classmethod(
            lambda cls: "Nothing was done: try again in a moment."))  # fmt: skip
        for name, error in PAST.items():
            with self.subTest(name):

                def fail(*_args, error=error, **_kwargs):
                    raise error

                self.patch(model, "search_count", fail)
                if name == "kept":
                    told = self.registry["ir.http"]._get_outage_message(error)
                else:
                    data = self.call()
                    self.assertEqual(data["name"], "odoo.exceptions.UserError")
                    told = data["message"]
                self.assertIn(SENTENCES[name], told)
                self.assertIn("Nothing was done", told)
                self.assertNotIn(str(error), told)

    def test_a_statement_that_takes_too_long(self):
        """The real thing: PostgreSQL cancels it."""

        def sleep(records, _domain=None, **_kwargs):
            records.env.cr.execute("SET LOCAL statement_timeout TO '50ms'")
            records.env.cr.execute("SELECT pg_sleep(10)")

        self.patch(self.registry["customer.credit.account"], "search_count", sleep)
        self.assertIn(SENTENCES["too long"], self.call()["message"])

    def test_other_errors_stay_what_they_are(self):
        """A mistake in a statement is for developers."""

        def mistake(records, _domain=None, **_kwargs):
            records.env.cr.execute("SELECT nothing")

        self.patch(self.registry["customer.credit.account"], "search_count", mistake)
        self.assertNotEqual(self.call()["name"], f"odoo.exceptions.{UserError.__name__}")
