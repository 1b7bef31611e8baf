"""How events choose: from what there is, so that shortened stories stay alike."""

import random
from decimal import Decimal


class Choices:
    """How events choose."""

    def set_up(self, rnd):
        """Choose the rules of the company for this story."""
        self.globally = rnd.random() < 0.4
        for company in self.companies.values():  # a branch has a way of its own
            company.with_env(self.env).tax_calculation_rounding_method = (
                "round_globally" if self.globally else "round_per_line"
            )
        self.automatic = False
        if rnd.random() < 0.3:
            self.companies["root"].store_credit_journal_id.restrict_mode_hash_table = True
            self.tell("the journal of store credit is secured")

    def pick(self, choices):
        """Return one of them, or leave the event out.

        Each choice draws a number of its own: the highest wins. So the same one is taken when
        others are not there, which keeps shortened stories alike.
        """
        choices = list(choices)
        if not choices:
            raise self.nothing_to_do
        salt = self.rnd.random()
        return max(choices, key=lambda it: random.Random(f"{salt}:{it}").random())

    def customer(self):
        """Return the name of a customer."""
        return self.pick(sorted(self.partners))

    def where(self):
        """Return a company, mostly the root."""
        return self.rnd.choice(["root", "root", "root", "branch"])

    def currency(self):
        """Return a currency, mostly the company's."""
        return self.rnd.choice(["USD", "USD", "EUR", "JPY"])

    def amount(self, most, currency="USD"):
        """Return an amount worth up to ``most`` of the company's currency, never nothing."""
        digits = self.rates.digits[currency]
        most = self.rates.convert(Decimal(most), "USD", currency, self.today)
        steps = max(1, int(most.scaleb(digits)))
        return Decimal(self.rnd.randint(1, steps)).scaleb(-digits)

    def part(self, amount, currency="USD"):
        """Return all of an amount, or some of it."""
        if self.rnd.random() < 0.4:
            return amount
        digits = self.rates.digits[currency]
        return Decimal(self.rnd.randint(1, int(amount.scaleb(digits)))).scaleb(-digits)

    @property
    def today(self):
        """Return the day as text."""
        return self.day.isoformat()

    def new_key(self, kind):
        """Return a name for a new document."""
        return f"{kind} {self.number}"

    def credit_line(self, key):
        """Return the open item of a credit."""
        return (
            self.moves[key]
            .with_env(self.env)
            .line_ids.filtered(
                lambda line: line.account_type == "asset_receivable" and line.balance < 0
            )
        )

    def partner(self, name):
        """Return the contact."""
        return self.partners[name].with_env(self.env)
