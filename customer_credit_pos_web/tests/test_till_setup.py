"""Setting store credit up at the till, who may read it there, and what it costs."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillSetup(TillCommon):
    """One ready method, one switch per till, readers for till users only."""

    def test_every_company_has_a_ready_method(self):
        method = self.credit_pm
        self.assertEqual(method.journal_id, self.journal)
        self.assertEqual(method.outstanding_account_id, self.liability)
        self.assertTrue(method.is_store_credit and method.split_transactions)
        self.company._ensure_store_credit_pos_method()
        methods = self.env["pos.payment.method"].search([("journal_id", "=", self.journal.id)])
        self.assertEqual(methods, method)

    def test_a_new_company_gets_its_method_with_its_chart(self):
        company = self.setup_other_company(name="Second Shop")["company"]
        method = company._get_store_credit_pos_method()
        self.assertEqual(method.journal_id, company.store_credit_journal_id)
        self.assertNotEqual(method, self.credit_pm)

    def test_the_journal_makes_the_method_not_a_flag(self):
        vals = {"name": "Voucher", "journal_id": self.journal.id, "is_store_credit": False}
        method = self.env["pos.payment.method"].create(vals)
        self.assertTrue(method.is_store_credit and method.split_transactions)
        with self.assertRaises(ValidationError):
            method.split_transactions = False

    def test_no_other_method_books_on_the_liability_account(self):
        vals = {
            "name": "Back Door",
            "journal_id": self.bank_journal.id,
            "outstanding_account_id": self.liability.id,
        }
        with self.assertRaisesRegex(ValidationError, "holds store credit"):
            self.env["pos.payment.method"].create(vals)

    def test_the_switch_gives_the_till_its_method_and_takes_it_away(self):
        config = self.other_currency_config
        self.assertFalse(config.store_credit_enabled)
        config.store_credit_enabled = True
        self.assertIn(self.credit_pm, config.payment_method_ids)
        config.store_credit_enabled = False
        self.assertNotIn(self.credit_pm, config.payment_method_ids)

    def test_a_shop_made_from_a_scenario_gets_a_card_and_no_store_credit(self):
        company = self.setup_other_company(name="Second Shop")["company"]
        Config = self.env["pos.config"].with_company(company)
        made = Config.load_onboarding_bakery_scenario(with_demo_data=False)
        config = Config.browse(made["config_id"])
        self.assertFalse(config.store_credit_enabled)
        self.assertEqual(sorted(config.payment_method_ids.mapped("type")),
                         ["bank", "cash", "pay_later"])  # fmt: skip
        card = config.payment_method_ids.filtered(lambda method: method.type == "bank")
        self.assertNotEqual(card.journal_id, company.store_credit_journal_id)
        again = Config.load_onboarding_bakery_scenario(with_demo_data=False)
        self.assertIn(card, Config.browse(again["config_id"]).payment_method_ids)

    def test_the_switch_stays_while_the_till_is_open(self):
        with self.assertRaises(UserError):
            self.config.store_credit_enabled = False

    def test_topup_amounts_are_numbers_in_order(self):
        self.assertEqual(self.config._get_store_credit_topup_amounts(), [20.0, 50.0, 100.0])
        for wrong in ("twenty", "10, -5", "nan"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.config.store_credit_topup_amounts = wrong
        with self.assertRaises(ValidationError):
            self.config.write({"store_credit_topup_min": 50.0, "store_credit_topup_max": 20.0})

    # --------------------------------------------------------------- reading

    def read_as(self, user, partner=None, config=None):
        """Return what the till shows of a customer."""
        partner = partner or self.customer
        reader = self.env["res.partner"].with_user(user)
        config = config or self.config
        return reader.get_store_credit_for_till(partner.ids, config.id)[partner.id]

    def test_a_cashier_reads_the_live_amounts(self):
        self.give_credit(45.0)
        self.credit_account().overdraft_limit = 5.0
        figures = self.read_as(self.cashier)
        self.assertEqual((figures["available"], figures["balance"]), (50.0, 45.0))
        self.sell([(self.credit_pm, 40.0), (self.cash_pm1, 60.0)])
        self.assertEqual(self.read_as(self.cashier)["available"], 10.0)

    def test_a_customer_without_an_account_has_nothing(self):
        figures = self.read_as(self.cashier, self.other_customer)
        self.assertEqual(figures["available"], 0.0)
        self.assertFalse(figures["frozen"])

    def test_others_read_nothing_at_the_till(self):
        for user in (self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                self.read_as(user)

    def test_the_till_of_another_company_is_out_of_reach(self):
        other = self.setup_other_company(name="Third Shop")["company"]
        config = (
            self.env["pos.config"]
            .with_company(other)
            .create({"name": "Elsewhere", "company_id": other.id})
        )
        with self.assertRaises(AccessError):
            self.read_as(self.cashier, config=config)

    def test_the_list_of_customers_is_not_emptied(self):
        data = self.pos_session.with_user(self.cashier).load_data([])
        self.assertTrue(data["res.partner"])
        rights = data["pos.config"][0]["_store_credit_rights"]
        self.assertEqual(rights, {"payment": True, "topup": True, "refund": True, "payout": False})

    def test_the_list_of_customers_is_read_in_a_few_queries(self):
        partners = self.env["res.partner"].create([{"name": f"Guest {n}"} for n in range(60)])
        for partner in partners[:20]:
            self.give_credit(10.0, partner)
        reader = self.env["res.partner"].with_user(self.cashier)
        reader.get_store_credit_for_till(partners[:2].ids, self.config.id)
        self.env.invalidate_all()
        # Five of them for what the customers owe, which the list shows beside it.
        with self.assertQueryCount(12):
            reader.get_store_credit_for_till(partners.ids, self.config.id)

    # --------------------------------------------------------------- cost

    def test_an_order_without_credit_pays_no_query_for_it(self):
        order = self.sell([(self.cash_pm1, 100.0)])
        order.payment_ids.mapped("payment_method_id.is_store_credit")
        with self.assertQueryCount(0):
            order._take_store_credit()

    def test_taking_credit_costs_a_few_queries(self):
        self.give_credit(150.0)
        data = self.order_data([(self.credit_pm, 100.0)], customer=self.customer, state="draft")
        order = self.sync(data).with_user(self.cashier)
        order.sudo().payment_ids.mapped("payment_method_id.is_store_credit")
        # The last one asks whether somebody wants a mail about it.
        with self.assertQueryCount(6):
            order._take_store_credit()
            self.env.flush_all()
