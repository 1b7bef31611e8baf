"""Events of documents: invoices, credit notes, money that arrives."""

from datetime import timedelta
from decimal import Decimal

from . import sums
from .choices import Choices
from .ledger import Use

TAXES = (None, None, "top", "included", "cash")
COIN = Decimal("0.05")
WITHHELD = Decimal("0.05")


class Documents(Choices):
    """Invoices, credit notes and money on account."""

    def do_invoice(self):
        """Sell something."""
        self._document("out_invoice", 1, 400)

    def do_credit_note(self):
        """Credit something."""
        self._document("out_refund", -1, 200)

    def _document(self, move_type, sign, most):
        name, where, currency = self.customer(), self.where(), self.currency()
        lines = [
            (self.rnd.randint(1, 3), self.amount(most / 3, currency), self.rnd.choice(TAXES))
            for _number in range(self.rnd.randint(1, 3))
        ]
        rounded = currency == "USD" and self.rnd.random() < 0.15 and where == "root"
        terms = self._terms(sign, where)
        if rounded:
            terms["invoice_cash_rounding_id"] = self.stage.cash_rounding.id
        total = self.total(lines, currency, COIN if rounded else None)
        if not total:
            raise self.nothing_to_do
        move = self.stage.make_document(
            self.companies[where], self.partner(name), lines, move_type,
            self.stage.currencies[currency], self.today, **terms,
        )  # fmt: skip
        key = self.new_key("invoice" if sign > 0 else "credit note")
        self.lines_of[key] = lines
        self.cash_of[key] = COIN if rounded else None
        self.added(key, name, where, currency, sign * total, move, 2 * len(lines) + 1)
        self.same(f"total of {move.name}", total, move.amount_total)
        if sign > 0 and self.automatic:
            self._applied_automatically(key)

    def do_withheld(self):
        """Sell something of which the customer withholds a tax when paying."""
        if "withheld" not in self.stage.taxes:
            raise self.nothing_to_do  # Odoo's module of such taxes is not installed
        name = self.customer()
        lines = [(self.rnd.randint(1, 3), self.amount(100), "withheld")]
        if self.rnd.random() < 0.5:
            lines.append((1, self.amount(100), self.rnd.choice(TAXES)))
        move = self.stage.make_document(
            self.companies["root"], self.partner(name), lines, "out_invoice",
            self.stage.currencies["USD"], self.today,
        )  # fmt: skip
        key = self.new_key("invoice")
        self.lines_of[key] = lines
        self.added(key, name, "root", "USD", self.total(lines, "USD"), move)
        if self.automatic:
            self._applied_automatically(key)

    def is_withheld(self, key):
        """Say whether a tax is withheld when this document is paid."""
        return any(tax == "withheld" for _quantity, _price, tax in self.lines_of.get(key, ()))

    def _withheld_of(self, key, paid):
        """Return the tax that is withheld when so much of a document is paid."""
        quantity, price, _tax = self.lines_of[key][0]
        base = sums.rounded(quantity * price)
        share = sums.rounded(base * paid / abs(self.model.documents[key].amount))
        if not share:
            raise self.nothing_to_do  # Odoo withholds no tax of nothing, and refuses to pay
        return sums.rounded(sums.rounded(base * WITHHELD) * share / base)

    def do_pay_withheld(self):
        """Store credit pays an invoice of which tax is withheld: in Odoo's dialog, the net."""
        debt = self.pick(key for key in self.model.open_documents(sign=1) if self.is_withheld(key))
        document = self.model.documents[debt]
        paid = self.part(self.model.open_of(debt))
        taken = paid - self._withheld_of(debt, paid)
        if not 0 < taken <= self.model.may_spend(document.customer, "root"):
            raise self.nothing_to_do
        self.stage.register(
            self.moves[debt].with_env(self.env), self.companies["root"].store_credit_journal_id,
            self.stage.currencies["USD"], paid, self.today,
        )  # fmt: skip
        self.tell(f"store credit pays {paid} of {debt}, {paid - taken} of it are withheld")
        self.model.give(document.customer, "root", -taken)
        self.model.uses.append(Use(None, debt, taken, paid, (document.customer, "root")))

    def do_opening(self):
        """An opening balance: an entry by hand says what a customer owes, or is owed."""
        name, where, currency = self.customer(), self.where(), self.currency()
        amount = self.amount(200, currency) * self.rnd.choice((1, 1, -1))
        book = self.rates.convert(amount, currency, "USD", self.today)
        if not book:
            raise self.nothing_to_do
        move = self.stage.make_entry(
            self.companies[where], self.partner(name), self.account_of[name],
            self.stage.currencies[currency], amount, book, self.today,
        )  # fmt: skip
        self.added(self.new_key("opening balance"), name, where, currency, amount, move)

    def do_portal(self):
        """The customer pays a part of an invoice with store credit in the portal, or all of it."""
        debt = self.pick(
            key
            for key in self.model.open_documents(company="root", sign=1)
            if key in self.lines_of
            and self.model.documents[key].currency == "USD"
            and self.model.may_spend(self.model.documents[key].customer, "root") > 0
        )
        document, move = self.model.documents[debt], self.moves[debt].with_env(self.env)
        left = self.model.open_of(debt)
        paid = self.part(min(left, self.model.may_spend(document.customer, "root")))
        user = self.stage.portal_users[document.customer]
        if not self.partner(document.customer)._may_spend_store_credit(user, move.company_id):
            raise self.nothing_to_do  # whoever merges customers names the spenders anew
        move = move.with_user(user).sudo().with_context(allowed_company_ids=move.company_id.ids)
        move._pay_with_store_credit(float(paid), float(left))
        self.tell(f"{document.customer} pays {paid} of {debt} with store credit in the portal")
        self.model.apply(None, debt, paid, self.today)

    def _terms(self, sign, where):
        """Return how an invoice is to be paid: mostly at once, some in two instalments."""
        if sign > 0 and where == "root" and self.rnd.random() < 0.25:
            return {"invoice_payment_term_id": self.stage.instalments.id}
        return {}

    def _applied_automatically(self, key):
        """Tell the model that the oldest credits of the same kind paid the new invoice."""
        document = self.model.documents[key]
        credits = [
            other
            for other in self.model.open_documents(document.customer, document.company, -1)
            if self.model.documents[other].currency == document.currency
            and self.model.documents[other].account == document.account
        ]
        for credit in sorted(credits, key=lambda it: self.model.documents[it].day):
            paid = min(self.model.open_of(key), -self.model.open_of(credit))
            if paid > 0:
                self.model.apply(credit, key, paid, self.today)

    def _paid_again(self, key):
        """Tell the model what pays an invoice that is posted again: its own cards, or credits.

        Odoo takes the cards in the order in which it reads them.
        """
        cards = {self.moves[card].id: card for card in self.cards.get(key, ())}
        read = self.moves[key].with_env(self.env).transaction_ids.payment_id.move_id.ids
        for card in (cards.pop(move_id) for move_id in read if move_id in cards):
            paid = min(self.model.open_of(key), -self.model.open_of(card))
            if paid > 0:
                self.model.apply(card, key, paid, self.today)
        if self.automatic:
            self._applied_automatically(key)

    def do_auto_apply(self):
        """The company applies outstanding credits to new invoices from now on, or not."""
        self.automatic = not self.automatic
        for company in self.companies.values():
            company.with_env(self.env).credit_auto_apply = self.automatic
        self.tell(f"automatic application is {'on' if self.automatic else 'off'}")

    def do_pay(self):
        """The customer pays a part of an invoice by bank, or all of it."""
        debt = self.pick(
            key for key in self.model.open_documents(company="root", sign=1) if key in self.lines_of
        )
        document = self.model.documents[debt]
        amount = self.part(self.model.open_of(debt), document.currency)
        if self.is_withheld(debt):
            self._withheld_of(debt, amount)  # it may be too little to withhold anything of
        payment = self.stage.register(
            self.moves[debt].with_env(self.env), self.stage.bank_journal,
            self.stage.currencies[document.currency], amount, self.today,
        )  # fmt: skip
        key = self.new_key("payment")
        self.added(key, document.customer, "root", document.currency, -amount, payment.move_id)
        self.model.documents[key].account = document.account
        self.model.apply(key, debt, amount, self.today)

    def do_card(self):
        """A card is authorised for a part of an invoice; it is captured later, or voided."""
        debt = self.pick(
            key
            for key in self.model.open_documents(company="root", sign=1)
            if key in self.lines_of
            and self.model.documents[key].currency == "USD"
            and self.model.documents[key].account
            == self.account_of[self.model.documents[key].customer]
        )
        document, amount = self.model.documents[debt], self.part(self.model.open_of(debt))
        card = self.stage.authorise(self.moves[debt].with_env(self.env), float(amount))
        self.settle()
        self.compare()
        self.day += timedelta(days=self.rnd.randint(0, 4))
        if self.rnd.random() < 0.4:
            card._set_canceled()
            card._post_process()
            self.tell(f"a card payment of {amount} for {debt} is voided")
            return
        with self.stage.on_day(self.today):
            card._set_done()
            card._post_process()
        key = self.new_key("payment")
        self.added(key, document.customer, "root", "USD", -amount, card.payment_id.move_id)
        self.model.apply(key, debt, amount, self.today)
        self.cards.setdefault(debt, []).append(key)

    def total(self, lines, currency, cash=None):
        """Return what the lines come to; ``cash`` is the smallest coin, when it is rounded."""
        return sums.total(
            [
                sums.Line(Decimal(quantity), price,
                          Decimal(0) if tax in (None, "withheld") else Decimal("0.15"),
                          tax == "included", tax or "")
                for quantity, price, tax in lines
            ],
            self.rates.digits[currency], self.globally, cash,
        )  # fmt: skip

    def added(self, key, name, where, currency, amount, move, slack=0):
        """Tell the model of a new document, and remember its entry."""
        self.tell(f"{key} of {name} in {where}: {amount} {currency} ({move.name})")
        self.model.book(
            key, name, where, self.account_of[name], currency, amount, self.today, slack
        )
        self.moves[key] = move

    def do_payment(self):
        """Money arrives for no invoice."""
        name, currency = self.customer(), self.currency()
        amount = self.amount(200, currency)
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound", "partner_type": "customer",
                "partner_id": self.partner(name).id, "amount": float(amount),
                "currency_id": self.stage.currencies[currency].id, "date": self.today,
                "journal_id": self.stage.bank_journal.id,
            }
        )  # fmt: skip
        payment.action_post()
        self.added(self.new_key("payment"), name, "root", currency, -amount, payment.move_id)
