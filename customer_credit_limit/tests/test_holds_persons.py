"""Private persons: a rule asks before it holds them, by a setting that is on at first."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_holds_rules import HoldRuleCommon


@tagged("post_install", "-at_install")
class TestHoldsOfPersons(HoldRuleCommon):
    """A person who is as late as a company."""

    def setUp(self):
        super().setUp()
        self.company.customer_credit_hold_ask_persons = True
        self.person = self.env["res.partner"].create({"name": "Jane Doe"})
        self.limit_manager.company_ids |= self.company
        self.late_invoice = self.owe(150.0, days_overdue=20, partner=self.person)
        self.here = self.person.with_user(self.limit_manager).with_company(self.company)

    def is_held(self):
        """Return whether the person is on hold."""
        self.person.invalidate_recordset()
        return self.person.credit_on_hold

    def test_the_rule_asks_its_manager_once(self):
        """One to-do for all of them, a tile of the start page, and no hold."""
        self.assertEqual(self.evaluate(), {"held": 0, "grace": 0, "released": 0})
        self.evaluate()
        self.assertFalse(self.is_held())
        activity = self.rule.activity_ids
        self.assertEqual(activity.summary, "Put on hold? Private persons to decide on: 1")
        self.assertIn("Jane Doe", activity.note)
        self.assertIn("150.00 overdue", self.here.customer_credit_hold_question)
        Start = self.env["customer.credit.start"].with_user(self.limit_manager)
        page = Start.with_company(self.company).get_page()
        (tile,) = [it for it in page["tiles"] if it["code"] == "hold_questions"]
        self.assertEqual(tile["value"], 1)

    def test_yes_holds_until_the_reason_is_gone(self):
        """By the manager only; the next time it is asked anew."""
        self.evaluate()
        with self.assertRaises(AccessError):
            self.person.with_user(self.salesperson).action_credit_hold_agree()
        self.here.action_credit_hold_agree()
        self.assertTrue(self.is_held())
        self.evaluate()
        self.assertTrue(self.is_held())
        self.assertEqual(self.events(self.person), ["hold"])
        self.pay(self.late_invoice)
        self.assertEqual(self.evaluate(held_only=True)["released"], 1)
        self.owe(150.0, days_overdue=20, partner=self.person)
        self.evaluate()
        self.assertFalse(self.is_held())
        self.assertTrue(self.here.customer_credit_hold_asked)

    def test_no_leaves_the_person_alone_until_the_reason_is_gone(self):
        """Whoever is late again is asked about again."""
        self.evaluate()
        self.here.action_credit_hold_decline()
        self.evaluate()
        self.assertEqual((self.is_held(), self.here.customer_credit_hold_asked), (False, False))
        with self.assertRaises(UserError):
            self.here.action_credit_hold_agree()
        self.pay(self.late_invoice)
        self.evaluate()
        self.owe(150.0, days_overdue=20, partner=self.person)
        self.evaluate()
        self.assertTrue(self.here.customer_credit_hold_asked)

    def test_who_is_held_stays_so_and_off_is_not_asked(self):
        """The setting changes nothing about holds of before; people come before rules."""
        self.company.customer_credit_hold_ask_persons = False
        self.evaluate()
        self.assertTrue(self.is_held())
        self.company.customer_credit_hold_ask_persons = True
        self.evaluate()
        self.assertTrue(self.is_held())
        self.pay(self.late_invoice)
        self.evaluate()
        self.profile(self.person).hold = "off"
        self.owe(150.0, days_overdue=20, partner=self.person)
        self.evaluate()
        self.assertFalse(self.here.customer_credit_hold_asked)
        self.profile(self.person).hold = "auto"
        self.assertFalse(self.is_held())

    def test_reasons_of_other_addons_hold_without_a_rule(self):
        """Held and released as by a rule, at the level of the policy."""
        self.rule.unlink()
        company_customer = self.customer
        reasons = {company_customer.id: "Final notice of today"}
        hook = patch.object(
            self.registry["res.partner"], "_get_credit_hold_reasons", lambda *args: reasons
        )
        with hook:
            company_customer._put_on_credit_hold(self.company, reasons, self.env.user)
            self.assertTrue(company_customer.credit_on_hold)
            self.assertEqual(company_customer.credit_hold_reason, "Final notice of today")
            self.evaluate()
            company_customer.invalidate_recordset()
            self.assertTrue(company_customer.credit_on_hold)
        self.assertEqual(self.evaluate(held_only=True)["released"], 1)
        company_customer.invalidate_recordset()
        self.assertFalse(company_customer.credit_on_hold)

    def test_a_question_that_comes_again_at_night_is_told(self):
        """A promise that was not kept: no rule has a manager who hears of it."""
        self.rule.unlink()
        reasons = {self.person.id: "Final notice of today"}
        hook = patch.object(
            self.registry["res.partner"], "_get_credit_hold_reasons", lambda *args: reasons
        )
        for evaluate_night in (False, True):
            with hook:
                if not evaluate_night:
                    self.person._put_on_credit_hold(self.company, reasons, self.env.user)
                self.evaluate()
                self.evaluate()
                asked = self.person.sudo().activity_ids
                self.assertEqual(len(asked), 1)
                self.assertIn("Final notice of today", asked.note)
                self.assertTrue(self.here.customer_credit_hold_asked)
            self.evaluate()
            self.assertFalse(self.person.sudo().activity_ids)

    def test_an_answer_leaves_the_question_of_another_company(self):
        """Each company asks and is answered by itself."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.limit_manager.company_ids |= other
        reasons = {self.person.id: "Final notice of today"}
        with patch.object(
            self.registry["res.partner"], "_get_credit_hold_reasons", lambda *args: reasons
        ):
            for company in self.company | other:
                self.person._put_on_credit_hold(company, reasons, self.limit_manager)
            self.assertEqual(len(self.person.sudo().activity_ids), 2)
            self.here.action_credit_hold_decline()
            self.assertIn("Elsewhere", self.person.sudo().activity_ids.summary)
            self.here.with_company(other).action_credit_hold_agree()
        self.assertFalse(self.person.sudo().activity_ids)
