"""Events of orders that are paid online: by store credit, beside a card; taken back every way."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from odoo import models

from .choices import Choices

CENT = Decimal("0.01")


@dataclass
class Paid:
    """An online payment: its record, its document in the model, what was given back of it."""

    record: models.BaseModel
    key: str
    amount: Decimal
    credit: bool
    back: Decimal = Decimal(0)

    @property
    def left(self):
        """Return what can still be given back."""
        return self.amount - self.back


@dataclass
class Bought:
    """An order paid online: its payments, and the documents that charge and credit it."""

    record: models.BaseModel
    customer: str
    amount: Decimal
    payments: list = field(default_factory=list)
    invoice: str = ""
    notes: list = field(default_factory=list)


class Shop(Choices):
    """Orders of the root company that customers pay on their own pages."""

    def do_shop_order(self):
        """An order is confirmed by its payment: store credit for all of it, or beside a card."""
        name = self._buyer()
        left = self.model.may_spend(name, "root")
        amount = self.amount(min(left, 150) if self.rnd.random() < 0.4 else 250)
        credit = min(amount, left)
        if credit < amount or self.rnd.random() < 0.6:
            credit = min(credit, amount - CENT)
            if credit <= 0:
                raise self.nothing_to_do
            credit = self.part(credit)
        order = self.stage.place_order(self.partner(name), amount, self.today)
        key = self.new_key("shop order")
        with self.stage.on_day(self.today):
            if credit == amount:
                paid = self.stage.pay_by_credit(name, order, credit, amount)
            else:
                paid = self.stage.pay_in_parts(name, order, credit, amount - credit)
        self.same(f"state of {order.name}", Decimal(1), float(order.state == "sale"))
        self.tell(f"{key} of {name}: {amount}, {credit} of it by store credit")
        self.model.give(name, "root", -credit)
        self.model.order(key, name, "root", amount)
        self.bought[key] = Bought(order, name, amount)
        parts = zip(paid, (credit, amount - credit), strict=False)
        for tx, part in sorted(parts, key=lambda it: it[0].payment_id.move_id.id):
            self._paid(key, tx, part, part is credit)

    def do_shop_pay(self):
        """An order that was confirmed before is paid by store credit, some of it or all."""
        name = self._buyer()
        amount = self.amount(200)
        credit = self.part(min(amount, self.model.may_spend(name, "root")))
        order = self.stage.place_order(self.partner(name), amount, self.today)
        order.action_confirm()
        with self.stage.on_day(self.today):
            paid = self.stage.pay_by_credit(name, order, credit, amount)
        key = self.new_key("shop order")
        self.tell(f"{key} of {name}: {amount}, {credit} of it is paid by store credit later")
        self.model.give(name, "root", -credit)
        self.model.order(key, name, "root", amount)
        self.bought[key] = Bought(order, name, amount)
        self._paid(key, paid, credit, True)

    def _buyer(self):
        """Return a customer who may spend store credit on pages of their own."""
        return self.pick(
            name
            for name in sorted(self.partners)
            if self.model.may_spend(name, "root") > 0
            and self.partner(name)._may_spend_store_credit(
                self.stage.portal_users[name], self.companies["root"]
            )
        )

    def _paid(self, order, tx, amount, credit):
        """Tell the model of a payment of an order: it is open until an invoice uses it."""
        key = self.new_key("credit part" if credit else "card part")
        name = self.bought[order].customer
        self.added(key, name, "root", "USD", -amount, tx.payment_id.move_id)
        self.bought[order].payments.append(Paid(tx, key, amount, credit))

    def _spread(self, keys, amount, what):
        """Return {credit: what the books took of it}: which one pays first is theirs to say."""
        self.env.flush_all()
        rows = {
            row["move_id"]: Decimal(str(round(row["open"], 4)))
            for row in self.stage.open_rows(self.partners.values())
        }
        taken = {
            key: rows.get(self.moves[key].id, Decimal(0)) - self.model.open_of(key) for key in keys
        }
        self.same(what, amount, sum(taken.values()))
        for key, part in taken.items():
            if part < 0:
                self.fail(f"{what}, {key}", ">= 0", part)
        return {key: part for key, part in taken.items() if part}

    # --------------------------------------------------------------- invoiced

    def do_shop_invoice(self):
        """The order is invoiced: what paid it pays the invoice."""
        order = self.pick(
            key for key in sorted(self.bought) if key in self.model.ordered
            and not self.bought[key].invoice
        )  # fmt: skip
        bought = self.bought[order]
        invoice = bought.record.with_env(self.env)._create_invoices()
        invoice.invoice_date = invoice.date = self.today
        invoice.action_post()
        key = bought.invoice = self.new_key("shop invoice")
        self.model.order(order, bought.customer, "root", -bought.amount)
        self.added(key, bought.customer, "root", "USD", bought.amount, invoice)
        self._matched(bought)

    def _matched(self, bought):
        """Tell the model how the payments of an order pay its invoice."""
        key = bought.invoice
        account = self.model.documents[key].account
        keys = [it.key for it in bought.payments if self.model.documents[it.key].account == account]
        there = -sum((self.model.open_of(it) for it in keys), Decimal(0))
        used = min(there, self.model.open_of(key))
        for credit, part in self._spread(keys, used, f"payments used by {key}").items():
            self.model.apply(credit, key, part, self.today)
        if self.automatic:
            self._applied_automatically(key)

    def _invoiced_order(self):
        """Return an invoiced order of which no money was taken in for its invoice at a till."""
        return self.bought[
            self.pick(
                key
                for key, it in sorted(self.bought.items())
                if it.invoice
                and all(use.kind == "apply" for use in self.model.uses if use.debt == it.invoice)
            )
        ]

    def do_shop_reset(self):
        """The invoice is reset and confirmed again, at another price or as it was."""
        bought = self._invoiced_order()
        key = bought.invoice
        document, move = self.model.documents[key], self.moves[key].with_env(self.env)
        other = self.amount(200) if self.rnd.random() < 0.7 else document.amount
        move.button_draft()
        if other != document.amount:
            move.invoice_line_ids.price_unit = float(other)
        move.action_post()
        self.tell(f"{key} is reset and confirmed at {other}")
        if other != document.amount:
            self.model.reset(key)
            self.model.repost(key, other, document.day, document.customer)
        # Confirming applies what paid the order, also what a person had taken back meanwhile.
        self._matched(bought)

    def do_shop_reverse(self):
        """The invoice is credited as a whole: the order is to be invoiced again."""
        bought = self._invoiced_order()
        move = self.moves[bought.invoice].with_env(self.env)
        note = move._reverse_moves([{"date": self.today, "invoice_date": self.today}], True)
        self._reversed(bought, note)

    def _reversed(self, bought, note):
        """Tell the model: what paid the invoice is free, the note takes its place."""
        key, document = bought.invoice, self.model.documents[bought.invoice]
        self.model.reset(key)
        self.model.repost(key, document.amount, document.day, document.customer)
        other = self.new_key("reversal")
        self.added(other, document.customer, "root", "USD", -document.amount, note)
        self.model.documents[other].account = document.account
        self.model.apply(other, key, document.amount, self.today).kind = "reversal"
        bought.notes.append(other)
        self._not_invoiced(bought)

    def _not_invoiced(self, bought):
        """Tell the model that the order is to be invoiced, unless it was cancelled."""
        bought.invoice = ""
        (order,) = [key for key, it in self.bought.items() if it is bought]
        if order in self.model.ordered:
            self.model.order(order, bought.customer, "root", bought.amount)

    def do_shop_cancel_invoice(self):
        """The invoice is cancelled: the order is to be invoiced again."""
        bought = self._invoiced_order()
        move = self.moves[bought.invoice].with_env(self.env)
        move.button_draft()
        move.button_cancel()
        self.tell(f"{bought.invoice} is cancelled")
        self.model.reset(bought.invoice)
        self._not_invoiced(bought)

    # --------------------------------------------------------------- taken back

    def do_shop_cancel(self):
        """The order is cancelled; its invoice is credited where the company wants that."""
        order = self.pick(key for key in sorted(self.bought) if key in self.model.ordered)
        bought = self.bought[order]
        credited = self.rnd.random() < 0.5
        if bought.invoice and credited and any(
            use.kind != "apply" for use in self.model.uses if use.debt == bought.invoice
        ):  # fmt: skip
            raise self.nothing_to_do
        company = self.companies["root"].with_env(self.env)
        company.write(
            {"credit_auto_adjust": credited,
             "credit_order_invoicing": "posted" if credited else "off"}
        )  # fmt: skip
        record = bought.record.with_env(self.env)
        with self.stage.on_day(self.today):
            record.action_cancel()
        company.credit_order_invoicing = "off"
        self.tell(f"{order} is cancelled{', credited' if credited else ''}")
        self.model.ordered.pop(order)
        if bought.invoice and credited:
            move = self.moves[bought.invoice].with_env(self.env)
            note = move.reversal_move_ids.filtered(lambda it: it.state == "posted")
            if len(note) != 1:
                self.fail(f"credit notes of {bought.invoice}", 1, len(note))
            self._reversed(bought, note)
        for paid in bought.payments:
            back = min(paid.left, -self.model.open_of(paid.key))
            if paid.credit and back > 0:
                self.model.pay_out(paid.key, back)
                self.model.give(bought.customer, "root", back)
                paid.back += back

    def do_shop_refund(self):
        """Payments of an order are given back together, as much as is owed or less."""
        order = self.pick(
            key for key, it in sorted(self.bought.items())
            if any(paid.left for paid in it.payments)
            and any(paid.credit for paid in it.payments)
        )  # fmt: skip
        bought = self.bought[order]
        credited = bool(bought.invoice) and self.rnd.random() < 0.6
        if credited and any(
            use.kind != "apply" for use in self.model.uses if use.debt == bought.invoice
        ):
            raise self.nothing_to_do
        keys = [it.key for it in bought.payments if it.left] + bought.notes
        owed = -sum((self.model.open_of(key) for key in keys), Decimal(0))
        if credited:
            owed += sum(
                (use.paid for use in self.model.uses
                 if use.debt == bought.invoice and use.credit in keys), Decimal(0)
            )  # fmt: skip
        most = min(owed, sum(it.left for it in bought.payments))
        if most <= 0:
            raise self.nothing_to_do
        amount = self.part(most)
        record = bought.record.with_env(self.env)
        with self.stage.on_day(self.today):
            self.stage.refund_online(record, amount, credited)
        self.tell(f"{amount} of {order} is refunded{', its invoice credited' if credited else ''}")
        if credited:
            move = self.moves[bought.invoice].with_env(self.env)
            self._reversed(bought, move.reversal_move_ids)
        parts = self._proportional(bought, amount)
        for key, part in self._spread(keys, amount, f"credits used by a refund of {order}").items():
            self.model.pay_out(key, part)
        for paid, part in parts:
            paid.back += part
            if paid.credit:
                self.model.give(bought.customer, "root", part)

    @staticmethod
    def _proportional(bought, amount):
        """Return [(payment, part)] of an amount, by what is left of each; the last has the rest."""
        payments = [it for it in bought.payments if it.left]
        left, parts = sum(it.left for it in payments), []
        for it in payments:
            part = (amount * it.left / left).quantize(CENT, ROUND_HALF_UP)
            parts.append((it, part))
            amount, left = amount - part, left - it.left
        return parts
