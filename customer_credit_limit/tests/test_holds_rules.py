"""Hold rules: late payers are held after their grace, and released when they have paid."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.search import res_partner as candidates
from .common import CreditLimitCommon

MANAGERS = "customer_credit_limit.group_credit_limit_manager"


class HoldRuleCommon(CreditLimitCommon):
    """A company with one rule: more than 100 overdue for more than 10 days."""

    @classmethod
    def setUpClass(cls):
        """Make the rule; persons are held like companies, see the tests of persons."""
        super().setUpClass()
        cls.company.customer_credit_hold_ask_persons = False
        cls.Rule = cls.env["customer.credit.hold.rule"]
        cls.rule = cls.new_rule(overdue_days=10, overdue_amount=100.0)

    @classmethod
    def new_rule(cls, **vals):
        """Return a rule of the company, without grace."""
        return cls.Rule.create(
            {"name": "Late payers", "company_id": cls.company.id, "grace_days": 0, **vals}
        )

    def evaluate(self, **kwargs):
        """Evaluate the rules of the company."""
        return self.Rule._evaluate(self.company, **kwargs)

    def events(self, partner=None):
        """Return the holds and releases on record, oldest first."""
        lines = self.env["customer.credit.audit"].search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("event", "in", ("hold", "release")),
            ],
            order="id",
        )
        return lines.mapped("event")


@tagged("post_install", "-at_install")
class TestHoldRuleSlices(HoldRuleCommon):
    """The same by slices of customers, each committed, for any number of them."""

    def setUp(self):
        """Look at one customer after the other."""
        super().setUp()
        self.patch(candidates, "SLICE", 1)

    def test_slices_hold_and_release_whom_the_whole_does(self):
        """Late payers, broken promises and those over their limit; one activity for all."""
        self.rule.write({"on_utilisation": True, "utilisation": 100.0, "on_broken_promise": True})
        third = self.env["res.partner"].create({"name": "Promised"})
        late = self.owe(150.0, days_overdue=20)
        self.owe(50.0, partner=self.other_customer)
        self.set_limit(10.0, self.other_customer)
        broken = {third.id: [(fields.Date.today() - timedelta(days=3), True)]}
        everybody = self.customer | self.other_customer | third
        partner = self.registry["res.partner"]
        with patch.object(partner, "_get_broken_promises", lambda *args: broken):
            self.assertEqual(self.evaluate(), {"held": 3, "grace": 0, "released": 0})
            self.assertEqual(everybody.mapped("credit_on_hold"), [True] * 3)
            self.assertEqual(len(self.rule.activity_ids), 1)
            for customer in everybody:
                self.assertIn(customer.name, self.rule.activity_ids.note)
            self.pay(late)
            self.assertEqual(self.evaluate(held_only=True), {"held": 0, "grace": 0, "released": 1})
            self.assertEqual(self.evaluate(), {"held": 0, "grace": 0, "released": 0})

    def test_a_night_goes_on_where_it_was(self):
        """What is done is committed; the next run looks at the others first."""
        self.owe(150.0, days_overdue=20)
        self.owe(150.0, days_overdue=20, partner=self.other_customer)
        first, second = (self.customer | self.other_customer).sorted("id")
        stop = lambda: first.id <= self.rule.evaluated_to  # noqa: E731
        _counts, finished = self.Rule._evaluate_slices(self.company, pause=stop)
        self.assertFalse(finished)
        self.assertEqual((first.credit_on_hold, second.credit_on_hold), (True, False))
        self.assertEqual(self.rule.evaluated_to, first.id)
        self.assertFalse(self.rule.last_evaluated)
        looked = []
        read = self.registry["res.partner"]._get_credit_candidates

        def watch(partner, company, after=0, limit=None):
            looked.append(after)
            return read(partner, company, after, limit)

        self.patch(self.registry["res.partner"], "_get_credit_candidates", watch)
        self.assertEqual(self.evaluate()["held"], 1)
        self.assertEqual(looked[0], first.id)
        self.assertTrue(second.credit_on_hold)
        self.assertEqual(self.rule.evaluated_to, 0)
        looked.clear()
        self.evaluate()
        self.assertEqual(looked[0], 0)

    def test_many_are_left_to_the_scheduled_action(self):
        """The click answers at once."""
        self.owe(150.0, days_overdue=20)
        cron = self.env.ref("customer_credit_limit.cron_evaluate_hold_rules")
        trigger = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].search_count(trigger)
        self.rule.with_user(self.limit_manager).action_evaluate()
        self.assertFalse(self.customer.credit_on_hold)
        self.assertGreater(self.env["ir.cron.trigger"].search_count(trigger), before)
        progress = lambda _cron, processed=0, **_kwargs: 60.0  # noqa: E731
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            self.Rule._cron_evaluate()
        self.assertTrue(self.customer.credit_on_hold)


@tagged("post_install", "-at_install")
class TestHoldRules(HoldRuleCommon):
    """Who is caught, when it counts, and how it ends."""

    def test_an_overdue_customer_is_held(self):
        """By the reason's own words, on record, and shown on the quotation."""
        quotation = self.quotation(10.0)
        self.owe(150.0, days_overdue=20)
        self.assertEqual(self.evaluate()["held"], 1)
        self.assertTrue(self.customer.credit_on_hold)
        self.assertIn("150.00 overdue", self.customer.credit_hold_reason)
        self.assertEqual(self.events(), ["hold"])
        self.assertEqual(quotation.credit_state, "hold")
        self.assertEqual(self.rule.held_count, 1)
        with self.assertRaisesRegex(UserError, "overdue"):
            self.quotation(10.0)
        activity = self.rule.activity_ids
        self.assertEqual(activity.user_id, self.rule.user_id)
        self.assertIn(self.customer.name, activity.note)

    def test_nobody_is_held_before_the_day_is_over_where_people_work(self):
        """Due today, none is allowed: in the evening in California it is tomorrow in Greenwich."""
        self.rule.overdue_days = 0
        self.company._get_credit_members(MANAGERS)[:1].tz = "America/Los_Angeles"
        today = fields.Date.today()
        self.owe(150.0, days_overdue=0)
        Rule = self.Rule.with_user(self.env.ref("base.user_root")).with_context(tz=False)
        for hour, held in ((2, False), (9, True)):
            moment = f"{today + timedelta(days=1)} {hour:02}:00:00"
            with (
                freeze_time(moment),
                patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
            ):
                Rule._cron_evaluate()
            self.env.invalidate_all()
            self.assertEqual(self.profile().auto_hold, held)

    def test_a_manager_hears_of_a_rule_whose_person_has_left(self):
        """Nobody reads the activities of somebody who is archived."""
        former = self._new_user("credit_former", "customer_credit_limit.group_credit_limit_manager")
        self.rule.user_id = former
        former.active = False
        self.owe(150.0, days_overdue=20)
        self.evaluate()
        told = self.rule.activity_ids.user_id
        self.assertTrue(told.active)
        self.assertTrue(told.has_group("customer_credit_limit.group_credit_limit_manager"))

    def test_tolerance_days_and_disputes_hold_nobody(self):
        """Little, young and disputed amounts are left alone."""
        self.owe(100.0, days_overdue=20)
        self.owe(500.0, days_overdue=10)
        disputed = self.owe(500.0, days_overdue=20)
        disputed.line_ids.no_followup = True
        self.assertEqual(self.evaluate()["held"], 0)
        self.assertFalse(self.customer.credit_on_hold)

    def test_released_by_itself_when_paid(self):
        """The payment rings the bell; the quotation is free again, the release on record."""
        quotation = self.quotation(10.0)
        invoice = self.owe(150.0, days_overdue=20)
        self.evaluate()
        cron = self.env.ref("customer_credit_limit.cron_release_holds")
        trigger = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].search_count(trigger)
        self.pay(invoice)
        self.assertGreater(self.env["ir.cron.trigger"].search_count(trigger), before)
        self.Rule._cron_release()
        self.assertFalse(self.customer.credit_on_hold)
        self.assertEqual(self.events(), ["hold", "release"])
        self.assertFalse(quotation.credit_state)
        quotation.action_confirm()
        self.assertEqual(quotation.state, "sale")

    def test_a_broken_promise_holds_until_it_is_paid(self):
        """Whoever records promises says whose was broken; paid ones hold nobody."""
        partner = self.registry["res.partner"]
        day = fields.Date.today() - timedelta(days=3)
        broken = {self.customer.id: [(day, True)], self.other_customer.id: [(day, False)]}
        self.rule.write({"on_overdue": False, "on_broken_promise": True})
        with patch.object(partner, "_get_broken_promises", lambda *args: broken):
            self.assertEqual(self.evaluate()["held"], 1)
        self.assertTrue(self.customer.credit_on_hold)
        self.assertFalse(self.other_customer.credit_on_hold)
        self.assertIn("Promised to pay by", self.customer.credit_hold_reason)
        self.assertEqual(self.rule.reason_summary, "a promise to pay not kept")
        self.assertEqual(self.evaluate()["released"], 1)
        self.assertFalse(self.customer.credit_on_hold)

    def test_a_broken_promise_costs_points(self):
        """As a payment that came back does, when it was to be kept within the year."""
        partner, today = self.env["res.partner"], fields.Date.today()
        broken = {self.customer.id: [(today - timedelta(days=3), True), (today, False)]}
        self.owe(10.0)
        before = partner._read_credit_facts(self.company, today)[self.customer.id][0]
        with patch.object(self.registry["res.partner"], "_get_broken_promises",
                          lambda *args, **kwargs: broken):  # fmt: skip
            after = partner._read_credit_facts(self.company, today)[self.customer.id][0]
        self.assertEqual((before.returned, after.returned), (0, 2))

    def test_the_release_run_catches_nobody(self):
        """Money of one customer is no reason to hold another."""
        self.owe(150.0, days_overdue=20)
        self.assertEqual(self.evaluate(held_only=True)["held"], 0)
        self.assertFalse(self.customer.credit_on_hold)

    def test_grace_comes_first(self):
        """A newly caught customer buys on; the manager is told, and the hold comes later."""
        self.rule.grace_days = 5
        self.owe(150.0, days_overdue=20)
        result = self.evaluate()
        self.assertEqual((result["held"], result["grace"]), (0, 1))
        profile = self.profile()
        self.assertEqual(profile.grace_until, fields.Date.today() + timedelta(days=5))
        self.assertFalse(self.customer.credit_on_hold)
        self.assertEqual((self.rule.held_count, self.rule.grace_count), (0, 1))
        self.assertIn("in grace", self.rule.activity_ids.summary)
        self.assertEqual(self.evaluate(), {"held": 0, "grace": 0, "released": 0})
        self.assertIn("Held after", self.customer.with_user(self.salesperson).credit_hold_notice)
        profile._apply({"grace_until": fields.Date.today() - timedelta(days=1)})
        self.assertEqual(self.evaluate()["held"], 1)
        self.assertTrue(self.customer.credit_on_hold)
        self.assertEqual(self.events()[-1], "hold")

    def test_a_person_comes_before_a_rule(self):
        """Off is not held, On is not released."""
        invoice = self.owe(150.0, days_overdue=20)
        profile = self.profile()
        profile.write({"hold": "off"})
        self.assertEqual(self.evaluate()["held"], 0)
        self.assertFalse(self.customer.credit_on_hold)
        profile.write({"hold": "on", "hold_reason": "Court"})
        self.pay(invoice)
        self.assertEqual(self.evaluate()["released"], 0)
        self.assertTrue(self.customer.credit_on_hold)

    def test_a_rule_that_was_overruled_for_a_time_holds_on_record(self):
        """Once the last day of Off is over, as if it had found the customer then."""
        self.owe(150.0, days_overdue=20)
        today = fields.Date.today()
        self.profile().write({"hold": "off", "hold_until": today + timedelta(days=5)})
        self.evaluate()
        before = self.events()
        with freeze_time(fields.Datetime.now() + timedelta(days=6)):
            self.assertEqual(self.evaluate()["held"], 1)
            self.assertTrue(self.profile()._is_on_hold())
        self.assertEqual(self.events(), [*before, "hold"])
        self.assertIn(self.customer.name, self.rule.activity_ids.note)

    def test_a_release_by_a_person_gives_grace(self):
        """The rule holds again only after the policy's days of grace."""
        self.policy.grace_days = 4
        self.owe(150.0, days_overdue=20)
        profile = self.put_on_hold()
        self.evaluate()
        profile.write({"hold": "auto", "hold_reason": False})
        self.evaluate()
        self.assertFalse(self.customer.credit_on_hold)
        self.assertEqual(profile.grace_until, fields.Date.today() + timedelta(days=4))
        profile._apply({"grace_until": fields.Date.today() - timedelta(days=1)})
        self.evaluate()
        self.assertTrue(self.customer.credit_on_hold)

    def test_share_of_the_limit(self):
        """Above the share, not at it; unlimited customers never."""
        self.rule.write({"on_overdue": False, "on_utilisation": True, "utilisation": 120.0})
        self.policy.check_invoices = False
        self.set_limit(100.0)
        self.owe(120.0)
        self.owe(1e5, partner=self.other_customer)
        self.assertEqual(self.evaluate()["held"], 0)
        self.owe(0.01)
        self.assertEqual(self.evaluate()["held"], 1)
        self.assertIn("120% of the limit", self.customer.credit_hold_reason)
        self.set_limit(1000.0)
        self.assertEqual(self.evaluate()["released"], 1)

    def test_a_temporary_limit_that_ended(self):
        """Whoever is still over the limit that counts again is held."""
        self.rule.write({"on_overdue": False, "on_temporary_ended": True})
        today = fields.Date.today()
        profile = self.set_limit(100.0)
        profile.write({"temporary_limit": 500.0, "temporary_until": today})
        self.owe(300.0)
        self.assertEqual(self.evaluate()["held"], 0)
        profile.temporary_until = today - timedelta(days=1)
        self.assertEqual(self.evaluate()["held"], 1)
        self.assertIn("200.00 over the limit", self.customer.credit_hold_reason)

    def test_a_review_that_is_due(self):
        """The day after the review date."""
        self.rule.write({"on_overdue": False, "on_review_due": True})
        profile = self.set_limit(100.0)
        profile.next_review_date = fields.Date.today()
        self.assertEqual(self.evaluate()["held"], 0)
        profile.next_review_date = fields.Date.today() - timedelta(days=1)
        self.assertEqual(self.evaluate()["held"], 1)
        profile.next_review_date = fields.Date.today() + timedelta(days=90)
        self.assertEqual(self.evaluate()["released"], 1)

    def test_the_level_is_that_of_the_rule(self):
        """A warning stops nothing, whatever the policy says of holds by hand."""
        self.policy.hold_level = "no_order"
        self.rule.hold_level = "warn"
        self.owe(150.0, days_overdue=20)
        self.evaluate()
        order = self.quotation(10.0)
        self.assertFalse(order.credit_state)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "warning"))

    def test_an_archived_tag_still_says_whom_a_rule_is_for(self):
        """Nobody else is held because somebody tidied up the tags."""
        tag = self.env["res.partner.category"].create({"name": "Export"})
        self.rule.tag_ids = tag
        self.other_customer.category_id = tag
        for customer in (self.customer, self.other_customer):
            self.owe(150.0, days_overdue=20, partner=customer)
        tag.active = False
        self.env.invalidate_all()
        self.assertEqual(self.evaluate()["held"], 1)
        self.assertFalse(self.customer.credit_on_hold)
        self.assertTrue(self.other_customer.credit_on_hold)

    def test_only_tagged_customers(self):
        """A rule with tags is for customers who carry one; the first rule holds."""
        tag = self.env["res.partner.category"].create({"name": "Export"})
        self.rule.tag_ids = tag
        self.owe(150.0, days_overdue=20)
        self.assertEqual(self.evaluate()["held"], 0)
        self.customer.category_id = tag
        second = self.new_rule(name="Second", sequence=20, overdue_days=1)
        self.assertEqual(self.evaluate()["held"], 1)
        self.assertEqual((self.rule.held_count, second.held_count), (1, 0))

    def test_a_rule_that_goes_releases(self):
        """Archived or deleted: nobody stays held by it."""
        self.owe(150.0, days_overdue=20)
        self.evaluate()
        self.rule.active = False
        self.assertFalse(self.customer.credit_on_hold)
        self.rule.active = True
        self.evaluate()
        self.assertTrue(self.customer.credit_on_hold)
        self.rule.unlink()
        self.assertFalse(self.customer.credit_on_hold)

    def test_companies_are_apart(self):
        """A rule of one company holds nobody in another."""
        other = self.setup_other_company()["company"]
        self.owe(150.0, days_overdue=20)
        self.new_rule(company_id=other.id, name="Other")
        self.Rule._evaluate(other)
        self.assertFalse(self.customer.with_company(other).credit_on_hold)
        self.evaluate()
        self.assertFalse(self.customer.with_company(other).credit_on_hold)
        self.assertTrue(self.customer.credit_on_hold)

    def test_rules_are_for_managers(self):
        """Salespeople, approvers and sales managers neither make nor run them."""
        for user in (self.salesperson, self.approver, self.sales_manager):
            with self.subTest(user=user.login):
                for act in (
                    lambda user=user: self.rule.with_user(user).action_evaluate(),
                    lambda user=user: self.rule.with_user(user).write({"active": False}),
                    lambda user=user: self.Rule.with_user(user).create({"name": "x"}),
                ):
                    with self.assertRaises(AccessError):
                        act()

    def test_a_constant_number_of_queries(self):
        """Forty customers cost what two cost."""
        partners = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(42)])
        self.rule.write({"on_utilisation": True, "on_temporary_ended": True, "on_review_due": True})
        for partner in partners:
            self.set_limit(1000.0, partner)
            self.owe(150.0, days_overdue=20, partner=partner)

        def queries(count):
            self.rule.tag_ids = False
            tag = self.env["res.partner.category"].create({"name": f"T{count}"})
            partners[:count].category_id = [Command.set(tag.ids)]
            self.rule.tag_ids = tag
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            result = self.evaluate()
            self.env.flush_all()
            return result["held"], self.env.cr.sql_log_count - before

        queries(1)
        few, many = queries(3), queries(42)
        self.assertEqual((few[0], many[0]), (2, 39))
        self.assertLessEqual(many[1], few[1] + 1)
