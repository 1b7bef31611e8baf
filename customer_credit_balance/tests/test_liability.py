"""Store-credit liability by age: equal to the books on any day, oldest first, own companies."""

import io
from random import Random

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .common import CreditCommon

LABELS = {"1": "-30", "2": "-90", "3": "-180", "4": "-365", "5": "-730", "6": "older", "7": "over"}


@tagged("post_install", "-at_install")
class TestLiability(CreditCommon, HttpCase):
    """A customer who was given 100, 50 and 30 over two years, and spent 120."""

    def move_credit(self, amount, date, partner=None):
        """Book store credit on a day: above zero gives."""
        partner = partner or self.customer
        return self.book(
            [(self.bank_journal.default_account_id, amount, partner),
             (self.liability, -amount, partner)],
            date=date,
        )  # fmt: skip

    def setUp(self):
        """Give and spend."""
        super().setUp()
        for amount, date in ((100, "2024-03-01"), (50, "2025-08-01"), (30, "2026-01-10"),
                             (-120, "2026-01-15")):  # fmt: skip
            self.move_credit(amount, date)

    def rows(self, day, partner=None, user=None):
        """Return {age: amount} of a customer on a day."""
        report = self.env["customer.credit.liability"].with_context(credit_as_of=day)
        found = report.with_user(user or self.env.user).search(
            [("partner_id", "=", (partner or self.customer).id)]
        )
        return {LABELS[row.age]: row.amount for row in found}

    def test_the_oldest_is_spent_first(self):
        """120 took the 100 and 20 of the 50: 30 are 181 to 365 days old, 30 up to 30 days."""
        self.assertEqual(self.rows("2026-02-01"), {"-365": 30.0, "-30": 30.0})
        self.assertEqual(self.rows("2026-01-14"), {"-730": 100.0, "-180": 50.0, "-30": 30.0})
        self.assertEqual(self.rows("2026-04-01"), {"-365": 30.0, "-90": 30.0})
        self.assertEqual(self.rows("2023-12-31"), {})

    def test_more_spent_than_given_is_overdrawn(self):
        """An overdraft is no credit of any age, and still part of the balance."""
        self.credit_account().sudo().overdraft_limit = 500
        self.move_credit(-100, "2026-02-02")
        self.assertEqual(self.rows("2026-02-03"), {"over": -40.0})

    def test_it_equals_the_account_on_every_day(self):
        """Thirty random movements of two customers; the sum is that of the books, day by day."""
        dice, currency = Random(5), self.company.currency_id
        for _turn in range(15):
            for partner in (self.customer, self.other_customer):
                amount = dice.choice([10.1, 25.25, 7.77, -9.4])
                self.credit_account(partner).sudo().overdraft_limit = 1000
                self.move_credit(amount, f"2026-02-{dice.randint(1, 28):02}", partner)
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.liability.id), ("parent_state", "=", "posted")]
        )
        for day in ("2024-03-01", "2026-01-15", "2026-02-07", "2026-02-20", "2026-02-28"):
            report = self.env["customer.credit.liability"].with_context(credit_as_of=day)
            found = report.search([("company_id", "=", self.company.id)])
            until = lines.filtered(lambda it, day=day: it.date <= Date.to_date(day))
            with self.subTest(day=day):
                books = currency.round(-sum(until.mapped("balance")))
                self.assertEqual(currency.round(sum(found.mapped("amount"))), books)
                self.assertEqual(report._get_account_balances(self.company), {self.company: books})

    def test_a_day_that_is_none_is_today(self):
        """Whatever a client puts into the context, the report answers."""
        self.assertEqual(self.rows("no day"), self.rows(None))
        self.assertEqual(self.rows(["2026"]), self.rows(None))

    def test_rights(self):
        """Managers and readers of the books; sales, portal and other companies see nothing."""
        self.assertTrue(self.rows("2026-02-01", user=self.credit_manager))
        for user in (self.salesperson, self.credit_user, self.portal_user):
            with self.assertRaises(AccessError):
                self.rows("2026-02-01", user=user)
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        stranger = self._new_user(
            "elsewhere", "customer_credit_balance.group_customer_credit_manager"
        )
        stranger.sudo().write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertEqual(self.rows("2026-02-01", user=stranger), {})

    def test_queries_are_flat(self):
        """As many for eleven customers as for one."""
        report = self.env["customer.credit.liability"].with_context(credit_as_of="2026-02-02")

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = report.search_fetch([("company_id", "=", self.company.id)], ["amount", "age"])
            report._get_account_balances(self.company)
            return self.env.cr.sql_log_count - before, len(rows.mapped("amount"))

        count()
        one, few = count()
        for number in range(10):
            partner = self.env["res.partner"].create({"name": f"Many {number}"})
            self.move_credit(10 + number, "2026-02-01", partner)
        many, rows = count()
        self.assertEqual((many, rows), (one, few + 10))

    def test_the_dialog_shows_and_fetches(self):
        """Both buttons, for an accountant who manages no credit; no day in the future."""
        reader = self._new_user("liability_reader", "account.group_account_readonly")
        dialog = self.env["customer.credit.liability.report"].with_user(reader)
        dialog = dialog.create({"date": "2026-02-01"})
        self.assertEqual(dialog.action_view()["context"]["credit_as_of"], "2026-02-01")
        address = dialog.action_download()["url"]
        reader.sudo().password = "liability_reader"
        self.authenticate("liability_reader", "liability_reader")
        sheet = self.sheet(self.url_open(address).content)
        self.assertIn(("Total", None, 30, 0, 0, 30, 0, 0, 0, 60), sheet)
        self.assertIn(60, [row[-1] for row in sheet if str(row[0]).startswith("Balance of")])
        with self.assertRaisesRegex(Exception, "future"):
            dialog.date = "2999-01-01"

    def test_the_file_is_not_for_everybody(self):
        """Sales get no file, and nobody one of a company that is not theirs."""
        self.salesperson.sudo().password = "sales"
        self.authenticate(self.salesperson.login, "sales")
        self.assertEqual(self.url_open("/customer_credit/liability").status_code, 404)
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.credit_manager.sudo().password = "manager"
        self.authenticate(self.credit_manager.login, "manager")
        companies = f"{other.id},x,{'9' * 5000}"
        answer = self.url_open(f"/customer_credit/liability?companies={companies}&date=nonsense")
        self.assertEqual(answer.status_code, 200)
        self.assertIn(self.company.name, str(self.sheet(answer.content)))

    def sheet(self, content):
        """Return the rows of the first sheet."""
        from openpyxl import load_workbook

        return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
