"""The Credit Centre shows both sides of the account, and folds what is used up."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestPositionCentre(WizardCommon):
    """A customer who owes 300, of which 100 are 20 days overdue, and has 70 of credit left."""

    def setUp(self):
        """Owe, and be owed."""
        super().setUp()
        today = fields.Date.today()
        for amount, days in ((100.0, -20), (200.0, 10)):
            day = today + timedelta(days=days)
            self.invoice(
                amount, invoice_date=min(day, today), invoice_date_due=day,
                invoice_payment_term_id=False,
            )  # fmt: skip
        self.left = self.credit_note(70.0)
        self.used = self.credit_note(30.0)
        (self.used | self.receivable_line(self.invoice(30.0))).reconcile()

    def test_both_sides(self):
        """Of the customer and in the list of store credit, the same figures."""
        self.give_credit(10.0)
        self.env.invalidate_all()
        customer = self.customer.with_user(self.salesperson)
        self.assertEqual(
            (customer.customer_credit_due_amount, customer.customer_credit_overdue_amount,
             customer.customer_credit_overdue_days),
            (300.0, 100.0, 20),
        )  # fmt: skip
        account = self.credit_account().with_user(self.salesperson)
        self.assertEqual((account.due_amount, account.overdue_amount), (300.0, 100.0))
        self.assertEqual(self.other_customer.customer_credit_due_amount, 0.0)

    def test_what_is_used_up_is_folded(self):
        """Open credits in the list, the others behind a line that counts them."""
        customer = self.customer.with_user(self.credit_user)
        self.assertEqual(customer.customer_credit_open_ids.mapped("amount"), [70.0])
        self.assertEqual(customer.customer_credit_used_ids.mapped("amount"), [30.0])
        self.assertEqual(customer.customer_credit_used_count, 1)

    def test_the_invoices_behind_it(self):
        """The button shows what is open, to those who may read invoices."""
        customer = self.customer.with_user(self.credit_manager)
        action = customer.action_credit_open_items()
        # On a phone the cards: what is left of each, which the columns would cut off.
        self.assertEqual(action["mobile_view_mode"], "kanban")
        cards = self.env["account.move"].get_view(dict(map(reversed, action["views"]))["kanban"])
        self.assertIn("amount_residual_signed", cards["arch"])
        found = self.env["account.move"].search(action["domain"])
        self.assertEqual(sum(found.mapped("amount_residual")), 300.0)
        for user in (self.credit_user, self.employee, self.portal_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.customer.with_user(user).action_credit_open_items()

    def test_the_list_reads_all_at_once(self):
        """As many queries for ten customers as for one."""

        def count(accounts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            accounts.mapped("due_amount")
            return self.env.cr.sql_log_count - before

        one = self.credit_account()
        many = one
        for number in range(9):
            partner = self.env["res.partner"].create({"name": f"Many {number}"})
            self.invoice(10.0, partner)
            many |= self.credit_account(partner)
        count(one)
        self.assertLessEqual(count(many), count(one))

    def test_due_dates_in_the_dialog(self):
        """Which invoices should have been paid by now."""
        context = {"active_model": "res.partner", "active_ids": self.customer.ids}
        with Form(self.env["customer.credit.apply"].with_context(context)) as dialog:
            wizard = dialog.save()
        self.assertEqual(wizard.invoice_ids.mapped("is_overdue"), [True, False])
