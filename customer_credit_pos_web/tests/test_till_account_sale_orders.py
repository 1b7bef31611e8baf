"""Sale orders that are settled at the till, where Odoo's bridge of both is installed."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillSaleOrders(TillCommon):
    """Down payments and settled sale orders take store credit like any till order."""

    def setUp(self):
        """A quotation of two chairs for a customer with 150 of store credit."""
        super().setUp()
        if "sale_order_origin_id" not in self.env["pos.order.line"]._fields:
            self.skipTest("the bridge between sales and the till is not installed")
        self.give_credit(150.0)
        self.cashier.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_salesman_all_leads").id)
        ]
        self.quotation = self.env["sale.order"].sudo().create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 2, "price_unit": 100.0,
                         "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )  # fmt: skip

    def settle_order(self, payments, quantity=2):
        """Settle the sale order at the till, as its screen sends it."""
        line = {
            "product": self.product,
            "quantity": quantity,
            "sale_order_origin_id": self.quotation.id,
            "sale_order_line_id": self.quotation.order_line[:1].id,
        }
        return self.sync(self.order_data(payments, customer=self.customer, lines=[line]))

    def exposure(self):
        """Return what the customer owes or will owe."""
        terms = self.customer._get_credit_exposure_terms(self.company)
        return sum(amounts.get(self.customer, 0.0) for amounts in terms.values())

    def test_a_settled_sale_order_takes_credit_once(self):
        order = self.settle_order([(self.credit_pm, 150.0), (self.cash_pm1, 50.0)])
        self.assertEqual(self.till_entries(order), [("till_payment", -150.0)])
        self.assertEqual(self.quotation.state, "sale")
        self.assertEqual(self.quotation.amount_unpaid, 0.0)
        self.assertEqual(self.exposure(), 0.0)
        self.close_till()
        self.assertEqual(self.exposure(), 0.0)
        self.assert_ties_out()

    def test_a_settled_sale_order_on_account_is_owed_once(self):
        self.settle_order([(self.pay_later_pm, 200.0)])
        self.assertEqual(self.exposure(), 200.0)
        self.close_till()
        self.assertEqual(self.exposure(), 200.0)

    def test_a_down_payment_takes_credit_and_the_rest_comes_later(self):
        self.quotation.action_confirm()
        product = self.env.ref("pos_sale.default_downpayment_product")
        product.write({"active": True, "taxes_id": [Command.clear()], "list_price": 50.0})
        self.pos_session.close_session_from_ui()
        self.config.down_payment_product_id = product
        self.open_new_session()
        line = {
            "product": product,
            "quantity": 1,
            "sale_order_origin_id": self.quotation.id,
        }
        data = self.order_data([(self.credit_pm, 50.0)], customer=self.customer, lines=[line])
        order = self.sync(data)
        self.assertEqual(self.till_entries(order), [("till_payment", -50.0)])
        self.assertEqual(self.quotation.amount_unpaid, 150.0)
        self.close_till()
        self.assert_store_credit(100.0)
        self.assert_ties_out()

    def test_an_invoiced_sale_order_is_paid_with_credit(self):
        line = {
            "product": self.product,
            "quantity": 1,
            "sale_order_origin_id": self.quotation.id,
            "sale_order_line_id": self.quotation.order_line[:1].id,
        }
        data = self.order_data(
            [(self.credit_pm, 100.0)], customer=self.customer, lines=[line], to_invoice=True
        )
        order = self.sync(data)
        self.assertEqual(order.account_move.payment_state, "paid")
        self.close_till()
        self.assert_store_credit(50.0)
        self.assert_ties_out()

    # --------------------------------------------------------------- set aside

    def reserve(self, amount, order=None):
        """Set store credit aside for the sale order, as a payment in parts does."""
        account = self.credit_account()
        order = order or self.quotation
        return account._reserve(amount, f"test:{order.id}:{amount}", order, 60)

    def test_what_is_set_aside_for_an_order_pays_it(self):
        reservation = self.reserve(150.0)
        order = self.settle_order([(self.credit_pm, 150.0), (self.cash_pm1, 50.0)])
        self.assertEqual(self.till_entries(order), [("till_payment", -150.0)])
        self.assertEqual(reservation.state, "released")
        self.assertEqual(self.credit_account().reserved, 0.0)
        self.close_till()
        self.assert_ties_out()

    def test_what_is_set_aside_is_freed_when_the_order_is_paid_otherwise(self):
        reservation = self.reserve(150.0)
        self.settle_order([(self.cash_pm1, 200.0)])
        self.assertEqual(reservation.state, "released")
        self.assertEqual(self.credit_account().available, 150.0)

    def test_the_check_names_what_is_set_aside_for_a_paid_order(self):
        self.assertEqual(self.Account._tie_out(self.company), [])
        self.reserve(100.0)
        self.assertEqual(self.Account._tie_out(self.company), [])
        self.settle_order([(self.cash_pm1, 200.0)])
        self.reserve(50.0)
        (fault,) = self.Account._tie_out(self.company)
        self.assertEqual(fault["code"], "reservation")
        self.assertIn(self.quotation.name, fault["message"])

    def test_the_check_names_what_is_set_aside_for_an_invoiced_and_paid_order(self):
        self.quotation.action_confirm()
        self.reserve(100.0)
        self.quotation.order_line.filtered("product_id").qty_delivered = 2
        invoice = self.quotation._create_invoices(final=True)
        invoice.action_post()
        self.assertEqual(self.Account._tie_out(self.company), [])
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": self.bank_journal.id})._create_payments()
        self.env.flush_all()
        (fault,) = self.Account._tie_out(self.company)
        self.assertEqual(fault["code"], "reservation")

    def test_it_stays_set_aside_while_a_part_is_open(self):
        reservation = self.reserve(100.0)
        self.settle_order([(self.cash_pm1, 100.0)], quantity=1)
        self.assertEqual(reservation.state, "open")
        self.settle_order([(self.cash_pm1, 100.0)], quantity=1)
        self.assertEqual(reservation.state, "released")

    def test_it_pays_no_other_order(self):
        reservation = self.reserve(150.0)
        with self.assertRaisesRegex(UserError, "available"):
            self.sell([(self.credit_pm, 100.0)])
        other = self.quotation.copy({"partner_id": self.other_customer.id})
        self.give_credit(10.0, self.other_customer)
        reservation |= self.credit_account(self.other_customer)._reserve(10.0, "test:other", other)
        line = {
            "product": self.product,
            "quantity": 1,
            "sale_order_origin_id": other.id,
            "sale_order_line_id": other.order_line.id,
        }
        data = self.order_data([(self.cash_pm1, 100.0)], customer=self.customer, lines=[line])
        self.sync(data)
        self.assertEqual(set(reservation.mapped("state")), {"open"})

    def test_a_payment_that_waits_for_it_is_over(self):
        provider = self.quotation._get_store_credit_provider()
        part = self.env["payment.transaction"].sudo()._prepare_store_credit_part(
            self.quotation, 150.0
        )  # fmt: skip
        self.assertEqual(part.provider_id, provider)
        self.assertEqual(self.credit_account().available, 0.0)
        self.settle_order([(self.credit_pm, 150.0), (self.cash_pm1, 50.0)])
        self.assertEqual(part.state, "cancel")
        self.assert_credit(0.0)
        self.assertEqual(self.credit_account().reserved, 0.0)

    def test_the_till_shows_what_is_set_aside_for_which_order(self):
        self.reserve(100.0)
        Partner = self.env["res.partner"].with_user(self.cashier)
        found = Partner.get_store_credit_for_till(
            (self.customer | self.other_customer).ids, self.config.id
        )
        mine = found[self.customer.id]
        self.assertEqual((mine["available"], mine["reserved"]), (50.0, 100.0))
        self.assertEqual(mine["reserved_orders"], {self.quotation.id: 100.0})
        self.assertEqual(found[self.other_customer.id]["reserved_orders"], {})
