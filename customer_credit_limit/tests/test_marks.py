"""Marks: whoever chooses a customer sees who is on hold or over the limit."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestMarks(CreditLimitCommon):
    """The drop-down of customers, and the lists of partners."""

    def choices(self, user, **context):
        """Return {id: what the drop-down of customers shows}."""
        context = {"res_partner_search_mode": "customer", **context}
        Partner = self.env["res.partner"].with_user(user).with_company(self.company)
        rows = Partner.with_context(**context).web_name_search(
            "", {"display_name": {}}, [("id", "in", (self.customer + self.other_customer).ids)]
        )
        return {row["id"]: row["__formatted_display_name"] for row in rows}

    def test_the_drop_down_marks_holds_and_limits(self):
        """A hold comes first; contacts carry their company's mark; others none."""
        self.owe(1000.01)
        self.set_limit(1000.01)
        self.assertNotIn("`", self.choices(self.salesperson)[self.customer.id])
        self.set_limit(1000.0)
        self.assertIn("`Over the limit`", self.choices(self.salesperson)[self.customer.id])
        self.put_on_hold()
        shown = self.choices(self.salesperson)
        self.assertIn("`On hold`", shown[self.customer.id])
        self.assertNotIn("Over the limit", shown[self.customer.id])
        self.assertNotIn("`", shown[self.other_customer.id])
        contact = self.contact.with_user(self.salesperson).with_company(self.company)
        self.assertEqual(contact.customer_credit_mark, "hold")

    def test_only_customers_are_marked_and_only_for_those_who_may_see_credit(self):
        """Neither in other drop-downs nor for employees."""
        self.put_on_hold()
        other = self.choices(self.salesperson, res_partner_search_mode="supplier")
        self.assertNotIn("`", other[self.customer.id])
        self.assertNotIn("`", self.choices(self.employee)[self.customer.id])
        with self.assertRaises(AccessError):
            self.customer.with_user(self.employee).read(["customer_credit_mark"])

    def test_a_list_costs_the_same_for_any_number(self):
        """Marks of a page are read together."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(30)]
        )
        self.owe(11.0, partner=partners[0])
        for partner in partners:
            self.set_limit(10.0, partner)
        few = self.count_queries(partners[:2])
        self.assertLessEqual(self.count_queries(partners), few)
        self.assertEqual(partners[0].customer_credit_mark, "over")

    def count_queries(self, partners):
        """Return how many queries the marks of these partners take."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        partners.with_company(self.company).mapped("customer_credit_mark")
        return self.env.cr.sql_log_count - before
