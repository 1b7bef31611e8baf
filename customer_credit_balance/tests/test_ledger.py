"""The ledger: exactly once, append-only, never overdrawn, equal to the books."""

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import (
    FrozenCredit,
    InsufficientCredit,
    KeyConflict,
    NoReservation,
    NotAnAmount,
)
from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestLedger(CreditCommon):
    """The private API of the credit account."""

    def test_post_moves_balance_and_keeps_balance_after(self):
        """Each entry knows the balance after it."""
        account = self.credit_account()
        first = account._append_entry(100.0, "topup", "k1", self.customer)
        second = account._append_entry(-30.25, "payment", "k2", self.customer)
        self.assertEqual((first + second).mapped("balance_after"), [100.0, 69.75])
        self.assertEqual(account.balance, 69.75)

    def test_contact_and_company_share_one_account(self):
        """Store credit belongs to the commercial partner."""
        self.assertEqual(self.credit_account(self.contact), self.credit_account(self.customer))

    def test_same_key_books_once(self):
        """A replayed request returns the first entry."""
        account = self.credit_account()
        first = account._append_entry(100.0, "topup", "once", self.customer)
        self.assertEqual(account._append_entry(100.0, "topup", "once", self.customer), first)
        self.assertEqual(account.balance, 100.0)

    def test_same_key_for_something_else_is_refused(self):
        """A key names one event only."""
        account = self.credit_account()
        account._append_entry(100.0, "topup", "once", self.customer)
        with self.assertRaises(ValidationError):
            account._append_entry(50.0, "topup", "once", self.customer)

    def test_same_key_for_another_event_or_document_is_refused(self):
        """Nobody books something else under a key that another event has."""
        account = self.credit_account()
        account._append_entry(100.0, "topup", "once", self.customer)
        for event, origin in (
            ("adjustment", self.customer),
            ("topup", self.contact),
            ("topup", self.company),
            ("topup", None),
        ):
            with self.assertRaisesRegex(ValidationError, "already booked"):
                account._append_entry(100.0, event, "once", origin)
        account._reserve(10.0, "aside", self.customer)
        with self.assertRaisesRegex(ValidationError, "already reserved"):
            account._reserve(10.0, "aside", self.contact)
        account._capture("aside", event="payment")
        for amount, event in ((10.0, "refund"), (9.0, "payment")):
            with self.assertRaisesRegex(ValidationError, "already booked"):
                account._capture("aside", amount, event)
        self.assertEqual(account.balance, 90.0)

    def test_an_old_key_counts_for_its_own_document(self):
        """Older versions used names as keys: such a row is no other document's."""
        account = self.credit_account()
        old = account._append_entry(100.0, "topup", "S00005", self.customer)
        find = self.Entry._find_by_key
        self.assertEqual(find("tx:1", old_key="S00005", origin=self.customer), old)
        self.assertFalse(find("tx:1", old_key="S00005", origin=self.contact))
        self.assertFalse(find("tx:1", old_key="S00005"))
        new = account._append_entry(1.0, "topup", "tx:1", self.contact)
        self.assertEqual(find("tx:1", old_key="S00005", origin=self.customer), new)

    def test_cannot_spend_more_than_available(self):
        """The refusal names what is available and changes nothing."""
        account = self.credit_account()
        account._append_entry(45.0, "topup", "k1")
        with self.assertRaisesRegex(InsufficientCredit, "45.00"):
            account._append_entry(-45.01, "payment", "k2")
        self.assertEqual(account.balance, 45.0)
        self.assertFalse(self.Entry._find_by_key("k2"))

    def test_overdraft_widens_what_is_available(self):
        """An allowed overdraft may be spent, not a cent more."""
        account = self.credit_account()
        account.write({"overdraft_limit": 20.0})
        account._append_entry(-20.0, "payment", "k1")
        self.assertEqual(account.balance, -20.0)
        with self.assertRaises(InsufficientCredit):
            account._append_entry(-0.01, "payment", "k2")

    def test_lowering_a_used_overdraft_is_refused(self):
        """The database keeps the floor, also against a manager."""
        account = self.credit_account()
        account.write({"overdraft_limit": 20.0})
        account._append_entry(-20.0, "payment", "k1")
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            account.write({"overdraft_limit": 10.0})
            account.flush_recordset()

    def test_bad_amounts_are_refused(self):
        """Zero, not a number, huge and text never reach the ledger."""
        account = self.credit_account()
        for amount in (0.0, 0.001, float("nan"), 1e16, "5", True, float("inf")):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                account._append_entry(amount, "topup", f"bad-{amount}")

    def test_frozen_account_spends_nothing(self):
        """A frozen account takes money in, but gives none out."""
        account = self.credit_account()
        account._append_entry(100.0, "topup", "k1")
        account.action_freeze()
        with self.assertRaisesRegex(InsufficientCredit, "frozen"):
            account._append_entry(-1.0, "payment", "k2")
        account._append_entry(5.0, "topup", "k3")
        account.action_unfreeze()
        account._append_entry(-105.0, "payment", "k4")
        self.assertEqual(account.balance, 0.0)

    def test_forced_correction_freezes_and_tells_a_manager(self):
        """What the books force may go below the floor, visibly."""
        account = self.credit_account()
        account._append_entry(10.0, "topup", "k1")
        account._append_entry(-25.0, "reversal", "k2", force=True)
        self.assertEqual((account.balance, account.state), (-15.0, "frozen"))
        self.assertIn(self.credit_manager, account.activity_ids.user_id)
        with self.assertRaisesRegex(UserError, "15.00"):
            account.with_user(self.credit_manager).action_unfreeze()

    # --------------------------------------------------------------- reservations

    def test_reserved_credit_is_not_available(self):
        """Reserving leaves the balance and takes from what is available."""
        account = self.credit_account()
        account._append_entry(100.0, "topup", "k1")
        account._reserve(60.0, "r1", self.customer)
        self.assertEqual(
            (account.balance, account.reserved, account.available), (100.0, 60.0, 40.0)
        )
        with self.assertRaises(InsufficientCredit):
            account._append_entry(-41.0, "payment", "k2")
        with self.assertRaises(InsufficientCredit):
            account._reserve(41.0, "r2")

    def test_capture_spends_once(self):
        """Capturing again returns the same entry."""
        account = self.credit_account()
        account._append_entry(100.0, "topup", "k1")
        account._reserve(60.0, "r1")
        entry = self.Account._capture("r1", 50.0)
        self.assertEqual(self.Account._capture("r1", 50.0), entry)
        self.assertEqual((account.balance, account.reserved), (50.0, 0.0))

    def test_capture_more_than_reserved_is_refused(self):
        """A document spends at most what it reserved."""
        account = self.credit_account()
        account._append_entry(100.0, "topup", "k1")
        account._reserve(60.0, "r1")
        with self.assertRaises(ValidationError):
            self.Account._capture("r1", 60.01)

    def test_release_frees_once(self):
        """Freeing twice frees once, and a freed reservation cannot be captured."""
        account = self.credit_account()
        account._append_entry(100.0, "topup", "k1")
        account._reserve(60.0, "r1")
        self.Account._release("r1")
        self.Account._release("r1")
        self.assertEqual((account.reserved, account.available), (0.0, 100.0))
        with self.assertRaises(ValidationError):
            self.Account._capture("r1")

    def test_expired_reservation_frees_itself(self):
        """The cron frees what expired and leaves the rest."""
        account = self.credit_account()
        account._append_entry(100.0, "topup", "k1")
        account._reserve(60.0, "old", ttl=-1)
        account._reserve(10.0, "new", ttl=30)
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_credit_balance.ir_cron_expire_reservations"
            ).method_direct_trigger()
        account.invalidate_recordset()
        self.assertEqual(account.reserved, 10.0)
        self.assertEqual(self.Reservation._find_by_key("old").state, "expired")

    # --------------------------------------------------------------- doors

    def test_entries_cannot_be_changed_through_the_orm(self):
        """No user, not even the superuser, edits, deletes or adds entries."""
        entry = self.credit_account()._append_entry(100.0, "topup", "k1")
        for env in (self.env(su=True), self.env(user=self.credit_manager)):
            record = entry.with_env(env)
            with self.assertRaises(UserError):
                record.write({"amount": 1000.0})
            with self.assertRaises(UserError):
                record.unlink()
            with self.assertRaises(UserError):
                record.create([{"account_id": entry.account_id.id, "amount": 5.0}])

    def test_entries_cannot_be_changed_by_sql(self):
        """The database itself refuses."""
        entry = self.credit_account()._append_entry(100.0, "topup", "k1")
        for query in (
            "UPDATE customer_credit_entry SET amount = 1000 WHERE id = %s",
            "UPDATE customer_credit_entry SET note = 'x' WHERE id = %s",
            "DELETE FROM customer_credit_entry WHERE id = %s",
            "TRUNCATE customer_credit_entry CASCADE -- %s",
        ):
            with (
                self.subTest(query=query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.Error),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [entry.id])

    def test_the_journal_item_of_an_entry_is_set_once(self):
        """What waits is linked, what lost its item stands alone; nothing is exchanged."""
        entry = self.credit_account()._append_entry(100.0, "topup", "k1")
        first, second = self.invoice(100.0).line_ids.sorted("id")[:2]
        link = "UPDATE customer_credit_entry SET move_line_id = %s WHERE id = %s"
        self.env.cr.execute(link, [first.id, entry.id])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(link, [second.id, entry.id])
        self.env.cr.execute(link, [None, entry.id])
        self.assertEqual(self.env.cr.rowcount, 1)

    def test_every_refusal_has_its_name(self):
        """Callers catch what they can answer, and nothing else."""
        account = self.credit_account()
        account._append_entry(10.0, "topup", "k1")
        refused = {
            NotAnAmount: lambda: account._append_entry(float("nan"), "topup", "k2"),
            KeyConflict: lambda: account._append_entry(11.0, "topup", "k1"),
            NoReservation: lambda: account._capture("nothing"),
            InsufficientCredit: lambda: account._append_entry(-11.0, "payment", "k3"),
        }
        for error, call in refused.items():
            with self.subTest(error=error.__name__), self.assertRaises(error):
                call()
        account.with_user(self.credit_manager).action_freeze()
        with self.assertRaises(FrozenCredit):
            account._append_entry(-1.0, "payment", "k4")

    def test_figures_of_an_account_cannot_be_written(self):
        """A manager sets the overdraft, nothing else; others nothing at all."""
        account = self.credit_account()
        for vals in ({"balance": 1e6}, {"reserved": 0}, {"state": "active"}, {"partner_id": 1}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                account.with_user(self.credit_manager).write(vals)
        account.with_user(self.credit_manager).write({"overdraft_limit": 5.0})
        for user in (self.salesperson, self.credit_user, self.employee, self.portal_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                account.with_user(user).write({"overdraft_limit": 500.0})

    def test_reservations_cannot_be_made_or_freed_by_sales(self):
        """Freeing by hand needs the manager's right."""
        account = self.credit_account()
        account._append_entry(100.0, "topup", "k1")
        reservation = account._reserve(60.0, "r1")
        with self.assertRaises(AccessError):
            reservation.with_user(self.salesperson).action_release()
        with self.assertRaises(UserError):
            reservation.with_user(self.credit_manager).write({"state": "released"})
        reservation.with_user(self.credit_manager).action_release()
        self.assertEqual(account.reserved, 0.0)

    def test_freeze_is_for_managers(self):
        """A salesperson cannot release a frozen account, whatever the context says."""
        account = self.credit_account()
        account.action_freeze()
        forged = account.with_user(self.salesperson).with_context(force=True, bypass=True)
        with self.assertRaises(AccessError):
            forged.action_unfreeze()

    def test_employees_without_the_right_see_nothing(self):
        """Neither the ledger nor the figures on the customer."""
        self.credit_account()._append_entry(100.0, "topup", "k1")
        for user in (self.employee, self.portal_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.Account.with_user(user).search([])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.customer.with_user(user).read(["store_credit_balance"])
        self.assertEqual(self.customer.with_user(self.salesperson).store_credit_balance, 100.0)
