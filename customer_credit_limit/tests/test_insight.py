"""What the insight says: aging, score with its reasons, trend, and who may see it."""

from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import Form, tagged

from .request_common import CreditRequestCommon
from .snapshot_common import CreditSnapshotCommon


@tagged("post_install", "-at_install")
class TestInsight(CreditSnapshotCommon, CreditRequestCommon):
    """The value that the widget shows, on the customer and on the request."""

    def insight(self, partner=None, user=None):
        """Return the insight as a salesperson reads it."""
        partner = (partner or self.customer).with_user(user or self.salesperson)
        partner.invalidate_recordset()
        return partner.credit_insight

    def test_aging_by_hand(self):
        """Each bucket holds what is late by its days; the last day of a bucket is in it."""
        for amount, late in ((1.0, -5), (2.0, 0), (4.0, 1), (8.0, 30), (16.0, 31), (32.0, 60),
                             (64.0, 61), (128.0, 90), (256.0, 91)):  # fmt: skip
            self.owe(amount, days_overdue=late)
        aging = self.insight()["aging"]
        self.assertEqual([it["amount"] for it in aging["buckets"]], [3.0, 12.0, 48.0, 192.0, 256.0])
        self.assertEqual(aging["total"], 511.0)
        for bucket in aging["buckets"]:
            moves = self.env["account.move"].search(bucket["domain"])
            self.assertEqual(sum(moves.mapped("amount_residual")), bucket["amount"])

    def test_score_says_why(self):
        """Each part has its points, of how many, and the figure behind them."""
        self.tell_history()
        self.take()
        card = self.insight()["score"]
        self.assertEqual((card["value"], card["grade"], card["label"]), (79, "b", "B"))
        why = {part["code"]: part["why"] for part in card["parts"]}
        self.assertEqual(why["beyond_terms"], "Pays 1.1 days early, weighed by amount")
        self.assertEqual(why["on_time"], "78 % of the money came on time")
        self.assertEqual(why["overdue"], "75 % of what is open is overdue")
        self.assertEqual(why["oldest"], "Overdue for 20 days")
        self.assertEqual(sum(part["points"] for part in card["parts"]), 79)

    def test_no_false_number(self):
        """Before the first night and with thin history a sentence stands in place of a number."""
        self.owe(100.0)
        card = self.insight()["score"]
        self.assertEqual((card["value"], card["parts"]), (False, []))
        self.assertIn("every night", card["note"])
        self.take()
        card = self.insight()["score"]
        self.assertEqual((card["value"], card["parts"]), (False, []))
        self.assertIn("Fewer than 3 invoices", card["note"])

    def test_figures_are_text(self):
        """Days, shares and amounts as people read them, each with its formula as help."""
        self.tell_history()
        self.take()
        figures = {it["code"]: it for it in self.insight()["figures"]}
        self.assertEqual(figures["dso"]["value"], "67 days")
        self.assertEqual(figures["on_time_rate"]["value"], "78 %")
        self.assertIn("6,000.00", figures["sales"]["value"])
        self.assertIn("open invoices / sales", figures["dso"]["help"])

    def test_trend_of_a_year(self):
        """Month ends and today, in order; no limit is no line."""
        self.tell_history()
        self.take_missing()
        trend = self.insight()["trend"]
        self.assertEqual(trend["points"][-1]["exposure"], 1500.0)
        self.assertTrue(all(point["limit"] is None for point in trend["points"]))
        self.assertTrue(trend["rebuilt"])
        dates = [point["date"] for point in trend["points"]]
        self.assertEqual(dates, sorted(dates))
        self.set_limit(1200.0)
        self.take()
        self.assertEqual(self.insight()["trend"]["points"][-1]["limit"], 1200.0)

    def test_many_customers_cost_as_much_as_one(self):
        """The insight of thirty customers is read in as many queries as that of one."""
        partners = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(30)])
        for partner in partners:
            self.owe(10.0, partner=partner)
        self.take()
        counts = []
        for customers in (partners[:1], partners[:1], partners):
            self.env.flush_all()
            self.env.invalidate_all()
            customers.mapped("name")
            before = self.env.cr.sql_log_count
            customers._get_credit_insight_by_partner(self.company)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 1)

    def test_request_shows_its_customer(self):
        """The approver sees score and aging of the customer, in the request's company."""
        self.tell_history()
        self.take()
        request = self.request_of(self.waiting_order()).with_user(self.approver)
        self.assertEqual(request.credit_insight["score"]["value"], 79)
        self.assertEqual(request.credit_insight["aging"]["total"], 2000.0)

    def test_forms_open(self):
        """Customer, policy and snapshot views open for who may see them."""
        with Form(self.customer.with_user(self.limit_manager)) as form:
            self.assertTrue(form.credit_insight)
        with Form(self.policy.with_user(self.limit_manager)) as form:
            form.score_on_time = 25
            form.score_beyond_terms = 35
        self.assertEqual(self.policy._get_score_weights()["on_time"], 25)

    def test_update_is_for_managers(self):
        """A manager takes the figures now; a salesperson cannot, nor read another model by it."""
        self.owe(100.0)
        with self.assertRaises(AccessError):
            self.Snapshot.with_user(self.salesperson).action_take_now()
        # As the web client calls the button: with the rows that are chosen, here none.
        done = call_kw(self.Snapshot.with_user(self.limit_manager), "action_take_now", [[]], {})
        self.assertEqual(done["params"]["type"], "success")
        self.assertTrue(self.snapshot_of())
        action = self.snapshot_of().with_user(self.salesperson).action_open_customer()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.customer.id))

    def test_tiles_of_the_dashboard(self):
        """Each tile counts what its click shows; an employee sees none of it."""
        self.tell_history()
        self.waiting_order()
        self.put_on_hold()
        self.profile().next_review_date = self.day(-20)
        self.take()
        Snapshot = self.Snapshot.with_user(self.limit_manager)
        tiles = {tile["code"]: tile for tile in Snapshot.get_dashboard()}
        shown = {code: tiles[code]["value"] for code in ("waiting", "over", "on_hold", "ending")}
        self.assertEqual(shown, {"waiting": 1, "over": 1, "on_hold": 1, "ending": 1})
        self.assertIn("500.00", tiles["over"]["detail"])
        self.assertIn("1,500.00", tiles["overdue"]["value"])
        self.assertEqual(tiles["over"]["tone"], "stopped")
        with self.assertRaises(AccessError):
            self.Snapshot.with_user(self.employee).get_dashboard()

    def test_readers_are_out_of_reach(self):
        """Readers in sudo are no RPC endpoints; without the right the field is not there."""
        for name in ("_get_credit_insight_by_partner", "_read_credit_facts"):
            with self.assertRaises(AccessError):
                get_public_method(self.env["res.partner"], name)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.employee).read(["credit_insight"])
