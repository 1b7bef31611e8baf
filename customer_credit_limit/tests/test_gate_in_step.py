"""Orders whose invoices follow by themselves: the gate looks before anything is invoiced."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .request_common import CreditRequestCommon


@tagged("post_install", "-at_install")
class TestGateInStep(CreditRequestCommon):
    """What is invoiced at once is stopped like what waits for its invoice."""

    def setUp(self):
        """A confirmed order of 900 under a limit of 1,000, invoiced."""
        super().setUp()
        self.company.credit_order_invoicing = "posted"
        self.set_limit(1000.0)
        self.confirmed = self.order((self.chair, 9, 100), user_id=self.salesperson.id)
        self.line = self.confirmed.order_line
        self.assertEqual(self.confirmed.invoice_ids.mapped("state"), ["posted"])

    def invoiced(self):
        """Return what the order's invoices charge, corrections of prices included."""
        moves = self.confirmed.order_line._get_credit_live_lines().move_id
        return sum(moves.mapped("amount_total"))

    def test_a_larger_order_is_stopped(self):
        """By whichever door, with invoices that are posted and with drafts."""
        order = self.confirmed.with_user(self.salesperson)
        line = order.order_line
        added = {"product_id": self.chair.id, "product_uom_qty": 1, "price_unit": 200.0}
        doors = {
            "quantity": lambda: line.write({"product_uom_qty": 20}),
            "form": lambda: order.write(
                {"order_line": [Command.update(line.id, {"product_uom_qty": 20})]}
            ),
            "new line": lambda: line.create({"order_id": order.id, **added}),
            "new line of the form": lambda: order.write({"order_line": [Command.create(added)]}),
        }
        for mode in ("posted", "draft"):
            self.company.credit_order_invoicing = mode
            for name, door in doors.items():
                with self.subTest(mode=mode, door=name), self.assertRaises(UserError):
                    door()
        self.assertEqual((self.confirmed.amount_total, self.invoiced()), (900.0, 900.0))

    def test_what_fits_is_invoiced(self):
        """Up to the limit, not a cent beyond."""
        self.line.with_user(self.salesperson).product_uom_qty = 10
        self.assertEqual((self.confirmed.amount_total, self.invoiced()), (1000.0, 1000.0))

    def test_an_order_that_is_made_confirmed_is_stopped(self):
        """Written or created so, as RPC can."""
        quotation = self.quotation(200.0, user_id=self.salesperson.id)
        with self.assertRaises(UserError):
            quotation.with_user(self.salesperson).write({"state": "sale"})
        with self.assertRaises(UserError):
            self.quotation(200.0, state="sale")
        quotation.order_line.price_unit = 100.0
        quotation.with_user(self.salesperson).write({"state": "sale"})
        self.assertEqual(quotation.invoice_ids.amount_total, 100.0)

    def test_a_held_customer_gets_no_more(self):
        """A hold stops whatever is added."""
        self.put_on_hold()
        with self.assertRaisesRegex(UserError, "on hold"):
            self.line.with_user(self.salesperson).product_uom_qty = 10

    def test_the_difference_is_asked_for(self):
        """The dialog makes a request, and its approval the change and the invoice."""
        order = self.confirmed.with_user(self.salesperson)
        action = order.action_ask_to_enlarge()
        wizard = order.env[action["res_model"]].with_context(**action["context"]).create({})
        wizard.line_ids.quantity = 20
        wizard.action_ask()
        request = self.request_of(self.confirmed)
        self.assertEqual((request.kind, request.amount), ("enlargement", 1000.0))
        self.assertEqual((self.confirmed.amount_total, self.invoiced()), (900.0, 900.0))
        request.with_user(self.approver).action_approve()
        self.assertEqual((self.confirmed.amount_total, self.invoiced()), (2000.0, 2000.0))

    def test_a_dearer_order_is_stopped(self):
        """What is invoiced already is corrected by itself: the gate decides on that, too."""
        line = self.line.with_user(self.salesperson)
        for mode in ("posted", "draft"):
            self.company.credit_order_invoicing = mode
            with self.subTest(mode=mode), self.assertRaises(UserError):
                line.price_unit = 300.0
        self.company.credit_order_invoicing = "posted"
        line.price_unit = 110.0
        self.assertEqual((self.confirmed.amount_total, self.invoiced()), (990.0, 990.0))

    def test_a_dearer_order_is_asked_for(self):
        """The correction that follows was decided on with the order."""
        order = self.confirmed.with_user(self.salesperson)
        action = order.action_ask_to_enlarge()
        wizard = order.env[action["res_model"]].with_context(**action["context"]).create({})
        wizard.line_ids.price_unit = 300.0
        wizard.action_ask()
        request = self.request_of(self.confirmed)
        self.assertEqual((request.amount, self.confirmed.amount_total), (1700.0, 900.0))
        request.with_user(self.approver).action_approve()
        self.assertEqual((self.confirmed.amount_total, self.invoiced()), (2700.0, 2700.0))


@tagged("post_install", "-at_install")
class TestGateInvoiced(CreditRequestCommon):
    """An order that is invoiced by hand says what its invoices may charge."""

    def test_a_discount_is_not_taken_back_behind_an_invoice(self):
        """Nothing is left to invoice, and yet the customer would come to owe more."""
        self.set_limit(1000.0)
        order = self.order((self.chair, 9, 1000), confirm=False, user_id=self.salesperson.id)
        order.order_line.discount = 90.0
        order.action_confirm()
        invoice = self.invoice_order(order, post=False)
        with self.assertRaises(UserError):
            order.with_user(self.salesperson).order_line.discount = 0.0
        order.with_user(self.salesperson).order_line.discount = 89.0
        invoice.invoice_line_ids.discount = 89.0
        invoice.action_post()
        self.assertEqual((order.amount_total, invoice.amount_total), (990.0, 990.0))
