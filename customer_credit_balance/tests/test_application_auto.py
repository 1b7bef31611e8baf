"""Outstanding credits applied to new invoices: oldest first, when wanted, undone in one click."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.account.models.account_move import AccountMove as NativeMove

from .order_common import CreditOrderCommon


@tagged("post_install", "-at_install")
class TestAutoApply(CreditOrderCommon):
    """At posting, for customers and companies that want it."""

    @classmethod
    def setUpClass(cls):
        """Opt in."""
        super().setUpClass()
        cls.company.credit_auto_apply = True

    def test_off_by_default(self):
        """A new company applies nothing by itself."""
        self.assertFalse(self.env["res.company"].new({}).credit_auto_apply)
        self.company.credit_auto_apply = False
        self.pay_on_account(100.0)
        self.assertEqual(self.invoice(60.0).amount_residual, 60.0)

    def test_oldest_first(self):
        """The oldest credit goes first and the newest keeps the rest."""
        new = self.pay_on_account(50.0, date="2026-01-18")
        old = self.pay_on_account(80.0, date="2026-01-02")
        invoice = self.invoice(100.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(self.receivable_line(old.move_id).amount_residual, 0.0)
        self.assertEqual(self.receivable_line(new.move_id).amount_residual, -30.0)
        self.assertIn("100.00", invoice.message_ids[0].body)

    def test_oldest_first_whatever_it_is_due_and_worth(self):
        """Odoo matches by due date and amount: a note that is due late, a cent of the same day."""
        note = self.invoice(
            60.0, move_type="out_refund", invoice_date="2026-01-02",
            invoice_payment_term_id=False, invoice_date_due="2026-02-20",
        )  # fmt: skip
        cent = self.pay_on_account(0.01, date="2026-01-18")
        new = self.pay_on_account(80.0, date="2026-01-18")
        invoice = self.invoice(100.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        left = [
            self.receivable_line(it).amount_residual for it in (note, cent.move_id, new.move_id)
        ]
        self.assertEqual(left, [0.0, 0.0, -40.01])

    def test_undo_in_one_click(self):
        """Undone, the credit is free, and posting again does not apply it again."""
        self.pay_on_account(100.0)
        invoice = self.invoice(60.0)
        self.assertTrue(invoice.has_credit_auto_applied)
        invoice.with_user(self.credit_manager).action_undo_credit_auto_apply()
        self.assertEqual(invoice.amount_residual, 60.0)
        self.assertFalse(invoice.has_credit_auto_applied)
        self.assertEqual(self.outstanding(), 100.0)
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 60.0)

    def test_undo_on_a_reviewed_invoice(self):
        """OCA's reviews keep posted invoices from changes; that it was undone is none of theirs."""
        self.pay_on_account(100.0)
        invoice = self.invoice(60.0)
        native = NativeMove.write

        def write(moves, vals):
            noted = "credit_auto_apply_undone" in vals
            if noted and not moves.env.context.get("skip_validation_check"):
                raise ValidationError(", ".join(vals))
            return native(moves, vals)

        with patch.object(NativeMove, "write", write):
            invoice.with_user(self.credit_manager).action_undo_credit_auto_apply()
        self.assertEqual(invoice.amount_residual, 60.0)
        self.assertTrue(invoice.credit_auto_apply_undone)

    def test_undo_leaves_other_matches(self):
        """What somebody applied by hand or paid stays."""
        self.pay_on_account(40.0)
        invoice = self.invoice(100.0)
        self.pay(invoice, 25.0)
        invoice.action_undo_credit_auto_apply()
        self.assertEqual(invoice.amount_residual, 75.0)

    def test_undo_is_for_accountants(self):
        """A salesperson may not undo by RPC."""
        self.pay_on_account(100.0)
        invoice = self.invoice(60.0)
        for user in (self.salesperson, self.credit_user, self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                invoice.with_user(user).action_undo_credit_auto_apply()

    def test_customers_are_excepted(self):
        """A customer's own choice wins over the company's, both ways."""
        self.customer.credit_auto_apply = "no"
        self.pay_on_account(100.0)
        self.assertEqual(self.invoice(60.0, self.contact).amount_residual, 60.0)
        self.company.credit_auto_apply = False
        self.customer.credit_auto_apply = "yes"
        self.assertEqual(self.invoice(60.0, self.contact).amount_residual, 0.0)

    def test_other_customers_pay_nothing(self):
        """Only the customer's own credits are taken, and credit notes take none."""
        self.pay_on_account(100.0, self.other_customer)
        self.assertEqual(self.invoice(60.0).amount_residual, 60.0)
        self.pay_on_account(100.0)
        self.assertEqual(self.invoice(60.0, move_type="out_refund").amount_residual, 60.0)

    def test_a_refusal_never_stops_the_posting(self):
        """The invoice is posted and says why nothing was applied."""
        self.pay_on_account(100.0)
        model = self.registry["account.move.line"]
        original = model._reconcile_plan

        def refuse(*_args, **_kwargs):
            """Stand for any refusal of the books."""
            raise UserError("Not today.")  # pylint: disable=translation-required

        model._reconcile_plan = refuse
        try:
            invoice = self.invoice(60.0)
        finally:
            model._reconcile_plan = original
        self.assertEqual((invoice.state, invoice.amount_residual), ("posted", 60.0))
        self.assertIn("Not today.", invoice.message_ids[0].body)

    def test_orders_in_step_use_credits(self):
        """Confirming an order uses the outstanding credits on its invoice."""
        self.company.credit_order_invoicing = "posted"
        self.pay_on_account(300.0)
        order = self.order()
        self.assertEqual(order.invoice_ids.amount_residual, 700.0)
        order.action_cancel()
        self.assertEqual(self.outstanding(), 300.0)
        self.assert_in_step(order)

    def test_topups_take_no_credit(self):
        """An invoice that gives store credit is not paid with credit."""
        self.pay_on_account(100.0)
        invoice = self.invoice(50.0, post=False)
        invoice.invoice_line_ids.account_id = self.liability
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 50.0)

    def test_apply_credit_from_the_order(self):
        """The button is there for managers when there is something to apply."""
        self.company.credit_auto_apply = False
        self.pay_on_account(100.0)
        order = self.order()
        self.assertFalse(order.can_apply_credit)
        self.invoice_order(order)
        self.env.invalidate_all()
        self.assertTrue(order.can_apply_credit)
        context = order.action_apply_credit()["context"]
        self.assertEqual(
            (context["active_model"], context["active_ids"]), ("sale.order", order.ids)
        )
        wizard = self.env["customer.credit.apply"].with_context(**context).create({})
        self.assertEqual(wizard.partner_id, self.customer)
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson).action_apply_credit()
        self.assertNotIn("can_apply_credit", order.with_user(self.salesperson).fields_get())

    def test_apply_store_credit_from_the_order(self):
        """The button is there for store credit, too: the dialog behind it proposes both."""
        order = self.order()
        invoice = self.invoice_order(order)
        self.assertFalse(order.can_apply_credit)
        self.give_credit(40.0)
        self.env.invalidate_all()
        self.assertTrue(order.can_apply_credit)
        context = order.action_apply_credit()["context"]
        wizard = self.env["customer.credit.apply"].with_context(**context).create({})
        self.assertEqual((wizard.amount, wizard.invoice_ids.invoice_id), (40.0, invoice))
