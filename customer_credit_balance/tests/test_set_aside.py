"""Store credit set aside for an order by hand: by right, visible, it takes itself back."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .order_common import CreditOrderCommon

RIGHT = "customer_credit_balance.group_customer_credit_set_aside"


@tagged("post_install", "-at_install")
class TestSetAside(CreditOrderCommon):
    """45 of store credit, and a rep who agrees with the customer that an order uses them."""

    @classmethod
    def setUpClass(cls):
        """Make a rep."""
        super().setUpClass()
        cls.rep = cls._new_user("aside_rep", "sales_team.group_sale_salesman_all_leads")

    def setUp(self):
        """Give 45 to the customer, who orders for 100."""
        super().setUp()
        self.give_credit(45.0)
        self.sale = self.order((self.chair, 1, 100), confirm=False)

    def figures(self):
        """Return (balance, reserved) of the customer."""
        self.env.invalidate_all()
        account = self.credit_account()
        return (account.balance, account.reserved)

    def use(self, order=None, user=None):
        """Click the button."""
        (order or self.sale).with_user(user or self.rep).action_set_credit_aside()

    def test_one_click_sets_aside_what_the_order_can_use(self):
        with Form(self.sale.with_user(self.rep)) as form:
            self.assertEqual(
                (form.store_credit_to_set_aside, form.store_credit_set_aside), (45.0, 0.0)
            )
        self.use()
        self.assertEqual(self.figures(), (45.0, 45.0))
        with Form(self.sale.with_user(self.rep)) as form:
            self.assertEqual(
                (form.store_credit_to_set_aside, form.store_credit_set_aside), (0.0, 45.0)
            )
        self.assertIn("set aside for this order", self.sale.message_ids[:1].body)
        with self.assertRaisesRegex(UserError, "no store credit"):
            self.use()
        self.assert_ties_out()

    def test_no_more_than_the_order_is_worth(self):
        small = self.order((self.chair, 1, 20), confirm=False)
        self.use(small)
        self.assertEqual(self.figures(), (45.0, 20.0))
        self.use()
        self.assertEqual(self.figures(), (45.0, 45.0))
        self.assertEqual(self.sale.store_credit_set_aside, 25.0)

    def test_it_is_taken_back_by_hand_and_set_aside_again(self):
        self.use()
        self.sale.with_user(self.rep).action_free_credit_set_aside()
        self.assertEqual(self.figures(), (45.0, 0.0))
        self.use()
        self.assertEqual(self.figures(), (45.0, 45.0))

    def test_it_ends_with_the_order_its_customer_and_its_day(self):
        self.use()
        self.sale._action_cancel()
        self.assertEqual(self.figures(), (45.0, 0.0))
        self.sale.action_draft()
        self.use()
        self.sale.partner_id = self.other_customer
        self.assertEqual(self.figures(), (45.0, 0.0))
        self.sale.partner_id = self.customer
        self.use()
        reservation = self.sale._find_credit_set_aside()
        self.assertGreater(reservation.expires_at, fields.Datetime.now())
        reservation._set({"expires_at": fields.Datetime.now() - timedelta(minutes=1)})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60.0):
            self.env["customer.credit.reservation"]._cron_expire()
        self.assertEqual(self.figures(), (45.0, 0.0))
        self.use()
        self.sale.unlink()
        self.assertEqual(self.figures(), (45.0, 0.0))

    def test_it_ends_where_another_company_sells(self):
        """The company that takes the order over owes its customer none of it."""
        other = self.setup_other_company()["company"]
        self.use()
        self.env.user.company_ids |= other
        self.sale.with_context(allowed_company_ids=(self.company | other).ids).company_id = other
        self.assertEqual(self.figures(), (45.0, 0.0))
        self.assertEqual(self.sale.store_credit_set_aside, 0.0)

    def test_it_ends_where_the_order_is_in_another_currency(self):
        """45 of the company's money are no 45 of another one."""
        foreign = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        self.use()
        self.sale.pricelist_id = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": foreign.id}
        )
        self.assertEqual(self.figures(), (45.0, 0.0))
        self.assertEqual((self.sale.currency_id, self.sale.store_credit_set_aside), (foreign, 0.0))

    def test_it_ends_within_a_year(self):
        """Whatever day somebody wrote on the quotation for "never"."""
        self.sale.validity_date = "9999-12-31"
        self.use()
        self.env.invalidate_all()
        until = self.sale.store_credit_set_aside_until
        self.assertLess(until, fields.Datetime.now() + timedelta(days=370))

    def test_its_invoice_uses_it(self):
        self.use()
        self.sale.action_confirm()
        invoice = self.sale._create_invoices()
        self.assertEqual(self.figures(), (45.0, 45.0))
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 55.0)
        self.assertEqual(self.figures(), (0.0, 0.0))
        self.assert_ties_out()

    def test_what_an_invoice_does_not_need_stays_for_the_next_one(self):
        self.use()
        self.sale.order_line.write({"product_id": self.work.id, "price_unit": 25.0})
        self.sale.order_line.product_uom_qty = 4
        self.sale.action_confirm()
        for left in (20.0, 0.0):
            self.sale.order_line.qty_delivered += 1
            invoice = self.sale._create_invoices()
            invoice.action_post()
            self.assertEqual(invoice.payment_state in ("paid", "in_payment"), left > 0)
            self.assertEqual(self.figures(), (left, left))
        self.assert_ties_out()

    def test_what_is_invoiced_already_needs_nothing_set_aside(self):
        """75 of 100 are invoiced and not paid: 25 can be set aside, and not once more."""
        self.sale.order_line.write({"product_id": self.work.id, "price_unit": 25.0})
        self.sale.order_line.product_uom_qty = 4
        self.sale.action_confirm()
        self.sale.order_line.qty_delivered = 3
        self.sale._create_invoices().action_post()
        self.use()
        self.assertEqual(self.figures(), (45.0, 25.0))
        self.assertEqual(self.sale.store_credit_to_set_aside, 0.0)
        with self.assertRaisesRegex(UserError, "no store credit"):
            self.use()

    def test_an_order_that_is_invoiced_and_owes_nothing_keeps_none(self):
        self.use()
        self.sale.action_confirm()
        invoice = self.sale._create_invoices()
        invoice.invoice_line_ids.price_unit = 0.0
        invoice.action_post()
        self.assertEqual((invoice.amount_residual, self.figures()), (0.0, (45.0, 0.0)))

    def test_who_is_invoiced_for_something_else_keeps_it(self):
        self.use()
        other = self.invoice(30.0)
        self.assertEqual((other.amount_residual, self.figures()), (30.0, (45.0, 45.0)))

    def test_a_frozen_account_stops_no_invoice(self):
        self.use()
        self.sale.action_confirm()
        self.credit_account().action_freeze()
        invoice = self.sale._create_invoices()
        invoice.action_post()
        self.assertEqual((invoice.state, invoice.amount_residual), ("posted", 100.0))
        self.assertIn("was not used", invoice.message_ids[:1].body)
        self.assertIn("choose Take It Back", invoice.message_ids[:1].body, "and what to do")

    def test_it_needs_the_right_and_the_order(self):
        group = self.env.ref(RIGHT)
        self.env.ref("sales_team.group_sale_salesman").implied_ids = [Command.unlink(group.id)]
        self.rep.group_ids = [Command.unlink(group.id)]
        for method in ("action_set_credit_aside", "action_free_credit_set_aside"):
            with self.assertRaisesRegex(AccessError, "right of its own"):
                getattr(self.sale.with_user(self.rep).with_context(allowed=1), method)()
        clerk = self._new_user("aside_clerk", f"base.group_user,{RIGHT}")
        with self.assertRaises(AccessError):
            self.use(user=clerk)
        self.assertEqual(self.figures(), (45.0, 0.0))

    def test_nobody_else_spends_it(self):
        self.use()
        with self.assertRaisesRegex(UserError, "no store credit"):
            self.use(self.order((self.chair, 1, 100), confirm=False))
