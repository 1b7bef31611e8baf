"""Orders and invoices in step: each change makes its document once, money surfaces at once."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .order_common import CreditOrderCommon


class InStepCommon(CreditOrderCommon):
    """A company that posts the invoice of each confirmed order."""

    @classmethod
    def setUpClass(cls):
        """Opt in."""
        super().setUpClass()
        cls.company.credit_order_invoicing = "posted"


@tagged("post_install", "-at_install")
class TestInStepConfirmation(InStepCommon):
    """The invoice on confirmation, by every route, and never at the order's expense."""

    def test_off_makes_nothing(self):
        """Without opting in, Odoo behaves as before."""
        self.company.credit_order_invoicing = "off"
        order = self.order()
        order.order_line.product_uom_qty = 5
        self.assertFalse(order.invoice_ids)

    def test_posted_on_confirmation(self):
        """A confirmed order has its posted invoice at once."""
        order = self.order((self.chair, 10, 100, self.tax))
        self.assertEqual(order.invoice_ids.mapped("state"), ["posted"])
        self.assertEqual(order.invoice_ids.amount_total, 1200.0)
        self.assert_in_step(order)

    def test_draft_on_confirmation(self):
        """With the draft setting the accountant still posts."""
        self.company.credit_order_invoicing = "draft"
        self.assertEqual(self.order().invoice_ids.mapped("state"), ["draft"])

    def test_customers_override_the_company(self):
        """A customer's own choice wins, for its contacts too, in this company only."""
        self.customer.credit_order_invoicing = "off"
        self.assertFalse(self.order(partner=self.contact).invoice_ids)
        self.customer.credit_order_invoicing = "draft"
        self.assertEqual(self.order(partner=self.contact).invoice_ids.state, "draft")
        other = self.setup_other_company()["company"]
        self.assertEqual(self.customer._get_credit_order_invoicing(other), "off")

    def test_every_route_confirms_alike(self):
        """Writing or creating the state directly is a confirmation too."""
        order = self.order(confirm=False)
        order.write({"state": "sale"})
        self.assert_in_step(order)
        self.assert_in_step(self.order(confirm=False, state="sale"))

    def test_a_salesperson_confirms(self):
        """No accounting right is needed, and no record of the invoice leaks by it."""
        order = self.order(confirm=False, user_id=self.salesperson.id)
        order.with_user(self.salesperson).action_confirm()
        self.assert_in_step(order)

    def test_nothing_invoiceable_is_skipped(self):
        """Work that is not delivered yet waits without complaint."""
        order = self.order((self.work, 5, 100))
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.invoice_ids)
        self.assertFalse(order.activity_ids)
        order.order_line.qty_delivered = 2
        self.assertEqual(order.invoice_ids.amount_total, 200.0)

    def test_a_failing_invoice_does_not_stop_the_order(self):
        """The order stays confirmed, says why, and catches up later."""
        order = self.order(confirm=False, user_id=self.env.user.id)
        error = UserError("The books are closed.")

        def refuse(*_args, **_kwargs):
            """Stand for any refusal of the books."""
            raise error

        with self.subTest("refused"):
            model = self.registry["account.move"]
            original = model._post
            model._post = refuse
            try:
                order.action_confirm()
            finally:
                model._post = original
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.invoice_ids)
        self.assertIn("The books are closed.", order.activity_ids.note)
        order.action_bring_in_step()
        self.assert_in_step(order)

    def test_a_failure_reaches_somebody_who_is_there(self):
        """Nobody reads the activities of a salesperson who has left."""
        order = self.order(confirm=False, user_id=self.salesperson.id)
        self.salesperson.active = False
        journals = [("type", "=", "sale"), ("company_id", "=", self.company.id)]
        self.env["account.journal"].search(journals).active = False
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.activity_ids.user_id, self.env.user)

    def test_a_refused_order_makes_no_invoice(self):
        """An error of the order itself still stops everything."""
        order = self.order(confirm=False)
        order.action_cancel()
        with self.assertRaises(UserError):
            order.action_confirm()
        self.assertFalse(order.invoice_ids)

    def test_bring_in_step_needs_the_order(self):
        """Nobody without write access to the order may do it."""
        order = self.order()
        for user in (self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                order.with_user(user).action_bring_in_step()

    def test_only_managers_set_exceptions(self):
        """A salesperson cannot except a customer."""
        with self.assertRaises(AccessError):
            self.customer.with_user(self.salesperson).write({"credit_order_invoicing": "off"})

    def test_down_payment_is_deducted_once(self):
        """Confirming after a down payment bills the rest."""
        self.company.credit_order_invoicing = "off"
        order = self.order((self.chair, 10, 100, self.tax))
        self.down_payment(order, 40)
        self.company.credit_order_invoicing = "posted"
        order.action_bring_in_step()
        self.assertEqual(self.documents(order).mapped("amount_total"), [480.0, 720.0])
        self.assert_in_step(order)


@tagged("post_install", "-at_install")
class TestInStepChanges(InStepCommon):
    """Lowering, raising and cancelling after the invoice."""

    def test_lower_quantity_of_an_open_invoice(self):
        """The credit note of the difference is applied to the invoice."""
        order = self.order((self.chair, 10, 100, self.tax))
        order.order_line.product_uom_qty = 8
        invoice, credit_note = self.documents(order)
        self.assertEqual((credit_note.move_type, credit_note.amount_total), ("out_refund", 240.0))
        self.assertEqual(invoice.amount_residual, 960.0)
        self.assertEqual(self.outstanding(), 0.0)
        self.assert_in_step(order)

    def test_lower_quantity_of_a_paid_invoice(self):
        """What was paid too much is an outstanding credit at once, and the order says so."""
        order = self.order()
        self.pay(order.invoice_ids)
        order.order_line.product_uom_qty = 7
        self.assertEqual(self.outstanding(), 300.0)
        self.assertIn("outstanding credit", order.message_ids[0].body)
        self.assert_in_step(order)

    def test_lower_price(self):
        """A lower price credits the difference by a line that names its order line."""
        order = self.order((self.chair, 10, 100, self.tax))
        order.order_line.price_unit = 90
        _invoice, credit_note = self.documents(order)
        line = credit_note.invoice_line_ids
        self.assertEqual(line.credit_sale_line_id, order.order_line)
        self.assertEqual((credit_note.amount_untaxed, credit_note.amount_total), (100.0, 120.0))
        self.assertEqual(order.order_line.qty_invoiced, 10)
        order.order_line.price_unit = 80
        self.assertEqual(len(self.documents(order)), 3)
        self.assert_in_step(order)

    def test_a_discount_is_a_lower_price(self):
        """A discount given later is credited as well, and taken back when it goes."""
        order = self.order()
        order.order_line.discount = 25
        self.assert_in_step(order)
        order.order_line.discount = 0
        self.assertEqual(self.documents(order)[-1].move_type, "out_invoice")
        self.assert_in_step(order)

    def test_quantity_and_price_at_once(self):
        """Both in one change make one document."""
        order = self.order((self.chair, 10, 100, self.tax))
        order.order_line.write({"product_uom_qty": 8, "price_unit": 110})
        self.assertEqual(self.documents(order).mapped("amount_total"), [1200.0, 144.0])
        self.assert_in_step(order)

    def test_a_form_makes_one_document(self):
        """Several lines changed in one save are one credit note."""
        order = self.order((self.chair, 10, 100), (self.chair, 5, 20))
        with Form(order) as form:
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 9
            with form.order_line.edit(1) as line:
                line.product_uom_qty = 4
        self.assertEqual(self.documents(order).mapped("amount_total"), [1100.0, 120.0])

    def test_raising_invoices_the_difference(self):
        """More quantity, a higher price and a new line are invoiced as they come."""
        order = self.order()
        order.order_line.product_uom_qty = 12
        order.order_line.price_unit = 110
        order.write({"order_line": [self.order_line(self.chair, 1, 30)]})
        totals = self.documents(order).mapped("amount_total")
        self.assertEqual(totals, [1000.0, 200.0, 120.0, 30.0])
        self.assert_in_step(order)

    def test_drafts_are_updated(self):
        """While the invoice is a draft it is changed in place, new lines included."""
        self.company.credit_order_invoicing = "draft"
        order = self.order()
        order.order_line.write({"product_uom_qty": 8, "price_unit": 90})
        order.write({"order_line": [self.order_line(self.chair, 1, 30)]})
        self.assertEqual(self.documents(order).mapped("amount_total"), [750.0])
        order.order_line[0].product_uom_qty = 0
        order.order_line[1].product_uom_qty = 0
        self.assertFalse(self.documents(order))
        self.assertFalse(order.invoice_ids)

    def test_differences_only_when_wanted(self):
        """With automatic differences off, lowering leaves the books alone."""
        self.company.credit_auto_adjust = False
        order = self.order()
        order.order_line.product_uom_qty = 5
        order.action_cancel()
        self.assertEqual(self.documents(order).mapped("amount_total"), [1000.0])

    def test_returned_goods_are_not_credited_twice(self):
        """A credit note made by hand counts when the order is lowered afterwards."""
        order = self.order()
        context = {"active_model": "account.move", "active_ids": order.invoice_ids.ids}
        Reversal = self.env["account.move.reversal"].with_context(**context)
        wizard = Reversal.create({"journal_id": order.invoice_ids.journal_id.id})
        refund = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        refund.invoice_line_ids.quantity = 3
        refund.action_post()
        order.order_line.product_uom_qty = 7
        self.assertEqual(len(self.documents(order)), 2)
        self.assert_in_step(order)

    def test_cancelling_a_paid_invoice(self):
        """Reset and cancelled: the payment is an outstanding credit, the order names it."""
        order = self.order()
        invoice = order.invoice_ids
        self.pay(invoice)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(self.outstanding(), 1000.0)
        self.assertIn("1,000.00", order.message_ids[0].body)

    def test_cancelling_an_invoice_takes_back_its_credit_note(self):
        """A credit note made in step does not outlive the invoice it lowered."""
        order = self.order()
        order.order_line.product_uom_qty = 8
        invoice, credit_note = self.documents(order)
        self.pay(invoice)
        invoice.button_cancel()
        self.assertEqual(credit_note.state, "cancel")
        self.assertEqual(self.outstanding(), 800.0)

    def test_cancelling_a_paid_order(self):
        """The invoice is reversed and what was paid surfaces."""
        order = self.order((self.chair, 10, 100, self.tax))
        self.pay(order.invoice_ids, 500.0)
        order.action_cancel()
        invoice, credit_note = self.documents(order)
        self.assertEqual(credit_note.reversed_entry_id, invoice)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(self.outstanding(), 500.0)
        self.assertIn("500.00", order.message_ids.filtered("body")[0].body)
        self.assert_in_step(order)

    def test_cancelling_a_lowered_order(self):
        """Only the rest is credited."""
        order = self.order((self.chair, 10, 100, self.tax))
        self.pay(order.invoice_ids)
        order.order_line.product_uom_qty = 8
        order.order_line.price_unit = 90
        order.write({"state": "cancel"})
        self.assertEqual(self.outstanding(), 1200.0)
        self.assert_in_step(order)

    def test_cancelling_one_of_two_orders_on_an_invoice(self):
        """The other order on the same invoice keeps its lines."""
        self.company.credit_order_invoicing = "off"
        orders = self.order((self.chair, 1, 100)) + self.order((self.chair, 1, 60))
        invoice = orders._create_invoices()
        invoice.action_post()
        self.company.credit_order_invoicing = "posted"
        orders[0].action_cancel()
        self.assertEqual(invoice.amount_residual, 60.0)
        self.assert_in_step(orders[0])
        self.assert_in_step(orders[1])

    def test_cancelled_and_confirmed_again(self):
        """The second life of an order is invoiced in full, once."""
        order = self.order()
        order.action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assert_in_step(order)

    def test_the_books_of_the_other_company(self):
        """An order is invoiced in its own company, whatever company the user is in."""
        other = self.setup_other_company()["company"]
        order = self.order(confirm=False)
        both = [other.id, self.company.id]
        order.with_context(allowed_company_ids=both).action_confirm()
        self.assertEqual(order.invoice_ids.company_id, self.company)

    def test_correction_links_are_not_for_clients(self):
        """A correction on somebody else's order line changes nothing of that order."""
        order = self.order()
        with self.assertRaises(AccessError):
            order.invoice_ids.invoice_line_ids.with_user(self.salesperson).write(
                {"credit_sale_line_id": order.order_line.id}
            )
        self.assertFalse(order.order_line.copy_data()[0].get("credit_correction_line_ids"))
        self.assertEqual(Command.clear()[0], Command.CLEAR)
