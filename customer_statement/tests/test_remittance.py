"""Announced payments: a reference, promises and disputes, and the payment that quotes it."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.remittance.customer_remittance import Announced
from .common_sending import SendingCommon


class RemittanceCommon(SendingCommon):
    """The customer owes 100 and 50, and has a statement that says so."""

    @classmethod
    def setUpClass(cls):
        """Apply what is announced only where a test says so."""
        super().setUpClass()
        cls.Remittance = cls.env["customer.remittance"]
        cls.today = fields.Date.context_today(cls.env.user)
        cls.week = cls.today + timedelta(days=7)
        case = cls()
        cls.first, cls.second = case.invoice(100.0), case.invoice(50.0)
        cls.statement_ = case.sent(kind="open_items")

    def announce(self, *wanted, date=None, author=None):
        """Return the announcement of (document, amount, reason, note)."""
        return self.Remittance.sudo()._announce(
            author or self.contact, self.company, date or self.week,
            [Announced(*item) for item in wanted],
        )  # fmt: skip

    def both(self):
        """Announce 80 of 100, as the price is wrong, and the whole 50."""
        return self.announce(
            (self.first, 80.0, "amount", "20 too much"), (self.second, 50.0), author=self.contact
        )

    def arrive(self, text, amount, partner=None, **vals):
        """Return a posted payment that says what it is for."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound", "partner_type": "customer", "amount": amount,
                "partner_id": (partner or self.customer).id, "date": "2026-01-20",
                "journal_id": self.bank_journal.id, "memo": text, **vals,
            }
        )  # fmt: skip
        payment.action_post()
        return payment

    def switch_on(self):
        """Apply announced payments by themselves."""
        self.company.customer_statement_apply_remittances = True

    def left(self, *moves):
        """Return what is open of documents."""
        return [move.amount_residual for move in moves]

    def free(self, move):
        """Return what of a payment is an outstanding credit."""
        return -sum(self.receivable_line(move).mapped("amount_residual"))


@tagged("post_install", "-at_install")
class TestRemittance(RemittanceCommon):
    """From the announcement to the payment."""

    # --------------------------------------------------------------- announcing

    def test_it_has_a_number_promises_and_a_dispute(self):
        """What is paid is promised for the day, what is short is disputed, said once."""
        messages = len(self.statement_.message_ids)
        remittance = self.both()
        self.assertRegex(remittance.name, r"^ANN/\d{4}/\d{5}$")
        self.assertEqual(remittance.reference, remittance.name)
        self.assertEqual((remittance.amount, remittance.state), (130.0, "announced"))
        promises = remittance.promise_ids
        self.assertEqual(promises.move_id, self.first | self.second)
        self.assertEqual(set(promises.mapped("promise_date")), {self.week})
        dispute = remittance.line_ids.dispute_id
        self.assertEqual((dispute.move_id, dispute.reason, dispute.state),
                         (self.first, "amount", "open"))  # fmt: skip
        self.assertIn("20 too much", dispute.note)
        self.assertIn("80.00", dispute.note)
        self.assertEqual(len(self.statement_.message_ids), messages + 2, "dispute, announcement")

    def test_what_is_short_is_disputed_and_no_more(self):
        """20 of 100: the credit note is of 20; a dispute of the whole line later is of all."""
        remittance = self.both()
        dispute = remittance.line_ids.dispute_id
        self.assertEqual(dispute.amount, 20.0)
        again = self.statement_._dispute(self.contact, dispute.line_key, "faulty")
        self.assertEqual((again, again.amount), (dispute, 100.0))
        remittance._withdraw()
        dispute = self.both().line_ids.dispute_id
        accountant = self._new_user(
            "remittance_accountant",
            "customer_statement.group_customer_statement_manager,account.group_account_invoice",
        )
        action = dispute.with_user(accountant).action_accept_with_credit_note()
        note = self.env["account.move"].browse(action["res_id"])
        self.assertEqual((note.amount_total, note.reversed_entry_id), (20.0, self.first))

    def test_what_was_disputed_before_stays_so(self):
        """An announcement that is withdrawn takes back what it said itself, no more."""
        key = str(self.receivable_line(self.first).id)
        dispute = self.statement_._dispute(self.contact, key, "faulty", "Broken chair")
        remittance = self.both()
        said = (dispute.state, dispute.reason, dispute.note, dispute.amount)
        self.assertEqual(said, ("open", "faulty", "Broken chair", 100.0))
        remittance.with_user(self.accountant).action_withdraw()
        self.assertEqual((dispute.state, self.statement_.state), ("open", "disputed"))

    def test_reminders_wait_for_it(self):
        """Like for a promise: until the day, and no longer once it is withdrawn."""
        remittance = self.announce((self.second, 50.0))

        def set_aside(day):
            reader = self.env["customer.reminder.reader"]
            standings = reader._read_standings(self.company, self.customer, day)
            return standings[self.customer.id].stopped["promised"]

        self.assertEqual(set_aside(self.today), 50.0)
        self.assertEqual(set_aside(self.week + timedelta(days=1)), 0.0)
        remittance._withdraw()
        self.assertEqual(set_aside(self.today), 0.0)

    def test_without_a_day_nothing_waits(self):
        """The reference is there, a promise is not."""
        remittance = self.Remittance.sudo()._announce(
            self.contact, self.company, None, [Announced(self.second, 50.0)]
        )
        self.assertFalse(remittance.promise_ids)

    def test_what_no_statement_shows_is_put_on_one_of_today(self):
        """Nobody is written to; a second announcement finds it there."""
        self.invoice(30.0, self.other_customer)
        late = self.invoice(70.0, invoice_date="2026-02-10")
        mails = self.Mail.search_count([])
        promise = self.announce((late, 70.0)).promise_ids
        self.assertEqual(promise.statement_id.kind, "open_items")
        self.assertEqual((promise.statement_id.state, promise.statement_id.date_to),
                         ("sent", self.today))  # fmt: skip
        self.assertEqual(self.Mail.search_count([]), mails)
        again = self.announce((self.second, 50.0)).promise_ids
        self.assertEqual(again.statement_id, promise.statement_id)

    def test_somebody_inside_hears_of_what_is_disputed_so(self):
        """The statement of today is made in the portal: the customer is not in charge of it."""
        user = self.portal_user_of(self.contact)
        late = self.invoice(70.0, invoice_date="2026-02-10")
        remittance = (
            self.Remittance.with_user(user)
            .sudo()
            ._announce(
                self.contact,
                self.company,
                self.week,
                [Announced(late, 50.0, "amount", "20 too much")],
            )
        )
        dispute = remittance.line_ids.dispute_id
        managers = self.company._get_statement_managers()
        self.assertEqual(dispute.statement_id.user_id, managers[0])
        self.assertEqual(dispute.activity_ids.user_id, managers[0])

    def test_the_reference_is_that_of_the_country(self):
        """Another one than that of the statement, and found again in what banks tell."""
        self.company_data["default_journal_sale"].invoice_reference_model = "euro"
        statement = self.sent(kind="open_items", date_to="2026-02-28")
        remittance = self.announce((self.first, 100.0))
        self.assertTrue(remittance.payment_reference)
        self.assertNotEqual(remittance.payment_reference, statement.payment_reference)
        texts = {1: [f"/EREF/ {remittance.reference.lower()} bye"], 2: ["ANN/2026"]}
        found = self.Remittance._find_quoted(texts, self.company, self.customer)
        self.assertEqual(found, {1: remittance})

    def test_what_cannot_be_announced_gets_a_sentence(self):
        """And nothing is recorded."""
        foreign = self.invoice(30.0, currency_id=self.foreign.id)
        theirs = self.invoice(40.0, self.other_customer)
        draft = self.invoice(40.0, post=False)
        for wanted, date in (
            ([], None),
            ([(self.first, 100.01)], None),
            ([(self.first, 0.0)], None),
            ([(self.first, float("nan"))], None),
            ([(self.first, 80.0, "because")], None),
            ([(self.first, 80.0, "amount", "x" * 1001)], None),
            ([(self.first, 100.0), (foreign, 30.0)], None),
            ([(theirs, 40.0)], None),
            ([(self.first, 60.0), (self.first, 60.0)], None),
            ([(draft, 40.0)], None),
            ([(self.first, 100.0)], self.today - timedelta(days=1)),
            ([(self.first, 100.0)], self.today + timedelta(days=400)),
        ):
            with self.assertRaises(ValidationError, msg=wanted):
                self.announce(*wanted, date=date)
        self.announce((self.first, 100.0))
        with self.assertRaisesRegex(ValidationError, "withdraw that first"):
            self.announce((self.first, 10.0))
        self.assertEqual(self.Remittance.search_count([]), 1)

    def test_an_early_discount_is_not_short(self):
        """98 by the day settle 100: no dispute, and applied the invoice is paid."""
        term = self.env["account.payment.term"].create(
            {
                "name": "2/400 net 500", "early_discount": True, "discount_percentage": 2,
                "discount_days": 400,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100,
                                             "nb_days": 500})],
            }
        )  # fmt: skip
        invoice = self.invoice(100.0, invoice_payment_term_id=term.id)
        self.switch_on()
        remittance = self.announce((invoice, 98.0, "amount"))
        self.assertEqual(remittance.line_ids.discount, 2.0)
        self.assertFalse(remittance.line_ids.dispute_id)
        self.arrive(remittance.name, 98.0)
        self.assertEqual(self.left(invoice), [0.0])

    # --------------------------------------------------------------- the payment

    def proposal(self):
        """Return {payment: {invoice: amount}} of the apply dialog, and the dialog."""
        wizard = self.env["customer.credit.apply"].create({"partner_id": self.customer.id})
        matches = {}
        for credit, invoice, amount in wizard._match_oldest_first():
            payment = self.env["account.move.line"].browse(credit).payment_id
            matches.setdefault(payment, {})[self.env["account.move"].browse(invoice)] = amount
        return matches, wizard

    def test_a_payment_that_quotes_is_proposed_as_announced(self):
        """Documents and amounts; other money leaves them alone, and the rest stays open."""
        remittance = self.both()
        older = self.pay_on_account(30.0)
        payment = self.arrive(f"thanks, {remittance.name}", 140.0)
        self.assertEqual(self.left(self.first, self.second), [100.0, 50.0], "proposed only")
        matches, wizard = self.proposal()
        self.assertEqual(matches, {payment: {self.first: 80.0, self.second: 50.0}})
        wizard.action_confirm()
        self.assertEqual(self.left(self.first, self.second), [20.0, 0.0])
        self.assertEqual((self.free(payment.move_id), self.free(older.move_id)), (10.0, 30.0))

    def test_by_setting_it_is_applied_when_it_is_posted(self):
        """Exactly so; promises are kept, the dispute stays for somebody to settle."""
        self.switch_on()
        remittance = self.both()
        payment = self.arrive(remittance.reference, 140.0)
        self.assertEqual(self.left(self.first, self.second), [20.0, 0.0])
        self.assertEqual(self.free(payment.move_id), 10.0)
        self.assertEqual((remittance.state, remittance.payment_move_id),
                         ("used", payment.move_id))  # fmt: skip
        self.assertEqual(set(remittance.promise_ids.mapped("state")), {"kept"})
        self.assertEqual(remittance.line_ids.dispute_id.state, "open")

    def test_automatic_application_leaves_what_was_announced_to_it(self):
        """A new invoice takes other money; once its documents are paid the rest is like any."""
        self.company.credit_auto_apply = True
        remittance = self.announce((self.first, 100.0))
        payment = self.arrive(remittance.name, 140.0)
        other = self.invoice(60.0)
        self.assertEqual((self.left(other), self.free(payment.move_id)), ([60.0], 140.0))
        self.pay(self.first, 100.0)
        third = self.invoice(60.0)
        self.assertEqual((self.left(third), self.free(payment.move_id)), ([0.0], 80.0))

    def test_never_more_than_is_open_or_arrived(self):
        """Paid in part meanwhile; and money that is not enough goes in the order announced."""
        self.switch_on()
        remittance = self.announce((self.first, 100.0), (self.second, 50.0))
        self.pay(self.first, 70.0)
        payment = self.arrive(remittance.name, 60.0)
        self.assertEqual(self.left(self.first, self.second), [0.0, 20.0])
        self.assertEqual(self.free(payment.move_id), 0.0)

    def test_a_payment_that_brings_less_keeps_no_promise(self):
        """10 of 100 arrived: on its day the rest is late."""
        self.switch_on()
        remittance = self.announce((self.first, 100.0), (self.second, 50.0))
        promises = remittance.promise_ids
        self.arrive(remittance.name, 60.0)
        self.assertEqual((remittance.state, set(promises.mapped("state"))), ("used", {"open"}))
        self.pay(self.first, 40.0)
        with freeze_time(self.week + timedelta(days=1)):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        states = {promise.move_id: promise.state for promise in promises}
        self.assertEqual(states, {self.first: "kept", self.second: "broken"})

    def test_a_payment_that_is_taken_back_is_promised_again(self):
        """What was kept by it alone is expected by its day, as before."""
        remittance = self.announce((self.first, 100.0))
        promise = remittance.promise_ids
        payment = self.arrive(remittance.name, 100.0)
        self.assertEqual(promise.state, "kept")
        payment.action_draft()
        self.assertEqual((promise.state, promise.settled_at), ("open", False))
        payment.action_post()
        self.assertEqual(promise.state, "kept")

    def test_a_reference_is_used_once(self):
        """Two payments at once or one after the other: the second stays open."""
        self.switch_on()
        remittance = self.announce((self.first, 60.0))
        payments = self.env["account.payment"].create(
            [
                {
                    "payment_type": "inbound", "partner_type": "customer", "amount": 60.0,
                    "partner_id": self.customer.id, "journal_id": self.bank_journal.id,
                    "memo": remittance.name,
                }
                for _number in range(2)
            ]
        )  # fmt: skip
        payments.action_post()
        self.arrive(remittance.name, 60.0)
        self.assertEqual(self.left(self.first), [40.0])
        self.assertEqual(remittance.payment_move_id, payments[0].move_id)

    def test_a_guard_that_is_false_by_now_uses_nothing(self):
        """Whoever read it before somebody withdrew it does not get it."""
        remittance = self.announce((self.first, 60.0))
        remittance._withdraw()
        with patch.object(type(remittance), "_lock_state", return_value="announced"):
            self.assertFalse(remittance._use(self.pay_on_account(60.0).move_id))
        self.assertEqual(remittance.state, "withdrawn")

    def test_payments_of_others_are_left_open(self):
        """Another customer, another currency: nothing is applied, the latter says why."""
        self.switch_on()
        remittance = self.announce((self.first, 100.0))
        self.arrive(remittance.name, 100.0, self.other_customer)
        self.assertEqual((remittance.state, *self.left(self.first)), ("announced", 100.0))
        payment = self.arrive(remittance.name, 50.0, currency_id=self.foreign.id)
        self.assertEqual(self.left(self.first), [100.0])
        self.assertIn("another currency", payment.move_id.message_ids[0].body)

    def test_another_company_finds_nothing(self):
        """Of the same customer, with the same number."""
        remittance = self.announce((self.first, 100.0))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        texts = {1: [remittance.name]}
        self.assertEqual(self.Remittance._find_quoted(texts, other, self.customer), {})

    def test_what_stands_against_it_is_noted_and_the_money_is_booked(self):
        """The engine refuses: the payment is posted and open, with the reason."""
        self.switch_on()
        remittance = self.announce((self.first, 100.0))
        credit = type(self.env["customer.credit"])
        with patch.object(credit, "_apply_to_invoices", side_effect=UserError("The door is shut")):
            payment = self.arrive(remittance.name, 100.0)
        self.assertEqual(payment.move_id.state, "posted")
        self.assertEqual(self.free(payment.move_id), 100.0)
        self.assertIn("The door is shut", payment.move_id.message_ids[0].body)

    def test_the_choice_of_whoever_registers_goes_first(self):
        """Registered for another invoice: what is left goes where it was announced."""
        self.switch_on()
        remittance = self.announce((self.first, 100.0))
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.second.ids
        ).create(
            {"amount": 60.0, "communication": remittance.name, "payment_date": "2026-01-20",
             "journal_id": self.bank_journal.id}
        )  # fmt: skip
        wizard._create_payments()
        self.assertEqual(self.left(self.first, self.second), [90.0, 0.0])

    def bank_line(self, text, amount, **vals):
        """Return a line of the bank."""
        return self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank_journal.id, "payment_ref": text, "amount": amount,
             "date": "2026-02-20", **vals}
        )  # fmt: skip

    def test_a_line_of_the_bank_is_proposed_or_applied(self):
        """Applied by setting, and only where the bank names the customer."""
        remittance = self.announce((self.first, 100.0))
        line = self.bank_line(remittance.name, 110.0, partner_id=self.customer.id)
        self.assertEqual(line._find_statement_items(), {line: self.receivable_line(self.first)})
        self.assertEqual(remittance.state, "announced")
        self.switch_on()
        nameless = self.bank_line(f"/EREF/{remittance.name}", 110.0)
        self.assertFalse(nameless.is_reconciled)
        line = self.bank_line(remittance.name, 110.0, partner_id=self.contact.id)
        self.assertTrue(line.is_reconciled)
        self.assertEqual((self.left(self.first), self.free(line.move_id)), ([0.0], 10.0))
        self.assertEqual(remittance.payment_move_id, line.move_id)

    def test_the_notes_of_a_line_are_read_as_well(self):
        """Where the bank writes words of its own, the customer's stand there."""
        remittance = self.announce((self.first, 100.0))
        self.switch_on()
        line = self.bank_line("CREDIT TRANSFER", 100.0, partner_id=self.customer.id,
                              narration=f"<p>Reference: {remittance.name}</p>")  # fmt: skip
        self.assertTrue(line.is_reconciled)
        self.assertEqual(remittance.payment_move_id, line.move_id)

    # --------------------------------------------------------------- its end

    def test_withdrawn_it_holds_and_says_nothing(self):
        """Promises and disputes end with it; a payment that quotes it is like any other."""
        remittance = self.both()
        remittance._withdraw()
        self.assertEqual(set(remittance.promise_ids.mapped("state")), {"withdrawn"})
        self.assertEqual(remittance.line_ids.dispute_id.state, "withdrawn")
        self.assertEqual(self.statement_.state, "viewed")
        self.switch_on()
        self.arrive(remittance.name, 130.0)
        self.assertEqual(self.left(self.first, self.second), [100.0, 50.0])
        with self.assertRaises(UserError):
            remittance._withdraw()

    def test_who_withdraws_and_announces_a_later_day_has_put_it_off(self):
        """The same day it is a correction; what a colleague withdrew was agreed otherwise."""
        day = timedelta(days=1)
        once = self.announce((self.first, 100.0))
        once._withdraw()
        with freeze_time(self.today + day):
            self.announce((self.second, 50.0))
        self.assertEqual(once.promise_ids.state, "withdrawn")
        with freeze_time(self.today + day):
            self.announce((self.first, 100.0), date=self.week)._withdraw()
        again = self.Remittance.sudo().search([], order="id desc", limit=1)
        self.assertEqual((once | again).promise_ids.mapped("state"), ["withdrawn", "withdrawn"])
        with freeze_time(self.today + 2 * day):
            later = self.announce((self.first, 100.0), date=self.week + 7 * day)
        self.assertEqual((again.promise_ids.state, later.promise_ids.state), ("broken", "open"))
        with freeze_time(self.today + 3 * day):
            later.with_user(self.accountant).action_withdraw()
            self.announce((self.first, 100.0), date=self.week + 14 * day)
        self.assertEqual(later.promise_ids.state, "withdrawn")

    def test_a_used_one_stays_until_its_payment_is_taken_back(self):
        """Then the payment is awaited again."""
        remittance = self.announce((self.first, 100.0))
        payment = self.arrive(remittance.name, 100.0)
        with self.assertRaises(UserError):
            remittance._withdraw()
        payment.action_draft()
        self.assertEqual((remittance.state, remittance.payment_move_id.id), ("announced", False))

    def test_paid_otherwise_it_is_settled_by_night(self):
        """A payment without the reference."""
        remittance = self.announce((self.second, 50.0))
        self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual(remittance.state, "announced")
        self.pay(self.second, 50.0)
        self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual((remittance.state, remittance.promise_ids.state), ("settled", "kept"))

    def test_one_that_cannot_be_settled_stops_no_other(self):
        """Nor the promises; it says so, and somebody hears of it."""
        odd, other = self.announce((self.first, 100.0)), self.announce((self.second, 50.0))
        self.pay(self.first, 100.0)
        self.pay(self.second, 50.0)
        Remittance = type(odd)
        get_open = Remittance._get_open_items

        def fail(remittance):
            if remittance == odd:
                raise ValueError("The books cannot be read")
            return get_open(remittance)

        self.customer.user_id = self.statement_user
        with (
            patch.object(Remittance, "_get_open_items", fail),
            mute_logger("odoo.addons.customer_statement.models.runs.customer_statement_due_mixin"),
        ):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual((odd.state, other.state), ("announced", "settled"))
        self.assertEqual(odd.promise_ids.state, "kept")
        self.assertIn("cannot be read", odd.problem)
        self.assertEqual(odd.activity_ids.user_id, self.statement_user)

    def test_posted_again_a_payment_pays_no_more_than_was_announced(self):
        """In draft it keeps what it paid: there is nothing to apply for the second time."""
        self.switch_on()
        remittance = self.announce((self.first, 60.0))
        payment = self.arrive(remittance.name, 100.0)
        payment.action_draft()
        self.assertEqual(remittance.state, "announced")
        payment.action_post()
        self.assertEqual((remittance.state, remittance.payment_move_id),
                         ("used", payment.move_id))  # fmt: skip
        self.assertEqual((self.left(self.first), self.free(payment.move_id)), ([40.0], 40.0))

    def test_a_line_of_the_bank_that_is_deleted_was_no_payment(self):
        """The same line, read in again, pays what was announced."""
        self.switch_on()
        remittance = self.announce((self.first, 100.0))
        self.bank_line(remittance.name, 110.0, partner_id=self.customer.id).unlink()
        self.assertEqual((remittance.state, *self.left(self.first)), ("announced", 100.0))
        line = self.bank_line(remittance.name, 110.0, partner_id=self.customer.id)
        self.assertEqual((remittance.payment_move_id, *self.left(self.first)), (line.move_id, 0.0))

    def test_a_match_that_ends_frees_it_by_every_way(self):
        """Unmatched, undone at the bank, reversed, cancelled, deleted: a payment is awaited."""
        self.switch_on()

        def by_payment(remittance):
            return self.arrive(remittance.name, 100.0).move_id

        def by_bank(remittance):
            return self.bank_line(remittance.name, 100.0, partner_id=self.customer.id).move_id

        def reverse(move):
            move._reverse_moves(cancel=True)

        for arrive, end in (
            (by_payment, lambda move: self.receivable_line(move).remove_move_reconcile()),
            (by_payment, lambda move: move.origin_payment_id.action_cancel()),
            (by_payment, reverse),
            (by_bank, lambda move: move.statement_line_id.action_undo_reconciliation()),
            (by_bank, lambda move: move.statement_line_id.unlink()),
        ):
            remittance = self.announce((self.first, 100.0))
            move = arrive(remittance)
            self.assertEqual((remittance.state, *self.left(self.first)), ("used", 0.0))
            end(move)
            self.env.invalidate_all()
            self.assertEqual((remittance.state, *self.left(self.first)), ("announced", 100.0))
            self.assertFalse(remittance.payment_move_id)
            remittance._withdraw()

    def test_a_payment_that_was_only_proposed_frees_it_too(self):
        """Nothing was matched: the bank's line is undone, or the payment is reversed."""
        remittance = self.announce((self.first, 100.0))
        line = self.bank_line("Something", 100.0, partner_id=self.customer.id)
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.with_context(skip_readonly_check=True).account_id = self.receivable_line(
            self.first
        ).account_id
        remittance._use(line.move_id)
        line.action_undo_reconciliation()
        self.assertEqual((remittance.state, remittance.payment_move_id.id), ("announced", False))
        payment = self.arrive(remittance.name, 100.0)
        self.assertEqual((remittance.state, *self.left(self.first)), ("used", 100.0))
        payment.move_id._reverse_moves(cancel=True)
        self.assertEqual((remittance.state, remittance.payment_move_id.id), ("announced", False))

    def test_what_still_pays_a_document_keeps_it(self):
        """One of two documents is unmatched: the rest is this payment's."""
        self.switch_on()
        remittance = self.announce((self.first, 100.0), (self.second, 50.0))
        payment = self.arrive(remittance.name, 150.0)
        self.receivable_line(self.second).remove_move_reconcile()
        self.assertEqual(remittance.payment_move_id, payment.move_id)
        self.receivable_line(self.first).remove_move_reconcile()
        self.assertEqual((remittance.state, remittance.payment_move_id.id), ("announced", False))

    def test_withdrawn_it_leaves_no_document_out_of_reminders(self):
        """A colleague paused them for a dispute that the customer takes back with it."""
        remittance = self.both()
        dispute = remittance.line_ids.dispute_id
        dispute._pause_chasing(True)
        remittance._withdraw()
        self.assertEqual((dispute.state, dispute.chasing_paused), ("withdrawn", False))
        self.assertTrue(dispute.settled_at)

    def test_a_document_in_draft_is_not_paid(self):
        """It is corrected and posted again: the payment is awaited all the time."""
        remittance = self.announce((self.first, 100.0))
        self.first.button_draft()
        self.nightly(self.Remittance._settle_paid)
        self.assertEqual(remittance.state, "announced")
        self.first.action_post()
        self.pay(self.first, 100.0)
        self.nightly(self.Remittance._settle_paid)
        self.assertEqual(remittance.state, "settled")

    # --------------------------------------------------------------- rights

    def test_people_inside_write_down_what_they_heard(self):
        """Salespeople for their own customers; figures are read again."""
        self.customer.user_id = self.statement_user
        dialog = self.env["customer.remittance.announce"].with_user(self.statement_user)
        action = self.customer.with_user(self.statement_user).action_announce_payment()
        dialog = dialog.browse(action["res_id"])
        line = dialog.line_ids.filtered(lambda it: it.document == self.second.id)
        line.write({"take": True, "open_amount": 9999.0})
        dialog.date = self.week
        action = dialog.action_confirm()
        remittance = self.Remittance.browse(action["res_id"])
        self.assertEqual((remittance.amount, remittance.line_ids.open_amount), (50.0, 50.0))
        self.assertEqual(remittance.partner_id, self.customer)
        line.document = self.invoice(40.0, self.other_customer).id
        with self.assertRaises(ValidationError):
            dialog.action_confirm()

    def test_customers_of_others_are_out_of_reach(self):
        """Read, announce, withdraw: a colleague's customer is nobody else's."""
        remittance = self.announce((self.first, 100.0))
        mine = remittance.with_user(self.statement_user)
        self.customer.user_id = False
        self.assertFalse(mine.search([("id", "=", remittance.id)]))
        for act in (
            mine.action_withdraw,
            mine.action_open_payment,
            self.customer.with_user(self.statement_user).action_announce_payment,
        ):
            with self.assertRaises(AccessError):
                act()
        sales = self._new_user("remittance_sales", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            remittance.with_user(sales).action_withdraw()

    def test_nobody_writes_one_by_hand(self):
        """Neither a manager nor an accountant: no state, no amount, no line."""
        remittance = self.announce((self.first, 100.0))
        accountant = remittance.with_user(self.accountant)
        for vals in ({"state": "used"}, {"amount": 1.0}, {"payment_move_id": self.first.id}):
            with self.assertRaises(AccessError, msg=vals):
                accountant.write(vals)
        with self.assertRaises(AccessError):
            accountant.line_ids.write({"amount": 1.0})
        with self.assertRaises(AccessError):
            accountant.create({"name": "X", "partner_id": self.customer.id})
        with self.assertRaises(UserError):
            accountant.unlink()
        accountant.action_withdraw()
        self.assertEqual(remittance.state, "withdrawn")
