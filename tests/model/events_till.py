"""Events of tills: sold, refunded, topped up, settled; closed; invoiced at once, later or never."""

from dataclasses import dataclass, field
from decimal import Decimal

from odoo import models

from .choices import Choices
from .ledger import Use, rounded

CURRENCIES = {"home": "USD", "abroad": "EUR"}


@dataclass
class Sold:
    """An order of a till: how it was paid, in its currency, and whose account it is on."""

    record: models.BaseModel
    customer: str
    till: str
    credit: Decimal
    taken: Decimal  # of store credit, company currency
    cash: Decimal
    account: Decimal
    session: int
    invoiced: bool = False
    late: bool = False  # the invoice, after its session was closed
    closed: bool = False
    credit_back: Decimal = Decimal(0)
    cash_back: Decimal = Decimal(0)
    account_back: Decimal = Decimal(0)
    waiting: list = field(default_factory=list)  # (till, amount, day) off the debt at closing

    @property
    def left(self):
        """Return what is left of the goods, order currency."""
        back = self.credit_back + self.cash_back + self.account_back
        return self.credit + self.cash + self.account - back

    @property
    def off_at_closing(self):
        """Return what comes off the account when tills close, for goods that came back."""
        return sum((amount for _till, amount, _day in self.waiting), Decimal(0))

    @property
    def refunded(self):
        """Say whether something came back."""
        return bool(self.credit_back or self.cash_back or self.account_back)

    def taken_for(self, credit):
        """Return what so much store credit of the order took, company currency, unrounded."""
        return self.taken * credit / self.credit if self.credit else Decimal(0)


@dataclass
class ToppedUp:
    """A top-up of a till that may be undone."""

    record: models.BaseModel
    customer: str
    amount: Decimal


@dataclass
class Settled:
    """A settlement of a till, and what it paid."""

    record: models.BaseModel
    use: Use
    by_credit: bool
    closed: bool = False


class Tills(Choices):
    """Two tills of the root company, one of them in euros; both open when something is sold."""

    def _at_till(self, act, *args):
        """Return what is done on the day of the story: tills date what they do themselves."""
        with self.stage.on_day(self.today):
            return act(*args)

    def do_till_sale(self):
        """Goods are paid by store credit, in cash, on account, or by several of these."""
        till, name = self.rnd.choice(("home", "home", "abroad")), self.customer()
        currency = CURRENCIES[till]
        total = self.amount(150, currency)
        credit = self._credit_part(name, till, total)
        account = Decimal(0)
        if not self._is_on_account(name, till) and self.rnd.random() < 0.5:
            account = self.part(total - credit, currency) if total > credit else account
        invoiced = self.rnd.random() < 0.3
        amounts = {"credit": credit, "account": account, "cash": total - credit - account}
        if any(it and not self.rates.convert(it, currency, "USD", self.today)
               for it in amounts.values()):  # fmt: skip
            raise self.nothing_to_do  # Odoo matches nothing that is worth less than a cent
        order = self._at_till(
            self.stage.sell_at, till, self.partner(name), total, amounts, invoiced
        )
        key = self.new_key("till order")
        taken = self.rates.convert(credit, currency, "USD", self.today)
        self.tell(f"{key} of {name} {till}: {total} {currency}, {credit} by store credit, "
                  f"{account} on account{', invoiced' if invoiced else ''}")  # fmt: skip
        self.sold[key] = Sold(order, name, till, credit, taken, total - credit - account, account,
                              order.session_id.id, invoiced)  # fmt: skip
        if credit:
            self.model.give(name, "root", -taken)
        if account:
            self.model.book(key, name, "root", self.account_of[name], currency, account,
                            self.today, 2)  # fmt: skip
            self.model.documents[key].posted = invoiced
            self.moves[key] = order.account_move
        self.open_tills.add(till)

    def _credit_part(self, name, till, total):
        """Return what store credit pays of an order, in the currency of its till."""
        currency = CURRENCIES[till]
        left = self.rates.convert(
            max(self.model.may_spend(name, "root"), Decimal(0)), "USD", currency, self.today
        )
        most = min(total, left - Decimal("0.05"))
        if most <= 0 or self.rnd.random() < 0.3:
            return Decimal(0)
        return self.part(most, currency)

    def _is_on_account(self, name, till):
        """Say whether the open session put something on the account of this customer already."""
        return any(
            it.account and not it.closed and (it.customer, it.till) == (name, till)
            for it in self.sold.values()
        )

    def do_till_refund(self):
        """An order is taken back, some of it or all; what store credit paid goes there again."""
        key = self.pick(
            key
            for key, it in sorted(self.sold.items())
            if it.left
            and it.customer in self.partners
            and not self._is_half_paid(key)
            # Odoo's credit note is on the account of its day: a person applies it.
            and not (it.invoiced and it.account and self._account_changed(key))
        )
        sold = self.sold[key]
        part = self.part(sold.left, CURRENCIES[sold.till])
        account = min(part, sold.account - sold.account_back)  # first: it is owed
        rest = part - account
        credit = min(rest, sold.credit - sold.credit_back)
        if self.rnd.random() < 0.5:  # cash first, as far as cash was taken
            credit = max(Decimal(0), rest - (sold.cash - sold.cash_back))
        amounts = {"credit": credit, "cash": rest - credit, "account": account}
        self._at_till(self.stage.refund_at, sold.till, sold.record.with_env(self.env), part,
                      amounts, sold.invoiced)  # fmt: skip
        self.tell(f"{part} of {key} is refunded: {credit} to store credit, {account} is not owed "
                  "any more")  # fmt: skip
        if account:
            self._off_the_account(key, account)
        before = rounded(sold.taken_for(sold.credit_back))
        sold.credit_back += credit
        sold.cash_back += rest - credit
        back = rounded(sold.taken_for(sold.credit_back)) - before
        self.model.give(sold.customer, "root", back)
        self.open_tills.add(sold.till)

    def _off_the_account(self, key, amount):
        """Tell the model that goods came back that are on account: by a note, or at closing."""
        sold = self.sold[key]
        sold.account_back += amount
        if sold.invoiced:  # its credit note is matched with the invoice
            self.model.uses.append(Use("", key, amount, amount, kind="till"))
        else:
            sold.waiting.append((sold.till, amount, self.today))

    def _is_half_paid(self, key):
        """Say whether something else than goods that came back paid what is on account."""
        sold = self.sold[key]
        paid = sum((use.paid for use in self.model.uses if use.debt == key), Decimal(0))
        return bool(sold.account) and paid + sold.off_at_closing != sold.account_back

    def late_orders(self):
        """Return the keys of orders that were invoiced when their session was closed."""
        return {key for key, it in self.sold.items() if it.late}

    def _account_changed(self, key):
        """Say whether the customer has another receivable account than the order is on."""
        sold = self.sold[key]
        return self.model.documents[key].account != self.account_of[sold.customer]

    def do_till_topup(self):
        """Cash becomes store credit."""
        name, amount = self.customer(), self.amount(200)
        order = self._at_till(self.stage.top_up_at, "home", self.partner(name), amount)
        self.topups[self.new_key("top-up")] = ToppedUp(order, name, amount)
        self.tell(f"{name} tops up {amount} at the till")
        self.model.give(name, "root", amount)
        self.open_tills.add("home")

    def do_till_undo(self):
        """A top-up is taken back as it came, on its day or later; what was spent stays."""
        key = self.pick(sorted(self.topups))
        topup = self.topups[key]
        if self.model.may_spend(topup.customer, "root") < topup.amount:
            self.refused(
                lambda: self._at_till(self.stage.undo_at, "home", topup.record.with_env(self.env))
            )
            self.tell(f"{key} of {topup.customer} is spent: its undo is refused")
            return
        self._at_till(self.stage.undo_at, "home", topup.record.with_env(self.env))
        self.tell(f"{key} of {topup.customer} is undone: {topup.amount}")
        self.model.give(topup.customer, "root", -topup.amount)
        del self.topups[key]
        if self.model.may_spend(topup.customer, "root") >= topup.amount:
            self.refused(
                lambda: self._at_till(self.stage.undo_at, "home", topup.record.with_env(self.env))
            )
            self.tell(f"{key} is undone only once")
        self.open_tills.add("home")

    def do_till_settle(self):
        """What is open of a document is paid at the till, in cash or by store credit."""
        debt = self.pick(
            key
            for key in self.model.open_documents(company="root", sign=1)
            if self.model.documents[key].currency == "USD"
            and (key in self.lines_of or key in self.sold or key.startswith("opening"))
        )
        document, due = self.model.documents[debt], self.model.open_of(debt)
        if debt in self.sold:  # goods that came back are off the account when their till closes
            due -= self.sold[debt].off_at_closing
        if due <= 0:
            raise self.nothing_to_do
        name, paid = document.customer, self.part(due)
        by_credit = self.rnd.random() < 0.5 and self.model.may_spend(name, "root") >= paid
        record = self.moves[debt].with_env(self.env)
        if debt in self.sold and not self.sold[debt].invoiced:
            record = self.sold[debt].record.with_env(self.env)
        order = self._at_till(self.stage.settle_at, "home", self.partner(name), record, paid,
                              "credit" if by_credit else "cash")  # fmt: skip
        key = self.new_key("settlement")
        how = "by store credit" if by_credit else "in cash"
        self.tell(f"{key}: {paid} of {debt} is settled at the till {how}")
        if by_credit:
            self.model.give(name, "root", -paid)
        use = Use("", debt, paid, paid, kind="till")
        self.model.uses.append(use)
        self.settled[key] = Settled(order, use, by_credit)
        self.open_tills.add("home")

    def do_till_settle_undo(self):
        """A settlement is taken back while its drawer is open, once; afterwards it stays."""
        key = self.pick(
            key for key, it in sorted(self.settled.items())
            if any(use is it.use for use in self.model.uses)
        )  # fmt: skip
        settled = self.settled[key]

        def undo():
            self._at_till(self.stage.undo_settlement_at, "home", settled.record.with_env(self.env))

        if settled.closed:
            self.refused(undo)
            self.tell(f"the undo of {key} is refused: its session is closed")
            return
        undo()
        self.model.uses = [use for use in self.model.uses if use is not settled.use]
        if settled.by_credit:
            customer = self.model.documents[settled.use.debt].customer
            self.model.give(customer, "root", settled.use.paid)
        del self.settled[key]
        self.refused(undo)
        self.tell(f"{key} is undone: {settled.use.paid} of {settled.use.debt} is owed again")

    def do_till_close(self):
        """A session is closed: what it sold is booked."""
        till = self.pick(sorted(self.open_tills))
        if not self._at_till(self.stage.can_close, till):
            raise self.nothing_to_do
        session = self._at_till(self.stage.close_till_of, till)
        self.tell(f"the session of the till {till} is closed")
        self.open_tills.discard(till)
        self._owed_no_more(till)
        for it in self.settled.values():
            it.closed |= till == "home"
        for key, sold in self.sold.items():
            if sold.till == till and not sold.closed:
                sold.closed = True
                if sold.account and not sold.invoiced:
                    document = self.model.documents[key]
                    document.posted = True
                    document.account = self.account_of[document.customer]
                    self.moves[key] = session.move_id

    def _owed_no_more(self, till):
        """Tell the model that the closing booked goods that came back, on account."""
        for key, sold in self.sold.items():
            booked = [amount for where, amount, _day in sold.waiting if where == till]
            sold.waiting = [it for it in sold.waiting if it[0] != till]
            for amount in booked:
                self.model.uses.append(Use("", key, amount, amount, kind="till"))

    def do_till_invoice(self):
        """An order that had no invoice gets one, before or after its session was closed."""
        key = self.pick(
            key
            for key, it in sorted(self.sold.items())
            if not it.invoiced
            and it.customer in self.partners
            and not it.refunded
            and not (it.account and self._account_changed(key))
        )
        sold = self.sold[key]
        order = sold.record.with_env(self.env)
        self._at_till(order.action_pos_order_invoice)
        self.tell(f"{key} is invoiced {'late' if sold.closed else 'while its till is open'}")
        sold.invoiced = True
        if sold.account:
            document = self.model.documents[key]
            document.posted = True
            self.moves[key] = order.account_move
            if sold.closed:
                sold.late = True
                # It takes the place of what the session booked, at the rate of its own day.
                home = self.rates.home
                document.book = self.rates.convert(
                    document.amount, document.currency, home, self.today
                )
