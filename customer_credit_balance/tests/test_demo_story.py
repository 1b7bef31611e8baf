"""The demo story gives the figures that the README quotes, and the books agree with it."""

from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import convert_file

from .common import CreditCommon

README = Path(__file__).resolve().parents[2] / "README.md"
MODULE = "customer_credit_balance"
DEMO_FILES = ("res_users_demo.xml", "res_partner_demo.xml", "product_demo.xml")
COLUMNS = (
    "Store credit", "Reserved", "Available", "Outstanding credits", "Credit balance",
    "They owe us", "Overdue",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestDemoStory(CreditCommon):
    """One telling of the story, read back customer by customer."""

    shares_setup = False  # long: see tools/shared_setup.py

    @classmethod
    def setUpClass(cls):
        """Load the demo files and tell the story in the fresh company."""
        super().setUpClass()
        for name in DEMO_FILES:
            convert_file(cls.env(su=True), MODULE, f"demo/{name}", {}, mode="init", noupdate=True)
        cls.told = cls.env["customer.credit.demo"].sudo()._create_story(cls.company)
        cls.env.invalidate_all()

    def _quoted(self):
        """Return {customer: figures} of the table in the README, its last row being the sum."""
        text = README.read_text(encoding="utf-8").partition("<!-- story -->")[2]
        rows = [
            [cell.strip(" *") for cell in line.strip("|").split("|")]
            for line in text.partition("<!-- end of story -->")[0].splitlines()
            if line.startswith("|")
        ]
        self.assertEqual(tuple(rows[0][2:]), COLUMNS)
        return {row[0]: [float(cell.replace(",", "")) for cell in row[2:]] for row in rows[2:]}

    def _figures(self, partner):
        """Return the figures of a customer in the order of the columns."""
        today = fields.Date.context_today(partner)
        items = self.env["account.move.line"].search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", self.company.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("amount_residual", ">", 0),
            ]
        )
        overdue = items.filtered(lambda item: item.date_maturity < today)
        return [
            partner.store_credit_balance,
            partner.store_credit_reserved,
            partner.store_credit_available,
            partner.outstanding_credit_amount,
            partner.credit_balance,
            sum(items.mapped("amount_residual")),
            sum(overdue.mapped("amount_residual")),
        ]

    def _customers(self):
        """Return the customers of the story."""
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("name", "=like", r"demo\_partner\_%")]
        )
        partners = self.env["res.partner"].browse(data.mapped("res_id"))
        return partners.filtered(lambda p: not p.user_ids and not p.parent_id)

    def test_figures_of_the_readme(self):
        """Each customer has the figures that the README quotes, and they sum up."""
        quoted = self._quoted()
        total = quoted.pop("All ten")
        customers = self._customers()
        self.assertEqual(sorted(customers.mapped("name")), sorted(quoted))
        for customer in customers:
            self.assertEqual(self._figures(customer), quoted[customer.name], customer.name)
        self.assertEqual([sum(column) for column in zip(*quoted.values(), strict=True)], total)

    def test_books_agree(self):
        """Accounts, entries and books agree after fourteen months."""
        self.assertTrue(self.told)
        self.assert_ties_out()

    def test_story_is_told_once(self):
        """A second installation of the demo data changes nothing."""
        entries = self.Entry.search_count([])
        self.assertFalse(self.env["customer.credit.demo"].sudo()._create_story(self.company))
        self.assertEqual(self.Entry.search_count([]), entries)

    def test_story_needs_a_chart(self):
        """A company without a chart of accounts has no story, and no error."""
        company = self.env["res.company"].sudo().create({"name": "No chart yet"})
        self.assertFalse(self.env["customer.credit.demo"].sudo()._create_story(company))

    def test_charged_back_account_is_frozen(self):
        """The account whose top-up was charged back spends nothing and somebody is told."""
        account = self.credit_account(self.env.ref(f"{MODULE}.demo_partner_parts"))
        self.assertEqual((account.state, account.balance), ("frozen", -300.0))
        self.assertTrue(account.activity_ids)

    def test_orders_cost_what_the_products_cost(self):
        """No pricelist of the database changes the story."""
        orders = self.env["sale.order"].search([("company_id", "=", self.company.id)])
        sold = orders.filtered(lambda order: order.state == "sale")
        totals = {order.partner_id.name: order.amount_total for order in sold}
        self.assertEqual(totals, {"Northside Builders": 1920.0, "Green Valley Events": 700.0})

    def test_demo_users_have_their_rights_only(self):
        """The rep sees credit but keeps no books; the accountant manages credit."""
        rep, accountant = (self.env.ref(f"{MODULE}.demo_user_{n}") for n in ("rep", "credit"))
        self.assertTrue(rep.has_group(f"{MODULE}.group_customer_credit_user"))
        self.assertFalse(rep.has_group(f"{MODULE}.group_customer_credit_manager"))
        self.assertFalse(rep.has_group("account.group_account_readonly"))
        self.assertFalse(rep.has_group("account.group_account_invoice"))
        self.assertTrue(accountant.has_group(f"{MODULE}.group_customer_credit_manager"))

    def test_stories_are_out_of_reach_of_rpc(self):
        """Nobody can start what any addon tells from outside."""
        demo = self.env["customer.credit.demo"]
        stories = [story for _addon, story in demo._get_stories()]
        self.assertEqual(stories[0], "_create_story", "the others go on where it ends")
        for story in (*stories, "_tell_stories"):
            with self.assertRaises(AccessError):
                get_public_method(demo, story)

    def test_only_stories_of_demo_data_are_told_later(self):
        """A chart tells what was installed with demo data, and nothing of other addons."""
        demo = self.env["customer.credit.demo"].sudo()
        modules = [self.env.ref(f"base.module_{addon}") for addon, _story in demo._get_stories()]
        self.env["ir.module.module"].union(*modules).sudo().demo = False
        modules[0].sudo().demo = True
        told = []
        for _addon, story in demo._get_stories():
            self.patch(
                self.registry["customer.credit.demo"], story, lambda self, s=story: told.append(s)
            )
        demo._tell_stories()
        self.assertEqual(told, ["_create_story"])
