"""What happens in the stories: each ``do_`` method plays one event and tells it to the model."""

import random
from datetime import timedelta
from decimal import Decimal

from odoo import Command

from . import sums
from .ledger import Use

CENT = Decimal("0.01")
TAXES = (None, None, "top", "included", "cash")
WEIGHTS = {
    "invoice": 6, "credit_note": 3, "payment": 3, "topup": 3, "apply": 8, "unapply": 4,
    "transfer_in": 2, "transfer_out": 2, "refund": 2, "refund_credit": 2, "adjust": 2,
    "reserve": 1, "release": 1, "overspend": 1, "change": 2, "change_customer": 1, "reverse": 1,
    "cancel": 1, "merge": 0.4, "account": 0.7, "apply_and_undo": 2,
    "discounted": 2, "pay": 2, "overdraft": 0.5, "auto_apply": 0.5,
}  # fmt: skip


class Choices:
    """How events choose."""

    def set_up(self, rnd):
        """Choose the rules of the company for this story."""
        self.globally = rnd.random() < 0.4
        company = self.stage.company
        company.tax_calculation_rounding_method = (
            "round_globally" if self.globally else "round_per_line"
        )
        self.automatic, self.overdraft = False, {}
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
        total = self.total(lines, currency)
        move = self.stage.make_document(
            self.companies[where], self.partner(name), lines, move_type,
            self.stage.currencies[currency], self.today, **self._terms(sign, where),
        )  # fmt: skip
        key = self.new_key("invoice" if sign > 0 else "credit note")
        self.lines_of[key] = lines
        self.added(key, name, where, currency, sign * total, move, 2 * len(lines) + 1)
        self.same(f"total of {move.name}", total, move.amount_total)
        if sign > 0 and self.automatic:
            self._applied_automatically(key)

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
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.moves[debt].ids
        ).create(
            {
                "payment_date": self.today, "journal_id": self.stage.bank_journal.id,
                "currency_id": self.stage.currencies[document.currency].id,
                "amount": float(amount), "payment_difference_handling": "open",
            }
        )  # fmt: skip
        payment = wizard._create_payments()
        key = self.new_key("payment")
        self.added(key, document.customer, "root", document.currency, -amount, payment.move_id)
        self.model.documents[key].account = document.account
        self.model.apply(key, debt, amount, self.today)

    def total(self, lines, currency):
        """Return what the lines come to."""
        return sums.total(
            [
                sums.Line(Decimal(quantity), price, Decimal("0.15") if tax else Decimal(0),
                          tax == "included")
                for quantity, price, tax in lines
            ],
            self.rates.digits[currency], self.globally,
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


class Credits(Choices):
    """Applying, taking back, and the dialogs that move credit."""

    def do_apply(self):
        """Pay parts of invoices with credits, chosen by hand."""
        debt = self.pick(self.model.open_documents(sign=1))
        document = self.model.documents[debt]
        name, where = document.customer, document.company
        credits = self.model.open_documents(name, where, -1)
        if self.model.may_spend(name, where) > 0:
            credits.append(None)
        if where == "branch":  # a branch may use what its root owes
            credits += self.model.open_documents(name, "root", -1)
        credit = self.pick(credits)
        self._apply(credit, debt, self._affordable(credit, debt))

    def _apply(self, credit, debt, paid):
        """Pay so much of a document (in its currency) with a credit, by the dialog."""
        document = self.model.documents[debt]
        move = self.moves[debt].with_env(self.env)
        booked = self.stage.dialog(
            "apply", self.companies[document.company], self.partner(document.customer),
            date=self.today, line_ids=[
                Command.create(
                    {"credit_id": credit and self.credit_line(credit).id, "invoice_id": move.id,
                     "amount": float(paid)}
                )
            ],
        )  # fmt: skip
        self.tell(f"{credit or 'store credit'} pays {paid} {document.currency} of {debt}")
        use = self.model.apply(credit, debt, paid, self.today)
        if credit is None:
            self.payment_of[id(use)] = booked

    def _affordable(self, credit, debt):
        """Return a part of the debt that the credit can pay."""
        document = self.model.documents[debt]
        left, own = self.model.may_spend(document.customer, document.company), "USD"
        if credit:
            left, own = -self.model.open_of(credit), self.model.documents[credit].currency
        most = min(
            self.model.open_of(debt), self.rates.convert(left, own, document.currency, self.today)
        )
        if most <= 0:
            raise self.nothing_to_do
        paid = self.part(most, document.currency)
        given = self.model.given_for(credit, debt, paid, self.today)
        if not 0 < given <= left:
            raise self.nothing_to_do
        return paid

    def do_discounted(self):
        """An invoice with 2 % off for those who pay in time; paid by credit, in time or late."""
        name = self.customer()
        lines = [(1, self.amount(200), self.rnd.choice(TAXES[:3]))]
        if self.automatic:
            raise self.nothing_to_do
        total = self.total(lines, "USD")
        move = self.stage.make_document(
            self.companies["root"], self.partner(name), lines, "out_invoice",
            self.stage.currencies["USD"], self.today,
            invoice_payment_term_id=self.stage.discount.id,
        )  # fmt: skip
        key = self.new_key("invoice")
        self.added(key, name, "root", "USD", total, move)
        saved = total - sums.rounded(total * Decimal("0.98"))
        due = total - saved
        credits = [
            it
            for it in self.model.open_documents(name, "root", -1)
            if self.model.documents[it].currency == "USD" and -self.model.open_of(it) >= due
        ]
        if self.model.may_spend(name, "root") >= due:
            credits.append(None)
        if not credits:
            return
        self.settle()
        self.compare()
        late = self.rnd.random() < 0.3
        self.day += timedelta(days=12 if late else self.rnd.randint(0, 5))
        credit = self.pick(credits)
        self._apply(credit, key, due)
        if not late:
            self.model.uses.append(Use("discount", key, Decimal(0), saved, kind="discount"))

    def do_overdraft(self):
        """A manager lets a customer spend more than there is."""
        name, limit = self.customer(), self.amount(100)
        account = self.env["customer.credit.account"]._get_or_create(
            self.partner(name), self.companies["root"]
        )
        if limit < self.model.overdraft.get((name, "root"), 0):
            raise self.nothing_to_do
        account.overdraft_limit = float(limit)
        self.tell(f"{name} may overdraw store credit by {limit}")
        self.model.overdraft[name, "root"] = limit

    def do_unapply(self):
        """Take an application back."""
        uses = {(it.credit, it.debt): it for it in self.model.uses if it.kind == "apply"}
        self.take_back(uses[self.pick(uses)])

    def take_back(self, use):
        """Unapply what this credit paid of this document."""
        debt = self.moves[use.debt].with_env(self.env)
        applications = self.env["customer.credit.application"].sudo().search(
            [("invoice_id", "=", debt.id), ("state", "=", "applied"), ("kind", "=", "invoice")]
        )  # fmt: skip
        if use.credit:
            line = self.credit_line(use.credit)
            applications = applications.filtered(lambda it: it.credit_id.id == line.id)
            taken = [
                it
                for it in self.model.uses
                if (it.credit, it.debt, it.kind) == (use.credit, use.debt, "apply")
            ]
        else:
            applications = applications.filtered(lambda it: it.credit_id.kind == "store_credit")
            taken = [it for it in self.model.uses
                     if it.credit is None and it.debt == use.debt]  # fmt: skip
        applications.action_unapply()
        self.tell(f"what {use.credit or 'store credit'} paid of {use.debt} is taken back")
        for it in taken:
            self.model.unapply(it)
        # What was paid in time is not paid in time any more.
        self.model.uses = [
            it for it in self.model.uses if (it.debt, it.kind) != (use.debt, "discount")
        ]

    def do_topup(self):
        """Money arrives in advance."""
        name, amount = self.customer(), self.amount(300)
        self.stage.dialog(
            "topup", self.companies["root"], self.partner(name), amount=float(amount),
            journal_id=self.stage.bank_journal.id, date=self.today,
        )  # fmt: skip
        self.tell(f"{name} tops up {amount}")
        self.model.give(name, "root", amount)

    def do_adjust(self):
        """A gesture, or a correction."""
        name, where = self.customer(), self.where()
        amount = self.amount(60)
        left = self.model.really_has(name, where)
        if left > 0 and self.rnd.random() < 0.5:
            amount = -self.part(left)
        self.stage.dialog("adjust", self.companies[where], self.partner(name),
                          amount=float(amount), reason="A gesture", date=self.today)  # fmt: skip
        self.tell(f"store credit of {name} in {where} adjusted by {amount}")
        self.model.give(name, where, amount)

    def do_transfer_in(self):
        """An outstanding credit becomes store credit."""
        key = self.pick(
            key for key in self.model.open_documents(sign=-1)
            if -self.model.open_book(key) >= CENT
        )  # fmt: skip
        document = self.model.documents[key]
        line = self.credit_line(key)
        whole = -Decimal(str(line.amount_residual))
        amount = whole
        if document.currency == "USD":
            amount = self.part(whole)
        self.stage.dialog(
            "transfer", self.companies[document.company], self.partner(document.customer),
            direction="in", amount=float(amount), date=self.today,
            credit_line_ids=[Command.set(line.ids)],
        )  # fmt: skip
        given = amount if document.currency == "USD" else -self.model.open_of(key)
        self.tell(f"{amount} of {key} becomes store credit")
        self.model.pay_out(key, given)
        self.model.give(document.customer, document.company, amount)

    def do_transfer_out(self):
        """Store credit becomes an outstanding credit."""
        name, where, left = self._spender()
        amount = self.part(left)
        move = self.stage.dialog(
            "transfer", self.companies[where], self.partner(name),
            direction="out", amount=float(amount), date=self.today,
        )  # fmt: skip
        self.model.give(name, where, -amount)
        self.added(self.new_key("transfer"), name, where, "USD", -amount, move)

    def _spender(self):
        """Return (customer, company, what may be spent) of somebody who has store credit."""
        name, where = self.pick(
            (name, where)
            for name in sorted(self.partners)
            for where in self.companies
            if self.model.really_has(name, where) > 0
        )
        return name, where, self.model.really_has(name, where)

    def do_refund(self):
        """Store credit is paid out."""
        name, where, left = self._spender()
        if where == "branch":
            raise self.nothing_to_do
        amount = self.part(left)
        self.stage.dialog("refund", self.companies[where], self.partner(name),
                          kind="store_credit", amount=float(amount), date=self.today,
                          journal_id=self.stage.bank_journal.id)  # fmt: skip
        self.tell(f"{amount} of store credit paid out to {name}")
        self.model.give(name, where, -amount)

    def do_refund_credit(self):
        """A credit note or payment is paid out."""
        key = self.pick(key for key in self.model.open_documents(company="root", sign=-1))
        document = self.model.documents[key]
        amount = self.part(-self.model.open_of(key), document.currency)
        self.stage.dialog("refund", self.companies["root"], self.partner(document.customer),
                          kind="outstanding", amount=float(amount), date=self.today,
                          journal_id=self.stage.bank_journal.id,
                          credit_line_ids=[Command.set(self.credit_line(key).ids)])  # fmt: skip
        self.tell(f"{amount} {document.currency} of {key} paid out")
        self.model.pay_out(key, amount)

    def do_reserve(self):
        """Set store credit aside."""
        name, where, left = self._spender()
        amount, key = self.part(left), f"story:{self.number}"
        account = self.env["customer.credit.account"]._find(
            self.partner(name), self.companies[where]
        )
        account._reserve(float(amount), key)
        self.tell(f"{amount} of {name} in {where} reserved")
        self.model.reserve(key, name, where, amount)

    def do_release(self):
        """Free it."""
        key = self.pick(sorted(self.model.reserved))
        self.env["customer.credit.account"]._release(key)
        self.tell(f"reservation {self.model.reserved[key]} freed")
        self.model.release(key)

    def do_overspend(self):
        """More than may be spent is refused, by every dialog."""
        name, where = self.customer(), "root"
        amount = self.model.may_spend(name, where) + CENT
        dialog, vals = self.rnd.choice([
            ("adjust", {"amount": -float(amount), "reason": "too much"}),
            ("transfer", {"direction": "out", "amount": float(amount)}),
            ("refund", {"kind": "store_credit", "amount": float(amount),
                        "journal_id": self.stage.bank_journal.id}),
        ])  # fmt: skip
        self.refused(lambda: self.stage.dialog(
            dialog, self.companies[where], self.partner(name), date=self.today, **vals
        ))  # fmt: skip
        self.tell(f"{dialog} of {amount}, more than {name} may spend: refused")


class Corrections(Choices):
    """Documents that are reset, changed, reversed, cancelled; customers that change."""

    def _changeable(self, paid=True):
        """Return an invoice or credit note of which nothing was spent or paid out.

        One whose matches are with store credit or money paid out leaves Odoo's own choices.

        :param bool paid: credits may have paid a part of it
        """
        return self.pick(
            key
            for key in self.lines_of
            if self.model.documents[key].posted
            and all(
                paid and use.kind == "apply" and use.credit
                for use in self.model.uses
                if key in (use.credit, use.debt)
            )
        )

    def do_change(self):
        """Reset to draft, another price, post again: what paid it is free again."""
        key = self._changeable()
        document, move = self.model.documents[key], self.moves[key].with_env(self.env)
        quantity, price, tax = self.lines_of[key][0]
        other = self.amount(200, document.currency)
        lines = [(quantity, other, tax), *self.lines_of[key][1:]]
        total = self.total(lines, document.currency)
        if other == price or total == abs(document.amount):
            raise self.nothing_to_do
        move.button_draft()
        move.invoice_line_ids.sorted("id")[0].price_unit = float(other)
        move.action_post()
        self.lines_of[key] = lines
        self.tell(f"{key} is reset and changed to {total} {document.currency}")
        self.model.reset(key)
        sign = 1 if document.amount > 0 else -1
        self.model.repost(key, sign * total, document.day, document.customer)
        if sign > 0 and self.automatic:
            self._applied_automatically(key)

    def do_change_customer(self):
        """It was meant for somebody else: who paid has the money back."""
        key = self.pick(
            key
            for key in self.lines_of
            if self.model.documents[key].posted
            and all(use.kind == "apply" for use in self.model.uses if key in (use.credit, use.debt))
        )
        document, move = self.model.documents[key], self.moves[key].with_env(self.env)
        other = self.pick(name for name in self.partners if name != document.customer)
        if self.account_of[other] != document.account:
            raise self.nothing_to_do
        move.button_draft()
        move.partner_id = self.partner(other)
        move.action_post()
        self.tell(f"{key} is reset and given to {other}")
        self.model.reset(key)
        self.model.repost(key, document.amount, document.day, other)
        if document.amount > 0 and self.automatic:
            self._applied_automatically(key)

    def do_reverse(self):
        """A credit note for the whole invoice, which takes the place of what paid it."""
        key = self._changeable()
        document = self.model.documents[key]
        if document.amount < 0 or document.currency != "USD":
            raise self.nothing_to_do
        move = self.moves[key].with_env(self.env)
        reversal = move._reverse_moves([{"date": self.today, "invoice_date": self.today}], True)
        self.model.reset(key)
        self.model.repost(key, document.amount, document.day, document.customer)
        credit = self.new_key("reversal")
        self.added(credit, document.customer, document.company, "USD", -document.amount, reversal)
        self.model.documents[credit].account = document.account
        self.model.apply(credit, key, document.amount, self.today).kind = "reversal"

    def do_cancel(self):
        """Cancelled: it is not there any more, and what paid it is free."""
        key = self._changeable()
        move = self.moves[key].with_env(self.env)
        move.button_draft()
        move.button_cancel()
        self.tell(f"{key} is cancelled")
        self.model.reset(key)

    def do_account(self):
        """The customer's documents go to another receivable account from now on."""
        name = self.customer()
        account = "B" if self.account_of[name] == "A" else "A"
        for company in self.companies.values():
            partner = self.partner(name).with_company(company)
            partner.property_account_receivable_id = self.stage.accounts[account]
        self.account_of[name] = account
        self.tell(f"{name} has receivable account {account} now")

    def do_merge(self):
        """Two contacts are one."""
        if len(self.partners) < 3:
            raise self.nothing_to_do
        gone, stays = self.pick(
            (gone, stays)
            for gone in self.partners
            for stays in self.partners
            if gone != stays and self.account_of[gone] == self.account_of[stays]
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard.with_user(self.stage._get_administrator())._merge(
            (self.partner(gone) + self.partner(stays)).ids, self.partner(stays)
        )
        self.tell(f"{gone} is merged into {stays}")
        del self.partners[gone]
        self.model.take_over(gone, stays)


class Events(Documents, Credits, Corrections):
    """Everything that may happen."""

    def do_apply_and_undo(self):
        """What is taken back at once leaves no trace, to the cent on every account."""
        partners = self.partners.values()
        before, uses = self.stage.open_rows(partners), list(self.model.uses)
        self.do_apply()
        self.settle()
        self.compare()
        (use,) = [it for it in self.model.uses if not any(it is other for other in uses)]
        if (use.credit, use.debt) in [(it.credit, it.debt) for it in uses]:
            return
        self.take_back(use)
        self.settle()
        after = self.stage.open_rows(partners)
        if after != before:
            self.fail("open items after the undo", before, after)

    def refused(self, act):
        """Play what has to be refused; it leaves nothing behind."""
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                act()
                self.env.flush_all()
        except self.stage.refusals:
            self.env.invalidate_all()
            return
        self.fail("what is too much", "refused", "done")
