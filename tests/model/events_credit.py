"""Events of credit: applied, taken back, moved by the dialogs."""

from datetime import timedelta
from decimal import Decimal

from odoo import Command

from . import sums
from .choices import Choices
from .events_documents import TAXES
from .ledger import Use

CENT = Decimal("0.01")


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
        paid = self._affordable(credit, debt)
        if credit is None and self.is_withheld(debt):
            self.refused(lambda: self._apply(credit, debt, paid))
            self.tell(f"the dialog hands {debt} over to Odoo's: tax is withheld of it")
            return
        self._apply(credit, debt, paid)

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
        due = self.model.open_of(debt)
        if debt in self.sold:  # what came back while it is paid would stay as a credit of its own
            due -= self.sold[debt].off_at_closing
        most = min(due, self.rates.convert(left, own, document.currency, self.today))
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
        """Take an application back.

        Not of a till order that was invoiced late: it stays with what the session booked, and
        what takes that back pays the invoice.
        """
        late = self.late_orders()
        uses = {
            (it.credit, it.debt): it
            for it in self.model.uses
            if it.kind == "apply" and it.debt not in late
        }
        self.take_back(uses[self.pick(uses)])

    def take_back(self, use):
        """Unapply what this credit paid of this document."""
        debt = self.moves[use.debt].with_env(self.env)
        applications = self.env["customer.credit.application"].sudo().search(
            [("invoice_id", "=", debt.id), ("state", "=", "applied"),
             ("kind", "in", ("invoice", "other"))]
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
            # The payment stands for itself: an overdraft pays before any credit is there.
            # What paid an order of a shop or a till is no application.
            orders = {paid.key for it in self.bought.values() for paid in it.payments}
            own = [self.credit_line(key).id for key in orders]
            applications = applications.filtered(
                lambda it: (
                    it.credit_id.exists().origin == "spent"
                    and it.credit_id.id not in own
                    and not it.credit_id.move_line_id.payment_id.pos_session_id
                )
            )
            taken = [it for it in self.model.uses
                     if it.credit is None and it.debt == use.debt]  # fmt: skip
        if not applications:
            self.fail(f"application of {use.credit or 'store credit'} to {use.debt}", use.paid, 0)
        applications.action_unapply()
        self.tell(f"what {use.credit or 'store credit'} paid of {use.debt} is taken back")
        for it in taken:
            self.model.unapply(it)

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
        move = self.stage.dialog("refund", self.companies[where], self.partner(name),
                          kind="store_credit", amount=float(amount), date=self.today,
                          journal_id=self.stage.bank_journal.id)  # fmt: skip
        self.tell(f"{amount} of store credit paid out to {name}")
        self.model.give(name, where, -amount)
        self.payouts[self.number] = (
            move.filtered("origin_payment_id"),
            None,
            [name, where, amount],
        )

    def do_refund_credit(self):
        """A credit note or payment is paid out."""
        key = self.pick(key for key in self.model.open_documents(company="root", sign=-1))
        document = self.model.documents[key]
        amount = self.part(-self.model.open_of(key), document.currency)
        move = self.stage.dialog("refund", self.companies["root"], self.partner(document.customer),
                          kind="outstanding", amount=float(amount), date=self.today,
                          journal_id=self.stage.bank_journal.id,
                          credit_line_ids=[Command.set(self.credit_line(key).ids)])  # fmt: skip
        self.tell(f"{amount} {document.currency} of {key} paid out")
        use = self.model.pay_out(key, amount)
        self.payouts[self.number] = (move.filtered("origin_payment_id"), use, None)

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
        key = self.pick(it for it in sorted(self.model.reserved) if it.startswith("story"))
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
