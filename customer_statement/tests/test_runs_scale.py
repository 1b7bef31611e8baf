"""Runs of many customers: counted by the workers, by as many as wanted, and never forgotten."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.counting import customer_statement_run as counting
from ..models.workers.customer_statement_run import CRON, PARAMETER
from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestCounting(SendingCommon):
    """More customers than a request counts."""

    def setUp(self):
        """Let a request count two, and a slice hold two."""
        super().setUp()
        self.patch(counting, "CHUNK", 2)
        self.patch(counting, "AT_ONCE", 2)

    def new_run(self, partners, **vals):
        """Return a run that nobody has counted."""
        domain = str([("id", "in", partners.ids)])
        return self.Run.create({"date_to": "2026-01-31", "domain": domain, **vals})

    def figures(self, run):
        """Return what a count says of each customer."""
        return [
            (it.partner_id, it.state, it.reason, it.delivery, it.balance)
            for it in run.line_ids.sorted("id")
        ]

    def test_the_click_counts_nobody_and_the_workers_everybody(self):
        """What they find is what a request finds, in the same order; nothing is sent."""
        partners = self.customers(5)
        partners[0].email = False
        run = self.new_run(partners)
        run.with_user(self.accountant).action_prepare()
        self.assertEqual((run.counting, run.prepared, run.total_count), ("clear", False, 0))
        self.work()
        self.assertEqual((run.counting, run.prepared), (False, True))
        self.assertEqual((run.total_count, run.todo_count, run.no_address_count), (5, 4, 1))
        self.assertFalse(run.statement_ids)
        self.patch(counting, "AT_ONCE", 100)
        other = self.new_run(partners)
        other.action_prepare()
        self.assertEqual(self.figures(run), self.figures(other))

    def test_progress_is_shown(self):
        """Found, half counted, counted."""
        run = self.new_run(self.customers(5))
        run.action_prepare()
        Run = self.Run.sudo()
        seen = []
        while Run._work_batch():
            it = run.get_progress()
            seen.append((it["counting"], it["total"], it["new"]))
        self.assertEqual(
            seen,
            [("find", 0, 0), ("count", 5, 5), ("count", 5, 3), ("count", 5, 1), ("count", 5, 0),
             (False, 5, 0)],
        )  # fmt: skip

    def test_counting_again_forgets_the_first_count(self):
        """Whoever is not found any more is out."""
        partners = self.customers(5)
        run = self.new_run(partners)
        run.action_prepare()
        self.work()
        run.domain = str([("id", "in", partners[:3].ids)])
        run.action_prepare()
        self.work()
        self.assertEqual(run.line_ids.partner_id, partners[:3])
        run.domain = str([("id", "in", partners[0].ids)])
        run.action_prepare()
        self.assertEqual((run.prepared, run.line_ids.partner_id), (True, partners[0]))

    def test_a_run_that_is_started_too_early_starts_when_counted(self):
        """As a schedule's run does; what nobody would get does not start."""
        run = self.new_run(self.customers(3))
        run.action_start()
        self.assertEqual(run.state, "draft")
        self.work()
        self.assertEqual((run.state, run.done_count), ("done", 3))
        nobody = self.new_run(self.customers(3), minimum_balance=1000.0)
        nobody.action_start()
        self.work()
        self.assertEqual((nobody.state, nobody.prepared), ("draft", True))

    def test_a_filter_that_cannot_be_used_any_more_is_told(self):
        """The run can be counted again; the others go on."""
        partners = self.customers(3)
        run = self.new_run(partners)
        run.action_prepare()
        # A filter that could be used when it was saved.
        self.env.flush_all()
        self.cr.execute(
            "UPDATE customer_statement_run SET domain = %s WHERE id = %s",
            ["[('no_such_field', '=', 1)]", run.id],
        )
        self.env.invalidate_all()
        good = self.new_run(partners)
        good.action_prepare()
        self.work()
        self.assertEqual((run.counting, run.prepared), (False, False))
        self.assertIn("could not be counted", run.message_ids[0].body)
        self.assertIn("not tried again", run.message_ids[0].body)
        self.assertTrue(good.prepared)

    def test_a_customer_who_cannot_be_counted_stops_nobody(self):
        """Neither the others of the slice, nor the runs that send meanwhile."""
        *partners, other = self.customers(6)
        partners = other.union(*partners) - other
        sending = self.run_for(other)
        sending.action_start()
        run = self.new_run(partners)
        run.action_prepare()
        outcomes = type(run)._get_outcomes

        def fail(run, some):
            if partners[2] in some:
                raise ZeroDivisionError("division by zero")
            return outcomes(run, some)

        with patch.object(type(run), "_get_outcomes", fail), mute_logger(counting.__name__):
            self.work()
        self.assertEqual((sending.state, run.counting, run.prepared), ("done", False, True))
        self.assertEqual((run.todo_count, run.failed_count), (4, 1))
        self.assertEqual(self.line_of(run, partners[2]), ("failed", "error"))

    def test_cancelling_ends_the_count(self):
        """Nobody is counted afterwards."""
        run = self.new_run(self.customers(5))
        run.action_prepare()
        for _step in range(3):
            self.Run.sudo()._work_batch()
        run.action_cancel()
        self.work()
        self.assertEqual((run.state, run.counting), ("cancelled", False))
        self.assertFalse(run.line_ids.filtered(lambda it: it.state == "new"))

    def test_a_slice_costs_the_same_for_any_number(self):
        """Queries of a slice of forty are those of a slice of four."""
        counts = []
        for size in (4, 40):
            run = self.new_run(self.customers(size))
            run.action_prepare()
            self.Run.sudo()._work_batch()
            self.Run.sudo()._work_batch()
            self.patch(counting, "CHUNK", 2000)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.Run.sudo()._work_batch(), size)
            counts.append(self.env.cr.sql_log_count - before)
            self.work()
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestWorkers(SendingCommon):
    """As many as the parameter says, called whenever there is work."""

    def active_workers(self):
        """Return the letters of the scheduled actions that work."""
        crons = {letter: self.env.ref(CRON % letter, False) for letter in "abcdefgh"}
        return "".join(letter for letter, cron in crons.items() if cron and cron.active)

    def test_workers_are_a_parameter(self):
        """More make scheduled actions, fewer let them rest, nonsense changes nothing."""
        Parameter = self.env["ir.config_parameter"].sudo()
        for value, expected in (("5", "abcde"), ("1", "a"), ("0", "a"), ("two", "abc"),
                                ("8", "abcdefgh")):  # fmt: skip
            Parameter.set_param(PARAMETER, value)
            self.assertEqual(self.active_workers(), expected, value)
        Parameter.search([("key", "=", PARAMETER)]).unlink()
        self.assertEqual(self.active_workers(), "abc")
        fifth, first = self.env.ref(CRON % "e"), self.env.ref(CRON % "a")
        self.assertEqual((fifth.code, fifth.interval_number), (first.code, first.interval_number))
        self.assertIn("(5)", fifth.name)

    def test_waking_calls_each_worker(self):
        """Also by a retry that finds nobody who failed."""
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, "2")
        run = self.run_for(self.customers(2))
        run.action_start()
        called = []
        Run = self.registry["customer.statement.run"]
        with patch.object(Run, "_wake_workers", lambda _self: called.append(1)):
            run.action_retry()
            run.line_ids.action_retry()
            run.action_pause()
            run.action_resume()
        self.assertGreaterEqual(len(called), 4)
        crons = self.env.ref(CRON % "a") | self.env.ref(CRON % "b")
        Trigger = self.env["ir.cron.trigger"].sudo()
        before = Trigger.search([])
        self.Run._wake_workers()
        self.assertEqual((Trigger.search([]) - before).cron_id, crons)

    def test_an_error_of_any_kind_ends_on_its_line(self):
        """No list of errors is long enough: the others are sent, and the run ends."""

        class Strange(Exception):
            """Of a library that nobody thought of."""

        partners = self.customers(3)
        Statement = self.registry["customer.statement"]
        original = Statement._render_pdf

        def render(statement, document=None):
            if statement.partner_id == partners[1]:
                raise Strange("out of ink")
            return original(statement, document)

        run = self.run_for(partners)
        run.action_start()
        with patch.object(Statement, "_render_pdf", render):
            self.work()
        self.assertEqual((run.state, run.done_count, run.failed_count), ("done", 2, 1))
        self.assertEqual(self.line_of(run, partners[1]), ("failed", "error"))

    def rest(self, run, minutes):
        """Let so much time pass without anybody working on the run."""
        moment = fields.Datetime.now() - timedelta(minutes=minutes)
        run.sudo()._write_engine({"started_at": moment, "resumed_at": moment})
        self.env.flush_all()

    def test_a_run_without_a_worker_says_so(self):
        """Not at once, not when it moves, not when it is done."""
        run = self.run_for(self.customers(3))
        run.action_start()
        self.assertFalse(run.get_progress()["notice"])
        self.rest(run, 6)
        self.assertIn("Nobody has worked on this run", run.get_progress()["notice"])
        self.Run.sudo()._work_batch(1)
        self.assertFalse(run.get_progress()["notice"])
        self.work()
        self.rest(run, 6)
        self.assertFalse(run.get_progress()["notice"])

    def test_with_a_job_queue_the_scheduled_action_watches(self):
        """It calls the jobs again, and does the work itself when none has come."""
        run = self.run_for(self.customers(2))
        run.action_start()
        called = []
        Run = self.registry["customer.statement.run"]
        progress = lambda _cron, processed=0, **_kwargs: 60.0  # noqa: E731
        with (
            patch.object(Run, "_delay_batch", lambda _self, worker: called.append(worker)),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", progress),
            patch.dict(self.registry.models, {"queue.job": Run}),
        ):
            self.Run.sudo()._cron_work()
            self.assertEqual((called, run.todo_count), (["a", "b", "c"], 2))
            self.rest(run, 6)
            self.Run.sudo()._cron_work()
        self.env.invalidate_all()
        self.assertEqual((run.state, run.done_count), ("done", 2))


@tagged("post_install", "-at_install")
class TestOneMessage(SendingCommon):
    """An email is queued once; its twin, if a server was cut off, has the same Message-ID."""

    def test_a_retry_keeps_the_message_id(self):
        """By which mailboxes drop the twin; what is sent again on purpose is another email."""
        (partner,) = self.customers(1)
        run = self.send_run(partner)
        first = self.mails_of(run)
        statement = run.statement_ids
        self.assertTrue(first.message_id)
        self.assertEqual(statement.mail_message_id, first.message_id)
        first._postprocess_sent_message([], [], "connection lost", "mail_smtp")
        run.action_retry()
        self.work()
        second = self.mails_of(run) - first
        self.assertEqual(second.message_id, first.message_id)
        second._postprocess_sent_message(partner, [partner.email])
        statement._send_again("mail")
        third = self.mails_of(run) - first - second
        self.assertNotEqual(third.message_id, first.message_id)
        with self.assertRaises(UserError):
            statement.with_user(self.accountant).write({"mail_message_id": "<x@y>"})
