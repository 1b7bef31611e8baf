"""The books are the authority: every posted item on the liability account has one live entry."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.account.models.account_move_line import AccountMoveLine as NativeItem

from ..exceptions import InsufficientCredit
from .common import CreditCommon

LOGGER = "odoo.addons.customer_credit_balance.models.proof.customer_credit_account"


@tagged("post_install", "-at_install")
class TestBooks(CreditCommon):
    """Mirroring of journal items, whoever posts them."""

    def test_manual_entry_is_mirrored(self):
        """An accountant's own entry gives the credit it books."""
        entry = self.give_credit(80.0)
        self.assertEqual((entry.amount, entry.event), (80.0, "adjustment"))
        self.assert_store_credit(80.0)
        self.assert_ties_out()

    def test_payment_in_the_credit_journal_spends(self):
        """Native payment registration in the journal books Dr liability / Cr receivable."""
        self.give_credit(100.0)
        invoice = self.invoice(70.0)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": self.journal.id})._create_payments()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assert_store_credit(30.0)
        entry = self.credit_account().entry_ids[0]
        self.assertEqual((entry.event, entry.amount), ("payment", -70.0))
        self.assert_ties_out()

    def test_payment_beyond_the_credit_is_refused(self):
        """Nothing is booked and the message says what is available."""
        self.give_credit(50.0)
        invoice = self.invoice(70.0)
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": self.journal.id})
        )
        with self.assertRaisesRegex(InsufficientCredit, "50.00"):
            wizard._create_payments()

    def test_reset_and_repost(self):
        """Resetting reverses the entry, posting again books it anew, with history kept."""
        entry = self.give_credit(80.0)
        move = entry.move_id
        move.button_draft()
        self.assert_store_credit(0.0)
        move.action_post()
        self.assert_store_credit(80.0)
        self.assertEqual(
            self.credit_account().entry_ids.sorted("id").mapped("amount"), [80.0, -80.0, 80.0]
        )
        self.assert_ties_out()

    def test_cancelled_and_deleted_entry_leaves_its_history(self):
        """Deleting the journal entry keeps both entries and the tie-out clean."""
        move = self.give_credit(80.0).move_id
        move.button_draft()
        move.with_context(force_delete=True).unlink()
        self.assertEqual(len(self.credit_account().entry_ids), 2)
        self.assert_store_credit(0.0)
        self.assert_ties_out()

    def test_reset_of_spent_credit_freezes(self):
        """Taking back what was spent is visible, not silent."""
        entry = self.give_credit(80.0)
        self.book([(self.liability, 80.0, self.customer), (self.receivable, -80.0, self.customer)])
        entry.move_id.button_cancel()
        account = self.credit_account()
        self.assertEqual((account.balance, account.state), (-80.0, "frozen"))
        self.assert_ties_out()

    def test_manual_spending_consumes_the_oldest_credit(self):
        """What remains of each credit is right once the transaction commits."""
        first = self.give_credit(50.0).move_line_id
        second = self.give_credit(30.0).move_line_id
        self.book([(self.liability, 60.0, self.customer), (self.receivable, -60.0, self.customer)])
        self.env.cr.precommit.run()
        self.assertEqual((first.amount_residual, second.amount_residual), (0.0, -20.0))

    def test_an_unapplied_payment_by_credit_is_not_settled(self):
        """A payment by store credit stays open for invoices to come."""
        line = self.give_credit(50.0).move_line_id
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 20.0,
                "journal_id": self.journal.id,
            }
        )
        payment.action_post()
        self.env.cr.precommit.run()
        self.assertEqual((payment.state, line.amount_residual), ("in_process", -50.0))
        invoice = self.invoice(20.0)
        self.receivable_line(payment.move_id + invoice).reconcile()
        self.env["account.move.line"]._match_store_credit(self.customer, self.company)
        self.assertEqual((payment.state, line.amount_residual), ("paid", -30.0))

    def test_item_without_customer_is_refused(self):
        """Store credit belongs to somebody."""
        with self.assertRaisesRegex(UserError, "customer"):
            self.book(
                [(self.bank_journal.default_account_id, 5.0, None), (self.liability, -5.0, None)]
            )

    def test_contact_of_an_item_counts_for_its_company(self):
        """Items carry the commercial partner."""
        self.give_credit(40.0, partner=self.contact)
        self.assert_store_credit(40.0)
        self.assert_ties_out()

    def test_payment_of_a_contact_is_credit_of_its_company(self):
        """What a contact pays on account is found and can be applied to the company's invoice."""
        payment = self.pay_on_account(50.0, partner=self.contact)
        self.assertEqual(self.receivable_line(payment.move_id).partner_id, self.customer)
        self.assertEqual(self.customer.outstanding_credit_amount, 50.0)
        self.assertEqual(payment.partner_id, self.contact)

    def test_changing_the_customer_of_a_posted_item_moves_the_credit(self):
        """A corrected customer moves the credit with two entries."""
        line = self.give_credit(40.0).move_line_id
        line.write({"partner_id": self.other_customer.id})
        self.assert_store_credit(0.0)
        self.assert_store_credit(40.0, self.other_customer)
        self.assert_ties_out()

    def test_moving_an_item_off_the_account_takes_the_credit_back(self):
        """An item that left the liability account gives nothing."""
        line = self.give_credit(40.0).move_line_id
        line.write({"account_id": self.company_data["default_account_revenue"].id})
        self.assertEqual(self.credit_account().balance, 0.0)
        self.assert_ties_out()

    def test_reversal_entry_takes_credit_back(self):
        """Odoo's own reversal is mirrored as reversal."""
        move = self.give_credit(40.0).move_id
        move._reverse_moves([{"date": move.date}], cancel=True)
        self.assert_store_credit(0.0)
        self.assertEqual(self.credit_account().entry_ids[0].event, "reversal")
        self.assert_ties_out()

    # --------------------------------------------------------------- invoiced top-ups

    def _topup_invoice(self, amount):
        """Return a posted invoice whose line is booked on the liability account."""
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Store credit",
                            "price_unit": amount,
                            "account_id": self.liability.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )

    def test_invoiced_topup_is_available_when_paid(self):
        """Balance = books at once; available = money arrived."""
        invoice = self._topup_invoice(50.0)
        invoice.action_post()
        account = self.credit_account()
        self.assertEqual((account.balance, account.available), (50.0, 0.0))
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": self.bank_journal.id})._create_payments()
        account.invalidate_recordset()
        self.assertEqual((account.balance, account.available), (50.0, 50.0))
        self.assert_ties_out()

    def test_a_written_payment_state_pays_no_topup(self):
        """Who may write invoices writes "paid" on one that is not: the credit stays reserved."""
        invoice = self._topup_invoice(50.0)
        invoice.action_post()
        clerk = self._new_user("credit_clerk", "account.group_account_invoice")
        account = self.credit_account()
        for state in ("paid", "in_payment", "reversed"):
            invoice.with_user(clerk).write({"payment_state": state})
            invoice._invoice_paid_hook()
            account.invalidate_recordset()
            self.assertEqual((account.balance, account.available), (50.0, 0.0), state)

    def test_unpaying_a_topup_takes_the_credit_out_of_reach(self):
        """Breaking the match reserves the credit again."""
        invoice = self._topup_invoice(50.0)
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": self.bank_journal.id})._create_payments()
        self.receivable_line(invoice).remove_move_reconcile()
        account = self.credit_account()
        account.invalidate_recordset()
        self.assertEqual((account.balance, account.available), (50.0, 0.0))
        self.assert_ties_out()

    def _pay(self, invoice):
        """Pay what is open of the invoice by bank."""
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": self.bank_journal.id})._create_payments()

    def _note(self, invoice, amount):
        """Post a credit note over a part of the invoice, from its own dialog."""
        dialog = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        note = self.env["account.move"].browse(dialog.refund_moves()["res_id"])
        note.invoice_line_ids.price_unit = amount
        note.action_post()
        return note

    def _assert_nothing_to_do(self, balance, reserved, partner=None):
        """The account spends what is not reserved, nobody has a to-do, and the books agree."""
        account = self.credit_account(partner)
        account.invalidate_recordset()
        self.assertEqual(
            (account.state, account.balance, account.reserved), ("active", balance, reserved)
        )
        self.assertFalse(account.frozen_reason)
        self.assertFalse(account.activity_ids)
        held = account.reservation_ids.filtered(lambda it: it.state == "open")
        self.assertEqual(sum(held.mapped("amount")), reserved)
        self.assert_ties_out()

    def test_undoing_an_unpaid_topup_freezes_nobody(self):
        """Reset, cancelled or credited: what was never paid leaves the other credit alone."""
        self.give_credit(5.0)
        undo = {
            "reset": lambda invoice: invoice.button_draft(),
            "cancelled": lambda invoice: (invoice.button_draft(), invoice.button_cancel()),
            "credited": lambda invoice: invoice._reverse_moves(
                [{"invoice_date": invoice.invoice_date, "date": invoice.date}], cancel=True
            ),
            "by its dialog": lambda invoice: self._note(invoice, 100.0),
        }
        for how, take_back in undo.items():
            with self.subTest(how):
                invoice = self._topup_invoice(100.0)
                invoice.action_post()
                take_back(invoice)
                self._assert_nothing_to_do(5.0, 0.0)

    def test_a_topup_that_is_credited_in_part_is_available_when_the_rest_is_paid(self):
        """40 credited, 60 paid, in both orders: 60 is available."""
        for first in ("credited", "paid"):
            with self.subTest(first), self.env.cr.savepoint() as savepoint:
                invoice = self._topup_invoice(100.0)
                invoice.action_post()
                if first == "credited":
                    self._note(invoice, 40.0)
                    self._assert_nothing_to_do(60.0, 60.0)
                    self._pay(invoice)
                else:
                    register = (
                        self.env["account.payment.register"]
                        .with_context(active_model="account.move", active_ids=invoice.ids)
                        .create({"journal_id": self.bank_journal.id, "amount": 60.0})
                    )
                    register._create_payments()
                    self._assert_nothing_to_do(100.0, 100.0)
                    self._note(invoice, 40.0)
                self.assertIn(invoice.payment_state, ("paid", "in_payment"))
                self._assert_nothing_to_do(60.0, 0.0)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_credit_note_of_a_topup_that_is_reset_reserves_again(self):
        """Without its credit note the whole top-up waits for its money, line by line."""
        invoice = self._topup_invoice(30.0)
        more = {"name": "More", "price_unit": 70.0, "account_id": self.liability.id}
        invoice.invoice_line_ids = [Command.create({**more, "tax_ids": [Command.clear()]})]
        invoice.action_post()
        note = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        note.invoice_line_ids[0].price_unit, note.invoice_line_ids[1].price_unit = 20.0, 20.0
        note.action_post()
        self._assert_nothing_to_do(60.0, 60.0)
        note.button_draft()
        self._assert_nothing_to_do(100.0, 100.0)

    def test_store_credit_cannot_buy_store_credit(self):
        """A top-up invoice is not payable by store credit, whoever tries."""
        self.give_credit(100.0)
        invoice = self._topup_invoice(50.0)
        invoice.action_post()
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": self.journal.id})
        )
        with self.assertRaisesRegex(UserError, "cannot be paid with store credit"):
            wizard._create_payments()

    # --------------------------------------------------------------- contacts

    def test_merge_keeps_one_account(self):
        """Two customers become one: balances add up, history stays, books agree."""
        self.give_credit(30.0)
        self.give_credit(12.0, partner=self.other_customer)
        self.credit_account(self.other_customer)._reserve(10.0, "r1")
        self.env["base.partner.merge.automatic.wizard"].with_user(self._get_administrator())._merge(
            (self.customer + self.other_customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assert_store_credit(42.0)
        self.assertEqual(self.credit_account().reserved, 10.0)
        self.assert_ties_out()

    def test_merge_of_reserved_credit_tells_nobody_of_an_overdraft(self):
        """What is reserved moves with its credit: neither account was ever below its floor."""
        self.give_credit(30.0)
        self.give_credit(12.0, partner=self.other_customer)
        accounts = self.credit_account() + self.credit_account(self.other_customer)
        accounts[1]._reserve(10.0, "r1")
        self.env["base.partner.merge.automatic.wizard"].with_user(self._get_administrator())._merge(
            (self.customer + self.other_customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertFalse(accounts.activity_ids)
        self.assertEqual(accounts.mapped("frozen_reason"), [False, False])
        self.assertEqual(accounts.mapped("state"), ["active", "active"])
        self.assertEqual(accounts.mapped("reserved"), [10.0, 0.0])
        self.assert_ties_out()

    def test_merge_into_a_customer_without_credit(self):
        """The only account changes its owner."""
        self.give_credit(12.0, partner=self.other_customer)
        self.env["base.partner.merge.automatic.wizard"].with_user(self._get_administrator())._merge(
            (self.customer + self.other_customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assert_store_credit(12.0)
        self.assert_ties_out()

    def test_change_of_parent_keeps_the_credit(self):
        """A person who joins a company brings the credit along."""
        self.give_credit(30.0)
        self.give_credit(12.0, partner=self.other_customer)
        self.other_customer.write({"parent_id": self.customer.id})
        self.assert_store_credit(42.0)
        self.assert_ties_out()

    def test_change_of_parent_leaves_posted_items_on_their_account(self):
        """Odoo takes the new customer's: what paid a part of it would stand on another one."""
        invoice = self.invoice(100.0, partner=self.other_customer)
        item = self.receivable_line(invoice)
        payment = self.pay_on_account(30.0, partner=self.other_customer)
        (item | self.receivable_line(payment.move_id)).reconcile()
        other = self.receivable.copy({"code": "121998"})
        (self.customer + self.other_customer).property_account_receivable_id = other
        self.other_customer.write({"parent_id": self.customer.id})
        self.env.flush_all()
        self.assertEqual(item.partner_id, self.customer)
        self.assertEqual(item.account_id, self.receivable)
        self.assertEqual(item.amount_residual, 70.0)

    def test_what_two_customers_spent_and_have_is_matched_when_they_become_one(self):
        """One spent an overdraft, the other one has credit: the list says the balance at once.

        Also when a savepoint on the way does what waits for the end of the request.
        """
        Account = type(self.env["customer.credit.account"])
        move = Account._move_to_partner

        def move_and_flush(self, accounts, partner):
            move(self, accounts, partner)
            self.env.cr.flush()

        for number, become_one in enumerate((
            lambda gone: self.env["base.partner.merge.automatic.wizard"]
            .with_user(self._get_administrator())
            ._merge((self.customer + gone).ids, self.customer),
            lambda gone: gone.write({"parent_id": self.customer.id}),
        )):  # fmt: skip
            with self.subTest(number=number):
                gone = self.env["res.partner"].create({"name": "Spender"})
                self.give_credit(30.0)
                self.credit_account(gone).write({"overdraft_limit": 50.0})
                self.book([(self.liability, 20.0, gone),
                           (self.bank_journal.default_account_id, -20.0, gone)])  # fmt: skip
                self.env.cr.precommit.run()  # the end of their requests
                with patch.object(Account, "_move_to_partner", move_and_flush):
                    become_one(gone)
                self.env.cr.precommit.run()
                self.env.invalidate_all()
                self.assert_ties_out()
                spent = (
                    self.credit_account()
                    ._find_liability_lines()
                    .filtered(lambda line: line.balance > 0)
                )
                self.assertTrue(all(spent.mapped("reconciled")))
                self.assert_store_credit(10.0 * (number + 1))

    # --------------------------------------------------------------- setup and check

    def test_every_company_with_a_chart_is_set_up(self):
        """A new company gets account and journal with its chart."""
        other = self.setup_other_company()["company"]
        self.assertEqual(other.store_credit_account_id.account_type, "liability_current")
        self.assertTrue(other.store_credit_account_id.reconcile)
        self.assertEqual(other.store_credit_journal_id.code, "CCRED")
        self.assertNotEqual(other.store_credit_journal_id, self.journal)
        adjustments = other.store_credit_adjustment_account_id
        self.assertEqual(adjustments.account_type, "expense")
        self.assertNotEqual(adjustments, self.company.store_credit_adjustment_account_id)

    def test_a_branch_books_on_the_account_of_its_root(self):
        """A branch gets its own journal, but shares the accounts of the chart."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.cr.precommit.run()
        self.assertEqual(branch.store_credit_account_id, self.liability)
        self.assertEqual(branch.store_credit_journal_id.company_id, branch)

    def test_used_account_cannot_be_changed(self):
        """The balance cannot be left behind."""
        self.give_credit(5.0)
        other = self.liability.copy({"code": "299999"})
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            self.company.store_credit_account_id = other

    def test_an_account_with_history_brings_it_into_the_ledger(self):
        """Items posted before the ledger stood on their account are owed all the same."""
        other = self.setup_other_company()["company"]
        env = self.env(context={**self.env.context, "allowed_company_ids": other.ids})
        former = other.store_credit_account_id.with_env(env)
        bank = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", other.id)], limit=1
        )
        other.store_credit_account_id = False
        env["account.move"].create(
            {
                "journal_id": other.store_credit_journal_id.id,
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "balance": balance,
                         "partner_id": self.customer.id}
                    )
                    for account, balance in ((bank.default_account_id, 40.0), (former, -40.0))
                ],
            }
        ).action_post()  # fmt: skip
        self.assertFalse(self.Account._find(self.customer, other))
        other.store_credit_account_id = former
        self.assertEqual(self.Account._find(self.customer, other).balance, 40.0)
        self.assert_ties_out(other)

    def test_tie_out_names_the_entry_at_fault(self):
        """A figure changed behind the ledger's back is found and the account frozen."""
        self.give_credit(5.0)
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_credit_account SET balance = 6 WHERE id = %s",
                            [self.credit_account().id])  # fmt: skip
        self.env.invalidate_all()
        faults = self.Account._tie_out(self.company)
        self.assertEqual([(f["code"], f["difference"]) for f in faults], [("balance", 1.0)])
        self.check_by_night()
        self.assertEqual(self.credit_account().state, "frozen")

    def leave_open(self, customer):
        """Book 10 of credit and 4 back by hand, matched by nobody."""
        self.give_credit(10.0, customer)
        bank = self.bank_journal.default_account_id
        self.book([(self.liability, 4.0, customer), (bank, -4.0, customer)])
        self.env.flush_all()

    def test_the_nightly_check_matches_who_has_both_signs(self):
        """Slice by slice, and one customer who cannot be matched stops nobody."""
        self.give_credit(5.0, self.other_customer)
        third = self.env["res.partner"].create({"name": "Third"})
        for customer in (self.customer, third):
            self.leave_open(customer)
        Account = self.Account
        found = [it.ids for it in Account._get_customers_to_match(self.company)]
        self.assertEqual(found, [sorted([self.customer.id, third.id])])
        native = NativeItem.reconcile

        def reconcile(items):
            if items.partner_id == self.customer:
                raise UserError(items.partner_id.name)
            return native(items)

        with patch.object(NativeItem, "reconcile", reconcile), self.assertLogs(LOGGER, "WARNING"):
            self.check_by_night()
        found = [it.ids for it in Account._get_customers_to_match(self.company)]
        self.assertEqual(found, [self.customer.ids])
        self.check_by_night()
        self.assertFalse(list(Account._get_customers_to_match(self.company)))

    def test_freezes_stand_whatever_matching_meets(self):
        """The first step is committed before the second begins."""
        self.give_credit(5.0)
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_credit_account SET balance = 6 WHERE id = %s",
                            [self.credit_account().id])  # fmt: skip
        self.env.invalidate_all()
        self.leave_open(self.other_customer)

        def fall_over(*args):
            raise MemoryError

        with (
            patch.object(type(self.Account), "_match_slice", fall_over),
            self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR") as log,
        ):
            self.check_by_night()
        self.assertIn("MemoryError", "".join(log.output))
        self.assertEqual(self.credit_account().state, "frozen")

    def test_unbooked_entry_is_found(self):
        """An entry without a journal item is a fault, named by its key."""
        self.credit_account()._append_entry(5.0, "topup", "lonely")
        faults = self.Account._tie_out(self.company)
        self.assertEqual([f["code"] for f in faults], ["waiting"])
        self.assertIn("lonely", faults[0]["message"])
