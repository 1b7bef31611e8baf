"""Reminders from the books to the mailbox: who gets which step, once, and what is kept."""

import re
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_reminders import DAY, ReminderCommon

DUE = "odoo.addons.customer_statement.models.runs.customer_statement_due_mixin"


@tagged("post_install", "-at_install")
class TestReminders(ReminderCommon):
    """A run of reminders is a run of statements with another question."""

    def test_first_reminder_is_the_first_step_after_the_due_date(self):
        """Whoever is late for weeks and heard nothing is not threatened at once."""
        customer = self.late(1)

        self.assertEqual(self.verdict(customer), (3, None))

    def test_each_step_follows_the_last_one(self):
        """The ladder is climbed step by step, each step at its distance."""
        customer = self.late(1)
        got = []
        for day in range(10, 29):
            run = self.remind(f"2026-02-{day}")
            got += [(day, line.reminder_step_id.days) for line in run.line_ids if
                    line.partner_id == customer and line.state == "done"]  # fmt: skip

        self.assertEqual(got, [(10, 3), (14, 7), (21, 14)])

    def test_customer_gets_one_email_with_the_words_of_the_step(self):
        """Subject and letter name the step; the letter is kept as a statement."""
        customer = self.late(1)

        run = self.remind()

        mail = self.mails_of(run)
        self.assertEqual(len(mail), 1)
        self.assertIn("Payment reminder", mail.subject)
        self.assertIn("is overdue, the oldest item since", mail.body_html)
        self.assertIn("/pay?access_token=", mail.body_html)
        statement = self.reminder_of(run, customer)
        self.assertEqual(statement.state, "sent")
        self.assertEqual(statement.closing_balance, 100.0)
        self.assertEqual(statement._get_document().title, "Payment reminder")
        with self.assertRaises(UserError):
            statement.reminder_step_id = False

    def test_a_policy_made_on_the_screen_has_its_words(self):
        """Every step of a new policy says something, in the form as well."""
        Policy = self.env["customer.reminder.policy"].with_user(self.statement_manager)
        with Form(Policy) as form:
            form.name = "Chosen"
            form.customer_only = True
        steps = form.record.step_ids

        self.assertEqual(steps.mapped("days"), [-3, 0, 3, 7, 14, 30])
        self.assertFalse(steps.filtered(lambda step: not step.message))
        self.assertIn("{asked} is overdue", steps[2].message)

    def test_nobody_is_reminded_twice_of_one_day(self):
        """A second run of the same day finds that the customer was reminded."""
        customer = self.late(1)
        self.remind()

        second = self.remind()

        self.assertEqual(self.line_of(second, customer), ("skipped", "recent"))

    def test_two_runs_at_once_make_one_reminder(self):
        """Two lists of one day that were both counted: the second finds it done."""
        customer = self.late(1)
        first, second = self.reminder_run(), self.reminder_run()
        first.action_start()
        self.work()
        second.action_start()
        self.work()

        self.assertEqual(self.line_of(second, customer)[0], "skipped")
        sent = self.Statement.search([("partner_id", "=", customer.id)])
        self.assertEqual(len(sent), 1)

    def test_somebody_is_left_out_with_one_click(self):
        """Whoever is left out gets nothing, and can be taken in again before the start."""
        one, two = self.late(2)
        run = self.reminder_run()
        line = run.line_ids.filtered(lambda line: line.partner_id == one)

        line.action_leave_out()
        self.assertEqual(self.line_of(run, one), ("skipped", "left_out"))
        line.action_take_in()
        self.assertEqual(self.line_of(run, one), ("todo", False))
        line.action_leave_out()
        run.action_start()
        self.work()

        self.assertEqual(self.line_of(run, one), ("skipped", "left_out"))
        self.assertEqual(self.line_of(run, two), ("done", False))
        with self.assertRaises(UserError):
            line.action_take_in()

    def test_preview_of_a_day_can_be_read_later(self):
        """What the list said stays when the customer pays afterwards."""
        customer = self.late(1)
        run = self.reminder_run()
        invoice = self.env["account.move"].search([("partner_id", "=", customer.id)])
        self.pay(invoice, 100.0, DAY)

        line = run.line_ids.filtered(lambda line: line.partner_id == customer)
        self.assertEqual((line.due_amount, line.reminder_step_id.days), (100.0, 3))

    def test_who_pays_after_the_list_gets_none(self):
        """The worker asks again."""
        customer = self.late(1)
        run = self.reminder_run()
        invoice = self.env["account.move"].search([("partner_id", "=", customer.id)])
        self.pay(invoice, 100.0, DAY)
        run.action_start()
        self.work()

        self.assertEqual(self.line_of(run, customer), ("skipped", "zero"))

    def test_who_paid_since_the_day_of_the_list_gets_none(self):
        """A list of Monday that is started on Wednesday knows a payment of Tuesday."""
        customer, other = self.late(2)
        run = self.reminder_run()
        self.pay(self.invoice_of(customer), 100.0, "2026-02-11")
        with self.on("2026-02-12"):
            run.action_start()
            self.work()

        self.assertEqual(self.line_of(run, customer), ("skipped", "zero"))
        self.assertEqual(self.reminder_of(run, other).date_to, date(2026, 2, 12))
        self.assertEqual(run.date_to, date(2026, 2, 12))

    def test_who_paid_while_a_run_rested_gets_none(self):
        """A run that goes on another day decides as of that day, for drafts as well."""
        customer = self.late(1)
        run = self.reminder_run()
        run.action_start()
        run.action_pause()
        self.pay(self.invoice_of(customer), 40.0, "2026-02-11")
        with self.on("2026-02-12"):
            run.action_resume()
            self.work()

        reminder = self.reminder_of(run, customer)
        self.assertEqual((reminder.date_to, reminder.reminder_asked), (date(2026, 2, 12), 60.0))
        self.assertEqual(reminder.closing_balance, 60.0)

    def test_call_is_for_the_day_of_the_reminder(self):
        """Whoever is to be called because of a list of Monday is called on Wednesday."""
        customer = self.late(1)
        self.step(3).channel = "call"
        run = self.reminder_run()
        with self.on("2026-02-12"):
            run.action_start()
            self.work()

        self.assertEqual(self.reminder_of(run, customer).call_on, date(2026, 2, 12))

    def test_run_that_rested_sends_no_second_reminder(self):
        """What a later run sent counts for the one that goes on."""
        customer = self.late(1)
        run = self.reminder_run()
        run.action_start()
        run.action_pause()
        second = self.remind("2026-02-11")
        self.assertEqual(self.line_of(second, customer), ("done", False))
        with self.on("2026-02-11"):
            run.action_resume()
            self.work()

        self.assertEqual(self.line_of(run, customer), ("skipped", "recent"))

    def test_bounced_reminder_is_not_sent_again_to_who_paid(self):
        """Try again asks again; what changed since is said anew, what did not is the same email."""
        paid, partly, same = self.late(3)
        run = self.remind()
        first = {line.partner_id: line.statement_id for line in run.line_ids}
        self.bounce(run)
        self.pay(self.invoice_of(paid), 100.0, DAY)
        self.pay(self.invoice_of(partly), 40.0, DAY)
        run.action_retry()
        self.work()

        self.assertEqual(self.line_of(run, paid), ("skipped", "zero"))
        self.assertEqual(len(first[paid].delivery_ids), 1)
        self.assertEqual(self.line_of(run, same), ("done", False))
        self.assertEqual(self.reminder_of(run, same), first[same])
        self.assertEqual(len(first[same].delivery_ids), 2)
        anew = self.reminder_of(run, partly)
        self.assertEqual((anew.reminder_asked, anew.mail_state), (60.0, "waiting"))
        self.assertEqual(first[partly].state, "replaced")
        self.assertEqual(len(first[partly].delivery_ids), 1)

    def test_bounced_reminder_is_made_anew_on_another_day(self):
        """A week later the email tells today's figures, once, and not to who was reminded since."""
        customer, other = self.late(2)
        run = self.remind()
        self.bounce(run)
        with self.on("2026-02-17"):
            other_run = self.remind("2026-02-17")
            self.assertEqual(self.line_of(other_run, customer), ("done", False))
            run.action_retry()
            self.work()
        self.assertEqual(self.line_of(run, customer), ("skipped", "recent"))

        self.bounce(other_run)
        with self.on("2026-02-18"):
            other_run.action_retry()
            self.work()
        self.assertEqual(self.line_of(other_run, other), ("done", False))
        self.assertEqual(self.reminder_of(other_run, other).date_to, date(2026, 2, 18))

    def test_an_email_that_is_tried_by_itself_asks_again_too(self):
        """Hours later: not to who paid, nor with what is asked no more; else the same email."""
        paid, partly, same = self.late(3)
        run = self.remind()
        reminders = {line.partner_id: line.statement_id for line in run.line_ids}
        for reminder in reminders.values():
            reminder.mail_id.state = "exception"
            reminder._record_mail_result("failed", "the server is down", temporary=True)
            reminder._write_engine({"mail_retry_at": "2026-02-10 00:00:00"})
        self.pay(self.invoice_of(paid), 100.0, DAY)
        self.pay(self.invoice_of(partly), 40.0, DAY)
        self.Statement._cron_retry_mails()

        self.assertEqual(self.line_of(run, paid), ("skipped", "zero"))
        self.assertEqual(self.line_of(run, partly), ("failed", "mail"))
        self.assertEqual(self.line_of(run, same), ("done", False))
        states = [reminders[partner].mail_id.state for partner in (paid, partly, same)]
        self.assertEqual(states, ["exception", "exception", "outgoing"])
        self.assertFalse(reminders[paid].mail_retry_at or reminders[partly].mail_retry_at)

    def test_workers_send_on_the_day_of_the_responsible_person(self):
        """Evening in Los Angeles is the next day of the server."""
        self.late(1)
        run = self.remind()
        self.moved = True
        run.user_id.tz = "America/Los_Angeles"
        with freeze_time("2026-02-13 02:00:00"):
            self.assertEqual(run._get_day(), date(2026, 2, 12))

    def test_what_comes_near_is_what_is_asked_for(self):
        """The first note tells what is due in three days, not what is due in summer."""
        (customer,) = self.late(1, due="2026-02-13")
        self.owe(customer, 900, due="2026-07-01")
        statement = self.reminder_of(self.remind(), customer)
        self.assertEqual(statement.reminder_step_id, self.step(-3))
        (text,) = statement._get_reminder_text()
        self.assertIn("100.00 will be due soon", text)

    def order_of(self, customer, amount):
        """Return a quotation of a customer."""
        chair = {"name": "Chair", "product_id": self.product_a.id, "price_unit": amount,
                 "tax_ids": [Command.clear()]}  # fmt: skip
        return self.env["sale.order"].sudo().create(
            {"partner_id": customer.id, "order_line": [Command.create(chair)]}
        )  # fmt: skip

    @freeze_time(DAY)
    def test_store_credit_that_is_set_aside_covers_nothing(self):
        """120 of 150 are for an order: 30 are left to set off, in words and on paper."""
        (customer,) = self.late(1)
        self.give_credit(150.0, customer)
        self.assertEqual(self.verdict(customer), (None, "covered"))
        self.order_of(customer, 120.0).action_set_credit_aside()
        self.assertEqual(self.verdict(customer), (3, None))
        run = self.remind()
        statement = self.reminder_of(run, customer)
        self.assertEqual((run.line_ids.credit_amount, statement.reminder_asked), (30.0, 70.0))
        texts = [amount for label, amount in statement._get_document().notes]
        figures = [re.sub(r"[^0-9.]", "", text) for text in texts]
        self.assertEqual(
            [figure for figure in figures if figure in ("150.00", "120.00", "70.00")],
            ["150.00", "120.00", "70.00"],
        )

    @freeze_time(DAY)
    def test_what_is_set_aside_stands_below_its_store_credit(self):
        """Interest is claimed beside it: "of it" is said of the credit, not of the interest."""
        self.company.sudo().write(
            {
                "customer_statement_interest": True,
                "customer_statement_interest_terms": "agreed",
                "customer_statement_interest_rate": 9.0,
            }
        )
        (customer,) = self.late(1, amount=4000.0)
        customer.is_company = True
        self.give_credit(150.0, customer)
        self.order_of(customer, 120.0).action_set_credit_aside()
        statement = self.reminder_of(self.remind(), customer)
        labels = [label for label, _amount in statement._get_document().notes]
        self.assertTrue(any("Interest" in label for label in labels), labels)
        place = labels.index("Your store credit")
        self.assertEqual(labels[place + 1], "Of it set aside for something else")

    def test_two_who_were_reminded_on_one_day_become_one(self):
        """Both reminders stay with the contact that is left, and count as what was sent."""
        first, second = partners = self.late(2)
        run = self.remind()
        sent = run.line_ids.statement_id
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge(partners.ids, first)
        self.env.invalidate_all()
        self.assertFalse(second.exists())
        self.assertEqual((len(sent.exists()), sent.partner_id), (2, first))
        self.assertEqual(set(sent.mapped("state")), {"sent"})
        self.assertEqual(self.verdict(first, "2026-02-11"), (None, "recent"))

    def test_reply_holds_the_next_step(self):
        """A mail from the customer is work, and no reminder goes out until somebody decides."""
        customer = self.late(1)
        statement = self.reminder_of(self.remind(), customer)
        statement.sudo().message_post(
            body="I paid last week", message_type="email", author_id=customer.id
        )

        self.assertEqual(statement.reply_state, "unread")
        self.assertTrue(statement.activity_ids)
        Start = self.env["customer.credit.start"].with_user(self.statement_manager)
        tile = next(it for it in Start.get_page()["tiles"] if it["code"] == "unread_answers")
        self.assertEqual(self.Statement.search(tile["action"]["domain"]), statement)
        self.assertEqual(self.verdict(customer, "2026-02-20"), (None, "reply"))
        statement.action_reply_nothing()
        self.assertFalse(statement.activity_ids)
        self.assertEqual(self.verdict(customer, "2026-02-20"), (7, None))

    def test_somebody_who_is_there_reads_a_reply(self):
        """Who was responsible has left: the salesperson hears of it, else a manager."""
        self.policy.user_id = self.accountant
        mine, nobodys = self.late(2)
        mine.user_id = self.statement_user
        run = self.remind()
        self.accountant.active = False
        for customer, heard in (
            (mine, self.statement_user), (nobodys, self.company._get_statement_managers()[:1]),
        ):  # fmt: skip
            statement = self.reminder_of(run, customer)
            statement.sudo().message_post(body="Paid", message_type="email", author_id=customer.id)
            self.assertEqual(statement.activity_ids.user_id, heard)

    def test_a_list_that_was_prepared_is_looked_at_by_somebody(self):
        """Not by who was responsible and has left."""
        self.late(1)
        self.policy.write({"automatic": "prepare", "user_id": self.accountant.id})
        self.accountant.active = False
        self.run_daily_action()
        self.assertTrue(self.policy.activity_ids.user_id.active)

    def test_a_step_that_was_used_can_be_taken_off(self):
        """Reminders keep its name; the ladder goes on without it; another takes its day."""
        customer = self.late(1)
        statement = self.reminder_of(self.remind(), customer)
        used, unused = self.step(3), self.step(30)
        self.assertEqual(statement.reminder_step_id, used)
        self.policy.write({"step_ids": [Command.delete(used.id), Command.delete(unused.id)]})
        self.assertFalse((used | unused) & self.policy.step_ids)
        self.assertFalse(unused.exists())
        self.assertEqual(statement.reminder_step_id.name, "Payment reminder")
        self.assertEqual(self.verdict(customer, "2026-02-20"), (7, None))
        self.policy.step_ids = [Command.create({"name": "Once more", "days": 3})]
        self.assertEqual(self.step(3).name, "Once more")

    def test_a_run_of_reminders_is_not_copied(self):
        """Its copy would send plain statements to everybody, under the name of the reminders."""
        self.late(1)
        run = self.remind()
        with self.assertRaises(UserError):
            run.copy()

    def test_credit_that_covers_it_sends_nothing(self):
        """Whoever has open credit is not asked for money."""
        customer = self.late(1)
        self.env["account.payment"].create(
            {"payment_type": "inbound", "partner_id": customer.id, "amount": 150.0,
             "date": "2026-02-01", "journal_id": self.bank_journal.id}
        ).action_post()  # fmt: skip

        run = self.reminder_run()
        self.assertEqual(self.line_of(run, customer), ("skipped", "covered"))

    def test_pause_needs_a_reason_and_ends(self):
        """A pause counts until its last day."""
        customer = self.late(1)
        with self.assertRaises(ValidationError):
            customer.customer_statement_reminder_pause_until = "2026-02-12"
        customer.write(
            {
                "customer_statement_reminder_pause_reason": "Trade fair",
                "customer_statement_reminder_pause_until": "2026-02-12",
            }
        )
        self.assertEqual(self.verdict(customer, "2026-02-12"), (None, "paused"))
        self.assertEqual(self.verdict(customer, "2026-02-13"), (3, None))

    def test_policy_by_tag_and_by_customer(self):
        """The customer's own policy comes first, then a tag's, then the one for all."""
        tagged_one, own, plain = self.late(3)
        tag = self.env["res.partner.category"].create({"name": "Public"})
        tagged_one.category_id = tag
        of_tag = self.policy.copy({"name": "Public", "tag_ids": tag.ids})
        chosen = self.policy.copy({"name": "Chosen", "customer_only": True})
        own.customer_statement_reminder_policy_id = chosen
        own.category_id = tag
        found = {
            policy: policy._make_run(DAY).line_ids.partner_id & (tagged_one + own + plain)
            for policy in (self.policy, of_tag, chosen)
        }
        self.assertEqual(found, {self.policy: plain, of_tag: tagged_one, chosen: own})
        with self.assertRaises(ValidationError):
            chosen.customer_only = False
        with self.assertRaises(ValidationError):
            self.policy.copy({"name": "Second for all"})

    def test_daily_action_prepares_or_sends(self):
        """Nothing goes out by itself before somebody says so; then once a day."""
        self.late(1)
        self.run_daily_action()
        self.assertFalse(self.policy.run_ids)
        self.policy.automatic = "prepare"
        self.run_daily_action()
        self.assertEqual(self.policy.run_ids.mapped("state"), ["draft"])
        self.assertTrue(self.policy.activity_ids)
        self.run_daily_action()
        self.assertEqual(len(self.policy.run_ids), 1)
        self.policy.write({"automatic": "send", "last_run_day": False})
        self.run_daily_action()
        self.assertEqual(self.policy.run_ids.mapped("state"), ["running", "cancelled"])

    def test_a_policy_that_fails_stops_no_other(self):
        """The next one is worked all the same; somebody is told, and the policy says why."""
        self.late(1)
        tag = self.env["res.partner.category"].create({"name": "Public"})
        other = self.policy.copy({"name": "Public", "tag_ids": tag.ids, "automatic": "send"})
        town = {"name": "Town", "email": "town@example.com", "category_id": tag.ids}
        self.owe(self.env["res.partner"].create(town), 50.0)
        self.policy.write({"automatic": "send", "user_id": self.statement_manager.id})
        make, reason = type(self.policy)._make_run, "Nothing to print on"

        def fail(policy, day):
            if policy == self.policy:
                raise UserError(reason)
            return make(policy, day)

        with patch.object(type(self.policy), "_make_run", fail), mute_logger(DUE):
            self.run_daily_action()
            self.run_daily_action()

        self.assertEqual(other.run_ids.mapped("state"), ["running"])
        self.assertFalse(self.policy.run_ids)
        self.assertEqual(self.policy.problem, "Nothing to print on")
        self.assertEqual(self.policy.activity_ids.user_id, self.statement_manager)
        self.assertEqual(len(self.policy.activity_ids), 1)
        self.run_daily_action()
        self.assertFalse(self.policy.problem)
        self.assertFalse(self.policy.activity_ids)
        self.assertEqual(self.policy.run_ids.mapped("state"), ["running"])

    def test_two_steps_on_one_day_are_refused_by_every_door(self):
        """Written alone as well as with the policy; days may change places in the form."""
        first, second = self.step(3), self.step(7)
        with self.assertRaises(ValidationError):
            first.days = 7
        with self.assertRaises(ValidationError):
            self.env["customer.reminder.step"].create(
                {"policy_id": self.policy.id, "days": 7, "name": "Twin"}
            )
        with self.assertRaises(ValidationError):
            self.policy.step_ids = [Command.update(first.id, {"days": 7})]
        self.policy.step_ids = [
            Command.update(first.id, {"days": 7}), Command.update(second.id, {"days": 3}),
        ]  # fmt: skip
        self.assertEqual((first.days, second.days), (7, 3))

    def test_a_policy_reminds_on_the_day_of_its_responsible_person(self):
        """Evening of the tenth in California: what was promised for the tenth is not late yet."""
        (customer,) = self.late(1)
        with freeze_time("2026-02-05"):
            statement = self.sent(customer, kind="open_items", date_to="2026-02-05")
            statement._promise(customer, "", date(2026, 2, 10))
        self.policy.automatic = "send"
        self.policy.user_id.tz = "America/Los_Angeles"
        Policy = self.Policy.with_user(self.env.ref("base.user_root")).with_context(tz=False)
        for hour, days in (("02", [10]), ("05", [10]), ("09", [10, 11])):
            with freeze_time(f"2026-02-11 {hour}:00:00"):
                self.nightly(Policy._cron_remind)
            runs = self.policy.run_ids.sorted("id")
            self.assertEqual([run.date_to.day for run in runs], days)
        first = runs[0].line_ids.filtered(lambda line: line.partner_id == customer)
        self.assertEqual((first.state, first.reason), ("skipped", "promised"))

    def test_a_call_of_tomorrow_is_not_settled_today(self):
        """Morning of the eleventh in Tokyo is the tenth in Greenwich: it is due where they call."""
        (customer,) = self.late(1, due="2026-02-11")
        self.policy.step_ids = [
            Command.clear(),
            Command.create({"days": 0, "name": "Call", "channel": "call"}),
        ]
        self.policy.automatic = "send"
        self.policy.user_id.tz = "Asia/Tokyo"
        Policy = self.Policy.with_user(self.env.ref("base.user_root")).with_context(tz=False)
        with freeze_time("2026-02-10 20:00:00"):
            self.nightly(Policy._cron_remind)
            self.work()
            self.nightly(Policy._cron_remind)
        statement = self.policy.run_ids.line_ids.statement_id
        self.assertEqual((statement.partner_id, statement.call_state), (customer, "todo"))

    def run_daily_action(self):
        """Run the scheduled action without its commits."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            self.env["customer.reminder.policy"]._cron_remind()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_salespeople_send_no_reminders(self):
        """Only managers prepare, change and start them."""
        self.late(1)
        run = self.reminder_run()
        for act in (
            self.policy.with_user(self.statement_user).action_prepare_run,
            run.with_user(self.statement_user).action_start,
            run.line_ids.with_user(self.statement_user).action_leave_out,
        ):
            with self.assertRaises(AccessError):
                act()

    def test_step_tells_the_salesperson_and_proposes_a_hold(self):
        """Both get a to-do once the reminder is out; nothing is stopped."""
        customer = self.late(1)
        customer.user_id = self.statement_user
        self.step(3).write({"tell_salesperson": True, "propose_hold": True})

        statement = self.reminder_of(self.remind(), customer)

        self.assertEqual(statement.activity_ids.user_id, self.statement_user)
        asked = customer.sudo().activity_ids
        self.assertEqual(len(asked), 1)
        self.assertIn("go on buying on account", asked.summary)
        self.assertIn("Payment reminder", asked.note)

    def test_reply_by_mail_gateway_threads_to_the_reminder(self):
        """The answer to the email lands on the reminder and stops the next step."""
        customer = self.late(1)
        run = self.remind()
        statement = self.reminder_of(run, customer)
        mail = self.mails_of(run)
        reply = (
            "From: Late <late0@example.com>\nTo: catchall@example.com\n"
            "Subject: Re: reminder\nMessage-ID: <answer-1@example.com>\n"
            f"In-Reply-To: {mail.message_id}\nReferences: {mail.message_id}\n"
            "Content-Type: text/plain\n\nI will pay on Friday."
        )

        thread = self.env["mail.thread"].sudo().message_process(False, reply)

        self.assertEqual(thread, statement.id)
        self.assertEqual(statement.reply_state, "unread")
        self.assertEqual(statement.activity_ids.user_id, statement.user_id)
        self.assertEqual(self.verdict(customer, "2026-02-20"), (None, "reply"))

    @freeze_time(DAY)
    def test_what_was_written_is_read_where_it_is_decided(self):
        """On the list, the reminder and its dialog: the last words, without what they quote."""
        customer, other = self.late(2)
        run = self.remind()
        statement = self.reminder_of(run, customer)
        for text in ("First", "Which order is this?"):
            statement.sudo().message_post(
                body=Markup("<p>%s</p><blockquote data-o-mail-quote='1'>Hello</blockquote>") % text,
                message_type="email", author_id=customer.id,
            )  # fmt: skip
        statement.message_post(body="A note of ours", message_type="comment")

        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statement.action_customer_reminder_reply"
        )
        view = self.Statement.get_view(action["views"][0][0], "list")
        self.assertIn("reply_text", view["arch"])
        self.assertIn("action_answer", view["arch"])
        self.assertEqual(statement.reply_text, "Which order is this?")
        self.assertFalse(self.reminder_of(run, other).reply_text)
        with Form.from_action(self.env, statement.action_answer()) as dialog:
            self.assertEqual(dialog.reply_text, "Which order is this?")

    @freeze_time(DAY)
    def test_answers_of_the_portal_are_no_unread_reply(self):
        """A promise in the portal is work of its own and holds by itself."""
        customer = self.late(1)
        statement = self.reminder_of(self.remind(), customer)
        user = self.portal_user_of(customer)
        day = self.Statement._fields["date_to"].to_date("2026-02-20")
        statement.with_user(user).sudo()._promise(customer, "", day, "soon")

        self.assertFalse(statement.reply_state)
        self.assertEqual(self.verdict(customer, "2026-02-20"), (None, "promised"))

    def test_pause_of_own_customers_only(self):
        """A salesperson pauses the own customers; the policy is the managers' choice."""
        mine, other = self.late(2)
        mine.user_id = self.statement_user
        pause = {
            "customer_statement_reminder_pause_reason": "Trade fair",
            "customer_statement_reminder_pause_until": "2026-02-12",
        }
        self.statement_user.group_ids += self.env.ref("base.group_partner_manager")
        mine.with_user(self.statement_user).write(pause)
        self.assertEqual(self.verdict(mine), (None, "paused"))
        for partner, vals in (
            (other, pause), (mine, {"customer_statement_reminder_policy_id": self.policy.id}),
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                partner.with_user(self.statement_user).write(vals)
