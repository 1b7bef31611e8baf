"""Apply for all customers: a preview that is kept, one click, one customer at a time."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_credit_balance.wizard import customer_credit_apply_all

from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestApplyAll(WizardCommon):
    """Two customers with 100 of credit each; one owes 60 and 80, the other 30."""

    def setUp(self):
        """Give and ask."""
        super().setUp()
        self.pay_on_account(100.0)
        self.pay_on_account(100.0, self.other_customer)
        self.old = self.invoice(60.0, invoice_date="2026-01-02")
        self.new = self.invoice(80.0, invoice_date="2026-01-09")
        self.theirs = self.invoice(30.0, self.other_customer)
        self.commits = 0

    def open(self, user=None):
        """Return the preview as the button opens it."""
        Credit = self.env["customer.credit"].with_user(user or self.credit_manager)
        action = Credit.browse().action_apply_all()
        return self.env[action["res_model"]].with_user(user or self.credit_manager).browse(
            action["res_id"]
        )  # fmt: skip

    def row(self, preview, partner):
        """Return the row of a customer."""
        return preview.line_ids.filtered(lambda it: it.partner_id == partner)

    def confirm(self, preview):
        """Press Apply, counting commits instead of making them."""

        def commit(*_args, **_kwargs):
            self.commits += 1
            return float("inf")

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
            return preview.action_confirm()

    def test_preview_then_one_click(self):
        """Oldest first, totals that add up; everything applied, a commit for each customer."""
        preview = self.open()
        self.assertEqual(preview.line_ids.partner_id, self.customer | self.other_customer)
        mine = self.row(preview, self.customer)
        self.assertEqual((mine.amount, preview.amount), (100.0, 130.0))
        self.assertRegex(mine.matches, rf"60\.00 of {self.old.name}\n.*40\.00 of {self.new.name}$")
        self.assertEqual(self.old.amount_residual, 60.0, "a preview changes nothing")
        self.confirm(preview)
        self.assertEqual(
            [self.old.amount_residual, self.new.amount_residual, self.theirs.amount_residual],
            [0, 40, 0],
        )
        self.assertEqual((self.commits, preview.applied_amount, preview.done), (2, 130.0, True))
        self.assertFalse(self.open().line_ids.filtered(lambda it: it.partner_id == self.customer))
        self.assert_ties_out()

    def test_one_is_left_out(self):
        """One click leaves a customer alone."""
        preview = self.open()
        self.row(preview, self.customer).keep = False
        self.assertEqual((preview.amount, preview.customer_count), (30.0, 1))
        self.confirm(preview)
        self.assertEqual((self.old.amount_residual, self.theirs.amount_residual), (60, 0))
        preview.line_ids.keep = False
        with self.assertRaisesRegex(UserError, "at least one"):
            self.confirm(preview)

    def test_one_that_fails_stops_nobody(self):
        """The first invoice was paid meanwhile: told on its row; the other is applied."""
        preview = self.open()
        payment = self.pay_on_account(60.0)
        (self.receivable_line(self.old) | self.receivable_line(payment.move_id)).reconcile()
        self.confirm(preview)
        mine = self.row(preview, self.customer)
        self.assertEqual(mine.state, "failed")
        self.assertIn(self.old.name, mine.message)
        self.assertEqual((self.new.amount_residual, self.theirs.amount_residual), (80, 0))
        self.assertEqual((preview.failed_count, preview.applied_amount), (1, 30.0))

    @mute_logger("odoo.addons.customer_credit_balance.wizard.customer_credit_apply_all")
    def test_a_customer_whose_data_break_stops_nobody(self):
        """Any error of one customer is caught there, undone and told."""
        preview, apply = self.open(), type(self.env["customer.credit"])._apply_to_invoices

        def broken(credit, partner, *args, **kwargs):
            moves = apply(credit, partner, *args, **kwargs)
            if partner == self.customer:
                raise ZeroDivisionError
            return moves

        with patch.object(type(self.env["customer.credit"]), "_apply_to_invoices", broken):
            self.confirm(preview)
        self.assertEqual(self.row(preview, self.customer).state, "failed")
        self.assertEqual((self.old.amount_residual, self.theirs.amount_residual), (60, 0))

    def test_store_credit_only_when_wanted(self):
        """Prepaid money is the customer's to spend: it is left alone until somebody says so."""
        self.give_credit(25.0)
        preview = self.open()
        self.assertEqual(self.row(preview, self.customer).amount, 100.0)
        preview.action_store_credit()
        self.assertEqual(self.row(preview, self.customer).amount, 125.0)
        preview.action_store_credit()
        self.assertEqual(self.row(preview, self.customer).amount, 100.0)
        preview.action_store_credit()
        self.confirm(preview)
        self.assertEqual(self.new.amount_residual, 15)
        self.assert_store_credit(0)
        self.assert_ties_out()

    def test_slices(self):
        """One customer at a time: more follow, until none does."""
        with patch.object(customer_credit_apply_all, "SLICE", 1):
            preview = self.open()
            self.assertEqual(len(preview.line_ids), 1)
            first = preview.line_ids.partner_id
            self.assertTrue(preview.has_more)
            self.confirm(preview)
            seen = first
            while preview.has_more:
                preview.action_next()
                seen |= preview.line_ids.partner_id
            self.assertLessEqual(self.customer | self.other_customer, seen)
        self.assertEqual(preview.has_more, False)

    def test_foreign_invoices_are_told_in_company_currency(self):
        """100 pays 200 of a currency that is worth half."""
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        (self.old | self.new).button_draft()
        bill = self.invoice(300.0, currency_id=euro.id)
        preview = self.open()
        self.assertEqual(self.row(preview, self.customer).amount, 100.0)
        self.confirm(preview)
        self.assertEqual(bill.amount_residual, 100.0)
        self.assert_ties_out()

    def test_what_is_paid_otherwise_is_left_alone(self):
        """Its own payment is on the way: credits do not take its place."""
        provider = self.env["payment.provider"].sudo().create({"name": "Card", "code": "none"})
        method = (
            self.env["payment.method"].sudo().with_context(active_test=False).search([], limit=1)
        )
        self.env["payment.transaction"].sudo().create(
            {
                "provider_id": provider.id, "payment_method_id": method.id, "amount": 60.0,
                "currency_id": self.company.currency_id.id, "partner_id": self.customer.id,
                "reference": "on the way", "state": "pending",
                "invoice_ids": [(6, 0, self.old.ids)],
            }
        )  # fmt: skip
        self.assertNotIn(self.old.name, self.row(self.open(), self.customer).matches)

    def test_rights(self):
        """Sales, portal and people of other companies neither see nor press it."""
        preview = self.open()
        for user in (self.salesperson, self.credit_user, self.portal_user):
            for call in (
                lambda user=user: self.open(user),
                lambda user=user: preview.with_user(user).action_confirm(),
                lambda user=user: preview.with_user(user).action_store_credit(),
                lambda user=user: preview.with_user(user).action_next(),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    call()
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.env["customer.credit.apply.all"].with_user(self.credit_manager).create(
                {"company_id": other.id}
            )
        self.assertEqual(self.old.amount_residual, 60.0)

    def test_values_that_no_preview_sends(self):
        """Somebody else's credit for one's own invoice, or nonsense: told, nothing moves."""
        preview = self.open()
        mine = self.row(preview, self.customer)
        credit = self.receivable_line(self.pay_on_account(70.0, self.other_customer).move_id)
        for plan in ({f"{credit.id}:{self.old.id}": 10.0}, {"x": 1.0}, {},
                     {f"0:{self.theirs.id}": 5.0}):  # fmt: skip
            mine.write({"plan": plan, "state": "ready"})
            self.row(preview, self.other_customer).keep = False
            self.confirm(preview)
            with self.subTest(plan):
                self.assertEqual(mine.state, "failed")
                self.assertEqual(self.old.amount_residual, 60.0)

    def test_queries_for_many(self):
        """Reading is for all at once: each customer more costs a few queries at most."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.open()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(10):
            partner = self.env["res.partner"].create({"name": f"Many {number}"})
            self.pay_on_account(10.0, partner)
            self.invoice(10.0, partner)
        self.assertLessEqual(count() - few, 20)
