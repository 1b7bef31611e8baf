"""Several companies and merged contacts: every figure belongs to one company and one customer."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestCompanies(CreditCommon):
    """One credit account per company; figures follow the company that is asked."""

    @classmethod
    def setUpClass(cls):
        """Add a second company in its own currency."""
        super().setUpClass()
        cls.other_company = cls.setup_other_company()["company"]

    def test_figures_are_those_of_the_active_company(self):
        """The same customer owns separate credit in each company."""
        self.credit_account()._append_entry(100.0, "topup", "here")
        self.credit_account(company=self.other_company)._append_entry(7.0, "topup", "there")
        self.assertEqual(self.customer.store_credit_balance, 100.0)
        there = self.customer.with_company(self.other_company)
        self.assertEqual(there.store_credit_balance, 7.0)
        balances = self.customer._get_credit_balance_by_partner(self.other_company)
        self.assertEqual(balances, {self.customer: 7.0})

    def test_other_companies_stay_out_of_reach(self):
        """A manager of one company neither sees nor changes the account of another."""
        account = self.credit_account(company=self.other_company)
        with self.assertRaises(AccessError):
            account.with_user(self.credit_manager).read(["balance"])
        with self.assertRaises(AccessError):
            account.with_user(self.credit_manager).write({"overdraft_limit": 1e6})

    def test_merge_works_in_every_company(self):
        """Both companies keep what they owe."""
        self.credit_account(self.other_customer)._append_entry(5.0, "topup", "m1")
        self.credit_account(self.other_customer, self.other_company)._append_entry(
            6.0, "topup", "m2"
        )
        self.credit_account(self.customer)._append_entry(1.0, "topup", "m3")
        self.env["base.partner.merge.automatic.wizard"].with_user(self._get_administrator())._merge(
            (self.customer + self.other_customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().balance, 6.0)
        self.assertEqual(self.credit_account(company=self.other_company).balance, 6.0)

    def test_merge_keeps_the_lower_overdraft(self):
        """A permission does not grow by merging contacts."""
        self.credit_account().write({"overdraft_limit": 50.0})
        self.credit_account(self.other_customer)._append_entry(5.0, "topup", "m1")
        self.env["base.partner.merge.automatic.wizard"].with_user(self._get_administrator())._merge(
            (self.customer + self.other_customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().overdraft_limit, 0.0)

    def test_merge_of_a_used_overdraft_freezes(self):
        """Nothing is lost, and somebody has to look."""
        overdrawn = self.credit_account(self.other_customer)
        overdrawn.write({"overdraft_limit": 50.0})
        overdrawn._append_entry(-30.0, "payment", "m1")
        self.credit_account()._append_entry(5.0, "topup", "m2")
        self.env["base.partner.merge.automatic.wizard"].with_user(self._get_administrator())._merge(
            (self.customer + self.other_customer).ids, self.customer
        )
        self.env.invalidate_all()
        account = self.credit_account()
        self.assertEqual((account.balance, account.state), (-25.0, "frozen"))

    def test_balance_of_a_past_day(self):
        """Figures as of a date leave later movements out."""
        account = self.credit_account()
        account._append_entry(100.0, "topup", "p1", date="2026-01-10")
        account._append_entry(-40.0, "payment", "p2", date="2026-02-10")
        self.invoice(30.0, move_type="out_refund", invoice_date="2026-01-15")
        credit_note = self.receivable_line(self.invoice(5.0, move_type="out_refund"))
        bill = self.receivable_line(self.invoice(5.0, invoice_date="2026-03-01"))
        (credit_note + bill).reconcile()
        for day, amount in (("2026-01-09", 0.0), ("2026-01-20", 135.0), ("2026-02-20", 95.0),
                            ("2026-03-02", 90.0)):  # fmt: skip
            with self.subTest(day=day):
                balances = self.customer._get_credit_balance_by_partner(self.company, day)
                self.assertEqual(balances.get(self.customer, 0.0), amount)

    def test_reading_many_customers_takes_constant_queries(self):
        """Two customers or fifty cost the same."""
        partners = self.env["res.partner"].create([{"name": f"C{i}"} for i in range(50)])
        for index, partner in enumerate(partners):
            self.credit_account(partner)._append_entry(1.0 + index, "topup", f"q{index}")
        self.env.flush_all()
        self.env.invalidate_all()
        partners[:2].mapped("credit_balance")
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.assertEqual(sum(partners.mapped("credit_balance")), sum(range(1, 51)))
