"""The demo story of limits: who is over, held, waiting and approved, by the users themselves."""

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import convert_file

from .common import CreditLimitCommon

MODULE = "customer_credit_balance"
DEMO_FILES = ("res_users_demo.xml", "res_partner_demo.xml", "product_demo.xml")


@tagged("post_install", "-at_install")
class TestLimitStory(CreditLimitCommon):
    """One telling of both stories in a fresh company."""

    shares_setup = False  # long: see tools/shared_setup.py

    @classmethod
    def setUpClass(cls):
        """Load the base's demo files and tell both stories."""
        super().setUpClass()
        for name in DEMO_FILES:
            convert_file(cls.env(su=True), MODULE, f"demo/{name}", {}, mode="init", noupdate=True)
        cls.Demo = cls.env["customer.credit.demo"].sudo()
        cls.too_early = cls.Demo._create_limit_story(cls.company)
        cls.Demo._create_story(cls.company)
        cls.told = cls.Demo._create_limit_story(cls.company)
        cls.env.invalidate_all()

    def story_customer(self, name):
        """Return a customer of the story."""
        return self.env.ref(f"{MODULE}.demo_partner_{name}")

    def demo_user(self, name):
        """Return a demo user, who works in the company of the story."""
        return self.env.ref(f"{MODULE}.demo_user_{name}")

    def request_of(self, name):
        """Return the request of a customer."""
        return self.env["customer.credit.request"].search(
            [
                ("partner_id", "=", self.story_customer(name).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def test_told_once_and_after_the_base(self):
        """It waits for the base's story, and a second installation changes nothing."""
        self.assertFalse(self.too_early)
        self.assertTrue(self.told)
        self.assertFalse(self.Demo._create_limit_story(self.company))
        self.assertEqual(len(self.request_of("logistics")), 1)
        self.assert_ties_out()

    def test_a_customer_over_the_limit(self):
        """Northside Builders owe more than their limit, and a new quotation says so."""
        builder = self.story_customer("builder")
        self.assertEqual(builder.credit_limit_amount, 10000.0)
        self.assertEqual((builder.credit_exposure, builder.credit_headroom), (12900.0, -2900.0))
        order = builder.sale_order_ids.filtered(lambda it: it.state == "draft")
        self.assertIn("over_limit", self.codes(order))
        over = self.env["customer.credit.snapshot"].search(
            [("company_id", "=", self.company.id), ("latest", "=", True), ("excess", ">", 0)]
        )
        approved = self.story_customer("logistics")
        self.assertEqual(over.partner_id, builder | approved)

    def test_a_customer_on_hold(self):
        """Pixel Parts is held since the card payment came back; its quotation is stopped."""
        parts = self.story_customer("parts")
        self.assertTrue(parts.credit_on_hold)
        self.assertIn("charged back", parts.credit_hold_reason)
        self.assertIn("hold", self.codes(parts.sale_order_ids))

    def test_a_waiting_request(self):
        """Meridian's order waits for the credit desk, not for the rep who asked."""
        request = self.request_of("health")
        self.assertEqual((request.state, request.order_id.credit_state), ("pending", "waiting"))
        self.assertEqual(request.requester_id, self.demo_user("rep"))
        with self.assertRaises(AccessError):
            request.with_user(self.demo_user("rep")).action_approve()
        request.with_user(self.demo_user("credit")).action_approve()
        self.assertEqual((request.state, request.order_id.state), ("approved", "sale"))

    def test_an_approved_request_with_a_ceiling(self):
        """Atlas Logistics asked for 340 and may order 255: the order was made smaller."""
        request = self.request_of("logistics")
        self.assertEqual((request.state, request.ceiling), ("approved", 255.0))
        self.assertEqual(request.order_id.amount_total, 255.0)
        self.assertEqual(request.decision_ids.user_id, self.demo_user("credit"))
        self.assertEqual((request.order_id.state, request.order_id.credit_state),
                         ("sale", "approved"))  # fmt: skip

    def test_a_year_of_figures(self):
        """Charts have a point for each month, taken from the books as they were."""
        trend = self.story_customer("builder").credit_insight["trend"]["points"]
        self.assertGreaterEqual(len(trend), 12)
        self.assertGreater(len({point["exposure"] for point in trend}), 5)
        classes = {
            name: self.story_customer(name).credit_class for name in ("cafe", "health", "builder")
        }
        self.assertEqual(classes, {"cafe": "a", "health": "a", "builder": "c"})
        self.assertEqual(self.story_customer("emma").credit_class, "new")

    def test_story_is_out_of_reach_of_rpc(self):
        """Nobody can start it from outside."""
        with self.assertRaises(AccessError):
            get_public_method(self.Demo, "_create_limit_story")
