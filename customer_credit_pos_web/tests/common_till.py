"""Common ground of the till's tests: a till with store credit, a cashier and orders as it sends."""

from uuid import uuid4

from odoo import Command, fields

from odoo.addons.customer_credit_balance.tests.common import CreditCommon
from odoo.addons.point_of_sale.tests.common import TestPoSCommon


class TillCommon(TestPoSCommon, CreditCommon):
    """Orders go through ``sync_from_ui`` as a cashier, as the browser would send them."""

    @classmethod
    def setUpClass(cls):
        """Switch store credit on at the till; make a product without taxes and a cashier."""
        super().setUpClass()
        cls.config = cls.basic_config
        cls.credit_pm = cls.company._get_store_credit_pos_method()
        cls.config.store_credit_enabled = True
        cls.product = cls.create_product("Chair", cls.categ_basic, 100.0, 50.0)
        cls.cashier = cls._new_user("till_cashier", "base.group_user,point_of_sale.group_pos_user")
        cls.till_manager = cls._new_user(
            "till_manager", "base.group_user,point_of_sale.group_pos_manager"
        )

    def setUp(self):
        """Open the till."""
        super().setUp()
        self.open_new_session()

    # --------------------------------------------------------------- arrange

    def order_data(self, payments, quantity=1, customer=None, state="paid", lines=None, **vals):
        """Return an order as the till sends it: (method, amount) pairs, chairs of 100."""
        lines = [(self.product, quantity)] if lines is None else lines
        data = self.create_ui_order_data(
            lines, customer=customer, payments=payments, uuid=str(uuid4())
        )
        for command in data["payment_ids"]:
            command[2]["uuid"] = str(uuid4())
        data.update({"state": state, "access_token": str(uuid4()), **vals})
        return data

    def worthless(self, method):
        """Return orders of a chair that is worth -500: by its price, and by 600 % off."""
        orders = []
        for values in ({"price_unit": -500.0}, {"discount": 600.0}):
            data = self.order_data([(method, -500.0)], 1, self.customer, amount_total=-500.0)
            data["lines"][0][2].update(price_subtotal=-500.0, price_subtotal_incl=-500.0, **values)
            orders.append(data)
        return orders

    def sync(self, data, user=None):
        """Send an order as the cashier; return it (as the test user)."""
        self.env["pos.order"].with_user(user or self.cashier).sync_from_ui([dict(data)])
        self.env.flush_all()
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])])

    def sell(self, payments, quantity=1, customer=None, user=None, **vals):
        """Sell chairs; return the paid order."""
        customer = self.customer if customer is None else customer
        return self.sync(self.order_data(payments, quantity, customer, **vals), user)

    def top_up(self, amount, method=None, user=None, customer=None, **vals):
        """Add credit at the till: an order without goods, money in, credit out."""
        payments = [(method or self.cash_pm1, amount), (self.credit_pm, -amount)]
        data = self.order_data(payments, customer=customer or self.customer, lines=[], **vals)
        return self.sync(data, user)

    def refund_data(self, order, payments, quantity=1, customer=None, **vals):
        """Return the refund of chairs of an order as the till sends it."""
        line = order.lines[:1]
        data = self.order_data(
            payments,
            customer=customer or order.partner_id,
            lines=[
                {
                    "product": self.product,
                    "quantity": -quantity,
                    "refunded_orderline_id": line.id,
                }
            ],
            **vals,
        )
        data["is_refund"] = True
        return data

    def refund(self, order, payments, quantity=1, user=None, **vals):
        """Refund chairs of an order; return the refund order."""
        return self.sync(self.refund_data(order, payments, quantity, **vals), user)

    def close_till(self):
        """Close the session as the cashier does, with the cash that is expected."""
        session = self.pos_session
        total = sum(session.order_ids.payment_ids.filtered("payment_method_id.is_cash_count")
                    .filtered(lambda p: p.payment_method_id == self.cash_pm1)
                    .mapped("amount"))  # fmt: skip
        session.with_user(self.cashier).post_closing_cash_details(total)
        result = session.with_user(self.cashier).close_session_from_ui()
        self.assertTrue(result["successful"], result)
        return session

    def take_right(self, user, xmlid):
        """Take a right of the till away from its users, then from this one."""
        group = self.env.ref(xmlid)
        self.env.ref("point_of_sale.group_pos_user").implied_ids = [Command.unlink(group.id)]
        user.group_ids = [Command.unlink(group.id)]

    # --------------------------------------------------------------- assert

    def assert_credit(self, amount, customer=None):
        """The ledger says this amount, whether or not the session was closed."""
        self.env.invalidate_all()
        self.assertEqual(self.credit_account(customer).balance, amount)

    def till_entries(self, order):
        """Return (event, amount) of the entries of an order, oldest first."""
        entries = order._get_store_credit_entries().sorted("id")
        return [(entry.event, entry.amount) for entry in entries]

    def liability_items(self, customer=None):
        """Return the amounts posted on the liability account for the customer, oldest first."""
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.liability.id),
                ("partner_id", "=", (customer or self.customer).id),
                ("parent_state", "=", "posted"),
            ],
            order="id",
        )
        return lines.mapped("balance")

    @property
    def today(self):
        """Return today as the server sees it."""
        return fields.Date.context_today(self.env.user)
