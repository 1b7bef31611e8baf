"""Schedules run by themselves, once, for the right customers and period."""

from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_sending import SendingCommon

DUE = "odoo.addons.customer_statement.models.runs.customer_statement_due_mixin"


@tagged("post_install", "-at_install")
class TestSchedule(SendingCommon):
    """The rhythm itself is proved in tests/core; here is what the record does with it."""

    def schedule(self, **vals):
        """Return a monthly schedule on the first, at six o'clock in UTC."""
        return self.Schedule.create(
            {"name": "Monthly", "tz": "UTC", "date_start": "2026-01-01", **vals}
        )

    def run_due(self, now):
        """Do what the scheduled action does at a moment; return the new runs."""
        before = self.Run.search([])
        with freeze_time(now):
            due = self.Schedule.search([("next_run", "<=", now)])
            for schedule in due:
                schedule.sudo()._run_due(datetime.fromisoformat(now))
        return self.Run.search([]) - before

    @freeze_time("2026-01-10 12:00:00")
    def test_new_schedule_knows_its_next_run(self):
        """The first of the next month."""
        self.assertEqual(self.schedule().next_run, datetime(2026, 2, 1, 6))

    @freeze_time("2026-01-10 12:00:00")
    def test_run_of_the_month_tells_the_month_before(self):
        """On 1 February a run for January starts, and the next one is on 1 March."""
        (partner,) = self.customers(1)
        schedule = self.schedule(domain=str([("id", "=", partner.id)]), kind="activity")
        (run,) = self.run_due("2026-02-01 06:05:00")
        self.assertEqual((str(run.date_from), str(run.date_to)), ("2026-01-01", "2026-01-31"))
        self.assertEqual((run.state, run.line_ids.partner_id), ("running", partner))
        self.assertEqual(schedule.next_run, datetime(2026, 3, 1, 6))
        self.work()
        self.assertEqual(run.statement_ids.schedule_id, schedule)

    @freeze_time("2026-01-10 12:00:00")
    def test_downtime_ends_with_one_run(self):
        """After four months of silence there is one run, for the latest month, not four."""
        schedule = self.schedule()
        runs = self.run_due("2026-05-20 08:00:00")
        self.assertEqual(runs.mapped("date_to"), [datetime(2026, 4, 30).date()])
        self.assertEqual(schedule.next_run, datetime(2026, 6, 1, 6))
        self.assertFalse(self.run_due("2026-05-21 08:00:00"))

    def test_edit_keeps_a_run_that_is_due(self):
        """Changing the day while the server was down does not lose the run."""
        with freeze_time("2026-01-10"):
            schedule = self.schedule()
        with freeze_time("2026-02-02"):
            schedule.month_day = 15
        self.assertEqual(schedule.next_run, datetime(2026, 2, 1, 6))
        self.run_due("2026-02-02 07:00:00")
        self.assertEqual(schedule.next_run, datetime(2026, 2, 15, 6))

    @freeze_time("2026-01-10")
    def test_edit_of_something_else_changes_no_day(self):
        """A new message, a new name, a new filter: the plan stays."""
        schedule = self.schedule()
        with freeze_time("2026-01-20"):
            schedule.write({"name": "New", "message": "Hello", "skip_zero": False})
        self.assertEqual(schedule.next_run, datetime(2026, 2, 1, 6))

    @freeze_time("2026-01-10")
    def test_archived_schedule_rests_and_wakes(self):
        """Archived it plans nothing; back again it plans ahead, not into the past."""
        schedule = self.schedule()
        schedule.active = False
        self.assertFalse(schedule.next_run)
        with freeze_time("2026-06-10"):
            schedule.active = True
        self.assertEqual(schedule.next_run, datetime(2026, 7, 1, 6))

    @freeze_time("2026-01-10")
    def test_local_hour_and_last_day_of_the_month(self):
        """The 31st at eight in Paris is the last day of February, seven in UTC."""
        schedule = self.schedule(tz="Europe/Paris", hour=8, month_day=31, period="running")
        self.assertEqual(schedule.next_run, datetime(2026, 1, 31, 7))
        self.run_due("2026-01-31 07:00:00")
        self.assertEqual(schedule.next_run, datetime(2026, 2, 28, 7))

    @freeze_time("2026-01-10")
    def test_custom_rhythm_of_ten_days(self):
        """Every ten days from the start on; the period is those ten days."""
        schedule = self.schedule(frequency="custom", unit="day", interval=10)
        self.assertEqual(schedule.next_run, datetime(2026, 1, 11, 6))
        self.assertEqual(
            [str(day) for day in schedule._get_period(schedule.next_run)],
            ["2026-01-01", "2026-01-10"],
        )

    def test_filters_choose_the_customers(self):
        """Tag, salesperson, country, overdue and smallest balance; any domain on top."""
        tagged_, sold, abroad, late, rich = self.customers(5)
        tag = self.env["res.partner.category"].create({"name": "Statement"})
        tagged_.category_id = tag
        sold.user_id = self.salesperson
        abroad.country_id = self.env.ref("base.fr")
        everybody = (tagged_ | sold | abroad | late | rich).ids
        base = {"domain": str([("id", "in", everybody)])}
        self.assertEqual(
            self.schedule(tag_ids=[Command.set(tag.ids)], **base)._get_partners(), tagged_
        )
        self.assertEqual(
            self.schedule(
                salesperson_ids=[Command.set(self.salesperson.ids)], **base
            )._get_partners(),
            sold,
        )
        france = [Command.set(self.env.ref("base.fr").ids)]
        self.assertEqual(self.schedule(country_ids=france, **base)._get_partners(), abroad)
        with freeze_time("2026-01-14"):
            self.assertFalse(self.schedule(only_overdue=True, **base)._get_partners())
        with freeze_time("2030-01-14"):
            overdue = self.schedule(only_overdue=True, **base)._get_partners()
        self.assertEqual(set(overdue.ids), set(everybody))

    def test_what_is_archived_still_says_which_customers(self):
        """A tag and a salesperson of former days: never everybody instead; and no tag is lost."""
        tagged_, sold, _other = self.customers(3)
        tag = self.env["res.partner.category"].create({"name": "Statement"})
        tagged_.category_id = tag
        sold.user_id = self.salesperson
        by_tag = self.schedule(tag_ids=[Command.set(tag.ids)])
        by_person = self.schedule(salesperson_ids=[Command.set(self.salesperson.ids)])
        tag.active = self.salesperson.active = False
        self.env.invalidate_all()
        self.assertEqual((by_tag._get_partners(), by_person._get_partners()), (tagged_, sold))
        for schedule, partner in ((by_tag, tagged_), (by_person, sold)):
            run = schedule._make_run(datetime(2026, 2, 1))
            run.action_prepare()
            self.assertEqual(run.line_ids.partner_id, partner)
        with self.assertRaisesRegex(UserError, "depends on the tag Statement"):
            tag.unlink()
        by_tag.tag_ids = False
        self.Run.search([("tag_ids", "in", tag.ids)]).action_cancel()
        tag.unlink()

    def test_filter_that_cannot_be_read_is_refused(self):
        """A schedule never waits for its day to say that its filter is broken."""
        with self.assertRaises(ValidationError):
            self.schedule(domain="[('name',")
        with self.assertRaises(ValidationError):
            self.schedule(domain="__import__('os')")

    def test_only_managers_make_schedules(self):
        """Statement users neither read nor make them, nor start one."""
        schedule = self.schedule()
        with self.assertRaises(AccessError):
            self.Schedule.with_user(self.statement_user).create({"name": "Mine"})
        with self.assertRaises(AccessError):
            schedule.with_user(self.statement_user).action_run_now()

    def test_run_now_waits_to_be_started(self):
        """A manager looks at the counts first; the rhythm is left alone."""
        schedule = self.schedule()
        planned = schedule.next_run
        action = schedule.with_user(self.accountant).action_run_now()
        run = self.Run.browse(action["res_id"])
        self.assertEqual((run.state, run.prepared), ("draft", True))
        self.assertEqual(schedule.next_run, planned)

    def test_scheduled_action_works_one_and_all(self):
        """The scheduled action itself starts what is due."""
        with freeze_time("2026-01-10"):
            schedule = self.schedule(domain=str([("id", "in", self.customers(1).ids)]))
        self.env.flush_all()
        with freeze_time("2026-02-01 07:00:00"), self.enter_registry_test_mode():
            self.env.ref("customer_statement.ir_cron_schedule").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(schedule.run_ids.state, "running")
        self.assertEqual(schedule.last_run, datetime(2026, 2, 1, 6))

    @freeze_time("2026-01-10 12:00:00")
    def test_a_schedule_that_fails_stops_no_other(self):
        """The next one makes its run; the failing one stays due, says why, and tells somebody."""
        (partner,) = self.customers(1)
        broken = self.schedule(user_id=self.statement_manager.id)
        good = self.schedule(domain=str([("id", "=", partner.id)]))
        make = type(good)._make_run

        def fail(schedule, moment):
            if schedule == broken:
                raise ZeroDivisionError("division by zero")
            return make(schedule, moment)

        def run_due():
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
                self.Schedule.sudo()._cron_run_due()

        with freeze_time("2026-02-01 06:05:00"):
            with patch.object(type(good), "_make_run", fail), mute_logger(DUE):
                run_due()
                run_due()
            self.assertEqual(good.run_ids.mapped("state"), ["running"])
            self.assertEqual(broken.next_run, datetime(2026, 2, 1, 6))
            self.assertEqual(broken.problem, "ZeroDivisionError: division by zero")
            self.assertEqual(broken.activity_ids.user_id, self.statement_manager)
            run_due()
            self.assertEqual((len(broken.run_ids), broken.problem), (1, False))

    @freeze_time("2026-01-10 12:00:00")
    def test_a_schedule_that_somebody_edits_stops_no_other(self):
        """Whoever was first is waited for; it is done at the end, by what was written."""
        (partner,) = self.customers(1)
        domain = str([("id", "=", partner.id)])
        edited, good = self.schedule(domain=domain), self.schedule(domain=domain)
        write, conflicts = type(good)._write_turn, []

        def conflict(schedule, vals):
            if schedule == edited and not conflicts:
                conflicts.append(vals)
                raise SerializationFailure
            return write(schedule, vals)

        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1)
        edit = patch.object(type(good), "_write_turn", conflict)
        with freeze_time("2026-02-01 06:05:00"), commit, edit:
            self.Schedule.sudo()._cron_run_due()
        self.assertTrue(conflicts)
        for schedule in edited | good:
            self.assertEqual(schedule.run_ids.mapped("state"), ["running"])


@tagged("post_install", "-at_install")
class TestFilter(SendingCommon):
    """A filter finds what its writer may see, whoever asks, and never more."""

    def schedule(self, user, domain, **vals):
        """Return a schedule with a filter that somebody wrote."""
        Schedule = self.Schedule.with_user(user)
        return Schedule.create({"name": "Monthly", "domain": str(domain), **vals})

    def test_run_and_schedule_filter_alike(self):
        """Salesperson, tag, country and any domain, together; the run counts them."""
        sold, tagged_, abroad, everything = self.customers(4)
        tag = self.env["res.partner.category"].create({"name": "Statement"})
        france = self.env.ref("base.fr")
        (tagged_ | everything).category_id = tag
        (sold | everything).user_id = self.salesperson
        (abroad | everything).country_id = france
        choices = {
            "tag_ids": [Command.set(tag.ids)],
            "salesperson_ids": [Command.set(self.salesperson.ids)],
            "country_ids": [Command.set(france.ids)],
            "domain": str([("name", "like", "Customer")]),
        }
        run = self.Run.create({"date_to": "2026-01-31", **choices})
        run.action_prepare()
        self.assertEqual(run.line_ids.partner_id, everything)
        run.write({"tag_ids": [Command.clear()], "minimum_balance": 100.01})
        run.action_prepare()
        self.assertEqual(self.line_of(run, everything), ("skipped", "threshold"))

    def test_a_run_is_saved_as_a_schedule(self):
        """A new schedule with the same customers, statement and delivery, once it is saved."""
        partners = self.customers(2)
        tag = self.env["res.partner.category"].create({"name": "Statement"})
        partners[0].category_id = tag
        run = self.Run.with_user(self.accountant).create(
            {"date_to": "2026-01-31", "kind": "open_items", "delivery": "portal",
             "tag_ids": [Command.set(tag.ids)], "minimum_balance": 5.0,
             "domain": str([("id", "in", partners.ids)])}
        )  # fmt: skip
        before = self.Schedule.search([])
        action = run.action_save_as_schedule()
        self.assertEqual(self.Schedule.search([]), before)
        form = Form(self.Schedule.with_user(self.accountant).with_context(**action["context"]))
        schedule = form.save()
        self.assertEqual(schedule._get_partners(), partners[0])
        self.assertEqual(
            (schedule.kind, schedule.delivery, schedule.minimum_balance, schedule.user_id),
            ("open_items", "portal", 5.0, self.accountant),
        )
        again = self.Run.browse(schedule.action_run_now()["res_id"])
        self.assertEqual(again.line_ids.partner_id, partners[0])
        with self.assertRaises(UserError):
            again.action_save_as_schedule()
        with self.assertRaises(AccessError):
            run.with_user(self.statement_user).action_save_as_schedule()

    def test_a_filter_reads_no_field_that_its_writer_may_not(self):
        """Neither when it is saved, nor as somebody else's, nor at the hour of the schedule."""
        (partner,) = self.customers(1)
        secret = [("signup_type", "=", "reset"), ("id", "=", partner.id)]
        partner.sudo().signup_type = "reset"
        self.assertEqual(self.env.registry["res.partner"].signup_type.groups,
                         "base.group_erp_manager")  # fmt: skip
        with self.assertRaises(AccessError):
            self.schedule(self.accountant, secret)
        with self.assertRaises(AccessError):
            self.Run.with_user(self.accountant).create({"domain": str(secret)})
        schedule = self.schedule(self.accountant, [])
        admin = self.env.ref("base.user_admin")
        with self.assertRaises(AccessError):
            schedule.write({"user_id": admin.id, "domain": str(secret)})
        with self.assertRaises(AccessError):
            schedule.write({"filter_user_id": admin.id})
        self.assertTrue(schedule.partner_count)
        typed = schedule.onchange(
            {"domain": str(secret), "filter_user_id": admin.id}, ["domain"],
            {"domain": {}, "partner_count": {}},
        )  # fmt: skip
        self.assertEqual(typed["value"]["partner_count"], 0)
        # What is in the database by whatever way is asked with the writer's rights all the same.
        self.env.flush_all()
        self.cr.execute(
            "UPDATE customer_statement_schedule SET domain = %s WHERE id = %s",
            [str(secret), schedule.id],
        )
        self.env.invalidate_all()
        for asker in (schedule.with_user(self.env.ref("base.user_root")), schedule.sudo()):
            with self.assertRaises(AccessError), self.cr.savepoint():
                asker._make_run(datetime(2026, 2, 1))

    def test_a_filter_finds_no_contact_that_its_writer_may_not_see(self):
        """Record rules are the writer's, also when a scheduled action asks."""
        seen, hidden = self.customers(2)
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {hidden.id})]",
                "groups": [
                    Command.link(
                        self.env.ref("customer_statement.group_customer_statement_manager").id
                    )
                ],
            }
        )
        domain = [("id", "in", (seen | hidden).ids)]
        schedule = self.schedule(self.statement_manager, domain)
        root = self.env.ref("base.user_root")
        run = schedule.with_user(root)._make_run(datetime(2026, 2, 1))
        self.assertEqual(run.line_ids.partner_id, seen)
        run = self.Run.with_user(self.statement_manager).create({"domain": str(domain)})
        run.with_user(root)._count_customers()
        self.assertEqual(run.line_ids.partner_id, seen)
        for bypass in ("any!", "not any!"):
            with self.assertRaises(ValidationError):
                self.schedule(
                    self.statement_manager, [("parent_id", bypass, [("id", "=", hidden.id)])]
                )

    def test_a_run_takes_no_schedule_of_another_company(self):
        """Neither its filter nor its name is told."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.Schedule.create({"name": "Secret", "company_id": self.company.id})
        self.env.flush_all()
        self.cr.execute(
            "UPDATE customer_statement_schedule SET company_id = %s WHERE id = %s",
            [other.id, foreign.id],
        )
        self.env.invalidate_all()
        Run = self.Run.with_user(self.statement_manager)
        with self.assertRaises(UserError):
            Run.create({"schedule_id": foreign.id})
        run = Run.create({})
        with self.assertRaises(UserError):
            run.schedule_id = foreign

    def test_a_filter_of_somebody_who_left_is_not_used(self):
        """It says whose it was and what to do; whoever writes it again lends the own rights."""
        (partner,) = self.customers(1)
        schedule = self.schedule(self.accountant, [("id", "=", partner.id)])
        self.accountant.active = False
        with self.assertRaisesRegex(UserError, "write it again"):
            schedule.sudo()._make_run(datetime(2026, 2, 1))
        schedule.with_user(self.statement_manager).tag_ids = False
        run = schedule.sudo()._make_run(datetime(2026, 2, 1))
        self.assertEqual(run.line_ids.partner_id, partner)

    def test_filters_of_before_belong_to_the_responsible_person(self):
        """An update lends nobody the rights of the update."""
        schedule = self.schedule(self.accountant, [])
        self.env.flush_all()
        self.cr.execute("UPDATE customer_statement_schedule SET filter_user_id = NULL")
        self.Schedule._init_column("filter_user_id")
        self.env.invalidate_all()
        self.assertEqual(schedule.filter_user_id, self.accountant)

    def test_filters_that_cannot_be_asked_are_refused_in_a_sentence(self):
        """Whatever is wrong with them, when they are saved."""
        deep = "[" * 40 + "]" * 40
        for domain in (
            deep, "[('no_such_field', '=', 1)]", "[('id', 'in', [10**99])]", "1", "{}",
            "[('create_date', '>', 'soon')]",
            "[('name', 'no such operator', 1)]", "['&']", "[('parent_id.x.y', '=', 1)]",
        ):  # fmt: skip
            with self.subTest(domain=domain), self.assertRaises(UserError), self.cr.savepoint():
                self.Run.with_user(self.accountant).create({"domain": domain})
