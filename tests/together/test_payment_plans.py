"""Payment plans (customer_statement) and limits (customer_credit_limit), by the base's hooks."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.customer_credit_limit.tests.common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestPaymentPlansAndLimits(CreditLimitCommon):
    """A customer who is 40 days late with 150, and agreed to pay in two parts."""

    def setUp(self):
        super().setUp()
        self.today = fields.Date.today()
        self.policy.write({"overdue_mode": "approval", "overdue_days": 15})
        self.order = self.quotation(10.0)
        self.late = self.owe(150.0, 40)
        self.rule = self.env["customer.credit.hold.rule"].create(
            {"name": "Overdue", "company_id": self.company.id, "on_overdue": True,
             "overdue_days": 15, "overdue_amount": 100.0, "grace_days": 0}
        )  # fmt: skip

    def plan(self, first_days=0):
        """Return a plan that counts, with a first part so many days from now."""
        plan = (
            self.env["customer.payment.plan"]
            .sudo()
            ._make(
                self.customer,
                self.company,
                self.receivable_line(self.late),
                [(self.today + timedelta(days=it), 75.0) for it in (first_days, first_days + 30)],
            )
        )
        plan._agree(self.contact)
        self.env.invalidate_all()
        return plan

    def held(self):
        """Return whether the rules hold the customer now."""
        self.rule._evaluate(self.company)
        self.env.invalidate_all()
        return self.customer.credit_on_hold

    def test_what_is_planned_is_owed_and_not_overdue(self):
        """For gate, hold rule, list, box: until the plan is broken; the exposure stays."""
        self.assertEqual(self.codes(self.order), ["overdue"])
        before = self.customer.credit_exposure
        plan = self.plan()
        self.assertEqual(self.codes(self.order), [])
        self.assertEqual(self.customer.credit_exposure, before)
        self.assertEqual(self.late.customer_credit_overdue, 0.0)
        self.assertFalse(self.held())
        plan._end("broken", "Test", self.today)
        self.env.invalidate_all()
        self.assertEqual(self.codes(self.order), ["overdue"])
        self.assertEqual(self.late.customer_credit_overdue, 150.0)
        self.assertTrue(self.held())

    def test_a_broken_plan_holds_by_the_rule_of_promises(self):
        """Until it is paid."""
        self.rule.write({"on_overdue": False, "on_broken_promise": True})
        plan = self.plan()
        self.assertFalse(self.held())
        plan._break(plan._get_parts()[0])
        self.assertTrue(self.held())
        self.assertIn("Promised to pay by", self.customer.credit_hold_reason)

    def test_the_readers_of_many_customers_know_the_plan(self):
        """The function of the database, a statement for many, the box beside documents."""
        customers = self.customer + self.other_customer
        readers = (self.customer, customers)
        for partners in readers:
            found = partners._get_credit_overdue_by_partner(self.company, 15)
            self.assertEqual(found[self.customer][0], 150.0)
        self.plan()
        for partners in readers:
            self.assertEqual(partners._get_credit_overdue_by_partner(self.company, 15), {})
        position = self.customer._get_credit_position(self.company)[self.customer]
        self.assertEqual((position["overdue"], position["open"]), (0.0, 150.0))
