"""The reference ledger: what customers owe, are owed and may spend, in plain decimals.

It shares nothing with the addons. It is told business events and knows documents, not journal
items: whatever helper entries the books need, they must not be seen here. Amounts are Decimal;
of a document they are positive when the customer owes them.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


class RefusedError(Exception):
    """The business does not allow this event."""


def rounded(amount, digits=2):
    """Return the amount at this many decimal places, half away from zero."""
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


class Rates:
    """Units of each currency for one of the company's currency, by day; and decimal places."""

    def __init__(self, home, digits, table):
        """Take the company's currency, {currency: decimal places}, {currency: [(day, rate)]}."""
        self.home, self.digits, self.table = home, digits, table

    def rate(self, currency, day):
        """Return the rate of the day: the newest that is not later."""
        if currency == self.home:
            return Decimal(1)
        return [rate for since, rate in sorted(self.table[currency]) if since <= day][-1]

    def round(self, amount, currency):
        """Return the amount as the currency writes it."""
        return rounded(amount, self.digits[currency])

    def convert(self, amount, source, target, day):
        """Return the amount in another currency, rounded."""
        rate = self.rate(target, day) / self.rate(source, day)
        return self.round(amount * rate, target)


@dataclass
class Use:
    """Part of a credit that pays part of a debt, each in the currency of its document.

    ``credit`` is None for store credit, of which ``given`` is taken in the company's currency from
    its ``owner`` (customer, company). What is paid out (``kind`` is out) pays no debt.
    """

    credit: str | None
    debt: str
    given: Decimal
    paid: Decimal
    owner: tuple = ()
    kind: str = "apply"


@dataclass
class Document:
    """What gave the customer a debt (amount > 0) or a credit (amount < 0)."""

    key: str
    customer: str
    company: str
    account: str
    currency: str
    amount: Decimal
    book: Decimal
    day: str
    posted: bool = True
    slack: int = 0  # cents by which the books may differ: each line is converted on its own


@dataclass
class Ledger:
    """All customers of one group of companies."""

    rates: Rates
    documents: dict = field(default_factory=dict)
    uses: list = field(default_factory=list)
    store: dict = field(default_factory=dict)
    reserved: dict = field(default_factory=dict)
    overdraft: dict = field(default_factory=dict)
    ordered: dict = field(default_factory=dict)  # {key: (customer, company, not invoiced yet)}

    # --------------------------------------------------------------- answers

    def open_of(self, key):
        """Return what is open of a document, in its currency; with its sign."""
        document = self.documents[key]
        if not document.posted:
            return ZERO
        left = document.amount
        for use in self.uses:
            if use.credit == key:
                left += use.given
            if use.debt == key:
                left -= use.paid
        return left

    def open_book(self, key):
        """Return about what is open in the books: the rest keeps the document's own rate."""
        document = self.documents[key]
        share = self.open_of(key) / document.amount
        return self.rates.round(document.book * share, self.rates.home)

    def slack(self, *keys):
        """Return the cents that conversions of these documents may round away."""
        cents = sum(self.documents[key].slack for key in keys)
        return (
            Decimal(cents + sum(bool({it.credit, it.debt} & set(keys)) for it in self.uses)) / 100
        )

    def open_documents(self, customer=None, company=None, sign=0):
        """Return the keys of open documents, in the order they were made."""
        return [
            key
            for key, it in self.documents.items()
            if customer in (None, it.customer)
            and company in (None, it.company)
            and self.open_of(key)
            and (not sign or self.open_of(key) * sign > 0)
        ]

    def owes(self, customer, company):
        """Return what the customer owes by open documents, company currency."""
        return sum((self.open_book(key) for key in self.open_documents(customer, company, 1)), ZERO)

    def outstanding(self, customer, company):
        """Return what credit notes and payments leave open, company currency."""
        keys = self.open_documents(customer, company, -1)
        return -sum((self.open_book(key) for key in keys), ZERO)

    def will_owe(self, customer, company):
        """Return what is ordered and not invoiced."""
        return sum(
            (
                amount
                for owner, where, amount in self.ordered.values()
                if (owner, where) == (customer, company)
            ),
            ZERO,
        )

    def store_credit(self, customer, company):
        """Return the prepaid money of the customer."""
        return self.store.get((customer, company), ZERO)

    def set_aside(self, customer, company):
        """Return what is reserved of it."""
        return sum(
            (
                amount
                for owner, where, amount in self.reserved.values()
                if (owner, where) == (customer, company)
            ),
            ZERO,
        )

    def may_spend(self, customer, company):
        """Return the store credit that nothing else has set aside, with what may be overdrawn."""
        return self.really_has(customer, company) + self.overdraft.get((customer, company), ZERO)

    def really_has(self, customer, company):
        """Return the store credit that nothing else has set aside: what may leave as money."""
        return self.store_credit(customer, company) - self.set_aside(customer, company)

    # --------------------------------------------------------------- documents

    def book(self, key, customer, company, account, currency, amount, day, slack=0):
        """Add a document; its amount in the books is that of its day's rate."""
        book = self.rates.convert(amount, currency, self.rates.home, day)
        self.documents[key] = Document(
            key, customer, company, account, currency, amount, book, day,
            slack=0 if currency == self.rates.home else slack,
        )  # fmt: skip

    def reset(self, key):
        """Take a document out of the books; what paid it is free again, what it paid is open."""
        self.documents[key].posted = False
        for use in [use for use in self.uses if key in (use.credit, use.debt)]:
            if use in self.uses:
                self.unapply(use)

    def repost(self, key, amount, day, customer):
        """Put a document back, changed."""
        document = self.documents[key]
        document.amount, document.day, document.customer = amount, day, customer
        home = self.rates.home
        document.book = self.rates.convert(amount, document.currency, home, day)
        document.posted = True

    def order(self, key, customer, company, amount):
        """Add to what is ordered and not invoiced yet, or take it off."""
        before = self.ordered.get(key, (customer, company, ZERO))[2]
        self.ordered[key] = (customer, company, before + amount)

    # --------------------------------------------------------------- store credit

    def give(self, customer, company, amount):
        """Add store credit, or take it.

        :raise RefusedError: less may be spent
        """
        if amount < 0 and self.may_spend(customer, company) + amount < 0:
            raise RefusedError(f"{customer} may spend less than {-amount}")
        self.store[customer, company] = self.store_credit(customer, company) + amount

    def reserve(self, key, customer, company, amount):
        """Set store credit aside.

        :raise RefusedError: less may be spent
        """
        if self.may_spend(customer, company) < amount:
            raise RefusedError(f"{customer} may spend less than {amount}")
        self.reserved[key] = (customer, company, amount)

    def release(self, key):
        """Free what was set aside."""
        del self.reserved[key]

    # --------------------------------------------------------------- paying

    def given_for(self, credit, debt, paid, day):
        """Return what of the credit (or of store credit: None) pays this part of a debt.

        A cent of rounding between two currencies is neither left of the credit nor asked for.
        """
        rates, currency = self.rates, self.documents[debt].currency
        if credit is None:
            return rates.convert(paid, currency, rates.home, day)
        own = self.documents[credit].currency
        if own == currency:
            return paid
        given = rates.convert(paid, currency, own, day)
        step = Decimal(1).scaleb(-rates.digits[currency])
        tolerance = max(Decimal(1).scaleb(-rates.digits[own]),
                        rates.convert(step, currency, own, day))  # fmt: skip
        left = -self.open_of(credit)
        return left if abs(given - left) <= tolerance else given

    def apply(self, credit, debt, paid, day):
        """Pay part of a debt (in its currency) with a credit, or with store credit (None).

        :raise RefusedError: less is open, or may be spent
        """
        given = self.given_for(credit, debt, paid, day)
        document = self.documents[debt]
        if paid > self.open_of(debt):
            raise RefusedError(f"less is open of {debt}")
        if credit is None:
            self.give(document.customer, document.company, -given)
        elif given > -self.open_of(credit):
            raise RefusedError(f"less is open of {credit}")
        use = Use(credit, debt, given, paid, (document.customer, document.company))
        self.uses.append(use)
        return use

    def unapply(self, use):
        """Take a use back: both sides are what they were.

        What was paid in time is not paid in time any more.
        """
        self.uses.remove(use)
        if use.kind == "apply":
            self.uses = [it for it in self.uses if (it.kind, it.debt) != ("discount", use.debt)]
            if use.credit is None:
                self.give(*use.owner, use.given)

    def pay_out(self, credit, amount):
        """Give money, or store credit, for part of a credit (in its currency).

        :raise RefusedError: less is open
        """
        if amount > -self.open_of(credit):
            raise RefusedError(f"less is open of {credit}")
        use = Use(credit, "", amount, ZERO, kind="out")
        self.uses.append(use)
        return use

    # --------------------------------------------------------------- customers

    def take_over(self, gone, stays):
        """Everything of one customer belongs to another (merged, or made a contact)."""
        for document in self.documents.values():
            if document.customer == gone:
                document.customer = stays
        for customer, company in [key for key in self.store if key[0] == gone]:
            moved = self.store.pop((customer, company))
            self.store[stays, company] = self.store_credit(stays, company) + moved
        # A permission does not grow by merging: the lower one stays.
        for place in {key[1] for key in self.overdraft}:
            mine = self.overdraft.pop((gone, place), ZERO)
            self.overdraft[stays, place] = min(mine, self.overdraft.get((stays, place), ZERO))
        for key, (customer, company, amount) in list(self.reserved.items()):
            if customer == gone:
                self.reserved[key] = (stays, company, amount)
        for key, (customer, company, amount) in list(self.ordered.items()):
            if customer == gone:
                self.ordered[key] = (stays, company, amount)
        for use in self.uses:
            if use.owner and use.owner[0] == gone:
                use.owner = (stays, use.owner[1])
