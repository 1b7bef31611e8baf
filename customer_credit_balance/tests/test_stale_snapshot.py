"""Somebody else's money that is committed after this transaction began is never refused."""

from contextlib import closing

from psycopg2.errors import SerializationFailure

from odoo import api
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from ..exceptions import InsufficientCredit


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
            "spend": lambda account: account._post(-50.0, "payment", "late-money"),
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
                account._post(-50.0, "payment", "late-money")
