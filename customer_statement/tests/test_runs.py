"""A run reaches each customer once, says who is left out and why, and stops for nobody."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.letters import customer_statement as letters
from ..pdf import fonts
from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestRun(SendingCommon):
    """Runs, from the first count to the last retry."""

    def test_customers_are_counted_before_anything_is_sent(self):
        """The counts say who gets one, who has no address and who is left out; nothing is made."""
        partners = self.customers(3)
        partners[0].email = False
        settled = self.other_customer
        run = self.run_for(partners | settled)
        self.assertEqual(
            (run.total_count, run.todo_count, run.no_address_count, run.skipped_count), (4, 2, 1, 2)
        )
        self.assertEqual(
            run.summary, "4 customers, 2 get a statement, 1 without email address, 1 skipped"
        )
        self.assertFalse(run.statement_ids)
        self.assertEqual(run.progress, 0.0)

    def test_each_customer_gets_one_email(self):
        """Everybody has one statement, sent, with one email in the queue and its PDF."""
        partners = self.customers(5)
        run = self.send_run(partners)
        self.assertEqual((run.state, run.done_count, run.progress), ("done", 5, 100.0))
        mails = self.mails_of(run)
        self.assertEqual(mails.recipient_ids, partners)
        self.assertEqual(len(mails), 5)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.assertEqual(set(run.statement_ids.mapped("state")), {"sent"})
        for mail in mails:
            self.assertTrue(mail.attachment_ids[0].raw.startswith(b"%PDF"))

    def test_working_again_sends_nothing_again(self):
        """A second worker that comes late finds nothing to do."""
        run = self.send_run(self.customers(2))
        self.assertEqual(self.work(), 0)
        self.assertEqual(len(self.mails_of(run)), 2)

    def test_who_is_left_out_is_written_down_with_the_reason(self):
        """Zero, credit, below the smallest balance, never, no address: each with its reason."""
        zero = self.other_customer
        credit, small, never, nowhere, due = self.customers(5)
        self.pay_on_account(300, credit)
        self.pay_on_account(95, small)
        never.statement_delivery = "none"
        nowhere.email = False
        partners = zero | credit | small | never | nowhere | due
        run = self.send_run(partners, skip_credit=True, minimum_balance=10)
        reasons = {partner: self.line_of(run, partner)[1] for partner in partners}
        self.assertEqual(
            reasons,
            {zero: "zero", credit: "credit", small: "threshold", never: "excluded",
             nowhere: "no_address", due: False},
        )  # fmt: skip
        self.assertEqual(self.mails_of(run).recipient_ids, due)

    def test_customers_are_counted_again_after_a_change(self):
        """Start sends to whom the filter finds now, the way that is chosen now."""
        partners = self.customers(4)
        partners[1].email = False
        run = self.run_for(partners)
        self.assertEqual((run.todo_count, run.no_address_count), (3, 1))
        run.message = "<p>Thank you for the year.</p>"
        self.assertTrue(run.prepared)
        run.write({"domain": str([("id", "in", partners[:2].ids)]), "delivery": "print"})
        self.assertFalse(run.prepared)
        run.action_start()
        self.work()
        self.assertEqual(run.statement_ids.partner_id, partners[:2])
        self.assertFalse(self.mails_of(run))

    def test_a_name_that_no_font_writes_is_kept_back(self):
        """The draft and the run say which package to install; afterwards the run goes on."""
        khmer, other = self.customers(2)
        khmer.name = "ក្រុមហ៊ុន"
        with patch.object(fonts, "of_machine", lambda *_arguments: None):
            run = self.send_run(khmer | other)
            line = run.line_ids.filtered(lambda line: line.partner_id == khmer)
            self.assertEqual((line.state, line.reason), ("failed", "letters"))
            self.assertIn("Khmer", line.detail)
            self.assertIn("fonts-noto-core", line.detail)
            self.assertIn("fonts-noto-core", line.statement_id.letter_problem)
        self.assertEqual(self.line_of(run, other), ("done", False))
        line.statement_id.invalidate_recordset()
        with patch.object(letters, "find_gaps", lambda *_arguments: []):
            self.assertFalse(line.statement_id.letter_problem)

    def test_unchanged_customers_are_left_out(self):
        """The second run of a month without news sends only to the customer with news."""
        partners = self.customers(2)
        self.send_run(partners)
        self.invoice(50, partners[1], invoice_date="2026-02-03")
        run = self.send_run(partners, date_to="2026-02-28", skip_unchanged=True)
        self.assertEqual(self.line_of(run, partners[0]), ("skipped", "unchanged"))
        self.assertEqual(self.line_of(run, partners[1]), ("done", False))

    def test_contacts_owe_what_their_own_statements_say(self):
        """The customer's payment paid the contact's invoice: neither of them owes anything."""
        template = self.template.copy({"name": "Per contact", "group": "contact"})
        self.contact.email = "brandon@example.com"
        self.pay(self.invoice(100, self.contact), 100)
        run = self.run_for(self.customer, template_id=template.id)
        lines = {line.partner_id: (line.balance, line.reason) for line in run.line_ids}
        self.assertEqual(lines, {self.customer: (0, "zero"), self.contact: (0, "zero")})

    def test_customers_are_found_whose_items_stand_on_a_contact(self):
        """An opening balance that names the contact is the customer's, on statements too."""
        customer = self.env["res.partner"].create({"name": "Head", "email": "head@example.com"})
        contact = self.env["res.partner"].create({"name": "Desk", "parent_id": customer.id})
        receivable = customer.property_account_receivable_id
        self.env["account.move"].create(
            {
                "date": "2026-01-10",
                "line_ids": [
                    Command.create({"account_id": receivable.id, "debit": 70.0,
                                    "partner_id": contact.id, "date_maturity": "2026-01-20"}),
                    Command.create({"account_id": self.company_data["default_account_revenue"].id,
                                    "credit": 70.0}),
                ],
            }
        ).action_post()  # fmt: skip
        for overdue in (False, True):
            run = self.Run.create(
                {"date_to": "2026-01-31", "domain": f"[('id', '=', {customer.id})]",
                 "only_overdue": overdue}
            )  # fmt: skip
            run.action_prepare()
            self.assertEqual(run.line_ids.mapped("balance"), [70.0])

    def test_somebody_hears_of_who_was_not_reached(self):
        """As the schedule says: the responsible person, else a manager; nobody where all were.

        Who has left sends no statements either.
        """
        reached, nowhere = self.customers(2)
        nowhere.email = False
        leaver = self._new_user("run_leaver", "customer_statement.group_customer_statement_manager")
        managers = self.company._get_statement_managers() - leaver
        bot = self.Run.with_user(self.env.ref("base.user_root"))
        bot = bot.with_context(tracking_disable=False)
        for user, partners, heard in (
            (self.statement_manager, nowhere | reached, self.statement_manager),
            (leaver, nowhere | reached, managers[:1]),
            (self.statement_manager, reached, self.env["res.users"]),
        ):
            run = self.run_for(partners, user_id=user.id)
            leaver.active = False
            run.action_start()
            self.env.flush_all()
            # Odoo tells nobody what is theirs while a registry is being made, as here.
            with patch.object(self.env.registry, "ready", new=True):
                while bot._work_batch(20):
                    pass
            self.env.invalidate_all()
            told = run.message_ids.filtered(lambda it: "finished" in it.body)
            self.assertEqual(told.notification_ids.res_partner_id, heard.partner_id)
            sender = user if user.active else heard
            self.assertEqual(run.line_ids.statement_id.user_id, sender)
            # Nobody is told of each statement that is theirs now.
            told = self.env["mail.message"].search(
                [("model", "=", "customer.statement"), ("message_type", "=", "user_notification"),
                 ("res_id", "in", run.line_ids.statement_id.ids)]
            )  # fmt: skip
            self.assertFalse(told)

    def test_contacts_with_news_are_not_left_out(self):
        """Invoiced and credited since: the balance is that of before, and still there is news."""
        template = self.template.copy({"name": "Per contact", "group": "contact"})
        self.contact.email = "brandon@example.com"
        self.invoice(40, self.contact)
        self.invoice(70)
        vals = {"template_id": template.id, "kind": "activity", "date_from": "2026-01-01"}
        self.send_run(self.customer, **vals)
        self.invoice(50, self.contact, invoice_date="2026-02-03")
        self.invoice(50, self.contact, move_type="out_refund", invoice_date="2026-02-04")
        vals |= {"date_from": "2026-02-01", "date_to": "2026-02-28", "skip_unchanged": True}
        run = self.send_run(self.customer, **vals)
        self.assertEqual(self.line_of(run, self.customer), ("skipped", "unchanged"))
        self.assertEqual(self.line_of(run, self.contact), ("done", False))

    def test_a_statement_that_was_handed_to_nobody_is_no_last_one(self):
        """As an announced payment makes one for its page: the next run sends all the same."""
        (partner,) = self.customers(1)
        self.statement(partner, kind="open_items")._freeze()
        run = self.send_run(partner, date_to="2026-02-28", skip_unchanged=True)
        self.assertEqual(self.line_of(run, partner), ("done", False))

    def test_balance_is_read_again_when_the_statement_is_made(self):
        """A customer who paid between the count and the start gets none."""
        partners = self.customers(2)
        run = self.run_for(partners)
        self.pay_on_account(100, partners[0])
        run.action_start()
        self.work()
        self.assertEqual(self.line_of(run, partners[0]), ("skipped", "zero"))

    def test_one_bad_customer_stops_nobody(self):
        """An error with one customer is written on its line; the others are sent."""
        partners = self.customers(4)
        Statement = self.registry["customer.statement"]
        original = Statement._render_pdf

        def render(statement, document=None):
            if statement.partner_id == partners[1]:
                raise ValueError("broken logo")
            return original(statement, document)

        run = self.run_for(partners)
        run.action_start()
        with patch.object(Statement, "_render_pdf", render):
            self.work()
        self.assertEqual(self.line_of(run, partners[1]), ("failed", "error"))
        self.assertEqual((run.done_count, run.failed_count, run.state), (3, 1, "done"))
        self.assertEqual(run.result, "incomplete")
        self.assertEqual(len(self.mails_of(run)), 3)
        failed = run.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed.detail, "broken logo")
        self.assertIn("try again", failed.advice)
        run.action_retry()
        self.work()
        self.assertEqual((run.done_count, run.failed_count, run.state), (4, 0, "done"))
        self.assertEqual(run.result, "done")
        self.assertEqual(len(self.mails_of(run)), 4)

    def test_statement_that_does_not_add_up_is_not_sent(self):
        """It is listed with the reason; nobody gets an email of it."""
        partners = self.customers(2)
        run = self.run_for(partners)
        run.action_start()
        Statement = self.registry["customer.statement"]

        def describe(_self, data):
            return "open items give 90" if data.partner_id == partners[0].id else ""

        with patch.object(Statement, "_describe_faults", describe):
            self.work()
        self.assertEqual(self.line_of(run, partners[0]), ("failed", "problem"))
        self.assertEqual(self.mails_of(run).recipient_ids, partners[1])
        run.action_retry()
        self.work()
        self.assertEqual(self.line_of(run, partners[0]), ("done", False))
        self.assertEqual(len(self.mails_of(run)), 2)

    def test_paused_run_waits_and_goes_on(self):
        """Workers find nothing in a paused run; resumed, it ends with one email for each."""
        run = self.run_for(self.customers(6))
        run.action_start()
        self.Run.sudo()._work_batch(2)
        run.action_pause()
        self.assertEqual(self.work(), 0)
        self.assertEqual((run.done_count, run.todo_count), (2, 4))
        run.action_resume()
        self.work()
        self.assertEqual((run.state, len(self.mails_of(run))), ("done", 6))

    def test_cancelled_run_leaves_out_the_rest(self):
        """What was sent stays; the others are marked as cancelled and never sent."""
        run = self.run_for(self.customers(4))
        run.action_start()
        self.Run.sudo()._work_batch(1)
        run.action_cancel()
        self.work()
        self.assertEqual((run.state, run.done_count, run.skipped_count), ("cancelled", 1, 3))
        self.assertEqual(set(run.line_ids.mapped("reason")), {False, "cancelled"})

    def test_who_a_worker_gave_back_is_left_out_of_a_cancelled_run(self):
        """It was being sent when somebody cancelled, and was rolled back: nobody sends it later."""
        run = self.run_for(self.customers(3))
        run.action_start()
        run.action_cancel()
        # As the worker leaves them whose step could not be committed.
        run.line_ids[:1].sudo().write({"state": "failed", "reason": "error"})
        run.line_ids[1:2].sudo().write({"state": "todo", "reason": False})
        self.work()
        self.assertEqual((run.state, run.todo_count, run.skipped_count), ("cancelled", 0, 2))
        run.line_ids[2:].sudo().write({"state": "todo", "reason": False})
        run.action_retry()
        self.work()
        self.assertEqual((run.done_count, run.skipped_count), (1, 2))

    def test_failed_email_is_shown_and_sent_once_more(self):
        """The line turns red with the reason; a retry mails the same statement again."""
        partners = self.customers(2)
        run = self.send_run(partners)
        mail = self.mails_of(run).filtered(lambda mail: mail.recipient_ids == partners[0])
        mail._postprocess_sent_message([], [], "mailbox full", "mail_smtp")
        self.assertEqual(self.line_of(run, partners[0]), ("failed", "mail"))
        run.action_retry()
        self.work()
        self.assertEqual(self.line_of(run, partners[0]), ("done", False))
        mails = self.mails_of(run)
        self.assertEqual(len(mails.filtered(lambda m: m.recipient_ids == partners[0])), 2)
        self.assertEqual(len(mails.filtered(lambda m: m.recipient_ids == partners[1])), 1)
        self.assertEqual(len(run.statement_ids), 2)

    def test_email_that_a_server_did_not_take_is_tried_again_by_itself(self):
        """An hour later, then two: the same email, a few times; a wrong address never."""
        partners = self.customers(2)
        run = self.send_run(partners)
        mails = {mail.recipient_ids: mail for mail in self.mails_of(run)}
        mail, wrong = mails[partners[0]], mails[partners[1]]
        wrong.state = mail.state = "exception"
        wrong._postprocess_sent_message([], [], "no such mailbox", "mail_email_invalid")
        waits = []
        for _attempt in range(4):
            mail.state = "exception"
            now = self.env.cr.now()
            mail._postprocess_sent_message([], [], "mailbox full", "mail_smtp")
            self.Statement._cron_retry_mails()
            self.assertEqual(mail.state, "exception", "not before its time")
            statement = self.Statement.browse(mail.res_id)
            if statement.mail_retry_at:
                waits.append(round((statement.mail_retry_at - now).total_seconds() / 3600))
                statement.sudo().mail_retry_at = now
                self.Statement._cron_retry_mails()
                self.assertEqual((mail.state, statement.mail_state), ("outgoing", "waiting"))
                self.assertEqual(self.line_of(run, partners[0]), ("done", False))
        self.assertEqual(waits, [1, 2, 4])
        self.assertEqual(self.line_of(run, partners[0]), ("failed", "mail"))
        self.assertEqual((len(self.mails_of(run)), wrong.state), (2, "exception"))

    def test_what_was_replaced_is_not_sent_again(self):
        """Neither by itself nor by Try Again: the customer has the newer statement."""
        partners = self.customers(2)
        run = self.send_run(partners)
        for statement in run.statement_ids:
            statement.sudo().mail_id.state = "exception"
            statement._record_mail_result("failed", "the server is down", temporary=True)
            revision = statement._revise()
            revision.with_context(statement_delivery="mail").action_send()
        first = run.statement_ids.filtered(lambda it: it.state == "replaced")
        self.assertEqual(len(first), 2)
        with freeze_time(self.env.cr.now() + timedelta(hours=2)):
            self.Statement._cron_retry_mails()
        self.assertEqual(set(first.sudo().mail_id.mapped("state")), {"exception"})
        run.action_retry()
        self.work()
        self.assertEqual([len(it.delivery_ids) for it in first], [1, 1])
        self.assertEqual(self.line_of(run, partners[0]), ("done", False))

    def test_email_that_came_back_is_shown_on_the_line(self):
        """A bounce reaches the statement and its line, with what to do."""
        (partner,) = self.customers(1)
        run = self.send_run(partner)
        run.statement_ids._message_receive_bounce(partner.email, partner)
        self.assertEqual(self.line_of(run, partner), ("failed", "bounce"))
        self.assertEqual(run.statement_ids.mail_state, "bounced")
        self.assertIn("working address", run.line_ids.advice)

    def test_customer_without_address_is_retried_when_there_is_one(self):
        """Retry looks at those who had no address, too."""
        (partner,) = partners = self.customers(1)
        partner.email = False
        run = self.run_for(partners | self.customers(1))
        run.action_start()
        self.work()
        partner.email = "found@example.com"
        run.action_retry()
        self.work()
        self.assertEqual(self.line_of(run, partner), ("done", False))

    def test_run_delivers_as_each_customer_prefers(self):
        """Email, portal and paper in one run; only the first gets an email."""
        mailed, online, paper = self.customers(3)
        online.statement_delivery = "portal"
        paper.statement_delivery = "print"
        run = self.send_run(mailed | online | paper)
        self.assertEqual(run.line_ids.mapped("delivery"), ["mail", "portal", "print"])
        self.assertEqual(self.mails_of(run).recipient_ids, mailed)
        self.assertEqual(set(run.statement_ids.mapped("state")), {"sent"})

    def test_progress_says_counts_reasons_and_what_to_do(self):
        """The figures of the bar are those of the lines."""
        partners = self.customers(3)
        partners[0].email = False
        run = self.run_for(partners)
        run.action_start()
        self.Run.sudo()._work_batch(1)
        self.env.flush_all()
        progress = run.get_progress()
        self.assertEqual(
            (progress["state"], progress["total"], progress["todo"], progress["done"]),
            ("running", 3, 1, 1),
        )
        self.assertGreater(progress["rate"], 0)
        self.assertEqual(progress["waiting"], 1)
        (reason,) = progress["reasons"]
        self.assertEqual((reason["reason"], reason["count"]), ("no_address", 1))
        self.assertTrue(reason["advice"])

    def test_contacts_that_fit_bring_their_customer_along(self):
        """A filter that finds a contact counts its customer, and only customers with books."""
        self.invoice(100)
        stranger = self.env["res.partner"].create({"name": "Never bought"})
        run = self.Run.create({"domain": str([("id", "in", (self.contact | stranger).ids)])})
        run.action_prepare()
        self.assertEqual(run.line_ids.partner_id, self.customer)

    def test_filter_that_cannot_be_read_is_refused(self):
        """Only a plain domain is read: no code."""
        with self.assertRaises(ValidationError):
            self.Run.create({"domain": "__import__('os').getcwd()"})

    # ---------------------------------------------------------------- rights

    def test_only_managers_start_runs(self):
        """A statement user may neither make, start, pause nor read a run."""
        run = self.run_for(self.customers(1))
        for method in ("action_start", "action_prepare", "action_pause", "action_cancel",
                       "action_retry", "get_progress"):  # fmt: skip
            with self.assertRaises(AccessError, msg=method):
                getattr(run.with_user(self.statement_user), method)()
        with self.assertRaises(AccessError):
            self.Run.with_user(self.statement_user).create({})

    def test_other_companies_are_out_of_reach(self):
        """A manager of another company neither reads nor starts this company's run."""
        run = self.run_for(self.customers(1))
        other = self.setup_other_company(name="Other statements")["company"]
        stranger = self._new_user(
            "statement_stranger", "customer_statement.group_customer_statement_manager"
        )
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for method in ("action_start", "get_progress", "action_cancel"):
            with self.assertRaises(AccessError, msg=method):
                getattr(run.with_user(stranger), method)()

    def test_results_are_not_written_by_hand(self):
        """Nobody but a worker says that a customer was sent one."""
        run = self.run_for(self.customers(1))
        with self.assertRaises(AccessError):
            run.line_ids.with_user(self.statement_manager).write({"state": "done"})

    def test_run_that_sent_is_kept(self):
        """The record of what was sent is not deleted; a run to check may go."""
        run = self.send_run(self.customers(1))
        with self.assertRaises(UserError):
            run.unlink()
        self.run_for(self.customers(1)).unlink()

    def test_counting_many_costs_as_many_queries_as_counting_few(self):
        """The preview reads in batches."""
        few, many = self.customers(3), self.customers(30)
        run = self.Run.create({"date_to": "2026-01-31"})
        self.env.flush_all()
        costs = []
        run._get_outcomes(few)
        for partners in (few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run._get_outcomes(partners)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0])

    def test_counting_reads_of_choices_by_company_its_own_alone(self):
        """Price lists, terms and accounts of thousands of customers take longer than the books."""
        partners = self.customers(3)
        run = self.Run.create({"date_to": "2026-01-31"})
        self.env.flush_all()
        self.env.invalidate_all()
        run._get_outcomes(partners)
        env, ids = partners.with_company(run.company_id).env, set(partners.ids)
        choices = [field for field in partners._fields.values() if field.company_dependent]
        read = [field.name for field in choices if ids & set(field._get_cache(env))]
        self.assertEqual(read, ["statement_delivery"])

    def test_counting_finds_items_by_their_customers(self):
        """By a list of contacts, which an index serves however many items there are; no document
        is read where no contact has statements of its own.
        """
        run = self.Run.create({"date_to": "2026-01-31"})
        self.env.flush_all()
        self.env.cr.execute(SQL("EXPLAIN %s", run._sql_balances(self.customers(3).ids)))
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("partner_id = ANY", plan)
        self.assertNotIn("account_move move", plan)

    def test_template_per_contact_sends_one_to_each_contact(self):
        """A customer with invoices on two contacts gets two statements that add up to all."""
        template = self.template.copy({"name": "Per contact", "group": "contact"})
        self.contact.email = "brandon@example.com"
        self.invoice(100)
        self.invoice(40, self.contact)
        run = self.send_run(self.customer, template_id=template.id)
        closing = {line.partner_id: line.statement_id.closing_balance for line in run.line_ids}
        self.assertEqual(closing, {self.customer: 100, self.contact: 40})
        self.assertEqual(self.mails_of(run).recipient_ids, self.customer | self.contact)

    def test_merged_customers_keep_their_statements(self):
        """Two contacts that were one customer become one; what was sent to both stays."""
        first, second = partners = self.customers(2)
        run = self.send_run(partners)
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge(partners.ids, first)
        self.env.invalidate_all()
        self.assertEqual(run.statement_ids.partner_id, first)
        self.assertEqual(len(run.statement_ids), 2)
        self.assertFalse(second.exists())

    def test_job_queue_works_batch_by_batch(self):
        """With a job queue each worker has one job at a time, which asks for the next one."""
        self.run_for(self.customers(3)).action_start()
        delayed = []
        with patch.object(
            self.registry["customer.statement.run"], "_delay_batch",
            lambda _self, worker: delayed.append(worker),
        ):  # fmt: skip
            self.Run.sudo()._work_in_job("a")
            self.assertEqual(delayed, ["a"])
            self.Run.sudo()._work_in_job("a")
        self.assertEqual(delayed, ["a"])
