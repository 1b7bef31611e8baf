"""Reminders stop by themselves: each customer for another reason, and all are listed with why."""

from freezegun import freeze_time

from odoo.tests import tagged

from .common_reminders import DAY, ReminderCommon


@tagged("post_install", "-at_install")
class TestRemindersStop(ReminderCommon):
    """A month of reminders of customers who are late in the same way, but for one thing."""

    def statement_of(self, partner):
        """Return a statement that the customer can answer."""
        return self.sent(partner, kind="open_items", date_to="2026-02-01")

    def prepare_promise(self, partner):
        """Promise to pay everything on a day."""
        self.statement_of(partner)._promise(partner, "", self.day("2026-02-20"))

    def prepare_confirmed(self, partner):
        """Confirm the balance and promise a day."""
        statement = self.statement_of(partner)
        statement._answer_balance(partner, True)
        statement._promise(partner, "", self.day("2026-02-20"))

    def prepare_disputed(self, partner):
        """Dispute the one invoice there is."""
        statement = self.statement_of(partner)
        line = statement._get_data().sections[0].open_items[0]
        statement._dispute(partner, line.key, "faulty")

    def prepare_marked(self, partner):
        """Let an accountant mark the item: no follow-up."""
        self.receivable_line(self.invoice_of(partner)).no_followup = True

    def prepare_reply(self, partner):
        """Answer a statement by mail."""
        self.statement_of(partner).sudo().message_post(
            body="Why?", message_type="email", author_id=partner.id
        )

    def prepare_paused(self, partner):
        """Pause by hand."""
        partner.write(
            {
                "customer_statement_reminder_pause_reason": "Talks",
                "customer_statement_reminder_pause_until": "2026-02-20",
            }
        )

    def prepare_archived(self, partner):
        """Archive the customer."""
        partner.active = False

    def prepare_frozen(self, partner):
        """Freeze the store credit."""
        self.give_credit(1.0, partner)
        self.credit_account(partner)._set_state("frozen", "Checked")

    def prepare_covered(self, partner):
        """Pay more than is open, unmatched."""
        self.env["account.payment"].create(
            {"payment_type": "inbound", "partner_id": partner.id, "amount": 100.0,
             "date": "2026-02-01", "journal_id": self.bank_journal.id}
        ).action_post()  # fmt: skip

    def prepare_threshold(self, partner):
        """Leave only a little open."""
        self.pay(self.invoice_of(partner), 97.0, "2026-02-01")

    def prepare_zero(self, partner):
        """Pay everything."""
        self.pay(self.invoice_of(partner), 100.0, "2026-02-01")

    def prepare_no_address(self, partner):
        """Have no email address."""
        partner.email = False

    def day(self, text):
        """Return a day."""
        return self.env["customer.statement"]._fields["date_to"].to_date(text)

    @freeze_time(DAY)
    def test_twelve_customers_stop_for_twelve_reasons(self):
        """Only the one without a reason is reminded; everybody else is listed with why."""
        self.policy.minimum_amount = 5.0
        reasons = {
            "promise": "promised", "confirmed": "confirmed", "disputed": "disputed",
            "marked": "disputed", "reply": "reply", "paused": "paused", "archived": "archived",
            "frozen": "frozen", "covered": "covered", "threshold": "threshold",
            "no_address": "no_address",
        }  # fmt: skip
        partners = self.late(len(reasons) + 1)
        for partner, name in zip(partners, reasons, strict=False):
            getattr(self, f"prepare_{name}")(partner)

        run = self.reminder_run()

        found = {
            name: self.line_of(run, partner)
            for partner, name in zip(partners, reasons, strict=False)
        }
        self.assertEqual(found, {name: ("skipped", reason) for name, reason in reasons.items()})
        self.assertEqual(self.line_of(run, partners[-1]), ("todo", False))
        run.action_start()
        self.work()
        self.assertEqual(run.line_ids.filtered(lambda it: it.state == "done").partner_id,
                         partners[-1])  # fmt: skip
        self.assertEqual(self.mails_of(run).recipient_ids, partners[-1])

    @freeze_time(DAY)
    def test_only_the_disputed_invoice_is_left_out(self):
        """The rest is chased, by its own age."""
        partner = self.late(1)
        self.prepare_disputed(partner)
        self.owe(partner, 40.0, "2026-02-06")

        verdict = self.Reminders._read(self.policy, partner, DAY)[partner]

        self.assertEqual((verdict.rung.days, verdict.standing.due), (3, 40.0))
        self.assertEqual(verdict.standing.stopped["disputed"], 100.0)
        reminder = self.reminder_of(self.remind(), partner)
        self.assertEqual((reminder.reminder_asked, reminder.closing_balance), (40.0, 140.0))
        self.assertIn("40.00 is overdue", " ".join(reminder._get_reminder_text()))

    @freeze_time(DAY)
    def test_the_letter_asks_for_one_amount(self):
        """What is to be paid is that of its words, whatever else is open: disputed, not due."""
        partner = self.late(1)
        self.prepare_disputed(partner)
        self.owe(partner, 40.0, "2026-02-06")
        self.owe(partner, 15.0, "2026-03-31")

        document = self.reminder_of(self.remind(), partner)._get_document()

        self.assertIn("40.00", dict(document.payment.lines)["Amount"])
        self.assertIn("40.00", " ".join(document.message))
        asked = [amount for label, amount in document.notes if label.startswith("Asked for now")]
        self.assertEqual(len(asked), 1)
        self.assertIn("40.00", asked[0])
        self.assertIn("155.00", document.sections[0].figures[-1].amount)

    def test_a_letter_ends_with_a_greeting_and_who_writes(self):
        """A statement is no letter."""
        partner = self.late(1)
        with freeze_time(DAY):
            reminder = self.reminder_of(self.remind(), partner)

        self.assertEqual(
            reminder._get_document().farewell,
            ["Kind regards,", f"{reminder.user_id.name}, {self.company.name}"],
        )
        self.assertIn("Kind regards", str(reminder._render_html()))
        self.assertFalse(self.statement_of(self.late(1))._get_document().farewell)

    def test_promise_holds_until_its_day(self):
        """The day after, the ladder goes on."""
        partner = self.late(1)
        with freeze_time(DAY):
            self.prepare_promise(partner)

        self.assertEqual(self.verdict(partner, "2026-02-20"), (None, "promised"))
        self.assertEqual(self.verdict(partner, "2026-02-21"), (3, None))

    @freeze_time(DAY)
    def test_what_was_said_becomes_a_promise_and_a_hold(self):
        """A reply is decided in two taps: a day that holds, or a payment that is waited for."""
        one, two = self.late(2)
        for partner in (one, two):
            self.prepare_reply(partner)
        Answer = self.env["customer.reminder.answer"]
        for partner, vals in (
            (one, {"outcome": "promised", "day": "2026-02-15"}), (two, {"outcome": "paid"}),
        ):  # fmt: skip
            statement = self.Statement.search([("partner_id", "=", partner.id)])
            Answer.create({"statement_id": statement.id, **vals}).action_confirm()

        self.assertEqual(self.verdict(one, "2026-02-15"), (None, "promised"))
        self.assertEqual(self.verdict(one, "2026-02-16"), (3, None))
        self.assertEqual(self.verdict(two, "2026-02-17"), (None, "paying"))
        self.assertEqual(self.verdict(two, "2026-02-18"), (3, None))

    @freeze_time(DAY)
    def test_an_answer_that_needs_a_call_is_on_the_call_list(self):
        """It is not decided yet, so reminders wait until somebody has called."""
        partner = self.late(1)
        self.prepare_reply(partner)
        statement = self.Statement.search([("partner_id", "=", partner.id)])
        Answer = self.env["customer.reminder.answer"]
        Answer.create(
            {"statement_id": statement.id, "outcome": "later", "day": "2026-02-12"}
        ).action_confirm()

        self.assertEqual((statement.call_state, str(statement.call_on)), ("todo", "2026-02-12"))
        self.assertEqual(self.verdict(partner, "2026-02-14"), (None, "reply"))
        Answer.create({"statement_id": statement.id, "outcome": "nothing"}).action_confirm()
        self.assertEqual((statement.call_state, statement.reply_state), ("done", "nothing"))
        self.assertEqual(self.verdict(partner, "2026-02-14"), (3, None))

    @freeze_time(DAY)
    def test_what_a_colleague_writes_down_is_read_by_the_customer(self):
        """On the page of the statement, in the customer's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        customer = self.late(1)
        customer.lang = "fr_FR"
        self.prepare_reply(customer)
        statement = self.Statement.search([("partner_id", "=", customer.id)])
        self.env["customer.reminder.answer"].create(
            {"statement_id": statement.id, "outcome": "promised", "day": "2026-02-15"}
        ).action_confirm()
        self.assertIn("sera payé le", statement.message_ids[0].body)

    @freeze_time(DAY)
    def test_call_step_puts_the_customer_on_the_call_list(self):
        """The salesperson sees the own customers, what they owe now, and records what was said."""
        mine, other = self.late(2)
        mine.write({"user_id": self.statement_user.id, "phone": "+1 555 0100"})
        self.step(3).channel = "call"
        run = self.remind()

        calls = self.Statement.with_user(self.statement_user).search(
            [("call_state", "=", "todo")]
        )  # fmt: skip
        self.assertEqual(calls.partner_id, mine)
        self.assertFalse(self.mails_of(run))
        Start = self.env["customer.credit.start"].with_user(self.statement_manager)
        tile = next(it for it in Start.get_page()["tiles"] if it["code"] == "calls")
        listed = self.Statement.search(tile["action"]["domain"])
        self.assertEqual((tile["value"], listed.partner_id), (2, mine | other))
        self.pay(self.invoice_of(mine), 30.0, DAY)
        self.env.invalidate_all()
        self.assertEqual((calls.call_owed, calls.call_phone), (70.0, "+1 555 0100"))
        self.env["customer.reminder.answer"].with_user(self.statement_user).create(
            {"statement_id": calls.id, "outcome": "promised", "day": "2026-02-15"}
        ).action_confirm()
        self.assertEqual(calls.call_state, "done")
        self.assertEqual(str(calls.call_promise), "2026-02-15")
        self.assertEqual(calls.message_ids[0].author_id, self.statement_user.partner_id)
        self.pay(self.invoice_of(other), 100.0, DAY)
        self.Statement._settle_calls()
        self.assertEqual(self.reminder_of(run, other).call_state, "settled")
