"""What the gates cost: nothing where no limit is used, a constant number of queries elsewhere."""

from unittest.mock import patch

from odoo.tests import tagged

from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestSpeed(CreditLimitCommon):
    """Queries of confirming and posting, with the addon's gate and without."""

    def queries(self, act):
        """Return the number of queries of an act, flushed."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def without_gate(self):
        """Switch the gate off, to measure what everything else costs."""
        order = self.registry["sale.order"]
        return patch.object(
            order,
            "_credit_gate_confirmation",
            lambda orders: (orders.browse(), dict.fromkeys(orders, 1e9)),
        )

    def confirming(self, partners, amount=10.0):
        """Return (queries with the gate, queries without) of confirming one order of each."""
        Order = self.env["sale.order"]
        sets = [Order.union(*(self.quotation(amount, partner) for partner in partners))
                for _turn in range(4)]  # fmt: skip
        with self.without_gate():
            self.queries(sets[0].action_confirm)
        # What is kept in memory between requests is read once.
        self.queries(sets[1].action_confirm)
        with self.without_gate():
            bare = self.queries(sets[2].action_confirm)
        return self.queries(sets[3].action_confirm), bare

    def test_next_to_nothing_where_no_limit_is_used(self):
        """Companies that set nothing pay one query for an order: who owes, one column."""
        gated, bare = self.confirming(self.customer)
        self.assertLessEqual(gated - bare, 1)

    def test_an_order_under_a_limit(self):
        """Two queries: who owes, with their profile; the figures, which touch the shared row."""
        self.set_limit(1e6)
        gated, bare = self.confirming(self.customer)
        self.assertLessEqual(gated - bare, 2)

    def test_every_rule_is_read_along(self):
        """Overdue, horizon and store credit cost no query more."""
        self.set_limit(1e6)
        self.give_credit(5.0)
        self.policy.write(
            {"overdue_mode": "approval", "horizon_days": 10, "include_store_credit": True}
        )
        gated, bare = self.confirming(self.customer)
        self.assertLessEqual(gated - bare, 2)

    def test_other_changes_of_an_order_read_no_request(self):
        """Whatever is tracked is read before each change: the state of its request is not."""
        self.assertNotIn("credit_request_state", self.env["sale.order"]._track_get_fields())

    def test_an_invoice_under_a_limit(self):
        """Two queries more than without the gate: the customer's profile, and the figures."""
        self.set_limit(1e6)
        self.policy.check_invoices = True
        drafts = [self.invoice(10.0, post=False) for _turn in range(3)]
        self.queries(drafts[0].action_post)
        gated = self.queries(drafts[1].action_post)
        with patch.object(
            self.registry["account.move"], "_is_credit_gated", lambda move, decision=None: False
        ):
            bare = self.queries(drafts[2].action_post)
        self.assertLessEqual(gated - bare, 2)

    def test_many_orders_cost_as_much_as_one(self):
        """The gate of twenty orders of twenty customers takes the same queries."""
        partners = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(20)])
        for partner in partners:
            self.set_limit(1e6, partner)
        one = self.confirming(partners[:1])
        many = self.confirming(partners)
        # How a flush groups its statements may differ by one; nothing may grow with the orders.
        self.assertLessEqual(many[0] - many[1], max(one[0] - one[1], 2) + 1)

    def test_what_a_posted_invoice_was_worth_is_noted_without_a_query(self):
        """Odoo's own update of the invoice takes it along, and its items are balanced no more."""
        drafts = [self.invoice(10.0, post=False) for _turn in range(3)]
        self.queries(drafts[0].action_post)
        noted = self.queries(drafts[1].action_post)
        with patch.object(
            self.registry["account.move"], "_remember_credit_posted", lambda move: None
        ):
            bare = self.queries(drafts[2].action_post)
        self.assertEqual(drafts[1].sudo().customer_credit_passed, 10.0)
        self.assertFalse(drafts[2].sudo().customer_credit_passed)
        self.assertLessEqual(noted, bare)

    def test_posting_is_no_change_by_hand(self):
        """Odoo keeps in mind which drafts somebody changed; posting them is none."""
        invoice = self.invoice(10.0, post=False)
        invoice.is_manually_modified = False
        invoice.action_post()
        self.assertFalse(invoice.is_manually_modified)

    def test_a_page_of_customers_with_all_figures(self):
        """Four queries: the currency, profiles for limit and mark, and once what they owe."""
        partners = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(30)])
        self.order(partner=partners[0])
        self.set_limit(500.0, partners[0])
        names = ["credit_limit_effective", "credit_exposure", "credit_headroom",
                 "credit_utilisation", "customer_credit_over_by",
                 "customer_credit_mark"]  # fmt: skip
        rows = []

        def page(shown):
            rows[:] = [[partner[name] for name in shown] for partner in partners]

        for _turn in range(2):
            bare = self.queries(lambda: page(["name"]))
            shown = self.queries(lambda: page(["name", *names]))
        self.assertLessEqual(shown - bare, 4)
        self.assertEqual(rows[0][1:], [500.0, 1000.0, -500.0, 200.0, 500.0, "over"])
        self.assertEqual(rows[1][1:], [0.0, 0.0, 0.0, 0.0, 0.0, False])

    def test_the_exposure_of_anybody_is_two_queries(self):
        """Who the customers are, and what they owe; policies and currency are known."""
        partners = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(30)])
        self.set_limit(500.0, partners[0])
        self.order(partner=partners[1])
        company = self.company
        partners._get_credit_limit_exposure_by_partner(company)
        for some in (partners[:1], partners):
            self.env.invalidate_all()
            company.mapped("name")
            with self.assertQueryCount(2):
                figures = some._get_credit_limit_exposure_by_partner(company)
        self.assertEqual(float(figures[partners[1]].total), 1000.0)

    def test_the_first_policy_of_its_own_counts_at_once(self):
        """That nobody has a policy of their own is kept in memory until somebody has."""
        self.order()
        customers = self.customer + self.other_customer
        before = customers._get_credit_limit_exposure_by_partner(self.company)
        self.assertEqual(float(before[self.customer].total), 1000.0)
        by_invoices = self.policy.copy({"name": "By invoices", "basis": "invoices"})
        self.profile().policy_id = by_invoices
        after = customers._get_credit_limit_exposure_by_partner(self.company)
        self.assertEqual(float(after[self.customer].total), 0.0)

    def test_who_is_over_the_limit_is_a_few_queries(self):
        """Searching all customers by live headroom does not grow with their number."""
        partners = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(30)])
        self.set_limit(1.0, partners[0])
        self.order(partner=partners[1])
        search = self.env["res.partner"].search
        found = search([("credit_headroom", "<", 0)])
        self.assertFalse(found & partners)
        counts = [self.queries(lambda: search([("credit_headroom", "<", 0)])) for _turn in range(2)]
        # Which companies are there and who may see them, the figures of all, and the search.
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 3)
