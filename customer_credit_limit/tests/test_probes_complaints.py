"""What users of credit checks complain about: the test that shows it here, or why there is none.

``COMPLAINTS`` maps each complaint to "module test" (of this addon, or of the addon named before a
slash), or to a sentence that says why not.
"""

import importlib
import inspect
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CreditLimitCommon

COMPLAINTS = {
    1: (
        "the active company's limit is used",
        "test_exposure_by_policy test_the_order_s_company_decides",
    ),
    2: (
        "orders of all companies are added",
        "test_exposure_by_policy test_orders_of_two_companies_do_not_mix",
    ),
    3: (
        "some want one limit for several companies",
        "Not offered: limits are per company, as books are. A group is one customer with contacts.",
    ),
    4: (
        "only the last company counts",
        "test_exposure_by_policy test_orders_of_two_companies_do_not_mix",
    ),
    5: ("orders of contacts are missed", "test_gate test_orders_by_contacts_count_together"),
    6: (
        "a company with an invoice address counts twice",
        "test_probes test_addresses_of_one_customer",
    ),
    7: ("another customer pays than orders", "test_probes test_addresses_of_one_customer"),
    8: (
        "the screen hides whose account it is",
        "test_probes_complaints test_the_request_names_who_owes",
    ),
    9: (
        "merged contacts lose their limit",
        "test_exposure_by_policy test_merged_contacts_keep_the_lower_limit_and_the_hold",
    ),
    10: ("a statement shows the wrong company", "Not this addon: it prints nothing."),
    11: (
        "an order and its draft invoice both count",
        "test_probes test_an_order_invoiced_in_part_counts_once",
    ),
    12: (
        "locked orders are left out",
        "test_probes_complaints test_locked_orders_count_by_what_remains",
    ),
    13: (
        "a price change leaves a rest for ever",
        "test_probes_complaints test_a_price_change_leaves_no_rest",
    ),
    14: (
        "drafts of orders and down payments are missed",
        "test_exposure_by_policy test_a_down_payment_counts_once",
    ),
    15: (
        "all sales ever are compared, not what is open",
        "test_probes_complaints test_paid_sales_use_no_limit",
    ),
    16: (
        "who paid in advance is stopped",
        "test_exposure_by_policy test_unapplied_payments_lower_it",
    ),
    17: (
        "the document under check counts twice",
        "test_probes_complaints test_the_order_itself_counts_once",
    ),
    18: (
        "an exception is forgotten at the next check",
        "test_probes_complaints test_an_approved_order_is_not_stopped_again",
    ),
    19: (
        "long bulk orders use up the limit",
        "test_exposure_by_policy test_orders_beyond_the_horizon_are_left_out",
    ),
    20: (
        "parts are mixed into one figure",
        "test_banner test_the_banner_names_figures_and_reasons",
    ),
    21: (
        "a stopped order is lost among quotations",
        "test_requests test_an_order_over_the_limit_waits_with_a_request",
    ),
    22: (
        "shipped goods cannot be invoiced",
        "test_exposure_by_policy test_by_invoices_only_delivered_goods_pass",
    ),
    23: (
        "changes after confirmation slip through",
        "test_gate test_raising_a_confirmed_order_is_checked",
    ),
    24: (
        "a key of the client's context opens the door",
        "test_doors_rpc test_states_and_contexts_are_no_authority",
    ),
    25: (
        "it depends on the menu whether it is checked",
        "test_exposure_by_policy test_invoices_without_orders_are_gated",
    ),
    26: ("orders that were sent escape", "test_probes_complaints test_sent_orders_are_checked"),
    27: (
        "counting overdue invoices gives false alarms",
        "test_gate test_overdue_stops_by_days_and_tolerance",
    ),
    28: ("cents make a customer overdue", "test_gate test_overdue_stops_by_days_and_tolerance"),
    29: (
        "an approved order is stopped again",
        "test_probes_complaints test_an_approved_order_is_not_stopped_again",
    ),
    30: ("refunds are stopped", "test_exposure_by_policy test_invoices_without_orders_are_gated"),
    31: (
        "the check point cannot be chosen",
        "test_exposure_by_policy test_invoices_can_be_left_out",
    ),
    32: ("some want no block at all", "test_gate test_warn_lets_pass"),
    33: (
        "hidden in the cart, offered on the pay link",
        "test_gate_routes test_no_payment_is_taken_from_a_customer_on_hold",
    ),
    34: (
        "people who only sell get errors",
        "test_doors_rpc test_people_who_only_sell_work_without_errors",
    ),
    35: (
        "the dialog fails for people who only sell",
        "test_doors_rpc test_the_dialog_s_methods_ask_who_calls",
    ),
    36: ("everybody may print statements", "Not this addon: it prints nothing."),
    37: (
        "reading one by one takes minutes",
        "test_exposure_by_policy test_the_figures_of_many_are_few_queries",
    ),
    38: ("key figures slow every list down", "test_insight_snapshot test_the_cost_does_not_grow"),
    39: (
        "the figure cannot be searched",
        "test_profile test_partners_are_found_by_choice_and_figure",
    ),
    40: (
        "changing a limit touches every contact",
        "test_probes_complaints test_a_limit_touches_no_contact",
    ),
}


@tagged("post_install", "-at_install")
class TestComplaints(CreditLimitCommon):
    """The complaints that no other test answers, and the table itself."""

    def exposure(self):
        """Return what counts against the customer's limit."""
        figures = self.customer._get_credit_limit_exposure_by_partner(self.company)
        return float(figures[self.customer].total)

    def test_every_complaint_is_answered(self):
        """The table is whole, and names tests that exist."""
        self.assertEqual(sorted(COMPLAINTS), list(range(1, 41)))
        for complaint, answer in COMPLAINTS.values():
            if not answer.startswith("test_"):
                continue
            module, name = answer.split()
            path = f"odoo.addons.customer_credit_limit.tests.{module}"
            classes = inspect.getmembers(importlib.import_module(path), inspect.isclass)
            with self.subTest(complaint=complaint):
                self.assertTrue([cls for _name, cls in classes if name in vars(cls)], answer)

    def test_the_request_names_who_owes(self):
        """A contact orders, its company owes: that is the name on the request."""
        self.set_limit(100.0)
        order = self.quotation(500.0, partner=self.contact)
        order.action_confirm()
        self.assertEqual(order.credit_request_ids.partner_id, self.customer)

    def test_locked_orders_count_by_what_remains(self):
        """Locking changes nothing; closing the rest does."""
        order = self.order((self.chair, 10, 100))
        order.action_lock()
        self.assertEqual(self.exposure(), 1000.0)
        order.action_unlock()
        order.order_line.product_uom_qty = 3
        self.assertEqual(self.exposure(), 300.0)

    def test_a_price_change_leaves_no_rest(self):
        """Invoiced at another price, the line is done all the same."""
        order = self.order((self.chair, 10, 100))
        invoice = self.invoice_order(order, post=False)
        invoice.invoice_line_ids.price_unit = 90.0
        invoice.action_post()
        self.assertEqual(self.exposure(), 900.0)

    def test_paid_sales_use_no_limit(self):
        """A customer who has bought and paid for years has the whole limit."""
        for _turn in range(3):
            self.pay(self.owe(900.0))
        self.set_limit(1000.0)
        order = self.quotation(1000.0)
        order.action_confirm()
        self.assertEqual((order.state, self.exposure()), ("sale", 1000.0))

    def test_the_order_itself_counts_once(self):
        """What is over the limit is the order less the room, confirmed or not."""
        self.set_limit(100.0)
        order = self.quotation(160.0)
        self.assertEqual(float(order._get_credit_verdict().excess), 60.0)
        self.policy.mode = "warn"
        order.action_confirm()
        self.assertEqual(float(order._get_credit_verdict().excess), 60.0)

    def test_an_approved_order_is_not_stopped_again(self):
        """Approved once: it is confirmed, changed within its ceiling, and invoiced."""
        self.policy.auto_confirm = False
        self.set_limit(100.0)
        order = self.quotation(500.0)
        order.with_user(self.salesperson).action_confirm()
        order.credit_request_ids.with_user(self.limit_manager).action_approve()
        self.owe(50.0)
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "approved"))
        order.order_line.price_unit = 400.0
        order.order_line.price_unit = 500.0
        self.assertEqual(self.invoice_order(order).state, "posted")

    def test_sent_orders_are_checked(self):
        """A quotation that went out is stopped like one that did not."""
        self.set_limit(100.0)
        order = self.quotation(500.0)
        order.action_quotation_sent()
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sent", "waiting"))
        with self.assertRaises(UserError):
            order.state = "sale"

    def test_a_limit_touches_no_contact(self):
        """A company with a hundred contacts changes its limit in a few queries."""
        self.env["res.partner"].create(
            [{"name": f"Contact {n}", "parent_id": self.customer.id} for n in range(100)]
        )
        self.set_limit(10.0)
        profile = self.profile()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        profile.write({"limit_amount": 20.0})
        self.env.flush_all()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 15)

    def test_terms_that_give_more_time_are_checked(self):
        """From paid at once to thirty days: that is credit."""
        at_once = self.env.ref("account.account_payment_term_immediate")
        later = self.env.ref("account.account_payment_term_30days")
        self.set_limit(1000.0)
        order = self.quotation(900.0, payment_term_id=at_once.id)
        order.action_confirm()
        self.set_limit(500.0)
        with self.assertRaises(UserError):
            order.payment_term_id = later
        self.set_limit(2000.0)
        order.payment_term_id = later
        self.assertEqual(order.payment_term_id, later)

    def test_an_order_taken_up_again_with_an_old_date(self):
        """Cancelled, reopened, dated for next year: each step is judged by what it is then."""
        self.policy.horizon_days = 30
        self.set_limit(1000.0)
        order = self.quotation(1500.0, commitment_date=fields.Datetime.now() + timedelta(days=300))
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        order._action_cancel()
        order.action_draft()
        order.commitment_date = False
        order.action_confirm()
        self.assertEqual(order.credit_state, "waiting")
