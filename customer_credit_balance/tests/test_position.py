"""The net-position bar: what we owe, what they owe, the words and the price of showing it."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .order_common import CreditOrderCommon


@tagged("post_install", "-at_install")
class TestPosition(CreditOrderCommon):
    """Figures, states and lines of ``_get_credit_position``, and the field on the forms."""

    def position(self, partner=None):
        """Return the position of the customer in the test company."""
        partner = partner or self.customer
        return partner._get_credit_position(self.company)[partner.commercial_partner_id]

    def owe(self, amount, days_overdue, partner=None):
        """Post an invoice that has been due for so many days."""
        due = fields.Date.today() - timedelta(days=days_overdue)
        return self.invoice(
            amount, partner, invoice_date=due, invoice_date_due=due, invoice_payment_term_id=False
        )

    def parts(self, position, code):
        """Return {words: amount} of a line."""
        line = next(it for it in position["lines"] if it["code"] == code)
        return {part["label"]: part["amount"] for part in line["parts"]}

    def test_both_sides_and_the_net(self):
        """Store credit and open credits against invoices; orders are told apart."""
        self.give_credit(900.0)
        self.credit_account()._reserve(120.0, "test:reserved")
        self.pay_on_account(200.0)
        self.pay_on_account(150.0)
        self.owe(3200.0, -10)
        self.owe(800.0, 23)
        self.order((self.chair, 11, 100))
        position = self.position()
        self.assertEqual(
            self.parts(position, "owed"),
            {"store credit": 900.0, "reserved": 120.0, "2 open credits": 350.0},
        )
        self.assertEqual(
            self.parts(position, "open"),
            {"overdue": 800.0, "oldest 23 days": None, "orders not invoiced": 1100.0},
        )
        self.assertEqual((position["owed"], position["open"]), (1250.0, 4000.0))
        self.assertEqual((position["net"], position["net_label"]), (2750.0, "Net: they owe us"))

    def test_an_overdrawn_account_is_theirs_to_pay(self):
        """Nothing is shown below zero: the words say who owes."""
        account = self.credit_account()
        account.overdraft_limit = 500.0
        self.give_credit(-300.0)
        self.owe(100.0, -10)
        self.pay_on_account(40.0)
        position = self.position()
        self.assertEqual(self.parts(position, "owed"), {"1 open credit": 40.0})
        self.assertEqual(self.parts(position, "open"), {"store credit overdrawn": 300.0})
        amounts = {line["code"]: line["amount"] for line in position["lines"]}
        self.assertEqual((amounts["owed"], amounts["open"]), (40.0, 400.0))
        self.assertEqual((position["net"], position["net_label"]), (360.0, "Net: they owe us"))

    def test_words_and_colour_go_together(self):
        """Grey, green, amber, red: each says in words what it means."""
        self.assertEqual(self.position()["state_label"], "No open balance")
        self.assertEqual(self.position()["lines"], [])
        states = []
        for days in (-5, 0, 1, 31):
            self.owe(10.0, days)
            position = self.position()
            states.append((position["state"], position["state_label"], position["overdue_days"]))
        self.assertEqual(
            states,
            [
                ("fine", "Nothing overdue", 0),
                ("fine", "Nothing overdue", 0),
                ("look", "Overdue", 1),
                ("stopped", "Long overdue", 31),
            ],
        )

    def test_a_frozen_account_is_red(self):
        """Frozen store credit is said first."""
        self.give_credit(50.0)
        self.credit_account().with_user(self.credit_manager).sudo(False).action_freeze()
        self.assertEqual(self.position()["state_label"], "Store credit frozen")
        self.assertEqual(self.position()["net_label"], "Net: we owe them")

    def test_the_bar_follows_the_customer_live(self):
        """Choosing a customer in the form of a salesperson shows the position at once."""
        self.owe(75.0, 3)
        with Form(self.env["sale.order"].with_user(self.salesperson)) as form:
            self.assertFalse(form.credit_position)
            form.partner_id = self.contact
            self.assertEqual(form.credit_position["open"], 75.0)
            self.assertEqual(form.credit_position["partner_id"], self.customer.id)
            form.partner_id = self.other_customer
            self.assertEqual(form.credit_position["state"], "none")

    def test_the_invoice_form_shows_it_too(self):
        """A new customer invoice shows the position of its customer, a bill shows none."""
        self.owe(75.0, 3)
        move = self.env["account.move"].with_context(default_move_type="out_invoice")
        form = Form(move)
        form.partner_id = self.customer
        self.assertEqual(form.credit_position["overdue"], 75.0)

    def test_the_document_s_company_decides(self):
        """Working in another company does not change what the order says."""
        self.owe(75.0, 3)
        order = self.order(confirm=False)
        other = self.setup_other_company()["company"]
        both = [other.id, self.company.id]
        order.invalidate_recordset()
        order = order.with_context(allowed_company_ids=both)
        self.assertEqual(order.env.company, other)
        self.assertEqual(order.credit_position["open"], 75.0)

    def test_hidden_without_the_right(self):
        """Employees without customer credit rights neither see nor read it."""
        order = self.order(confirm=False)
        self.assertNotIn("credit_position", order.with_user(self.employee).fields_get())
        with self.assertRaises(AccessError):
            order.with_user(self.employee).read(["credit_position"])
        portal = order.with_user(self.portal_user)
        with self.assertRaises(AccessError):
            portal.read(["credit_position"])

    def test_the_bar_costs_three_queries(self):
        """Opening an order with the bar takes at most three queries more than without it."""
        self.owe(75.0, 3)
        self.give_credit(50.0)
        order = self.order().with_user(self.salesperson)
        whole_form = Form(order)._view["fields_spec"]
        self.assertIn("credit_position", whole_form)
        native = {name: spec for name, spec in whole_form.items() if name != "credit_position"}

        def queries(specification):
            """Count the queries of opening the form from a cold cache."""
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.web_read(specification)
            return self.env.cr.sql_log_count - before

        queries(whole_form)
        self.assertLessEqual(queries(whole_form) - queries(native), 3)

    def test_many_orders_cost_as_much_as_one(self):
        """A list of orders of many customers reads three queries as well."""
        customers = self.env["res.partner"].create([{"name": f"Customer {i}"} for i in range(20)])
        orders = self.env["sale.order"]
        for customer in customers:
            orders |= self.order(partner=customer, confirm=False)
        orders.mapped("credit_position")
        for some in (orders[:1], orders):
            self.env.flush_all()
            some.invalidate_recordset(["credit_position"])
            with self.assertQueryCount(3):
                some.mapped("credit_position")

    def test_an_addon_may_add_a_line(self):
        """One hook is enough to show more."""
        original = self.registry["res.partner"]._get_credit_position

        def extended(partners, company):
            """Add a line to each position."""
            positions = original(partners, company)
            for position in positions.values():
                line = {"code": "room", "label": "Room", "amount": 5.0}
                position["lines"].append({**line, "parts": [], "progress": 0.4})
            return positions

        self.patch(self.registry["res.partner"], "_get_credit_position", extended)
        order = self.order(confirm=False)
        self.assertEqual(order.credit_position["lines"][-1]["code"], "room")
