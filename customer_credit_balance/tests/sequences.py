"""Random sequences of what people do to credit: a step is a method named do_something."""

import random

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError


class NothingToDo(Exception):
    """A step that finds nothing to work on: it does not count."""


REFUSED = (UserError, AccessError, RedirectWarning)
# The dialogs, and the fields that every one of them takes.
WIZARDS = {
    "topup": "customer.credit.topup",
    "adjust": "customer.credit.adjust",
    "refund": "customer.credit.refund",
    "transfer": "customer.credit.transfer",
    "void": "customer.credit.void",
}


RARE = {"do_merge", "do_change_of_parent", "do_match", "do_release", "do_delete"}


class Sequence:
    """One customer base, and one pseudo-random way through it, repeatable by its seed."""

    def __init__(self, case, seed):
        self.case, self.seed = case, seed
        self.env = case.env
        self.rnd = random.Random(seed)
        self.keys, self.trace = [], []
        self.moves = self.env["account.move"]
        self.customers = [self._new_customer() for _number in range(3)]

    # --------------------------------------------------------------- running

    def step(self):
        """Do one step, trying others where there is nothing to do."""
        count = len(self.trace)
        while len(self.trace) == count:
            self._try_step()

    def _try_step(self):
        """Do one step in a savepoint; a refusal changes nothing and is fine."""
        names = [name for name in dir(self) if name.startswith("do_") and self._is_there(name)]
        name = self.rnd.choices(names, [1 if name in RARE else 4 for name in names])[0]
        moves = self.moves
        try:
            with self.env.cr.savepoint():
                getattr(self, name)()
                self.env.flush_all()
            self.trace.append(name)
        except NothingToDo:
            return
        except REFUSED as error:
            self.env.invalidate_all()
            self.moves = moves
            self.trace.append(f"{name} (refused: {str(error)[:60]})")
        self.moves = self.moves.exists()

    def _is_there(self, name):
        wizard = WIZARDS.get(name.removeprefix("do_wizard_"))
        return not wizard or wizard in self.env

    def describe(self):
        """Return the seed and the steps so far, to repeat a failure."""
        return f"seed {self.seed}: " + ", ".join(self.trace)

    # --------------------------------------------------------------- choices

    def _new_customer(self):
        partner = self.env["res.partner"].create(
            {"name": f"Customer {self.rnd.randint(1, 10**6)}", "is_company": True}
        )
        if self.rnd.random() < 0.8:
            bank = self.case.bank_journal.default_account_id
            amount = self._amount(30000)
            self._keep(
                self.case.book([(bank, amount, partner), (self.case.liability, -amount, partner)])
            )
        return partner

    def _customer(self):
        return self.rnd.choice(self.customers)

    def _amount(self, most=12000):
        return self.rnd.randint(1, most) / 100

    def _key(self):
        return f"sequence:{self.seed}:{len(self.trace)}"

    def _keep(self, move):
        self.moves |= move

    def _pick(self, records):
        """Return one of the records.

        :raise NothingToDo: there is none
        """
        if not records:
            raise NothingToDo
        return self.rnd.choice(list(records))

    def _outstanding(self, customer, sign):
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", customer.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        return lines.filtered(lambda line: line.amount_residual * sign > 0)

    # --------------------------------------------------------------- money in

    def do_manual_entry(self):
        """An accountant books Dr bank / Cr liability, or the opposite."""
        customer, amount = self._customer(), self._amount() * self.rnd.choice([1, 1, 1, -1])
        case = self.case
        bank = case.bank_journal.default_account_id
        self._keep(case.book([(bank, amount, customer), (case.liability, -amount, customer)]))

    def do_entry_of_two_customers(self):
        """One entry moves store credit from one customer to another."""
        first, second = self.rnd.sample(self.customers, 2)
        liability, amount = self.case.liability, self._amount(3000)
        self._keep(self.case.book([(liability, amount, first), (liability, -amount, second)]))

    def do_invoice(self):
        """Sell something."""
        self._keep(self.case.invoice(self._amount(20000), self._customer()))

    def do_credit_note(self):
        """Credit something."""
        self._keep(self.case.invoice(self._amount(8000), self._customer(), "out_refund"))

    def do_pay_on_account(self):
        """Money arrives for no invoice."""
        self._keep(self.case.pay_on_account(self._amount(), self._customer()).move_id)

    # --------------------------------------------------------------- spending

    def do_pay_with_credit(self):
        """Pay through the credit journal; the mirror books the entry."""
        self._payment(self._customer(), self._amount(6000))

    def do_post_then_pay(self):
        """The ledger first, the payment with the same key second."""
        customer, amount, key = self._customer(), self._amount(6000), self._key()
        self.case.credit_account(customer)._append_entry(-amount, "payment", key)
        self._payment(customer, amount, key)

    def _payment(self, customer, amount, key=None):
        payment = (
            self.env["account.payment"]
            .sudo()
            .create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": customer.id,
                    "amount": amount,
                    "date": "2026-01-25",
                    "journal_id": self.case.journal.id,
                    "store_credit_request_key": key,
                }
            )
        )
        payment.action_post()
        self._keep(payment.move_id)

    def do_reserve(self):
        """Set aside for a document."""
        key = self._key()
        account = self.case.credit_account(self._customer())
        account._reserve(self._amount(5000), key, ttl=self.rnd.choice([None, 30]))
        self.keys.append(key)

    def do_capture(self):
        """Spend a reservation and book the payment."""
        key = self._pick(self.keys)
        if self.case.Entry._find_by_key(key):
            raise NothingToDo
        entry = self.case.Account._capture(key)
        self._payment(entry.account_id.partner_id, -entry.amount, key)

    def do_release(self):
        """Free a reservation."""
        self.case.Account._release(self._pick(self.keys))

    def do_match(self):
        """Match the liability items, as the wizards and the nightly check do."""
        customer = self._customer()
        self.env["account.move.line"]._match_store_credit(customer, self.case.company)

    # --------------------------------------------------------------- applying

    def do_apply(self):
        """Reconcile an outstanding credit with an open invoice."""
        customer = self._customer()
        credit, debit = self._outstanding(customer, -1), self._outstanding(customer, 1)
        (self._pick(credit) | self._pick(debit)).reconcile()

    def do_unapply(self):
        """Take a match back, on receivable or liability."""
        lines = self.moves.line_ids.filtered(lambda line: line.matched_debit_ids)
        self._pick(lines).remove_move_reconcile()

    # --------------------------------------------------------------- corrections

    def _any_move(self, state):
        return self._pick(self.moves.filtered(lambda move: move.state == state))

    def do_reset(self):
        """Reset a posted entry to draft."""
        move = self._any_move("posted")
        (move.origin_payment_id.action_draft if move.origin_payment_id else move.button_draft)()

    def do_repost(self):
        """Post it again."""
        move = self._any_move("draft")
        (move.origin_payment_id or move).action_post()

    def do_change_and_repost(self):
        """Change the amount of a draft, then post it."""
        move = self._any_move("draft")
        if move.move_type == "entry" and not move.origin_payment_id:
            factor = self.rnd.choice([0.5, 2])
            move.line_ids = [
                Command.update(line.id, {"balance": round(line.balance * factor, 2)})
                for line in move.line_ids
            ]
        elif move.origin_payment_id:
            move.origin_payment_id.amount = self._amount(5000)
        (move.origin_payment_id or move).action_post()

    def do_cancel(self):
        """Cancel a draft or a payment."""
        move = self._any_move(self.rnd.choice(["draft", "posted"]))
        (move.origin_payment_id.action_cancel if move.origin_payment_id else move.button_cancel)()

    def do_delete(self):
        """Delete a draft."""
        self._any_move("draft").unlink()

    def do_reverse(self):
        """Reverse a posted entry, matching both or not."""
        move = self._any_move("posted")
        cancel = self.rnd.choice([True, False])
        reversal = move._reverse_moves([{"date": "2026-02-01"}], cancel=cancel)
        reversal.filtered(lambda m: m.state == "draft").action_post()
        self._keep(reversal)

    # --------------------------------------------------------------- contacts

    def do_merge(self):
        """Two contacts become one; a new customer takes the free place."""
        gone, stays = self.rnd.sample(self.customers, 2)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard.sudo()._merge((gone | stays).ids, stays)
        self._replace(gone)

    def do_change_of_parent(self):
        """A customer becomes a contact of another."""
        child, parent = self.rnd.sample(self.customers, 2)
        child.write({"is_company": False, "parent_id": parent.id})
        self._replace(child)

    def _replace(self, gone):
        self.customers = [c for c in self.customers if c != gone] + [self._new_customer()]

    # --------------------------------------------------------------- dialogs

    def _wizard(self, name, **values):
        action = self.env[WIZARDS[name]].create({"partner_id": self._customer().id, **values})
        before = self.env["account.move"].search([], order="id desc", limit=1).id or 0
        action.action_confirm()
        new = self.env["account.move"].search([("id", ">", before)])
        self._keep(new)
        if self.rnd.random() < 0.2:  # a double click books nothing
            action.action_confirm()
            self.case.assertFalse(self.env["account.move"].search([("id", ">", max(new.ids))]))

    def do_wizard_topup(self):
        """Top up by bank."""
        self._wizard("topup", amount=self._amount(), journal_id=self.case.bank_journal.id)

    def do_wizard_adjust(self):
        """Goodwill or correction."""
        amount = self._amount(5000) * self.rnd.choice([1, -1])
        self._wizard("adjust", amount=amount, reason="random")

    def do_wizard_refund(self):
        """Pay out store credit or an outstanding credit."""
        customer, lines = self._some_credits()
        self._wizard(
            "refund", partner_id=customer.id, amount=self._amount(4000),
            journal_id=self.case.bank_journal.id, credit_line_ids=lines,
        )  # fmt: skip

    def do_wizard_transfer(self):
        """Between outstanding and store credit."""
        customer, lines = self._some_credits()
        direction = "in" if lines else "out"
        fields = self.env[WIZARDS["transfer"]]._fields
        values = [value for value, _label in fields["direction"].selection]
        direction = next((v for v in values if direction in v), self.rnd.choice(values))
        self._wizard(
            "transfer", partner_id=customer.id, amount=self._amount(4000), direction=direction,
            credit_line_ids=lines,
        )  # fmt: skip

    def do_wizard_void(self):
        """Take back what is left of a grant."""
        items = self.moves.line_ids.filtered(
            lambda line: line.account_id == self.case.liability and line.amount_residual < 0
        )
        line = self._pick(items)
        self._wizard(
            "void", partner_id=line.partner_id.id, reason="random",
            credit_line_ids=[Command.set(line.ids)],
        )  # fmt: skip

    def _some_credits(self):
        customer = self._customer()
        lines = self._outstanding(customer, -1)
        chosen = lines[:1] if self.rnd.random() < 0.6 else lines.browse()
        return customer, [Command.set(chosen.ids)] if chosen else False
