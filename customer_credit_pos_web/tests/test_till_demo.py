"""The demo story of the till: a bakery that is ready to open, and books that agree with it."""

from odoo.tests import tagged
from odoo.tools import convert_file

from odoo.addons.customer_credit_balance.tests.common import CreditCommon

MODULE = "customer_credit_pos_web"


@tagged("post_install", "-at_install")
class TestTillDemo(CreditCommon):
    """One telling of the story in a fresh company."""

    shares_setup = False  # long: see tools/shared_setup.py

    @classmethod
    def setUpClass(cls):
        """Load the demo file, and tell the story."""
        super().setUpClass()
        env = cls.env(su=True)
        file = "demo/customer_credit_till_demo.xml"
        convert_file(env, MODULE, file, {}, mode="init", noupdate=True)
        cls.told = env["customer.credit.demo"]._create_till_story(cls.company)
        cls.olivia = cls.env.ref(f"{MODULE}.demo_partner_olivia")
        cls.tom = cls.env.ref(f"{MODULE}.demo_partner_tom")
        cls.config = env["pos.config"].search(
            [("company_id", "=", cls.company.id), ("store_credit_enabled", "=", True)]
        )

    def test_customers_have_what_the_till_gave_them(self):
        self.assertTrue(self.told)
        self.assert_store_credit(38.0, self.olivia)
        self.assert_store_credit(2.0, self.tom)
        self.assert_ties_out()

    def test_the_bakery_is_closed_and_ready_to_open(self):
        self.assertEqual(self.config.session_ids.mapped("state"), ["closed"])
        cashier = self.env.ref(f"{MODULE}.demo_user_till")
        self.config.with_user(cashier).open_ui()
        self.assertTrue(self.config.current_session_id)
        self.assertEqual(self.config._get_store_credit_topup_amounts(), [20.0, 50.0, 100.0])

    def test_the_history_says_what_happened(self):
        entries = self.credit_account(self.olivia).entry_ids.sorted("id")
        self.assertEqual(
            entries.mapped("event"),
            ["till_topup", "till_payment", "till_payment", "till_refund"],
        )

    def test_nothing_happens_the_second_time(self):
        again = self.env["customer.credit.demo"].sudo()._create_till_story(self.company)
        self.assertFalse(again)
        self.assert_store_credit(38.0, self.olivia)
