"""Limits: who may owe how much, read in one query and set by the right people only."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..models.profile.res_partner import LIMIT_CACHE
from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestLimits(CreditLimitCommon):
    """Policy, profile, partner fields and readers."""

    def test_a_new_company_stops_nobody(self):
        """Installing the addon changes nothing until somebody sets limits."""
        company = self.setup_other_company()["company"]
        policy = self.Policy._get_default(company)
        self.assertEqual((policy.mode, policy.default_limit_mode), ("approval", "unlimited"))
        self.assertIsNone(self.limit_of(company=company))

    def test_each_choice_is_explicit(self):
        """Default, own amount, nothing and anything are four different things."""
        self.policy.write({"default_limit_mode": "custom", "default_limit": 500.0})
        self.assertEqual(self.limit_of(), 500.0)
        self.set_limit(500.0)
        self.policy.default_limit = 700.0
        self.assertEqual(self.limit_of(), 500.0, "an own amount equal to the default stays")
        self.set_limit(0)
        self.assertEqual(self.limit_of(), 0.0)
        self.set_limit(None)
        self.assertIsNone(self.limit_of())

    def test_a_contact_has_the_limit_of_its_company(self):
        """The commercial partner decides."""
        self.set_limit(800.0)
        self.assertEqual(self.limit_of(self.contact), 800.0)
        self.assertEqual(self.contact.credit_limit_amount, 800.0)
        with self.assertRaises(ValidationError):
            self.Profile.create({"partner_id": self.contact.id, "company_id": self.company.id})

    def test_a_temporary_limit_counts_within_its_dates(self):
        """It replaces the limit, then lapses by itself."""
        today = fields.Date.today()
        profile = self.set_limit(100.0)
        profile.write({"temporary_limit": 900.0, "temporary_from": today, "temporary_until": today})
        self.assertEqual(self.limit_of(), 900.0)
        profile.temporary_from = profile.temporary_until = today - timedelta(days=1)
        self.assertEqual(self.limit_of(), 100.0)

    def test_limits_are_per_company(self):
        """What one company allows says nothing about another."""
        self.set_limit(100.0)
        other = self.setup_other_company()["company"]
        self.assertIsNone(self.limit_of(company=other))
        self.set_limit(7.0, company=other)
        self.assertEqual((self.limit_of(), self.limit_of(company=other)), (100.0, 7.0))

    def test_managers_set_limits_by_the_partner(self):
        """The fields of the contact write the profile of its company."""
        customer = self.customer.with_user(self.limit_manager)
        customer.write({"credit_limit_mode": "custom", "credit_limit_amount": 1200.0})
        self.assertEqual(self.limit_of(), 1200.0)
        customer.credit_limit_mode = "none"
        self.assertEqual(self.limit_of(), 0.0)

    def test_nobody_else_sets_limits(self):
        """Salespeople, sales managers and approvers are stopped at every door."""
        profile = self.set_limit(100.0)
        for user in (self.salesperson, self.sales_manager, self.approver, self.credit_manager):
            with self.subTest(user=user.login):
                for write in (
                    lambda user=user: self.customer.with_user(user).write(
                        {"credit_limit_mode": "unlimited"}
                    ),
                    lambda user=user: self.customer.with_user(user).write(
                        {"credit_limit_amount": 9e6}
                    ),
                    lambda user=user: self.customer.with_user(user).write({"credit_hold": "off"}),
                    lambda user=user: (
                        profile.with_user(user).sudo(False).write({"limit_mode": "unlimited"})
                    ),
                    lambda user=user: self.Profile.with_user(user).create(
                        {
                            "partner_id": self.other_customer.id,
                            "company_id": self.company.id,
                            "limit_mode": "unlimited",
                        }
                    ),
                    lambda user=user: (
                        self.policy.with_user(user).sudo(False).write({"mode": "off"})
                    ),
                ):
                    with self.assertRaises(AccessError):
                        write()
        self.assertEqual(self.limit_of(), 100.0)

    def test_what_rules_decide_is_not_for_people(self):
        """Even a manager cannot forge the hold of a rule or its grace."""
        profile = self.profile().with_user(self.limit_manager).sudo(False)
        with self.assertRaises(UserError):
            profile.write({"grace_until": "2099-01-01"})

    def test_a_profile_cannot_change_hands_or_vanish(self):
        """It stays with its customer and company."""
        profile = self.set_limit(100.0)
        with self.assertRaises(UserError):
            profile.write({"partner_id": self.other_customer.id})
        with self.assertRaises(UserError):
            profile.unlink()

    def test_a_limit_above_the_threshold_needs_a_request(self):
        """Lower ones and lowering pass."""
        self.policy.limit_change_threshold = 1000.0
        self.set_limit(1000.0)
        for write in (
            lambda: self.set_limit(1000.01),
            lambda: self.set_limit(None),
            lambda: self.profile().write(
                {"temporary_limit": 2000.0, "temporary_until": fields.Date.today()}
            ),
        ):
            with self.assertRaises(UserError):
                write()
        self.set_limit(900.0)
        self.assertEqual(self.limit_of(), 900.0)

    def test_holds_by_hand_and_by_rule(self):
        """On holds, Off overrules a rule, both lapse with their date, grace waits."""
        today = fields.Date.today()
        profile = self.put_on_hold()
        self.assertTrue(self.customer.credit_on_hold)
        self.assertEqual(self.contact.credit_hold_reason, "Unpaid since spring")
        profile.hold_until = today - timedelta(days=1)
        self.assertFalse(profile.on_hold)
        profile._apply({"auto_hold": True, "auto_hold_reason": "Overdue"})
        self.assertTrue(profile.on_hold)
        profile._apply({"grace_until": today})
        self.assertFalse(profile.on_hold)
        profile._apply({"grace_until": today - timedelta(days=1)})
        profile.write({"hold": "off", "hold_until": today})
        self.assertFalse(profile.on_hold)
        for expected in (False, True):
            profile.hold = "on" if expected else "off"
            found = self.env["res.partner"].search([("credit_on_hold", "=", True)])
            self.assertEqual(self.customer in found, expected)
            self.assertEqual(self.contact in found, expected)

    def test_a_rule_speaks_for_itself_when_a_hold_by_hand_is_over(self):
        """Reason and message of that hold are kept, and told of no other."""
        today = fields.Date.today()
        order = self.quotation(10.0)
        profile = self.put_on_hold()
        profile.hold_message = "Please call us"
        self.assertEqual(order._get_credit_customer_message(), "Please call us")
        profile.hold_until = today - timedelta(days=1)
        profile._apply({"auto_hold": True, "auto_hold_reason": "100.00 overdue"})
        self.assertEqual(self.customer.credit_hold_reason, "100.00 overdue")
        self.assertIn("100.00 overdue", profile._get_hold_sentence())
        self.assertNotEqual(order._get_credit_customer_message(), "Please call us")
        profile._apply({"hold": "auto", "hold_until": False})
        self.assertEqual(self.customer.credit_hold_reason, "100.00 overdue")
        profile.write({"hold": "on", "hold_reason": "Court"})
        self.assertEqual(self.customer.credit_hold_reason, "Court")

    def test_another_policy_becomes_the_default(self):
        """By one tick on its form; the one that was is one of the others, and may be deleted."""
        Policy = self.Policy.with_user(self.limit_manager)
        other = Policy.create(
            {"name": "Strict", "default_limit_mode": "custom", "default_limit": 70.0}
        )
        self.assertIsNone(self.limit_of())
        with Form(other) as form:
            form.is_default = True
        self.env.invalidate_all()
        self.assertEqual(self.Policy._get_default(self.company), other.sudo())
        self.assertEqual((self.limit_of(), self.policy.is_default), (70.0, False))
        lines = self.env["customer.credit.audit"].search([("event", "=", "policy")], limit=2)
        self.assertEqual(set(lines.mapped("document_name")), {other.name, self.policy.name})
        with self.assertRaisesRegex(UserError, "make another one the default"):
            other.is_default = False
        third = Policy.create({"name": "Third", "is_default": True})
        self.assertEqual(self.Policy._get_default(self.company), third.sudo())
        self.policy.with_user(self.limit_manager).unlink()
        self.set_limit(10.0)

    def test_a_choice_for_several_customers_is_everybodys(self):
        """Edited in a list, or by one call: nobody keeps what was there before."""
        third = self.env["res.partner"].create({"name": "Third", "is_company": True})
        partners = (self.customer | self.other_customer | third).with_user(self.limit_manager)
        review = fields.Date.today() + timedelta(days=90)
        for name, value, column in (
            ("credit_limit_amount", 500.0, "limit_amount"),
            ("credit_next_review_date", review, "next_review_date"),
            ("credit_hold_message", "Please call us", "hold_message"),
            ("credit_hold", "on", "hold"),
        ):
            partners.write({name: value})
            profiles = self.Profile.search([("partner_id", "in", partners.ids)])
            self.assertEqual(profiles.mapped(column), [value] * 3, name)
        self.assertEqual(profiles.mapped("limit_mode"), ["custom"] * 3)

    def test_partners_are_found_by_choice_and_figure(self):
        """Searching follows the same figures as reading."""
        self.owe(150.0)
        self.owe(150.0, partner=self.other_customer)
        self.set_limit(100.0)
        self.set_limit(1000.0, self.other_customer)
        partners = self.customer + self.contact + self.other_customer
        search = self.env["res.partner"].search
        self.assertEqual(
            search([("credit_headroom", "<", 0)]) & partners, self.customer + self.contact
        )
        self.assertEqual(search([("credit_exposure", "=", 150.0)]) & partners, partners)
        self.assertEqual(search([("credit_utilisation", "<=", 15)]) & partners, self.other_customer)
        self.assertEqual(search([("credit_limit_mode", "=", "custom")]) & partners, partners)
        self.assertFalse(search([("credit_limit_mode", "=", "default")]) & partners)
        self.assertEqual(search([("credit_limit_mode", "!=", "custom")]) & partners, search([])[:0])
        self.assertEqual(search([("credit_hold", "=", "auto")]) & partners, partners)

    def test_figures_of_the_partner(self):
        """Exposure, headroom and utilisation, for contacts too; zero limit is over at once."""
        self.set_limit(200.0)
        self.owe(150.0)
        self.assertEqual(
            (
                self.contact.credit_exposure,
                self.contact.credit_headroom,
                self.contact.credit_utilisation,
            ),
            (150.0, 50.0, 75.0),
        )

    def test_what_was_saved_is_shown_at_once(self):
        """The form reads in the request that writes: a limit that went is over no more."""
        self.owe(600.0)
        customer = self.customer.with_user(self.limit_manager).with_company(self.company)
        names = {"credit_is_unlimited": {}, "credit_headroom": {}, "customer_credit_over_by": {},
                 "customer_credit_mark": {}}  # fmt: skip
        for mode, shown in (
            ("none", [False, -600.0, 600.0, "over"]),
            ("unlimited", [True, 0.0, 0.0, False]),
            ("none", [False, -600.0, 600.0, "over"]),
            ("default", [True, 0.0, 0.0, False]),
        ):
            self.env.invalidate_all()
            (saved,) = customer.web_save({"credit_limit_mode": mode}, names)
            self.assertEqual([saved[name] for name in names], shown, mode)

    def test_figures_of_one_reading_agree(self):
        """One of them was dropped: the others are of the same moment as the new one."""
        self.set_limit(1000.0)
        self.owe(600.0)
        shown = self.customer.credit_exposure, self.customer.credit_headroom
        self.assertEqual(shown, (600.0, 400.0))
        self.owe(100.0)
        self.customer.invalidate_recordset(["credit_headroom"])
        self.assertEqual(self.customer.credit_headroom, 300.0)
        self.assertEqual(self.customer.credit_exposure, 700.0)

    def test_every_figure_that_follows_a_profile_is_dropped_with_it(self):
        """What is computed together is forgotten together."""
        known = self.env["res.partner"]._fields
        followed = {known[name].compute for name in LIMIT_CACHE}
        self.assertEqual(
            {name for name, field in known.items() if field.compute in followed},
            set(LIMIT_CACHE),
        )

    def test_a_policy_that_changes_is_followed_by_every_figure(self):
        """Whoever sets up a company in one go, by a script or an import, sees what counts."""
        self.owe(600.0)
        self.policy.write({"default_limit_mode": "custom", "default_limit": 500.0})
        self.assertEqual(self.customer.credit_limit_effective, 500.0)
        self.policy.default_limit = 1000.0
        self.assertEqual(self.customer.credit_headroom, 400.0)
        self.assertFalse(self.customer.customer_credit_mark)
        self.assertEqual(self.customer.credit_limit_effective, 1000.0)
        strict = self.Policy.create(
            {"name": "Strict", "company_id": self.company.id, "default_limit_mode": "none"}
        )
        strict.is_default = True
        self.assertEqual(self.customer.customer_credit_over_by, 600.0)
        self.assertEqual(self.customer.customer_credit_mark, "over")

    def test_a_profile_that_is_opened_counts_at_once(self):
        """By an import of profiles: figures that were read before follow."""
        self.owe(600.0)
        self.assertTrue(self.customer.credit_is_unlimited)
        self.Profile.create(
            {"partner_id": self.customer.id, "company_id": self.company.id,
             "limit_mode": "custom", "limit_amount": 500.0}
        )  # fmt: skip
        self.assertEqual(self.customer.customer_credit_over_by, 100.0)
        self.assertEqual(self.customer.customer_credit_mark, "over")

    def test_limits_of_many_customers_are_one_query(self):
        """The number of customers does not change the number of queries."""
        partners = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(30)])
        for partner in partners[:20]:
            self.set_limit(10.0, partner)
        self.env.flush_all()
        for count in (2, 30):
            self.env.invalidate_all()
            partners[:count]._get_credit_limit_by_partner(self.company)
            self.env.invalidate_all()
            partners[:count].mapped("commercial_partner_id")
            self.policy.mapped("name")
            with self.assertQueryCount(1):
                partners[:count]._get_credit_limit_by_partner(self.company)
