"""Common ground of the tests of interest: a company that asks for it, and late invoices."""

from datetime import date

from .common import StatementCommon


class InterestCommon(StatementCommon):
    """The company goes by German law and books claims at once, without tax."""

    @classmethod
    def setUpClass(cls):
        """Switch interest on."""
        super().setUpClass()
        cls.Claim = cls.env["customer.statement.interest.claim"]
        cls.SettledLine = cls.env["customer.statement.interest.line"]
        cls.Interest = cls.env["customer.statement.interest"]
        cls.Rate = cls.env["customer.statement.interest.rate"]
        cls.Settle = cls.env["customer.statement.interest.settle"]
        cls.income = cls.company_data["default_account_revenue"]
        cls.company.write(
            {
                "customer_statement_interest": True,
                "customer_statement_interest_country_id": cls.env.ref("base.de").id,
                "customer_statement_interest_account_id": cls.income.id,
            }
        )
        cls.accountant = cls._new_user("interest_accountant", "account.group_account_invoice")
        cls.reader = cls._new_user(
            "interest_sales",
            "sales_team.group_sale_salesman,customer_statement.group_customer_statement_user",
        )

    def late(self, amount, due, partner=None, currency=None, **vals):
        """Return a posted invoice that fell due on a day."""
        return self.invoice(
            amount, partner, invoice_date=due, invoice_date_due=due,
            invoice_payment_term_id=False, currency_id=(currency or self.foreign).id, **vals,
        )  # fmt: skip

    def owed(self, day, partner=None):
        """Return {invoice: (interest, fixed sum)} of a customer by the end of a day."""
        found = self.Interest._read(self.company, partner or self.customer, day)
        return {
            self.env["account.move"].browse(it.move_id): (float(it.interest), float(it.fee))
            for items in found.values()
            for it in items
        }

    def agree(self, rate, partner=None):
        """Let the terms of a customer be a rate that was agreed."""
        (partner or self.customer).write(
            {
                "customer_statement_interest_terms": "agreed",
                "customer_statement_interest_rate": rate,
            }
        )

    def go_by_law_of(self, code):
        """Let the law of another country apply."""
        self.company.customer_statement_interest_country_id = self.env.ref(f"base.{code}")

    def settle(self, move, day, reason=None, user=None):
        """Claim or waive what an invoice cost by a day; return the claims."""
        return self.Claim.with_user(user or self.accountant)._settle(
            self.company.with_user(user or self.accountant), self.customer.with_user(
                user or self.accountant
            ), date.fromisoformat(day), set(self.receivable_line(move).ids), reason,
        )  # fmt: skip
