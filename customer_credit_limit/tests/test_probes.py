"""What other credit checks get wrong, each probed here: which test shows that this one does not.

``PROBES`` is the table: what is probed, and the test (or the tests) that would fail.
"""

import importlib
import inspect

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CreditLimitCommon

HERE = "odoo.addons.customer_credit_limit.tests."
PROBES = {
    "a posted foreign invoice is converted twice": (
        "test_exposure_by_policy",
        "test_a_foreign_invoice_is_converted_once",
    ),
    "a foreign draft invoice is converted twice": (
        "test_exposure_by_policy",
        "test_a_foreign_invoice_is_converted_once",
    ),
    "a foreign order is converted twice": (
        "test_exposure_by_policy",
        "test_a_foreign_order_is_converted_once",
    ),
    "currencies of several documents do not add up": ("test_probes", "test_three_currencies"),
    "0 means unlimited in one place and nothing in another": (
        "test_gate",
        "test_no_credit_is_not_unlimited",
    ),
    "two orders in one call both pass": (
        "test_gate",
        "test_two_orders_in_one_call_share_the_headroom",
    ),
    "a bad order keeps a good one back": ("test_gate", "test_a_good_one_passes_beside_a_bad_one"),
    "a method of the dialog is open to everybody by RPC": (
        "test_doors_rpc",
        "test_the_dialog_s_methods_ask_who_calls",
    ),
    "a key in the client's context is honoured": (
        "test_doors_rpc",
        "test_states_and_contexts_are_no_authority",
    ),
    "posting by code is not controlled": (
        "test_exposure_by_policy",
        "test_invoices_without_orders_are_gated",
    ),
    "a quantity raised after confirmation is not checked": (
        "test_gate",
        "test_raising_a_confirmed_order_is_checked",
    ),
    "a down payment counts twice": ("test_exposure_by_policy", "test_a_down_payment_counts_once"),
    "orders of two companies overwrite each other": (
        "test_exposure_by_policy",
        "test_orders_of_two_companies_do_not_mix",
    ),
    "online payments walk around the check": (
        "test_gate_payments",
        "test_partly_paid_beyond_the_limit_waits_with_its_payment",
    ),
    "an online payment is lost when the order is stopped": (
        "test_gate_routes",
        "test_money_paid_for_a_held_order_is_never_lost",
    ),
    "a warning is shown and the order confirmed": (
        "test_gate",
        "test_a_cent_over_waits_and_nothing_fails",
    ),
    "an undelivered order of delivered quantities counts nothing": (
        "test_exposure_by_policy",
        "test_an_undelivered_order_counts",
    ),
    "draft invoices count nothing": (
        "test_exposure_by_policy",
        "test_drafts_and_store_credit_by_choice",
    ),
    "a contact shows nothing while its company owes": (
        "test_exposure_by_policy",
        "test_a_contact_and_its_company_are_one",
    ),
    "the active company's limit is used for another's order": (
        "test_exposure_by_policy",
        "test_the_order_s_company_decides",
    ),
    "an unapplied payment does not lower the figure": (
        "test_exposure_by_policy",
        "test_unapplied_payments_lower_it",
    ),
    "an order invoiced in part counts twice": (
        "test_probes",
        "test_an_order_invoiced_in_part_counts_once",
    ),
    "an order that waits cannot be edited any more": (
        "test_probes",
        "test_a_waiting_order_can_be_edited",
    ),
    "addresses of one customer count apart": ("test_probes", "test_addresses_of_one_customer"),
    "an archived contact hides its debts": ("test_probes", "test_an_archived_contact_still_owes"),
}
# Shown by many processes at once, in tests/load/test_headroom.py: no single test can.
RACES = "two orders in two transactions both pass"


@tagged("post_install", "-at_install")
class TestProbes(CreditLimitCommon):
    """The probes that no other test covers, and the table itself."""

    def exposure(self):
        """Return what counts against the customer's limit."""
        figures = self.customer._get_credit_limit_exposure_by_partner(self.company)
        return float(figures[self.customer].total)

    def test_every_probe_has_its_test(self):
        """The table names tests that exist."""
        for probe, (module, name) in PROBES.items():
            classes = inspect.getmembers(importlib.import_module(HERE + module), inspect.isclass)
            with self.subTest(probe=probe):
                self.assertTrue([cls for _name, cls in classes if name in vars(cls)], name)

    def test_three_currencies(self):
        """Dollars, euros at 2 to 1 and pounds at 4 to 1 are one figure, at each gate."""
        lists = {}
        for code, rate in (("EUR", 2.0), ("GBP", 4.0)):
            currency = self.setup_other_currency(code, rates=[("2016-01-01", rate)])
            lists[code] = self.env["product.pricelist"].create(
                {"name": code, "currency_id": currency.id}
            )
        self.set_limit(600.0)
        self.owe(100.0)
        euros = self.quotation(200.0, pricelist_id=lists["EUR"].id)
        pounds = self.quotation(400.0, pricelist_id=lists["GBP"].id)
        (euros + pounds).action_confirm()
        self.assertEqual(self.exposure(), 300.0, "100 + 200 / 2 + 400 / 4")
        invoice = self.invoice(400.0, currency_id=lists["GBP"].currency_id.id)
        self.assertEqual((invoice.state, self.exposure()), ("posted", 400.0))
        self.pay_on_account(50.0)
        late = self.quotation(1000.04, pricelist_id=lists["GBP"].id)
        self.assertEqual(self.codes(late), ["over_limit"])
        self.assertEqual(float(late._get_credit_verdict().excess), 0.01)
        late.order_line.price_unit = 1000.0
        late.action_confirm()
        self.assertEqual((late.state, self.exposure()), ("sale", 600.0))
        with self.assertRaises(UserError):
            euros.order_line.product_uom_qty = 2

    def test_an_order_invoiced_in_part_counts_once(self):
        """From order to draft to posted invoice, the sum stays."""
        order = self.order((self.work, 10, 100))
        order.order_line.qty_delivered = 4
        sums = [self.exposure()]
        invoice = self.invoice_order(order, post=False)
        sums.append(self.exposure())
        invoice.action_post()
        sums.append(self.exposure())
        self.assertEqual((invoice.amount_total, sums), (400.0, [1000.0] * 3))

    def test_a_waiting_order_can_be_edited(self):
        """Waiting locks nothing: dates, texts, discounts and coupons change as ever."""
        self.set_limit(100.0)
        order = self.quotation(500.0)
        order.action_confirm()
        self.assertEqual(order.credit_state, "waiting")
        order.with_user(self.salesperson).write(
            {"note": "By the back door, please", "client_order_ref": "P 7"}
        )
        order.with_user(self.salesperson).order_line.write({"discount": 80.0})
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, "sale", "lowered to 100")

    def test_addresses_of_one_customer(self):
        """Whoever orders, wherever it goes: who is invoiced owes, with all its addresses."""
        Partner = self.env["res.partner"]
        invoice, delivery = Partner.create(
            [
                {"name": kind, "type": kind, "parent_id": self.customer.id}
                for kind in ("invoice", "delivery")
            ]
        )
        self.set_limit(1000.0)
        by_child = self.quotation(
            400.0, partner=delivery, partner_invoice_id=invoice.id, partner_shipping_id=delivery.id
        )
        by_child.action_confirm()
        self.order((self.chair, 4, 100))
        for address in (self.customer, invoice, delivery):
            self.assertEqual((address.credit_exposure, address.credit_headroom), (800.0, 200.0))
        late = self.quotation(300.0, partner=delivery, partner_invoice_id=invoice.id)
        late.action_confirm()
        self.assertEqual(late.credit_state, "waiting")
        other = self.quotation(300.0, partner_invoice_id=self.other_customer.id)
        other.action_confirm()
        self.assertEqual(other.state, "sale", "somebody else pays for it")
        self.assertEqual(self.other_customer.credit_exposure, 300.0)

    def test_an_archived_contact_still_owes(self):
        """Orders and invoices of a contact that left count for its company."""
        self.set_limit(1000.0)
        self.order((self.chair, 4, 100), partner=self.contact)
        self.owe(400.0, partner=self.contact)
        self.contact.active = False
        self.assertEqual(self.exposure(), 800.0)
        late = self.quotation(300.0)
        late.action_confirm()
        self.assertEqual(late.credit_state, "waiting")
        self.customer.active = False
        self.assertIn(
            self.customer,
            self.env["res.partner"]
            .with_context(active_test=False)
            .search([("credit_exposure", ">", 799)]),
        )

    def test_an_order_moved_to_another_company_of_ours(self):
        """Each company has its own books and limits; a copy there is judged there."""
        other = self.setup_other_company()["company"]
        self.env.user.company_ids = [Command.link(other.id)]
        self.set_limit(1000.0)
        self.set_limit(0, company=other)
        self.order((self.chair, 4, 100))
        there = (
            self.env["sale.order"]
            .with_company(other)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": other.id,
                    "order_line": [self.order_line(self.chair, 1, 100)],
                }
            )
        )
        there.with_company(self.company).action_confirm()
        self.assertEqual((there.state, there.credit_state), ("draft", "waiting"))
        self.assertEqual(self.exposure(), 400.0)
