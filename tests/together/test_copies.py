"""Contacts and users that are duplicated: by whoever may make them, whatever rights they lack."""

from odoo.tests import TransactionCase, new_test_user, tagged

ADDONS = ("customer_credit_balance", "customer_credit_limit", "customer_credit_pos_web",
          "customer_statement")  # fmt: skip
# Who works inside reads these; Odoo lets nobody else copy its records.
EVERYBODY = "base.group_user"


@tagged("post_install", "-at_install")
class TestCopies(TransactionCase):
    """Odoo reads each field that it copies with the rights of whoever copies."""

    def test_whoever_keeps_contacts_duplicates_them(self):
        """What was agreed with a customer is no part of another one."""
        customer = self.env["res.partner"].create(
            {
                "name": "Azure", "is_company": True,
                "customer_statement_reminder_pause_until": "2030-01-01",
                "customer_statement_reminder_pause_reason": "Talks",
                "customer_statement_interest_terms": "none",
                "credit_auto_apply": "no",
                "credit_order_invoicing": "posted",
            }
        )  # fmt: skip
        keeper = new_test_user(self.env, "keeper", "base.group_user,base.group_partner_manager")
        twin = customer.with_user(keeper).copy().sudo()
        self.assertIn("Azure", twin.name)
        self.assertFalse(
            twin.customer_statement_reminder_pause_until
            or twin.customer_statement_interest_terms
            or twin.credit_auto_apply
            or twin.credit_order_invoicing
        )

    def test_an_administrator_duplicates_a_user(self):
        """Administrators have no right to credit by being administrators."""
        clerk = new_test_user(self.env, "clerk", "base.group_user")
        keeper = new_test_user(self.env, "root2", "base.group_system")
        self.assertTrue(clerk.with_user(keeper).copy({"login": "clerk2"}))

    def test_no_field_of_odoos_records_that_few_may_read_is_copied(self):
        """Companies are copied by administrators, who read these fields."""
        found = {
            f"{model._name}.{name}"
            for model in self.env.values()
            if model._original_module not in ADDONS and not model._abstract
            for name, field in model._fields.items()
            if field.copy and field.groups and field.groups != EVERYBODY
            and field._modules and field._modules[0] in ADDONS
            and (model._name != "res.company" or "base.group_system" not in field.groups)
        }  # fmt: skip
        self.assertEqual(found, set())
