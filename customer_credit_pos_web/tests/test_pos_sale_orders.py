"""Sale orders that are settled at the till, where Odoo's bridge of both is installed."""

from odoo import Command
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
