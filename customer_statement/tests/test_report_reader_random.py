"""Random ledgers: whatever people do, statements of every day add up and never change."""

import json
import random
from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import StatementCommon

FIRST = date(2026, 1, 1)
SPAN = 90


@tagged("post_install", "-at_install")
class TestReaderRandom(StatementCommon):
    """Part payments, currencies with changing rates, credit notes, unmatching, cancelling."""

    def day(self):
        """Return a random day of the span, as text."""
        return (FIRST + timedelta(days=self.rnd.randrange(SPAN))).isoformat()

    def do_invoice(self, **vals):
        """Post an invoice or a credit note, in one of two currencies."""
        currency = self.rnd.choice([self.company.currency_id, self.foreign])
        self.moves |= self.invoice(
            self.rnd.randint(100, 90000) / 100,
            self.rnd.choice([self.customer, self.contact]),
            currency_id=currency.id, invoice_date=self.after or self.day(), **vals,
        )  # fmt: skip

    def do_credit_note(self):
        """Post a credit note."""
        self.do_invoice(move_type="out_refund")

    def do_pay(self):
        """Pay part or all of an open document, in one of two currencies."""
        open_moves = self.moves.filtered(
            lambda move: move.state == "posted" and move.is_invoice() and move.amount_residual
        )
        if not open_moves:
            return
        move = self.rnd.choice(open_moves)
        currency = self.rnd.choice([self.company.currency_id, self.foreign])
        self.pay(move, self.rnd.randint(100, 50000) / 100, self.after or self.day(), currency)

    def do_match(self):
        """Match whatever is open, oldest first."""
        lines = self.open_lines()
        if len(lines) > 1 and not self.after:
            self.env["account.move.line"].browse(
                self.rnd.sample(lines.ids, min(3, len(lines)))
            ).reconcile()

    def do_unmatch(self):
        """Take all matchings of an item back."""
        if not self.after and (partials := self.partials()):
            self.rnd.choice(partials).unlink()

    def do_cancel(self):
        """Reset a document to draft, or post it again."""
        if not self.after and self.moves:
            move = self.rnd.choice(self.moves)
            if move.state == "posted":
                move.button_draft()
            else:
                move.action_post()

    def open_lines(self):
        """Return the open receivable items of the customer."""
        return self.env["account.move.line"].search(
            [("partner_id", "=", self.customer.id), ("parent_state", "=", "posted"),
             ("account_type", "=", "asset_receivable"), ("reconciled", "=", False)]
        )  # fmt: skip

    def partials(self):
        """Return the matchings of the customer."""
        return self.env["account.partial.reconcile"].search(
            [("debit_move_id.partner_id", "=", self.customer.id)]
        )

    def step(self):
        """Do one thing; a refusal changes nothing."""
        names = ["do_invoice", "do_invoice", "do_credit_note", "do_pay", "do_pay", "do_match",
                 "do_unmatch", "do_cancel"]  # fmt: skip
        try:
            with self.env.cr.savepoint():
                getattr(self, self.rnd.choice(names))()
                self.env.flush_all()
        except UserError:
            self.env.invalidate_all()

    def ledger(self, day):
        """Return what the books say at the end of the day, in company currency."""
        groups = self.env["account.move.line"]._read_group(
            [("partner_id", "child_of", self.customer.id), ("parent_state", "=", "posted"),
             ("account_type", "=", "asset_receivable"), ("date", "<=", day)],
            [], ["balance:sum"],
        )  # fmt: skip
        return self.company.currency_id.round(groups[0][0] or 0.0)

    def check(self, day):
        """Every kind of statement of the day adds up and closes at the ledger's balance."""
        for kind in ("activity", "open_items", "balance_forward"):
            data = self.read(kind=kind, date_from="2026-01-20", date_to=max(day, "2026-01-20"))
            self.assert_adds_up(data)
            self.assertEqual(data.closing, self.ledger(max(day, "2026-01-20")), kind)
            self.assertNotRegex(json.dumps(data.to_json()), r"-0\.0\b", "no minus zero")

    def check_late(self, day):
        """What bears interest after the day is what is open of late invoices, item by item."""
        data = self.read(kind="open_items", date_to=day)
        wanted = {
            int(line.key): line.residual
            for part in data.sections
            for line in part.open_items
            if line.type == "invoice" and line.residual > 0 and line.due.isoformat() < day
        }
        _scope, rows = self.Reader._read_late(self.company, self.customer, day)
        found = {row[0]: row[6] - sum(part for _day, part in row[7] or []) for row in rows}
        self.assertEqual(
            {key: round(amount, 2) for key, amount in found.items() if round(amount, 2)}, wanted
        )

    def check_paid(self, day):
        """Each payment opens into what Odoo's own matchings of the day say, and its rest."""
        data = self.read(kind="activity", date_from="2026-01-01", date_to=day)
        for part in data.sections:
            for line in part.lines:
                if not line.is_payment():
                    continue
                item = self.env["account.move.line"].browse(int(line.key))
                wanted = {}
                for match in item.matched_debit_ids:
                    debt = match.debit_move_id
                    amount = match.credit_amount_currency
                    posted = debt.parent_state == "posted"
                    if match.max_date.isoformat() <= day and posted and amount:
                        key = (debt.move_name, debt.currency_id.name)
                        wanted.setdefault(key, [0.0, 0.0])
                        wanted[key][0] += amount
                        wanted[key][1] += match.debit_amount_currency
                found = {}
                for it in line.paid or ():
                    sums = found.setdefault((it.number, it.currency or part.currency), [0.0, 0.0])
                    sums[0] += it.amount
                    sums[1] += it.document_amount
                self.assertEqual(self.cents(found), self.cents(wanted), line.number)
                paid = sum(it.amount for it in line.paid or ())
                self.assertAlmostEqual(paid + line.rest(2), -line.amount, places=2)

    def cents(self, sums):
        """Return sums rounded to the cent."""
        return {key: [round(amount, 2) for amount in pair] for key, pair in sums.items()}

    def run_story(self, seed):
        """Play a story, check days of it, then what comes later, and check that nothing moved."""
        self.rnd, self.after = random.Random(seed), None
        self.moves = self.env["account.move"]
        self.customer = self.env["res.partner"].create({"name": f"S{seed}", "is_company": True})
        self.contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.customer.id}
        )
        for _number in range(14):
            self.step()
        for _number in range(3):
            self.check(self.day())
            self.check_late(self.day())
            self.check_paid(self.day())
        last = "2026-04-05"
        before = {
            kind: self.read(kind=kind, date_to=last).to_json()
            for kind in ("activity", "open_items")
        }
        self.after = "2026-05-02"
        for _number in range(6):
            self.step()
        for kind, values in before.items():
            self.assertEqual(self.read(kind=kind, date_to=last).to_json(), values)
        self.check("2026-06-30")
        self.check_late("2026-06-30")
        self.check_paid("2026-06-30")

    def test_random_ledgers_add_up_on_every_day(self):
        """Three stories, each from its own seed."""
        for seed in range(3):
            with self.subTest(seed=seed):
                self.run_story(seed)
