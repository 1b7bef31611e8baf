"""Stored figures find the same customers as live ones, whatever moved since, by whatever way."""

import os
import random
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .search_common import DOCUMENTS, CreditSearchCommon

SEARCHES = (
    ("headroom", "<", 0), ("headroom", "<=", -25.5), ("exposure", ">", 0), ("exposure", ">=", 120),
    ("exposure", "<", 0), ("utilisation", ">", 80), ("utilisation", ">=", 100),
)  # fmt: skip
MOVEMENTS = (
    *DOCUMENTS[:-1], "post_a_draft", "delete_a_draft", "delete_a_line", "cancel_an_order",
    "capture", "another_limit", "another_policy", "another_parent", "by_sql",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestMoved(CreditSearchCommon):
    """The night is taken, then something moves; by seed, so that a failure can be replayed."""

    @classmethod
    def setUpClass(cls):
        """A policy is there before the night: one that is made after it concerns everybody."""
        super().setUpClass()
        cls.by_invoices = cls.Policy.create({"name": "By Invoices", "basis": "invoices"})

    def setUp(self):
        """Let documents go beyond limits: gates are tested elsewhere."""
        super().setUp()
        for model in ("account.move", "sale.order"):
            self.patch(self.registry[model], "_stop_blocked", lambda *_args: None)

    def test_what_moved_since_the_night_is_found_as_if_all_were_read(self):
        """After each of many movements, in the company and its branch."""
        for seed in range(int(os.environ.get("CREDIT_RANDOM_SEARCHES", "1"))):
            with self.subTest(seed=seed):
                rand = random.Random(seed)
                partners, contacts = self.any_customers(rand)
                self.take_night()
                for step in range(12):
                    name = rand.choice(MOVEMENTS)
                    partner = rand.choice(partners + contacts)
                    getattr(self, name)(partner, rand.randrange(1, 40000) / 100, rand)
                    self.assert_same(partners, f"step {step}: {name}")
                self.take_night()
                self.assert_same(partners, "second night")

    def test_every_way_to_move_is_noted(self):
        """Each alone: whoever moved, and nobody else, is read afresh."""
        partners = self.env["res.partner"].create([{"name": f"P {n}"} for n in range(3)])
        rand = random.Random(7)
        for name in (*DOCUMENTS[:-1], "another_limit", "another_policy"):
            with self.subTest(name=name):
                self.take_night()
                getattr(self, name)(partners[0], 150.0, rand)
                self.env.flush_all()
                moved = set(self.moved(self.company)) | set(self.moved(self.branch))
                self.assertEqual(moved & set(partners.ids), {partners[0].id})
                self.assert_same(partners, name)

    def test_without_its_notes_the_search_would_be_wrong(self):
        """So the comparison of these tests can fail."""
        self.set_limit(100.0)
        self.take_night()
        self.invoice(150.0)
        self.patch(self.registry["customer.credit.movement"], "_read_moved", lambda *_args: [])
        with self.assertRaises(AssertionError):
            self.assert_same(self.customer, "forgotten")

    def test_what_concerns_everybody_waits_for_a_night_that_began_after_it(self):
        """A policy is changed while the night is at work: all are read until the next one."""
        self.take_night()
        day = self.env["customer.credit.snapshot.day"]
        begun = day._begin(self.company, fields.Date.context_today(self.env.user))
        self.policy.include_draft_invoices = not self.policy.include_draft_invoices
        self.env.flush_all()
        self.assertIsNone(self.moved(self.company))
        self.env["customer.credit.snapshot"]._take(self.company)
        self.assertFalse(begun.exists())
        self.assertIsNone(self.moved(self.company))
        self.env["customer.credit.snapshot"]._take(self.company)
        self.assertEqual(self.moved(self.company), [])

    def test_time_moves_too(self):
        """A temporary limit ends, an order comes within the horizon: nobody wrote anything."""
        today = fields.Date.context_today(self.env.user)
        self.policy.write({"basis": "orders", "horizon_days": 30})
        self.profile().write(
            {"limit_mode": "custom", "limit_amount": 10.0, "temporary_limit": 500.0,
             "temporary_until": today}
        )  # fmt: skip
        self.invoice(100.0)
        self.set_limit(10.0, self.other_customer)
        soon = fields.Datetime.now() + timedelta(days=31)
        self.order((self.chair, 1, 100.0), partner=self.other_customer, commitment_date=soon)
        self.take_night()
        both = self.customer + self.other_customer
        self.assertFalse(self.found(both, "headroom", "<", 0))
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self.assert_same(both, "two days later")
            self.assertEqual(self.found(both, "headroom", "<", 0), set(both.ids))

    def test_a_first_page_costs_few_queries_and_reads_nobody_who_stayed(self):
        """As many queries for one customer as for all; live figures of whoever moved alone."""
        self.set_limit(100.0)
        self.invoice(150.0)
        self.take_night()
        Partner = self.env["res.partner"]
        Partner._find_by_credit_figure("headroom", "<", 0.0)
        asked = []
        live = self.registry["res.partner"]._find_by_live_figure

        def watch(partners, figure, operator, value, among):
            asked.append(among.params)
            return live(partners, figure, operator, value, among)

        self.patch(self.registry["res.partner"], "_find_by_live_figure", watch)
        with self.assertQueryCount(5):
            found = Partner._find_by_credit_figure("headroom", "<", 0.0)
        self.assertIn(self.customer.id, found)
        self.assertFalse(asked)
        self.invoice(150.0, self.other_customer)
        self.env.flush_all()
        with self.assertQueryCount(5):
            Partner._find_by_credit_figure("headroom", "<", 0.0)
        self.assertEqual(asked, [[self.other_customer.ids]])

    def test_where_nothing_is_owed_everybody_is_read(self):
        """Customers without figures owe nothing: what they fit is no case for stored ones."""
        self.take_night()
        rare = self.env["res.partner"]._is_credit_figure_rare
        for figure, operator, value in SEARCHES:
            self.assertTrue(rare(figure, operator, value), (figure, operator, value))
        for figure, operator, value in (
            ("headroom", "<=", 0), ("headroom", ">", -5), ("headroom", "in", [-5.0]),
            ("exposure", ">=", 0), ("exposure", "<", 1), ("exposure", "in", [0.0, 5.0]),
            ("exposure", "not in", [5.0]), ("utilisation", "<", 5),
        ):  # fmt: skip
            self.assertFalse(rare(figure, operator, value), (figure, operator, value))

    def test_another_addon_that_names_no_tables_is_not_trusted(self):
        """Its select may read anything: then everybody is read."""
        Movement = self.env["customer.credit.movement"]
        self.assertTrue(Movement._is_everything_watched())
        name = "_get_credit_exposure_movements"
        cls = next(
            it for it in type(self.env["res.partner"]).mro()
            if name in vars(it) and vars(it).get("_module") == "customer_credit_limit"
        )  # fmt: skip
        self.addCleanup(setattr, cls, name, vars(cls)[name])
        delattr(cls, name)
        self.assertFalse(Movement._is_everything_watched())

    def test_triggers_and_indexes_are_there(self):
        """One function on each table that the exposure is read from; indexes that serve lists."""
        tables = self.env["res.partner"]._get_credit_exposure_movements()
        self.env.cr.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname LIKE 'customer\\_credit\\_moved%' AND tgenabled = 'O'"
        )
        self.assertEqual({row[0] for row in self.env.cr.fetchall()}, set(tables))
        self.env.cr.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)",
            [["customer_credit_snapshot_one_latest", "customer_credit_snapshot_over_idx",
              "customer_credit_movement_whose_idx"]],
        )  # fmt: skip
        found = dict(self.env.cr.fetchall())
        self.assertIn("INCLUDE (exposure", found["customer_credit_snapshot_one_latest"])
        self.assertIn("INCLUDE (partner_id", found["customer_credit_snapshot_over_idx"])
        self.assertIn("customer_credit_movement_whose_idx", found)

    def test_stored_figures_are_for_credit_users_alone(self):
        """A portal user finds nobody by them."""
        self.take_night()
        for user in (self.portal_user, self._new_user("nothing_of_credit", "base.group_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).search([("credit_headroom", "<", 0)])

    # ------------------------------------------------------------------------------- helpers

    def take_night(self):
        """Take the figures of both companies: nothing has moved since."""
        for company in (self.company, self.branch):
            self.env["customer.credit.snapshot"]._take(company)
            self.assertEqual(self.moved(company), [])

    def moved(self, company):
        """Return whom stored figures no longer hold for."""
        self.env.flush_all()
        return self.env["customer.credit.movement"]._read_moved(company)

    def found(self, partners, *search):
        """Return which of these customers a search finds."""
        return set(partners._find_by_credit_figure(*search)) & set(partners.ids)

    def assert_same(self, partners, step):
        """Compare with what is found when everybody is read."""
        self.env.invalidate_all()
        for company in (self.company, self.branch):
            Partner = self.env["res.partner"].with_company(company)
            for search in SEARCHES:
                found = Partner._find_by_credit_figure(*search)
                self.assertEqual(len(found), len(set(found)))
                live = Partner._find_by_live_figure(*search)
                self.assertEqual(set(found), set(live), f"{step}: {company.name} {search}")

    # ----------------------------------------------------------------------------- movements

    def post_a_draft(self, partner, amount, rand):
        """An invoice becomes due."""
        self.any_draft(partner).filtered("invoice_line_ids")[:1].action_post()

    def delete_a_draft(self, partner, amount, rand):
        """It is as if it had never been."""
        self.any_draft(partner)[:1].unlink()

    def delete_a_line(self, partner, amount, rand):
        """Of a draft."""
        self.any_draft(partner).invoice_line_ids[:1].unlink()

    def any_draft(self, partner):
        """Return the drafts of a customer."""
        return self.env["account.move"].search(
            [("commercial_partner_id", "=", partner.commercial_partner_id.id),
             ("state", "=", "draft")]
        )  # fmt: skip

    def cancel_an_order(self, partner, amount, rand):
        """Nothing of it is to be invoiced."""
        orders = self.env["sale.order"].search(
            [("partner_id", "child_of", partner.commercial_partner_id.id), ("state", "=", "sale"),
             ("invoice_ids", "=", False)]
        )  # fmt: skip
        orders[:1]._action_cancel()

    def capture(self, partner, amount, rand):
        """Money that secured an order is gone again."""
        transactions = self.env["payment.transaction"].sudo().search(
            [("state", "=", "authorized")], limit=1
        )  # fmt: skip
        transactions.state = "cancel"

    def another_limit(self, partner, amount, rand):
        """Of the customer."""
        self.set_limit(amount, partner.commercial_partner_id)

    def another_policy(self, partner, amount, rand):
        """Of the customer: other terms count."""
        profile = self.profile(partner.commercial_partner_id)
        profile.policy_id = False if profile.policy_id else self.by_invoices

    def another_parent(self, partner, amount, rand):
        """A contact goes to another customer, with its open orders."""
        contacts = self.env["res.partner"].search(
            [("parent_id", "!=", False), ("name", "=", "Contact")]
        )
        contact = rand.choice(contacts)
        self.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = %s WHERE id = %s",
            [partner.commercial_partner_id.id, contact.id],
        )
        self.env.invalidate_all()

    def by_sql(self, partner, amount, rand):
        """Whoever writes to the database, past the ORM."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE account_move_line SET amount_residual = amount_residual + %s
             WHERE id = (SELECT id FROM account_move_line
                          WHERE partner_id = %s AND account_id = %s AND parent_state = 'posted'
                          ORDER BY id LIMIT 1)
            """,
            [amount, partner.commercial_partner_id.id, self.receivable.id],
        )
        self.env.invalidate_all()
