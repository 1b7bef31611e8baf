"""Snapshots: figures by hand, once a day, kept as promised, at a constant cost."""

from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.insight import customer_credit_snapshot
from ..models.search import res_partner as candidates
from .snapshot_common import CreditSnapshotCommon


@tagged("post_install", "-at_install")
class TestSnapshot(CreditSnapshotCommon):
    """What is taken, when, and who may touch it."""

    def test_figures_by_hand(self):
        """Each key figure of the story is what its formula gives."""
        self.tell_history()
        self.set_limit(1200.0)
        self.take()
        it = self.snapshot_of()
        self.assertEqual((it.exposure, it.credit_limit), (1500.0, 1200.0))
        self.assertEqual((it.excess, it.headroom, it.usage), (300.0, -300.0, "over"))
        self.assertEqual(it.utilisation, 125.0)
        self.assertEqual((it.receivable, it.overdue, it.oldest_days), (2000.0, 1500.0, 20))
        self.assertEqual(it.overdue_ratio, 75.0)
        self.assertEqual(it.sales, 6000.0)
        self.assertEqual(it.dso, 66.67)  # 2,000 / 6,000 x 200
        self.assertEqual(it.average_days_delinquent, 50.0)  # 1,500 / 6,000 x 200
        self.assertEqual(it.on_time_rate, 77.78)  # 3,500 of 4,500
        self.assertEqual(it.days_beyond_terms, -1.11)  # (10,000 - 15,000) / 4,500
        self.assertEqual((it.settled_count, it.returned_count, it.tenure_months), (3, 0, 6))

    def test_score_by_hand(self):
        """40 + 16 of 20 + 4 of 15 + 8 of 10 + 10 + 1 of 5 are 79: class B."""
        self.tell_history()
        self.take()
        it = self.snapshot_of()
        self.assertEqual((it.score, it.score_class), (79, "b"))
        points = {part["code"]: (part["points"], part["weight"]) for part in it.score_parts}
        self.assertEqual(
            points,
            {"beyond_terms": (40, 40), "on_time": (16, 20), "overdue": (4, 15),
             "oldest": (8, 10), "returned": (10, 10), "tenure": (1, 5)},
        )  # fmt: skip

    def test_a_line_over_time_compares_like_with_like(self):
        """It shows what is owed, of customers who have the end of a month as well as today."""
        self.tell_history()
        with freeze_time(self.today + relativedelta(day=31)):
            self.take()
        self.order((self.chair, 2, 150.0), partner=self.other_customer, confirm=True)
        last = self.today + relativedelta(months=1, day=31)
        for today in (last - timedelta(days=10), last):  # the newest figures are a month's end, too
            with self.subTest(today=today), freeze_time(today):
                self.assert_history_is_the_customers()
        action = self.env.ref("customer_credit_limit.action_customer_credit_trend")
        self.assertIn("('exposure', '>', 0)", action.domain)
        self.assertIn("search_default_with_history", action.context)

    def assert_history_is_the_customers(self):
        """Take today's figures of two, of whom one has figures of an earlier month."""
        self.take()
        both = self.customer + self.other_customer
        latest = self.Snapshot.search([("latest", "=", True), ("partner_id", "in", both.ids)])
        self.assertEqual(latest.partner_id, both)
        self.assertEqual(latest.filtered("has_history").partner_id, self.customer)
        for value, found in ((True, self.customer), (False, self.other_customer)):
            domain = [("id", "in", latest.ids), ("has_history", "=", value)]
            self.assertEqual(self.Snapshot.search(domain).partner_id, found)

    def test_the_same_figures_as_live(self):
        """Exposure, limit and headroom are those that gates decide by."""
        self.tell_history()
        self.set_limit(5000.0)
        self.order((self.chair, 2, 150.0), confirm=True)
        self.take()
        it = self.snapshot_of()
        self.assertEqual(it.exposure, self.customer.credit_exposure)
        self.assertEqual(it.headroom, self.customer.credit_headroom)
        self.assertAlmostEqual(it.utilisation, self.customer.credit_utilisation)

    def test_a_day_of_the_past_is_as_it_was(self):
        """What was paid, invoiced and credited later does not count."""
        self.tell_history()
        self.take(self.day(40))
        it = self.snapshot_of(day=self.day(40))
        self.assertEqual((it.receivable, it.overdue), (2000.0, 0.0))
        self.assertEqual((it.exposure, it.sales), (2000.0, 6000.0))
        self.assertEqual((it.settled_count, it.score_class), (2, "new"))
        self.assertTrue(it.rebuilt)
        self.assertFalse(it.latest)

    def test_a_part_payment_of_the_past(self):
        """Half paid before the day, half after it: half was open then, and is not settled."""
        move = self.sold(1000.0, 90, 60)
        self.pay(move, 50, 500.0)
        self.pay(move, 20)
        self.take(self.day(30))
        it = self.snapshot_of(day=self.day(30))
        self.assertEqual((it.receivable, it.overdue, it.oldest_days), (500.0, 500.0, 30))
        self.assertEqual((it.settled_count, it.on_time_rate), (0, 0.0))
        self.assertEqual(it.days_beyond_terms, 10.0)

    def test_orders_count_as_they_were(self):
        """An order counts until its invoice, by sales orders; not at all by invoices."""
        order = self.order((self.chair, 1, 400.0), confirm=True)
        order.date_order = self.day(40)
        self.take(self.day(35))
        self.assertEqual(self.snapshot_of(day=self.day(35)).exposure, 400.0)
        self.policy.basis = "invoices"
        self.take(self.day(35))
        self.assertFalse(self.snapshot_of(day=self.day(35)).exposure)

    def test_not_enough_history(self):
        """Two paid invoices give no number, in the snapshot and on the customer."""
        self.sold(100.0, 90, 60, paid=60)
        self.sold(100.0, 80, 50, paid=50)
        self.take()
        it = self.snapshot_of()
        self.assertEqual((it.score, it.score_class, it.score_parts), (0, "new", []))
        self.assertEqual(self.customer.credit_class, "new")
        found = self.env["res.partner"].search([("credit_score", "<", 50)])
        self.assertNotIn(self.customer, found)
        self.env.cr.execute(
            "SELECT score FROM customer_credit_snapshot WHERE id = %s", [it.id]
        )  # An average of scores must not see a zero.
        self.assertEqual(self.env.cr.fetchone(), (None,))

    def test_payments_of_a_slice_are_found_by_its_customers(self):
        """Never by the receivable account: each slice would look through the items of everybody."""
        queries = []
        Partner = self.registry["res.partner"]
        self.patch(
            Partner, "_run_credit_query",
            lambda _self, _company, _amounts, query: queries.append(query) or {},
        )  # fmt: skip
        among = SQL("BETWEEN %s AND %s", self.customer.id, self.customer.id + 5)
        day = fields.Date.today()
        self.env["res.partner"]._query_credit_paid(self.company, self.day(-365), day, 0, among)
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(SQL("EXPLAIN %s", queries[0]))
        plan = [row[0] for row in self.env.cr.fetchall()]
        looked_up = [line for line in plan if "Index Cond: " in line and "account_id" in line]
        self.assertEqual(looked_up, [])

    def test_returned_payments(self):
        """A payment that the bank took back costs half the points, two cost all."""
        self.tell_history()
        payment = self.pay_on_account(50.0, date=self.day(30))
        payment.move_id._reverse_moves([{"date": self.day(20)}], cancel=True)
        self.take()
        it = self.snapshot_of()
        self.assertEqual((it.returned_count, it.score), (1, 74))

    def test_disputed_items_are_not_overdue(self):
        """An invoice left out of follow-up neither ages nor counts as overdue."""
        move = self.sold(900.0, 60, 30)
        self.receivable_line(move).no_followup = True
        self.take()
        it = self.snapshot_of()
        self.assertEqual((it.receivable, it.overdue, it.oldest_days), (900.0, 0.0, 0))

    def test_weights_of_the_company(self):
        """A company that looks at the on-time rate alone; parts always make 100."""
        self.tell_history()
        parts = {"beyond_terms": 0, "on_time": 100, "overdue": 0, "oldest": 0, "returned": 0,
                 "tenure": 0}  # fmt: skip
        self.policy.write({f"score_{code}": points for code, points in parts.items()})
        self.take()
        self.assertEqual(self.snapshot_of().score, 78)
        with self.assertRaises(ValidationError):
            self.policy.score_on_time = 90

    def test_days_of_grace(self):
        """With ten days of grace all was paid on time."""
        self.tell_history()
        self.policy.score_grace_days = 10
        self.take()
        self.assertEqual(self.snapshot_of().on_time_rate, 100.0)

    # --------------------------------------------------------------- once a day

    def test_a_second_run_of_a_day_replaces(self):
        """One row for each customer and day, with the newer figures."""
        self.owe(100.0)
        self.take()
        first = self.snapshot_of()
        self.owe(50.0)
        self.take()
        self.assertEqual(self.snapshot_of(), first)
        self.assertEqual(first.receivable, 150.0)

    def test_a_customer_without_figures_any_more(self):
        """A second run leaves nobody's figures of the first."""
        move = self.owe(100.0)
        self.take()
        move.button_draft()
        move.unlink()
        self.take()
        self.assertFalse(self.snapshot_of())

    def test_yesterday_stays(self):
        """Each day is a row of its own; the newest is the latest."""
        self.owe(100.0)
        self.take()
        self.env.cr.execute(
            "UPDATE customer_credit_snapshot SET date = date - 1 WHERE company_id = %s",
            [self.company.id],
        )
        self.env.invalidate_all()
        self.take()
        yesterday = self.snapshot_of(day=self.day(1))
        self.assertEqual((yesterday.latest, self.snapshot_of().latest), (False, True))

    def test_contacts_count_with_their_company(self):
        """An invoice to a contact is the company's, once."""
        self.invoice(70.0, self.contact, invoice_date=self.day(3))
        self.take()
        self.assertEqual(self.snapshot_of().receivable, 70.0)
        self.assertFalse(self.snapshot_of(self.contact))

    def test_merged_customers(self):
        """A merge keeps one row for each day, and the next run counts both customers in it."""
        self.owe(100.0)
        self.owe(30.0, partner=self.other_customer)
        self.take()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer + self.other_customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.take()
        self.assertEqual(self.snapshot_of().receivable, 130.0)
        self.assertEqual(len(self.snapshot_of()), 1)

    # --------------------------------------------------------------- the nightly run

    def test_the_nightly_run_fills_months(self):
        """The first run rebuilds the month ends since the first invoice; the next one none."""
        self.tell_history()
        days = self.Snapshot._get_missing_days(self.company)
        cron = self.env.ref("customer_credit_limit.cron_credit_snapshot")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        # Whatever the run had no time for is left for the next one.
        self.take_missing()
        taken = self.Snapshot.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(sorted(taken.mapped("date")), days)
        self.assertGreaterEqual(len(days), 6)
        self.assertTrue(all(taken.filtered("rebuilt").mapped("month_end")))
        self.assertFalse(self.Snapshot._get_missing_days(self.company))

    def test_high_balance(self):
        """The most that was open at a month's end, though it is paid now."""
        middle = self.today + relativedelta(months=-2, day=15)
        ago = (self.today - middle).days
        self.sold(5000.0, ago, ago - 30, paid=ago - 30)
        self.sold(100.0, 1, -29)
        self.take_missing()
        self.assertEqual(self.snapshot_of().receivable, 100.0)
        self.assertEqual(self.snapshot_of().high_balance, 5000.0)

    def test_old_days_go_and_month_ends_stay(self):
        """Ninety days are kept, then the last day of each month."""
        self.owe(100.0, days_overdue=500)
        end = self.today + relativedelta(months=-5, day=31)
        for day in (end, end - timedelta(days=1), self.day(80)):
            self.take(day)
        self.take()
        self.Snapshot._drop_old_days()
        kept = self.Snapshot.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(set(kept.mapped("date")), {end, self.day(80), self.today})

    def test_the_cost_does_not_grow(self):
        """Forty customers take as many queries as one."""

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.take()
            return self.env.cr.sql_log_count - before

        self.owe(100.0)
        self.set_limit(10.0)
        queries()
        one = queries()
        for partner in self.env["res.partner"].create([{"name": f"C{n}"} for n in range(40)]):
            self.owe(10.0, partner=partner)
            self.set_limit(5.0, partner)
        queries()  # new limits empty caches, as the first one did
        self.assertLessEqual(queries(), one)

    # --------------------------------------------------------------- slices

    def slices_of(self, size):
        """Take the figures in slices of so many customers."""
        self.patch(candidates, "SLICE", size)

    def figures(self, day=None):
        """Return what is stored of a day, but for when it was written."""
        names = [*customer_credit_snapshot.COLUMNS, "latest", "month_end", "rebuilt"]
        found = self.Snapshot.search(
            [("company_id", "=", self.company.id), ("date", "=", day or self.today)],
            order="partner_id",
        )
        return found.read(names, load=False)

    def without_id(self, rows):
        """Return the rows without their ids."""
        return [{name: it for name, it in row.items() if name != "id"} for row in rows]

    def test_slices_say_what_the_whole_says(self):
        """Customer by customer, today and rebuilt; nobody is left out or in twice."""
        self.tell_history()
        self.tell_history(self.other_customer)
        self.set_limit(100.0)
        end = self.today + relativedelta(months=-1, day=31)
        for day in (end, self.today):
            self.take(day)
            whole = self.figures(day)
            self.assertGreaterEqual(len(whole), 2)
            self.slices_of(1)
            self.take(day)
            self.assertEqual(self.without_id(self.figures(day)), self.without_id(whole))
            self.slices_of(5000)

    def test_a_day_goes_on_where_it_was(self):
        """A run that is cut off keeps what it has; the next one does not begin at the front."""
        self.owe(100.0)
        self.owe(50.0, partner=self.other_customer)
        first, second = sorted((self.customer | self.other_customer).ids)
        self.slices_of(1)

        def pause():
            # Until the first of the two is done.
            return bool(self.snapshot_of(self.env["res.partner"].browse(first)))

        self.Snapshot._take(self.company, pause=pause)
        self.assertFalse(self.snapshot_of(self.env["res.partner"].browse(second)))
        self.assertIn(self.today, self.Snapshot._get_missing_days(self.company))
        Partner = self.registry["res.partner"]
        seen = []
        read = Partner._get_credit_candidates

        def watch(partner, company, after=0, limit=None):
            seen.append(after)
            return read(partner, company, after, limit)

        with patch.object(Partner, "_get_credit_candidates", watch):
            self.take()
        self.assertEqual(seen[0], first)
        self.assertEqual(self.snapshot_of(self.env["res.partner"].browse(second)).exposure,
                         50.0 if self.other_customer.id == second else 100.0)  # fmt: skip
        self.assertNotIn(self.today, self.Snapshot._get_missing_days(self.company))

    def test_the_night_commits_each_slice(self):
        """And stops when its time is over, with the rest of the day still to do."""
        self.owe(100.0)
        self.slices_of(1)
        asked = []

        def progress(_cron, processed=0, *, remaining=None, deactivate=False):
            asked.append(processed)
            return 0.0 if len(asked) == 3 else 60.0

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            self.Snapshot._cron_take()
        self.assertEqual(asked[:3], [0, 0, 0])
        self.assertTrue(self.env["customer.credit.snapshot.day"].search([]))

    def test_who_is_no_customer_any_more_is_forgotten(self):
        """Beyond the last customer and between them, with every slice."""
        self.owe(100.0)
        gone = self.env["res.partner"].create({"name": "Gone"})
        self.owe(10.0, partner=gone)
        self.take()
        self.assertTrue(self.snapshot_of(gone))
        self.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = %s WHERE id = %s",
            [self.customer.id, gone.id],
        )
        self.env.invalidate_all()
        self.slices_of(1)
        self.take()
        self.assertFalse(self.snapshot_of(gone))
        self.assertEqual(self.snapshot_of().exposure, 100.0)

    def test_taking_many_now_is_left_to_the_night(self):
        """The click answers at once; today's figures are taken anew by the scheduled action."""
        self.owe(100.0)
        self.take()
        self.owe(50.0)
        self.slices_of(1)
        cron = self.env.ref("customer_credit_limit.cron_credit_snapshot")
        triggers = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].search_count(triggers)
        self.Snapshot.with_user(self.limit_manager).with_company(self.company).action_take_now()
        self.assertEqual(self.snapshot_of().exposure, 100.0)
        self.assertGreater(self.env["ir.cron.trigger"].search_count(triggers), before)
        self.assertIn(self.today, self.Snapshot._get_missing_days(self.company))
        self.take()
        self.assertEqual(self.snapshot_of().exposure, 150.0)

    # --------------------------------------------------------------- doors

    def test_nobody_writes_a_snapshot(self):
        """A manager's create, write, delete and import are refused; RPC cannot take one."""
        self.owe(100.0)
        self.take()
        for user in (self.salesperson, self.limit_manager, self.env.ref("base.user_admin")):
            it = self.snapshot_of().with_user(user)
            with self.assertRaises(UserError):
                it.write({"score": 100})
            with self.assertRaises(UserError):
                it.create({"partner_id": self.customer.id})
            with self.assertRaises(AccessError):
                it.unlink()
        for name in ("_take", "_cron_take", "_store", "_drop_old_days"):
            with self.assertRaises(AccessError):
                get_public_method(self.Snapshot, name)

    def test_other_companies_stay_apart(self):
        """A user of another company sees none of this company's figures."""
        self.owe(100.0)
        self.take()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.salesperson.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        seen = self.Snapshot.with_user(self.salesperson).search([("company_id", "!=", other.id)])
        self.assertFalse(seen)
        mine = self.customer.with_user(self.limit_manager)
        self.assertTrue(mine.with_company(self.company).credit_class)

    def test_an_employee_sees_nothing(self):
        """Without the right to see credit there are no snapshots."""
        with self.assertRaises(AccessError):
            self.Snapshot.with_user(self.employee).search([])

    # --------------------------------------------------------------- on the customer

    def test_score_of_a_contact(self):
        """A contact has the score of its company; it can be searched."""
        self.tell_history()
        self.take()
        contact = self.contact.with_user(self.salesperson)
        self.assertEqual((contact.credit_score, contact.credit_class), (79, "b"))
        Partner = self.env["res.partner"].with_user(self.salesperson)
        self.assertIn(self.customer, Partner.search([("credit_score", ">=", 79)]))
        self.assertNotIn(self.customer, Partner.search([("credit_score", ">", 79)]))
        self.assertIn(self.customer, Partner.search([("credit_class", "=", "b")]))
        self.assertNotIn(self.customer, Partner.search([("credit_class", "=", "new")]))
        self.assertIn(self.other_customer, Partner.search([("credit_class", "=", "new")]))
