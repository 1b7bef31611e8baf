"""Accounts of customer credit stand where an accountant looks for them."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestCharts(AccountTestInvoicingCommon):
    """Number, type, tags and names; what exists is never moved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.liability = cls.company.store_credit_account_id
        cls.adjustment = cls.company.store_credit_adjustment_account_id

    def test_store_credit_stands_beside_deferred_revenue(self):
        """The generic chart has no advances from customers: 212000 is nearest."""
        self.assertEqual(self.liability.code, "212001")
        self.assertEqual(self.liability.account_type, "liability_current")
        self.assertTrue(self.liability.reconcile)

    def test_tags_are_not_those_of_the_account_just_below(self):
        """Odoo would copy them: the account beside decides, and a cost is an operating one."""
        beside = self.company._get_store_credit_beside()
        investing = self.env.ref("account.account_tag_investing")
        operating = self.env.ref("account.account_tag_operating")
        beside.tag_ids = [Command.clear()]
        below = self.env["account.account"].create(
            {
                "name": "Just below",
                "code": "212002",
                "account_type": "liability_current",
                "tag_ids": [Command.set(investing.ids)],
            }
        )
        liability = self.company._create_store_credit_liability()
        self.assertEqual((below.tag_ids, liability.code), (investing, "212003"))
        self.assertFalse(liability.tag_ids)
        costs = self.company._get_credit_adjustment_beside()
        costs.tag_ids = [Command.set(investing.ids)]
        self.assertEqual(self.company._create_credit_adjustment_expense().tag_ids, operating)

    def test_adjustments_have_a_number_of_their_length(self):
        costs = self.company._get_credit_adjustment_beside()
        self.assertEqual(self.adjustment.account_type, "expense")
        self.assertEqual(len(self.adjustment.code), len(costs.code))
        self.assertEqual(self.adjustment.code[:4], costs.code[:4])

    def test_adjustments_are_beside_no_number_that_odoo_made(self):
        """Argentina's cash differences are 999000000001: nobody's neighbour."""
        made = self.env["account.account"].create(
            {"name": "Cash Difference", "code": "999000000001", "account_type": "expense"}
        )
        self.company.account_journal_early_pay_discount_loss_account_id = False
        self.company.default_cash_difference_expense_account_id = made
        beside = self.company._get_credit_adjustment_beside()
        self.assertEqual(beside, self.company.expense_account_id)
        self.company.expense_account_id = False
        self.assertNotEqual(self.company._get_credit_adjustment_beside(), made)

    def test_a_full_group_goes_below_the_account(self):
        """Never `.copy`, never the number of another group."""
        taken = [{"name": "x", "code": f"21200{n}", "account_type": "income"} for n in range(2, 10)]
        taken += [
            {"name": "x", "code": f"2120{n}", "account_type": "income"} for n in range(10, 100)
        ]
        self.env["account.account"].create(taken)
        self.assertEqual(self.company._create_store_credit_liability().code, "21200001")

    def test_a_language_that_comes_later_names_the_accounts(self):
        """As it names the chart's own accounts."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["account.chart.template"]._load_translations(["de_DE"], self.company)
        german = self.company.with_context(lang="de_DE")
        self.assertEqual(german.store_credit_account_id.name, "Kundenguthaben")
        self.assertEqual(
            german.store_credit_adjustment_account_id.name, "Anpassungen von Kundenguthaben"
        )
        self.assertEqual(german.store_credit_journal_id.name, "Kundenguthaben")
        self.assertEqual(self.liability.with_context(lang="en_US").name, "Store Credit")

    def test_a_name_that_somebody_chose_stays(self):
        """In English or in the language itself."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.liability.name = "Gift Cards"
        self.adjustment.with_context(lang="de_DE").name = "Kulanz"
        self.company._translate_credit_names(["de_DE"])
        self.assertEqual(self.liability.with_context(lang="de_DE").name, "Gift Cards")
        self.assertEqual(self.adjustment.with_context(lang="de_DE").name, "Kulanz")

    def test_a_new_set_up_speaks_the_installed_languages(self):
        """The language of whoever installs changes nothing of the English name."""
        self.env["res.lang"]._activate_lang("sv_SE")
        self.company.store_credit_account_id = False
        self.company.with_context(lang="sv_SE")._ensure_store_credit_setup()
        account = self.company.store_credit_account_id
        self.assertEqual(account.with_context(lang="en_US").name, "Store Credit")
        self.assertEqual(account.with_context(lang="sv_SE").name, "Kundtillgodohavanden")

    def test_the_check_is_silent_where_all_is_in_place(self):
        self.assertEqual(self.company._get_credit_setup_advice(), [])

    def test_an_older_account_stays_and_is_spoken_of(self):
        """The settings name account, neighbour and number; nothing is moved by itself."""
        self.liability.code = "300199"
        self.adjustment.code = "999998.copy"
        self.company._ensure_store_credit_setup()
        self.assertEqual(self.company.store_credit_account_id.code, "300199")
        settings = self.env["res.config.settings"].create({})
        advice = settings.store_credit_setup_advice
        self.assertIn("300199", advice)
        self.assertIn("212000", advice)
        self.assertIn("212001", advice)
        self.assertIn("999998.copy", advice)

    def test_investing_is_no_place_for_goodwill(self):
        self.adjustment.tag_ids = self.env.ref("account.account_tag_investing")
        self.assertIn("operating cost", "".join(self.company._get_credit_setup_advice()))
