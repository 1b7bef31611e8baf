"""Customers agree, dispute and promise; accountants settle; nothing is taken from the visitor."""

from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestDispute(SendingCommon):
    """What stands on the statement and in the worklist."""

    @classmethod
    def setUpClass(cls):
        """Send a statement of two invoices."""
        super().setUpClass()
        case = cls()
        cls.due = case.invoice(500)
        cls.other = case.invoice(80)
        cls.statement_ = case.sent(kind="open_items")
        cls.key = str(case.receivable_line(cls.due).id)

    def dispute(self, **options):
        """Return a dispute of the first invoice."""
        return self.statement_._dispute(
            self.contact, self.key, options.get("reason", "amount"), options.get("note", "")
        )

    def test_balance_is_confirmed_by_a_person(self):
        """Who, when and what they wrote stand on the statement."""
        self.statement_._answer_balance(self.contact, True, "Fine with us")
        self.assertEqual(self.statement_.confirmation, "agreed")
        self.assertEqual(self.statement_.confirmation_partner_id, self.contact)
        message = self.statement_.message_ids[0]
        self.assertEqual(message.author_id, self.contact)
        self.assertIn("Fine with us", message.body)

    def test_the_same_click_confirms_once(self):
        """A form that is sent twice writes one message."""
        self.statement_._answer_balance(self.contact, True)
        count = len(self.statement_.message_ids)
        self.statement_._answer_balance(self.contact, True)
        self.assertEqual(len(self.statement_.message_ids), count)

    def test_disagreement_disputes_the_whole_balance(self):
        """It is in the worklist, and the statement is disputed."""
        self.statement_._answer_balance(self.contact, False, "We paid in cash")
        dispute = self.statement_.dispute_ids
        self.assertEqual((dispute.amount, dispute.note), (580, "We paid in cash"))
        self.assertEqual((self.statement_.state, dispute.state), ("disputed", "open"))

    def test_agreement_takes_the_disagreement_back(self):
        """A customer who changed the mind leaves no open dispute."""
        self.statement_._answer_balance(self.contact, False)
        self.statement_._answer_balance(self.contact, True)
        self.assertEqual(self.statement_.dispute_ids.state, "withdrawn")
        self.assertEqual(self.statement_.state, "viewed")

    def test_dispute_takes_number_and_amount_from_the_statement(self):
        """The line's own figures, and an activity for the person in charge."""
        dispute = self.dispute(note="Wrong price")
        self.assertEqual((dispute.name, dispute.amount), (self.due.name, 500))
        self.assertEqual(dispute.move_id, self.due)
        self.assertEqual(dispute.activity_ids.user_id, self.statement_.user_id)

    def test_second_dispute_of_a_line_replaces_the_first(self):
        """One open dispute per line, and one to-do."""
        self.dispute(reason="amount")
        self.dispute(reason="paid", note="On Monday")
        self.assertEqual(self.statement_.dispute_ids.mapped("reason"), ["paid"])
        self.assertEqual(len(self.statement_.dispute_ids.activity_ids), 1)

    def test_a_todo_speaks_the_language_of_who_has_to_do_it(self):
        """The customer answered on a French page; the person in charge reads English."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.statement_ = self.statement_.with_context(lang="fr_FR")
        dispute = self.dispute()
        self.assertEqual(dispute.user_id.lang, "en_US")
        self.assertIn(" disputes ", dispute.activity_ids.summary)

    def test_somebody_who_is_there_hears_of_a_dispute(self):
        """Not who sent the statement and left: the salesperson does, else a manager."""
        leaver = self._new_user("leaver", "customer_statement.group_customer_statement_user")
        self.statement_.user_id = leaver
        leaver.active = False
        dispute = self.dispute()
        managers = self.company._get_statement_managers()
        self.assertEqual((dispute.user_id, dispute.activity_ids.user_id), (managers[0],) * 2)
        self.customer.user_id = self.statement_user
        other = self.statement_._dispute(
            self.contact, str(self.receivable_line(self.other).id), "amount"
        )
        self.assertEqual(other.activity_ids.user_id, self.statement_user)

    def test_an_address_without_a_name_is_told_by_its_customer(self):
        """Somebody disputes, not "False"."""
        place = self.env["res.partner"].create({"type": "invoice", "parent_id": self.customer.id})
        invoice = self.invoice(70, place)
        template = self.template.copy({"group": "contact"})
        statement = self.sent(place, kind="open_items", template=template)
        key = str(self.receivable_line(invoice).id)
        dispute = statement._dispute(place, key, "amount")
        self.assertIn(self.customer.name, dispute.activity_ids.summary)
        self.assertNotIn("False", dispute.activity_ids.summary)

    def test_lines_of_other_statements_cannot_be_disputed(self):
        """Neither a foreign item nor nonsense."""
        foreign = self.receivable_line(self.invoice(10, self.other_customer))
        for key in (
            str(foreign.id),
            "0",
            "x' OR 1=1",
            str(self.receivable_line(self.due).id) + " ",
        ):
            with self.assertRaises(ValidationError, msg=key):
                self.statement_._dispute(self.contact, key, "amount")

    def test_reason_note_and_author_are_checked(self):
        """An unknown reason, a novel, somebody else's person: refused."""
        with self.assertRaises(ValidationError):
            self.dispute(reason="because")
        with self.assertRaises(ValidationError):
            self.dispute(note="x" * 2001)
        with self.assertRaises(ValidationError):
            self.statement_._dispute(self.other_customer, self.key, "amount")

    def test_the_answer_speaks_the_language_of_the_customer(self):
        """Who disputed in French reads in French what became of it, whoever settles it."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.contact.lang = "fr_FR"
        dispute = self.dispute()
        dispute.answer = "Le prix est celui de la commande."
        dispute.action_refuse()
        # French has a blank before the colon.
        self.assertIn(f"{self.due.name} : ", self.statement_.message_ids[0].body)

    def test_replaced_statement_takes_no_answer(self):
        """Answers belong to the newest revision."""
        revision = self.statement_._revise()
        revision.with_context(statement_delivery="portal").action_send()
        with self.assertRaises(ValidationError):
            self.dispute()

    def test_promise_is_kept_or_broken(self):
        """Paid by its day it is kept; unpaid the day after it is broken and somebody is told."""
        with freeze_time("2026-02-01"):
            kept = self.statement_._promise(self.contact, self.key, date(2026, 2, 10))
            broken = self.statement_._promise(
                self.contact, str(self.receivable_line(self.other).id), date(2026, 2, 10)
            )
        self.pay(self.due, 500)
        with freeze_time("2026-02-10"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
            self.assertEqual((kept.state, broken.state), ("kept", "open"))
        with freeze_time("2026-02-11"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual(broken.state, "broken")
        self.assertTrue(broken.activity_ids)

    def test_one_promise_that_fails_stops_no_other(self):
        """It says what went wrong, and somebody hears of it; the next night it is tried again."""
        with freeze_time("2026-02-01"):
            odd = self.statement_._promise(self.contact, self.key, date(2026, 2, 10))
            broken = self.statement_._promise(
                self.contact, str(self.receivable_line(self.other).id), date(2026, 2, 10)
            )
        is_paid = type(self.Dispute)._is_paid

        def fail(promise):
            if promise == odd:
                raise ValueError("The books cannot be read")
            return is_paid(promise)

        with (
            freeze_time("2026-02-11"),
            patch.object(type(self.Dispute), "_is_paid", fail),
            mute_logger("odoo.addons.customer_statement.models.runs.customer_statement_due_mixin"),
        ):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual((odd.state, broken.state), ("open", "broken"))
        self.assertIn("cannot be read", odd.problem)
        self.assertEqual(odd.activity_ids.user_id, odd.user_id)
        with freeze_time("2026-02-12"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual((odd.state, odd.problem), ("broken", False))

    def test_a_promise_that_is_put_off_was_not_kept(self):
        """It may be corrected on its day and brought forward; a later day counts against it."""
        with freeze_time("2026-02-01"):
            first = self.statement_._promise(self.contact, self.key, date(2026, 2, 10))
            again = self.statement_._promise(self.contact, self.key, date(2026, 2, 20))
            self.assertEqual(again, first)
        with freeze_time("2026-02-03"):
            sooner = self.statement_._promise(self.contact, self.key, date(2026, 2, 15))
            self.assertEqual(sooner, first)
        with freeze_time("2026-02-04"):
            later = self.statement_._promise(self.contact, self.key, date(2026, 3, 1))
        self.assertEqual((first.state, later.state), ("broken", "open"))
        self.assertEqual(later.promise_date, date(2026, 3, 1))
        customer = self.statement_.partner_id.commercial_partner_id
        expected = {customer.id: [(date(2026, 2, 15), True)]}
        self.assertEqual(self.env["res.partner"]._get_broken_promises(self.company), expected)

    def test_a_promise_is_not_put_off_by_way_of_an_earlier_day(self):
        """Brought forward and put off within a day: the day that was promised before counts."""
        with freeze_time("2026-02-01"):
            first = self.statement_._promise(self.contact, self.key, date(2026, 2, 10))
        with freeze_time("2026-02-03"):
            self.statement_._promise(self.contact, self.key, date(2026, 2, 5))
            again = self.statement_._promise(self.contact, self.key, date(2026, 2, 9))
            self.assertEqual((again, first.state), (first, "open"))
            later = self.statement_._promise(self.contact, self.key, date(2026, 3, 1))
        self.assertEqual((first.state, later.state), ("broken", "open"))
        self.assertEqual(later.promise_date, date(2026, 3, 1))

    def test_a_promise_of_what_is_no_invoice_is_not_kept_by_itself(self):
        """An opening balance, or what a till has booked: open until it is paid."""
        receivable = self.receivable_line(self.due).account_id
        with freeze_time("2026-02-01"):
            entry = self.env["account.move"].create(
                {
                    "date": "2026-01-10",
                    "line_ids": [
                        Command.create({"account_id": receivable.id, "debit": 70.0,
                                        "partner_id": self.customer.id}),
                        Command.create({"account_id": self.due.invoice_line_ids.account_id.id,
                                        "credit": 70.0}),
                    ],
                }
            )  # fmt: skip
            entry.action_post()
            promise = self.sent(kind="open_items")._promise(self.contact, "", date(2026, 2, 10))
        self.pay(self.due, 500)
        self.pay(self.other, 80)
        with freeze_time("2026-02-05"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
            self.assertEqual(promise.state, "open")
        with freeze_time("2026-02-11"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual(promise.state, "broken")

    def test_a_promise_of_what_is_no_longer_owed_is_not_broken(self):
        """Cancelled or gone it is withdrawn; a draft waits until it is posted again."""
        other_key = str(self.receivable_line(self.other).id)
        with freeze_time("2026-02-01"):
            cancelled = self.statement_._promise(self.contact, self.key, date(2026, 2, 10))
            draft = self.statement_._promise(self.contact, other_key, date(2026, 2, 10))
            whole = self.statement_._promise(self.contact, "", date(2026, 2, 10))
        self.due.button_draft()
        self.due.button_cancel()
        self.other.button_draft()
        with freeze_time("2026-02-11"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual((cancelled.state, draft.state, whole.state), ("withdrawn", "open", "open"))
        self.assertTrue(cancelled.settled_at)
        self.other.action_post()
        with freeze_time("2026-02-12"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual((draft.state, whole.state), ("broken", "broken"))

    def test_the_day_of_a_promise_ends_where_people_work(self):
        """In the evening of the tenth in California it is the eleventh in Greenwich."""
        with freeze_time("2026-02-01"):
            promise = self.statement_._promise(self.contact, self.key, date(2026, 2, 10))
        promise.user_id.tz = "America/Los_Angeles"
        Dispute = self.Dispute.with_user(self.env.ref("base.user_root")).with_context(tz=False)
        with freeze_time("2026-02-11 02:00:00"):
            self.nightly(Dispute._cron_check_promises)
        self.assertEqual(promise.state, "open")
        with freeze_time("2026-02-11 09:00:00"):
            self.nightly(Dispute._cron_check_promises)
        self.assertEqual(promise.state, "broken")

    def test_what_is_disputed_is_not_expected_by_its_day(self):
        """Everything else was paid in time; once the dispute is refused the rest is late."""
        with freeze_time("2026-02-01"):
            whole = self.statement_._promise(self.contact, "", date(2026, 2, 10))
            line = self.statement_._promise(self.contact, self.key, date(2026, 2, 10))
            dispute = self.dispute()
        self.pay(self.other, 80)
        with freeze_time("2026-02-11"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual((whole.state, line.state), ("open", "open"))
        dispute.answer = "The price is that of the order."
        dispute.with_user(self.statement_manager).action_refuse()
        with freeze_time("2026-02-12"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual((whole.state, line.state), ("broken", "broken"))

    def test_what_is_not_disputed_of_a_line_is_expected(self):
        """20 of 500 are wrong: who pays nothing at all has not kept the promise."""
        with freeze_time("2026-02-01"):
            promise = self.statement_._promise(self.contact, self.key, date(2026, 2, 10))
            self.dispute()._write_engine({"amount": 20.0})
        with freeze_time("2026-02-11"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual(promise.state, "broken")

    def test_a_registered_payment_keeps_a_promise_open(self):
        """In a journal without outstanding account it has no entry until the bank says so."""
        with freeze_time("2026-02-01"):
            promise = self.statement_._promise(self.contact, self.key, date(2026, 2, 10))
            whole = self.statement_._promise(self.contact, "", date(2026, 2, 10))
        payment = self.pay_without_entry(self.due, 500)
        with freeze_time("2026-02-11"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual((promise.state, whole.state), ("open", "broken"))
        payment.action_cancel()
        with freeze_time("2026-02-12"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual(promise.state, "broken")

    def test_a_manager_corrects_a_promise_that_counts_as_broken(self):
        """Kept or withdrawn after all; the form has the buttons."""
        with freeze_time("2026-02-01"):
            promise = self.statement_._promise(self.contact, self.key, date(2026, 2, 10))
        with freeze_time("2026-02-11"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        self.assertEqual(promise.state, "broken")
        for method in ("action_promise_kept", "action_promise_withdrawn"):
            with self.assertRaises(AccessError):
                getattr(promise.with_user(self.statement_user), method)()
        promise.with_user(self.statement_manager).action_promise_kept()
        self.assertEqual((promise.state, promise.settled_by_id), ("kept", self.statement_manager))
        with self.assertRaises(UserError):
            promise.with_user(self.statement_manager).action_promise_withdrawn()

    def test_a_promise_is_closed_by_a_button(self):
        """Kept, not kept or withdrawn, by managers; a promise is neither accepted nor refused."""
        day = date.today() + timedelta(days=5)
        for method, state in (
            ("action_promise_kept", "kept"),
            ("action_promise_broken", "broken"),
            ("action_promise_withdrawn", "withdrawn"),
        ):
            promise = self.statement_._promise(self.contact, self.key, day)
            with self.assertRaises(AccessError):
                getattr(promise.with_user(self.statement_user), method)()
            with self.assertRaises(UserError):
                promise.with_user(self.statement_manager).action_accept()
            getattr(promise.with_user(self.statement_manager), method)()
            self.assertEqual(promise.state, state)
            self.assertEqual(promise.settled_by_id, self.statement_manager)
        with self.assertRaises(UserError):
            self.dispute().with_user(self.statement_manager).action_promise_kept()

    def test_broken_promises_are_known_to_other_addons(self):
        """Kept ones are not among them; broken ones are, paid later or not."""
        Partner, day = self.env["res.partner"], date(2026, 2, 10)
        with freeze_time("2026-02-01"):
            self.statement_._promise(self.contact, str(self.receivable_line(self.other).id), day)
            self.statement_._promise(self.contact, "", day)
        self.assertEqual(Partner._get_broken_promises(self.company), {})
        self.pay(self.other, 80)
        with freeze_time("2026-02-11"):
            self.nightly(self.Dispute.sudo()._cron_check_promises)
        expected = {self.customer.id: [(day, True)]}
        self.assertEqual(Partner._get_broken_promises(self.company), expected)
        self.assertEqual(Partner._get_broken_promises(self.company, date(2026, 3, 1)), {})
        self.pay(self.due, 500)
        expected = {self.customer.id: [(day, False)]}
        self.assertEqual(Partner._get_broken_promises(self.company), expected)

    def test_promise_needs_a_day_ahead(self):
        """Not yesterday, not in ten years, not never."""
        today = date.today()
        for day in (None, today - timedelta(days=1), today + timedelta(days=3650)):
            with self.assertRaises(ValidationError):
                self.statement_._promise(self.contact, "", day)

    def test_customer_alone_does_not_stop_reminders(self):
        """Only an accountant leaves the invoice out of reminders; settled, it is back."""
        dispute = self.dispute()
        line = self.receivable_line(self.due)
        self.assertFalse(line.no_followup)
        dispute.with_user(self.accountant).action_pause_chasing()
        self.assertTrue(line.no_followup)
        dispute.with_user(self.accountant).action_accept()
        self.assertFalse(line.no_followup)

    def test_a_disputed_invoice_stays_out_while_one_dispute_is_open(self):
        """Neither a promise that ends nor a twin on another statement takes the mark away."""
        line = self.receivable_line(self.due)
        dispute = self.dispute().with_user(self.accountant)
        dispute.action_pause_chasing()
        day = date.today() + timedelta(days=5)
        promise = self.statement_._promise(self.contact, self.key, day)
        promise.with_user(self.accountant).action_promise_kept()
        self.assertTrue(line.no_followup)
        twin = self.sent(kind="open_items")._dispute(self.contact, self.key, "amount")
        twin.with_user(self.accountant).action_accept()
        self.assertTrue(line.no_followup)
        dispute.action_accept()
        self.assertFalse(line.no_followup)

    def test_settled_dispute_answers_the_customer(self):
        """A refusal needs a reason, which stands in the conversation; the statement is quiet."""
        dispute = self.dispute().with_user(self.accountant)
        with self.assertRaises(UserError):
            dispute.action_refuse()
        dispute.answer = "The price was agreed in May."
        dispute.action_refuse()
        self.assertEqual((dispute.state, self.statement_.state), ("refused", "viewed"))
        self.assertIn("agreed in May", self.statement_.message_ids[0].body)
        self.assertFalse(dispute.activity_ids)
        with self.assertRaises(UserError):
            dispute.action_accept()

    def test_only_managers_settle(self):
        """A statement user reads the own customers' disputes and settles none."""
        self.customer.user_id = self.statement_user
        dispute = self.dispute().with_user(self.statement_user)
        self.assertEqual(dispute.name, self.due.name)
        for method in ("action_accept", "action_pause_chasing", "action_resume_chasing"):
            with self.assertRaises(AccessError, msg=method):
                getattr(dispute, method)()
        with self.assertRaises(AccessError):
            dispute.write({"state": "accepted"})
        with self.assertRaises(AccessError):
            dispute.create({"name": "x"})

    def test_salespeople_do_not_see_disputes_of_others(self):
        """The rule of the statements holds here, too."""
        dispute = self.dispute()
        self.assertFalse(self.Dispute.with_user(self.statement_user).search([]) & dispute)
        self.assertFalse(self.Dispute.with_user(self.portal_user).search([]) & dispute)

    def test_contacts_read_no_answers_about_what_is_closed_to_them(self):
        """Where a company shows each contact the own statements, the answers go with them."""
        answer = self.dispute(note="Wrong price")
        self.contact.statement_role = False
        reader = self.Dispute.with_user(self.portal_user_of(self.contact))
        self.assertEqual(reader.search([]).ids, answer.ids)
        self.company.customer_statement_portal_scope = "own"
        self.env.invalidate_all()
        self.assertFalse(reader.search([]))
        with self.assertRaises(AccessError):
            reader.browse(answer.id).read(["note", "amount"])

    def test_the_start_page_counts_answers(self):
        """Open disputes and broken promises; what is settled waits for nobody."""
        dispute = self.dispute()
        promise = self.statement_._promise(self.contact, "", date.today() + timedelta(days=5))
        promise.with_user(self.statement_manager).action_promise_broken()
        Start = self.env["customer.credit.start"].with_user(self.statement_manager)
        tiles = {tile["code"]: tile for tile in Start.get_page()["tiles"]}
        for code, answer in (("disputes", dispute), ("broken_promises", promise)):
            self.assertEqual(tiles[code]["value"], 1)
            self.assertEqual(self.Dispute.search(tiles[code]["action"]["domain"]), answer)
        dispute.with_user(self.statement_manager).action_accept()
        tiles = {tile["code"]: tile for tile in Start.get_page()["tiles"]}
        self.assertEqual(tiles["disputes"]["value"], 0)

    def test_dashboard_counts_what_happened(self):
        """Sent, viewed, disputed and confirmed, per month."""
        self.statement_._mark_viewed()
        self.dispute()
        quiet = self.sent(self.other_customer)
        quiet._answer_balance(self.other_customer, True)
        self.env.flush_all()
        (row,) = self.Statement._read_group(
            [("id", "in", (self.statement_ | quiet).ids)],
            [],
            ["is_sent:sum", "is_viewed:sum", "is_disputed:sum", "is_confirmed:sum"],
        )
        self.assertEqual(row, (2, 1, 1, 1))
