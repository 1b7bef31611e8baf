"""Start page: each tile counts what its list shows, by the reader's own rights."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestStart(CreditCommon):
    """Credit of two customers, seen by who leads, who sells and who has no right."""

    @classmethod
    def setUpClass(cls):
        """Give both customers store credit; one belongs to a rep."""
        super().setUpClass()
        cls.rep = cls._new_user("credit_rep", "sales_team.group_sale_salesman")
        cls.customer.user_id = cls.rep
        cls.Start = cls.env["customer.credit.start"]

    def page_of(self, user):
        """Return {code: tile} of the page, in the test's company."""
        Start = self.Start.with_user(user).with_company(self.company)
        return {tile["code"]: tile for tile in Start.get_page()["tiles"]}

    def listed(self, user, tile):
        """Return how many records the list behind a tile shows to the user."""
        action = tile["action"]
        Model = self.env[action["res_model"]].with_user(user).with_company(self.company)
        return Model.search_count(action["domain"])

    def test_tiles_add_up_what_we_owe(self):
        """Store credit and outstanding credits, each with its list."""
        self.give_credit(50)
        self.give_credit(20, self.other_customer)
        self.pay_on_account(100)
        tiles = self.page_of(self.credit_manager)
        self.assertIn("70.00", tiles["store_credit"]["value"])
        self.assertIn("100.00", tiles["unapplied"]["value"])
        self.assertEqual(tiles["unapplied"]["tone"], "look")
        self.assertEqual(self.listed(self.credit_manager, tiles["store_credit"]), 2)
        self.assertEqual(self.listed(self.credit_manager, tiles["unapplied"]), 1)

    def test_whoever_only_sells_sees_the_own_customers(self):
        """In the figure and in the list behind it."""
        self.give_credit(50)
        self.give_credit(20, self.other_customer)
        self.assertTrue(self.Start.with_user(self.rep).get_page()["own"])
        tile = self.page_of(self.rep)["store_credit"]
        self.assertIn("50.00", tile["value"])
        self.assertEqual(self.listed(self.rep, tile), 1)
        self.assertFalse(self.Start.with_user(self.salesperson).get_page()["own"])
        self.assertIn("70.00", self.page_of(self.salesperson)["store_credit"]["value"])

    def test_nothing_is_a_quiet_tile(self):
        """Without credit no colour asks for a look."""
        self.assertEqual(
            {it["tone"] for it in self.page_of(self.credit_manager).values()}, {"none"}
        )

    def test_the_address_opens_the_app(self):
        """Odoo shows the menus of the last app with the action: no other app may have it."""
        menus = self.env["ir.ui.menu"].with_user(self.credit_manager).load_web_menus(False)
        apps = {menu["appID"] for menu in menus.values() if menu["actionPath"] == "credit"}
        self.assertEqual(apps, {self.env.ref("customer_credit_balance.menu_credit_app").id})

    def test_without_the_right_there_is_no_page(self):
        """Employees and customers of the portal."""
        for user in (self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                self.page_of(user)

    def test_a_tile_costs_two_queries_at_most(self):
        """However many customers there are."""
        for _number in range(3):
            self.give_credit(5, self.env["res.partner"].create({"name": "Customer"}))
        Start = self.Start.with_user(self.credit_manager).with_company(self.company)
        tiles = Start.get_page()["tiles"]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2 * len(tiles)):
            Start.get_page()
