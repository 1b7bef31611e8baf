"""Somebody else's money that is committed after this transaction began is never refused."""

from contextlib import closing
from unittest.mock import patch

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from ..exceptions import InsufficientCredit
from ..models import turns


@tagged("post_install", "-at_install")
class TestStaleSnapshot(BaseCase):
    """Two real transactions on one committed account, which is removed afterwards."""

    def setUp(self):
        """Commit a customer with 10 of store credit."""
        super().setUp()
        self.database = db_connect(get_db_name())
        with self.database.cursor() as cr:
            env = self.env_of(cr)
            company = env["res.company"].search([], limit=1, order="id")
            partner = env["res.partner"].create({"name": "Late money"})
            account = env["customer.credit.account"]._get_or_create(partner, company)
            account._execute_guarded(self.set_balance(account, 10))
            self.partner_id, self.account_id = partner.id, account.id
        self.addCleanup(self.remove)

    @staticmethod
    def env_of(cr):
        """Return the superuser's environment in a transaction of its own."""
        return api.Environment(cr, api.SUPERUSER_ID, {})

    @staticmethod
    def set_balance(account, amount):
        """Return the statement of somebody whose top-up is committed (without an entry)."""
        return SQL(
            "UPDATE customer_credit_account SET balance = %s WHERE id = %s RETURNING 1",
            amount,
            account.id,
        )

    def remove(self):
        """Leave nothing committed behind."""
        with self.database.cursor() as cr:
            cr.execute("DELETE FROM customer_credit_account WHERE id = %s", [self.account_id])
            self.env_of(cr)["res.partner"].browse(self.partner_id).unlink()

    def top_up_meanwhile(self, amount):
        """Commit another balance, as somebody else's transaction does."""
        with self.database.cursor() as cr:
            account = self.env_of(cr)["customer.credit.account"].browse(self.account_id)
            account._execute_guarded(self.set_balance(account, amount))

    def spend(self, way):
        """Begin a transaction at 10, let 80 arrive, then spend 50 in this way."""
        with closing(self.database.cursor()) as cr:
            account = self.env_of(cr)["customer.credit.account"].browse(self.account_id)
            self.assertEqual(account.balance, 10)
            self.top_up_meanwhile(90)
            way(account)

    @mute_logger("odoo.sql_db")
    def test_late_money_is_seen_by_a_replay(self):
        """Whatever spends or refuses raises what Odoo replays, not a refusal."""
        ways = {
            "spend": lambda account: account._append_entry(-50.0, "payment", "late-money"),
            "reserve": lambda account: account._reserve(50.0, "late-money"),
            "refuse": lambda account: account._raise_insufficient(50.0),
        }
        for name, way in ways.items():
            with self.subTest(name), self.assertRaises(SerializationFailure):
                self.top_up_meanwhile(10)
                self.spend(way)

    def test_what_is_missing_is_still_refused(self):
        """Without anybody else's money the refusal names what there is."""
        with closing(self.database.cursor()) as cr:
            account = self.env_of(cr)["customer.credit.account"].browse(self.account_id)
            with self.assertRaisesRegex(InsufficientCredit, "10.00"):
                account._append_entry(-50.0, "payment", "late-money")

    def test_a_turn_begins_with_the_row_and_with_what_was_committed(self):
        """Whoever lost sees the money, and nobody is faster any more."""
        with closing(self.database.cursor()) as cr, turns.watched() as wanted:
            account = self.env_of(cr)["customer.credit.account"].browse(self.account_id)
            self.assertEqual(account.balance, 10)
            self.top_up_meanwhile(90)
            with self.assertRaises(SerializationFailure):
                account._append_entry(-50.0, "payment", "late-money")
            turns.take_turn(cr, wanted)
            account = self.env_of(cr)["customer.credit.account"].browse(self.account_id)
            self.assertEqual(account.balance, 90)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(LockNotAvailable),
                self.database.cursor() as other,
            ):
                other.execute("SET LOCAL lock_timeout TO '100ms'")
                other.execute(self.set_balance(account, 5))
            account._append_entry(-50.0, "payment", "late-money")
            self.assertEqual(account.balance, 40)

    def test_rows_are_wanted_by_whose_they_are_too(self):
        """A decision on a limit names customers: their rows are locked in the same order."""
        with closing(self.database.cursor()) as cr, turns.watched() as wanted:
            company = self.env_of(cr)["customer.credit.account"].browse(self.account_id).company_id
            turns.want_customers(company.id, [self.partner_id])
            turns.take_turn(cr, wanted)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(LockNotAvailable),
                self.database.cursor() as other,
            ):
                other.execute("SET LOCAL lock_timeout TO '100ms'")
                account = self.env_of(other)["customer.credit.account"].browse(self.account_id)
                other.execute(self.set_balance(account, 5))

    def test_a_row_that_is_kept_is_not_waited_for_for_ever(self):
        """After some seconds the request ends, with nothing written."""
        with (
            closing(self.database.cursor()) as keeper,
            closing(self.database.cursor()) as cr,
            turns.watched() as wanted,
            patch.object(turns, "ROW_PATIENCE", "100ms"),
        ):
            turns.want_accounts([self.account_id])
            self.env_of(keeper)["customer.credit.account"].browse(
                self.account_id
            )._lock_before_refusing()
            with self.assertRaises(turns.CreditBusyError):
                turns.take_turn(cr, wanted)
            keeper.rollback()
            turns.take_turn(cr, wanted)

    def test_nothing_is_collected_where_nobody_replays(self):
        """Scheduled actions and scripts keep Odoo's own way."""
        turns.want_accounts([self.account_id])
        with turns.watched() as wanted:
            self.assertFalse(wanted)
