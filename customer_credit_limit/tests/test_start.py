"""Start page: what waits for a decision, who is held, over the limit or to be reviewed."""

from odoo.tests import tagged

from .request_common import CreditRequestCommon
from .snapshot_common import CreditSnapshotCommon


@tagged("post_install", "-at_install")
class TestStart(CreditSnapshotCommon, CreditRequestCommon):
    """A request, a hold and a limit to review."""

    def page_of(self, user):
        """Return {code: tile} of the page, in the test's company."""
        Start = self.env["customer.credit.start"].with_user(user).with_company(self.company)
        return {tile["code"]: tile for tile in Start.get_page()["tiles"]}

    def listed(self, user, tile):
        """Return the records that the list behind a tile shows to the user."""
        action = tile["action"]
        Model = self.env[action["res_model"]].with_user(user).with_company(self.company)
        return Model.search(action["domain"])

    def test_tiles_count_what_waits(self):
        """Each count is that of its list."""
        self.owe(1500.0)
        order = self.waiting_order()
        self.put_on_hold()
        self.profile().next_review_date = self.day(-20)
        self.take()
        tiles = self.page_of(self.approver)
        self.assertEqual(tiles["my_turn"]["value"], 1)
        self.assertEqual(tiles["waiting"]["value"], 1)
        self.assertEqual(self.listed(self.approver, tiles["my_turn"]), self.request_of(order))
        self.assertEqual(tiles["on_hold"]["value"], 1)
        self.assertEqual(self.listed(self.approver, tiles["on_hold"]), self.customer)
        self.assertIn("500.00", tiles["over_limit"]["value"])
        self.assertEqual(tiles["to_review"]["value"], 1)
        self.assertEqual(tiles["my_turn"]["tone"], "stopped")
        self.assertEqual(tiles["my_turn"]["action"]["views"][0], [False, "kanban"])
        self.assertEqual(tiles["on_hold"]["action"]["views"][0], [False, "list"])

    def test_a_company_is_named_where_there_are_several(self):
        """Holds are those of one company: of which is no question with one alone."""
        self.put_on_hold()
        second = self.env["res.company"].create({"name": "Second"})
        self.approver.company_ids += second
        Start = self.env["customer.credit.start"].with_user(self.approver)
        for companies, named in (self.company, ""), (self.company + second, self.company.name):
            chosen = Start.with_context(allowed_company_ids=companies.ids)
            tiles = {tile["code"]: tile for tile in chosen.get_page()["tiles"]}
            self.assertEqual(tiles["on_hold"]["detail"], named)

    def test_whoever_sells_sees_the_own_requests(self):
        """Those asked for, and those of own customers; never those of colleagues."""
        rep = self._new_user("credit_rep", "sales_team.group_sale_salesman")
        other = self._new_user("credit_rep2", "sales_team.group_sale_salesman")
        self.set_limit(1000.0)
        order = self.quotation(1500.0, user_id=rep.id)
        order.with_user(rep).action_confirm()
        self.assertNotIn("my_turn", self.page_of(rep))
        self.assertEqual(self.page_of(rep)["waiting"]["value"], 1)
        self.assertEqual(self.page_of(other)["waiting"]["value"], 0)

    def test_a_tile_costs_two_queries_at_most(self):
        """The page of an approver, with all addons that are installed."""
        self.waiting_order()
        self.put_on_hold()
        self.take()
        Start = self.env["customer.credit.start"].with_user(self.approver)
        tiles = Start.get_page()["tiles"]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2 * len(tiles)):
            Start.get_page()
