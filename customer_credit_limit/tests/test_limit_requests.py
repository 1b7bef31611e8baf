"""Higher limits: asked for by anybody, decided by the levels, applied by the approval alone."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .request_common import CreditRequestCommon


class LimitRequestCommon(CreditRequestCommon):
    """A threshold of 1,000, a customer with a limit of 500, and the dialog that asks for more."""

    @classmethod
    def setUpClass(cls):
        """Set threshold and limit."""
        super().setUpClass()
        cls.policy.limit_change_threshold = 1000.0

    def setUp(self):
        """Give the customer a limit below the threshold."""
        super().setUp()
        self.set_limit(500.0)

    def ask(self, user=None, partner=None, **vals):
        """Ask for another limit and return the request."""
        customer = partner or self.customer
        Ask = self.env["customer.credit.limit.ask"].with_user(user or self.salesperson)
        wizard = Ask.create(
            {"partner_id": customer.id, "company_id": self.company.id, "reason": "Grows", **vals}
        )
        wizard.action_ask()
        return self.request_of(self.profile(customer))


@tagged("post_install", "-at_install")
class TestLimitRequests(LimitRequestCommon):
    """The way of a limit from the asking to the profile."""

    def test_a_rep_asks_and_the_approval_applies_it(self):
        """Own amount, on record with who approved."""
        request = self.ask(wanted_limit=5000.0)
        self.assertEqual(
            (request.kind, request.state, request.wanted_limit, request.amount),
            ("limit", "pending", 5000.0, 4500.0),
        )
        self.assertEqual(self.turn_of(request), self.approver)
        self.assertEqual(self.limit_of(), 500.0)
        self.assertEqual(self.customer.credit_limit_request_id, request)
        request.with_user(self.approver).action_approve()
        self.assertEqual((request.state, request.expires_on), ("approved", False))
        self.assertEqual(self.limit_of(), 5000.0)
        line = self.env["customer.credit.audit"].search(
            [("event", "=", "limit_change"), ("partner_id", "=", self.customer.id)], limit=1
        )
        self.assertEqual(line.user_id, self.approver)
        self.assertIn(request.name, line.note)
        self.assertIn("approved", self.todo_of(self.customer, self.salesperson))
        self.assertFalse(self.customer.credit_limit_request_id)

    def test_refused_leaves_the_limit_and_tells_why(self):
        """The customer's limit is what it was."""
        request = self.ask(wanted_limit=5000.0)
        request.with_user(self.approver).action_refuse("Pays late")
        self.assertEqual(self.limit_of(), 500.0)
        self.assertIn("Pays late", self.todo_of(self.customer, self.salesperson))

    def test_approved_up_to_a_lower_limit(self):
        """Less than was asked for, but more than today."""
        request = self.ask(wanted_limit=5000.0)
        with self.assertRaisesRegex(UserError, "already"):
            request.with_user(self.approver).action_approve_up_to(500.0)
        request.with_user(self.approver).action_approve_up_to(2000.0)
        self.assertEqual(self.limit_of(), 2000.0)

    def test_every_kind_of_raise(self):
        """For a time, unlimited, or another policy."""
        today = fields.Date.today()
        until = today + timedelta(days=30)
        self.ask(limit_change="temporary", wanted_limit=3000.0, temporary_until=until).with_user(
            self.approver
        ).action_approve()
        profile = self.profile()
        self.assertEqual(self.limit_of(), 3000.0)
        self.assertEqual((profile.limit_amount, profile.temporary_until), (500.0, until))
        generous = self.policy.copy(
            {"name": "Key", "default_limit_mode": "custom", "default_limit": 9000.0}
        )
        profile._apply({"limit_mode": "default", "temporary_until": False})
        self.policy.write({"default_limit_mode": "custom", "default_limit": 100.0})
        request = self.ask(limit_change="policy", policy_id=generous.id)
        with self.assertRaisesRegex(UserError, "no amount"):
            request.with_user(self.approver).action_approve_up_to(2000.0)
        request.with_user(self.approver).action_approve()
        self.assertEqual(self.limit_of(), 9000.0)
        self.ask(limit_change="unlimited").with_user(self.approver).action_approve()
        self.assertIsNone(self.limit_of())

    def test_unlimited_is_for_every_level(self):
        """An amount on the way makes it that amount."""
        board = self.new_level("Board", self.director, min_excess=1e6, sequence=20)
        request = self.ask(limit_change="unlimited")
        request.with_user(self.approver).action_approve_up_to(7000.0)
        self.assertEqual((request.state, request.level_id), ("pending", board))
        self.assertEqual(self.limit_of(), 500.0)
        request.with_user(self.director).action_approve()
        self.assertEqual(self.limit_of(), 7000.0)

    def test_levels_look_at_how_much_more(self):
        """A big raise needs both levels, a small one the first."""
        self.new_level("Board", self.director, min_excess=3000.0, sequence=20)
        small = self.ask(wanted_limit=2000.0)
        small.with_user(self.approver).action_approve()
        self.assertEqual(self.limit_of(), 2000.0)
        big = self.ask(wanted_limit=6000.0)
        big.with_user(self.approver).action_approve()
        self.assertEqual((big.state, self.limit_of()), ("pending", 2000.0))

    def grant_for_a_while(self, amount=50_000.0, days=2):
        """Let the customer owe this much for some days."""
        until = fields.Date.today() + timedelta(days=days)
        self.profile()._apply({"temporary_limit": amount, "temporary_until": until})

    def test_levels_look_beyond_a_temporary_limit(self):
        """What ends in two days is none for good, nor for longer."""
        self.new_level("Board", self.director, min_excess=3000.0, sequence=20)
        self.grant_for_a_while()
        until = fields.Date.today() + timedelta(days=90)
        for wanted in (
            {"wanted_limit": 50_000.0},
            {"limit_change": "temporary", "wanted_limit": 50_000.0, "temporary_until": until},
        ):
            request = self.ask(**wanted)
            self.assertEqual(request.amount, 49_500.0)
            request.with_user(self.approver).action_approve()
            self.assertEqual((request.state, self.profile().limit_amount), ("pending", 500.0))

    def test_a_temporary_limit_is_no_answer_to_a_request_for_good(self):
        """It stays open, and may be granted."""
        self.grant_for_a_while()
        request = self.ask(wanted_limit=5000.0)
        self.Request._cron_reevaluate()
        self.assertEqual(request.state, "pending")
        request.with_user(self.approver).action_approve_up_to(4000.0)
        self.assertEqual((self.profile().limit_amount, self.limit_of()), (4000.0, 50_000.0))

    def test_an_approval_lowers_no_limit(self):
        """Somebody gave more since the asking."""
        until = fields.Date.today() + timedelta(days=9)
        for wanted in (
            {"wanted_limit": 900.0},
            {"limit_change": "temporary", "wanted_limit": 900.0, "temporary_until": until},
        ):
            self.set_limit(500.0)
            request = self.ask(**wanted)
            self.set_limit(1000.0)
            with self.assertRaisesRegex(UserError, "already"):
                request.with_user(self.approver).action_approve()
            self.assertEqual((request.state, self.limit_of()), ("pending", 1000.0))
            request.with_user(self.approver).action_refuse("Has more")

    def test_a_limit_is_for_who_was_asked_for(self):
        """The person belongs to a company by now, whose limit nobody wanted."""
        person = self.other_customer
        self.set_limit(100.0, person)
        request = self.ask(partner=person, limit_change="unlimited")
        self.policy.write({"default_limit_mode": "custom", "default_limit": 100.0})
        person.parent_id = self.customer
        person.is_company = False
        self.assertEqual(person.commercial_partner_id, self.customer)
        with self.assertRaisesRegex(UserError, "must be asked for again"):
            request.with_user(self.approver).action_approve()
        self.Request._cron_reevaluate()
        self.assertEqual((request.state, self.limit_of()), ("closed", 100.0))

    def test_a_policy_that_stops_nothing_is_for_every_level(self):
        """Whatever limit it names: it only warns."""
        board = self.new_level("Board", self.director, min_excess=1e6, sequence=20)
        self.profile()._apply({"limit_mode": "default"})
        self.policy.write({"default_limit_mode": "custom", "default_limit": 100.0})
        lenient = self.policy.copy({"name": "Lenient", "mode": "warn", "default_limit": 110.0})
        request = self.ask(limit_change="policy", policy_id=lenient.id)
        request.with_user(self.approver).action_approve()
        self.assertEqual((request.state, request.level_id), ("pending", board))

    def test_a_granted_limit_is_no_word_for_everybody(self):
        """Employees read the to-dos of contacts."""
        self.ask(wanted_limit=5137.0).with_user(self.approver).action_approve()
        told = self.todo_of(self.customer, self.salesperson)
        self.assertIn("approved", told)
        self.assertNotIn("5,137", told)

    def test_asking_again_updates_the_request(self):
        """One open request for a customer; the new amount starts at the first level."""
        first = self.ask(wanted_limit=5000.0)
        second = self.ask(wanted_limit=6000.0)
        self.assertEqual(first, second)
        self.assertEqual((first.wanted_limit, first.round), (6000.0, 2))

    def test_nothing_is_asked_that_raises_nothing(self):
        """Less, the same, a past date, or another company's policy."""
        other = self.setup_other_company()["company"]
        foreign = self.Policy._get_default(other)
        past = fields.Date.today() - timedelta(days=1)
        for vals in (
            {"wanted_limit": 500.0},
            {"wanted_limit": 0.0},
            {"limit_change": "temporary", "wanted_limit": 900.0, "temporary_until": past},
            {"limit_change": "policy", "policy_id": foreign.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.ask(**vals)

    def test_a_waiting_order_goes_on_with_the_new_limit(self):
        """The banner asks for just the limit that helps; its request closes by itself."""
        order = self.waiting_order(1500.0, limit=500.0)
        action = order.with_user(self.salesperson).action_credit_way("limit")
        self.assertEqual(action["context"]["default_wanted_limit"], 1500.0)
        self.ask(wanted_limit=1500.0).with_user(self.approver).action_approve()
        self.Request._cron_reevaluate()
        self.assertEqual(self.request_of(order).state, "closed")
        self.assertEqual(order.state, "sale")

    def test_it_is_asked_for_once_in_the_company_of_the_document(self):
        """Whichever company the reader is in: what is open there is of that company alone."""
        other = self.setup_other_company()["company"]
        order = self.waiting_order(1500.0, limit=500.0)
        seen = order.with_context(allowed_company_ids=[other.id, self.company.id])
        self.assertIn("limit", {way["code"] for way in seen.credit_verdict["ways"]})
        self.ask(wanted_limit=1500.0)
        self.env.invalidate_all()
        self.assertNotIn("limit", {way["code"] for way in seen.credit_verdict["ways"]})

    def test_a_request_closes_when_the_limit_is_there(self):
        """Somebody gave the limit meanwhile."""
        request = self.ask(wanted_limit=900.0)
        self.set_limit(950.0)
        self.Request._cron_reevaluate()
        self.assertEqual(request.state, "closed")


@tagged("post_install", "-at_install")
class TestLimitGuards(LimitRequestCommon):
    """No door raises a limit above the threshold without an approved request."""

    def test_no_field_raises_it(self):
        """By contact, profile, import and forged context, as the manager of limits."""
        today = fields.Date.today()
        customer = self.customer.with_user(self.limit_manager)
        profile = self.profile().with_user(self.limit_manager).sudo(False)
        generous = self.policy.copy(
            {"name": "Key", "default_limit_mode": "unlimited", "limit_change_threshold": 0.0}
        )
        forged = {"force": True, "bypass": True, "install_mode": True, "su": True}
        doors = {
            "amount": lambda: customer.write({"credit_limit_amount": 5000.0}),
            "mode": lambda: customer.write({"credit_limit_mode": "unlimited"}),
            "default": lambda: customer.write({"credit_limit_mode": "default"}),
            "temporary": lambda: customer.write(
                {"credit_temporary_limit": 5000.0, "credit_temporary_until": today}
            ),
            "profile": lambda: profile.write({"limit_amount": 5000.0}),
            "policy": lambda: profile.write({"policy_id": generous.id, "limit_mode": "default"}),
            "context": lambda: profile.with_context(**forged).write({"limit_amount": 5000.0}),
            "sudo": lambda: profile.sudo().write({"limit_amount": 5000.0}),
        }
        for name, door in doors.items():
            with self.subTest(door=name):
                with self.assertRaises(UserError):
                    door()
                self.env.invalidate_all()
                self.assertEqual(self.limit_of(), 500.0)

    def test_an_import_does_not_raise_it(self):
        """The file comes back with the reason."""
        profile = self.profile().with_user(self.limit_manager).sudo(False)
        result = profile.browse().load([".id", "limit_amount"], [[str(profile.id), "5000"]])
        self.assertIn("needs approval", result["messages"][0]["message"])
        self.assertEqual(self.limit_of(), 500.0)

    def test_a_new_profile_is_checked_too(self):
        """Where the default is below, opening a profile with more is a raise."""
        self.policy.write({"default_limit_mode": "custom", "default_limit": 100.0})
        Profile = self.Profile.with_user(self.limit_manager)
        vals = {"partner_id": self.other_customer.id, "company_id": self.company.id}
        for mode in ({"limit_mode": "unlimited"}, {"limit_mode": "custom", "limit_amount": 5e3}):
            with self.assertRaises(UserError):
                Profile.create({**vals, **mode})
        Profile.create({**vals, "limit_mode": "custom", "limit_amount": 900.0})
        self.assertEqual(self.limit_of(self.other_customer), 900.0)

    def test_a_granted_time_is_not_stretched(self):
        """Neither its end nor its start, nor an old one used again."""
        today = fields.Date.today()
        until = today + timedelta(days=10)
        self.ask(limit_change="temporary", wanted_limit=3000.0, temporary_until=until).with_user(
            self.approver
        ).action_approve()
        profile = self.profile()
        with self.assertRaises(UserError):
            profile.temporary_until = until + timedelta(days=1)
        yesterday = today - timedelta(days=1)
        profile.write({"temporary_from": yesterday, "temporary_until": yesterday})
        self.assertEqual(self.limit_of(), 500.0)
        with self.assertRaises(UserError):
            profile.temporary_until = today

    def test_lowering_is_free(self):
        """From unlimited to an amount above the threshold, and back from a lower temporary one."""
        profile = self.profile()
        profile._apply({"limit_mode": "unlimited"})
        profile.write({"limit_mode": "custom", "limit_amount": 8000.0})
        self.assertEqual(self.limit_of(), 8000.0)
        profile.write({"temporary_limit": 10.0, "temporary_until": fields.Date.today()})
        profile.temporary_until = False
        self.assertEqual(self.limit_of(), 8000.0)

    def test_who_asked_does_not_approve(self):
        """Not even a manager who is the approver; nor does anybody without the right."""
        self.level.user_ids += self.limit_manager
        request = self.ask(user=self.limit_manager, wanted_limit=5000.0)
        for user in (self.limit_manager, self.salesperson, self.sales_manager):
            with self.assertRaises(AccessError):
                request.with_user(user).action_approve()
        with self.assertRaises(UserError):
            request.with_user(self.limit_manager).write({"state": "approved"})
        self.assertEqual(self.limit_of(), 500.0)

    def test_who_may_ask(self):
        """People who see limits; not employees, not for a company they do not work in."""
        with self.assertRaises(AccessError):
            self.ask(user=self.employee, wanted_limit=5000.0)
        other = self.setup_other_company()["company"]
        with self.assertRaises(AccessError):
            self.ask(wanted_limit=5000.0, company_id=other.id)

    def test_nobody_decides_on_two_levels(self):
        """With four eyes; without them one person may."""
        both = self.approver + self.director
        self.level.user_ids = both
        board = self.new_level("Board", both, sequence=20)
        order = self.waiting_order()
        request = self.request_of(order)
        request.with_user(self.approver).action_approve()
        self.assertEqual(request.level_id, board)
        self.assertEqual(self.turn_of(request), self.director)
        with self.assertRaisesRegex(AccessError, "earlier level"):
            request.with_user(self.approver).action_approve()
        self.assertFalse(request.with_user(self.approver).can_decide)
        self.policy.four_eyes = False
        request.with_user(self.approver).action_approve()
        self.assertEqual((request.state, order.state), ("approved", "sale"))

    def test_a_stand_in_of_an_earlier_decider_may(self):
        """The person counts, not the chair: who approved before is out, their stand-in is not."""
        self.level.user_ids = self.approver
        self.new_level("Board", self.approver, sequence=20)
        request = self.request_of(self.waiting_order())
        request.with_user(self.approver).action_approve()
        self.assertFalse(self.turn_of(request) & (self.approver + self.director))
        self.env["customer.credit.absence"].create(
            {
                "user_id": self.approver.id,
                "deputy_id": self.director.id,
                "date_to": fields.Date.today(),
            }
        )
        request.with_user(self.director).action_approve()
        self.assertEqual(request.state, "approved")
