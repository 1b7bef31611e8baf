"""Store credit on a finished ledger: top-ups, spending, and the entries that mirror them."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from odoo import Command

from .bulk import Bulk, Plain
from .fast import fast_writes
from .records import TODAY

SHARE = 0.5  # of the customers have store credit


@dataclass
class Movement:
    """One top-up or payment of a customer, and what of it is not matched."""

    when: date
    amount: float
    balance: float
    open: float = 0.0
    line_id: int = 0
    number: str | None = None


class StoreCredit:
    """Clone a top-up and a payment by credit; half of the customers have some of each."""

    def __init__(self, env, opt):
        self.env, self.opt, self.cr = env, opt, env.cr
        self.company = env.ref("base.main_company")
        self.rnd = random.Random(opt.seed)
        self.specimens = {"topup": self._specimen(100.0), "payment": self._specimen(-50.0)}
        cr = env.cr
        self.moves = Bulk(cr, "account_move", [
            "name", "sequence_number", "date", "amount_total", "amount_total_signed",
            "amount_total_in_currency_signed", "create_date"])  # fmt: skip
        self.lines = Bulk(cr, "account_move_line", [
            "move_id", "move_name", "partner_id", "date", "date_maturity", "debit", "credit",
            "balance", "amount_currency", "amount_residual",
            "amount_residual_currency", "reconciled", "matching_number"])  # fmt: skip
        self.accounts = Plain(cr, "customer_credit_account", [
            "id", "partner_id", "company_id", "balance", "reserved", "overdraft_limit",
            "state"])  # fmt: skip
        self.entries = Plain(cr, "customer_credit_entry", [
            "id", "account_id", "company_id", "date", "event", "amount", "balance_after",
            "request_key", "move_line_id", "user_id", "create_date"])  # fmt: skip
        self.partials = Plain(cr, "account_partial_reconcile", [
            "id", "debit_move_id", "credit_move_id", "debit_currency_id", "credit_currency_id",
            "company_id", "max_date", "amount", "debit_amount_currency", "credit_amount_currency",
            "create_date"])  # fmt: skip

    def _specimen(self, amount):
        """Return (move, liability item, other item) made by Odoo."""
        company = self.company
        partner = self.env["res.partner"].create({"name": "GEN specimen of store credit"})
        bank = self.env["account.journal"].search([("code", "=", "GBNK")], limit=1)
        other = bank.default_account_id
        if amount < 0:
            self._specimen(-amount * 2)
            other = partner.property_account_receivable_id
        move = self.env["account.move"].create(
            {
                "journal_id": company.store_credit_journal_id.id,
                "line_ids": [
                    Command.create({"account_id": a.id, "partner_id": partner.id, "balance": b})
                    for a, b in ((company.store_credit_account_id, -amount), (other, amount))
                ],
            }
        )
        if amount < 0:
            account = self.env["customer.credit.account"]._get_or_create(partner, company)
            account.write({"overdraft_limit": -amount})
        move.action_post()
        liability = move.line_ids.filtered(
            lambda item: item.account_id == company.store_credit_account_id
        )
        return move, liability, move.line_ids - liability

    def run(self):
        """Write everything."""
        self.cr.execute(
            "SELECT id FROM res_partner WHERE ref LIKE %s AND parent_id IS NULL ORDER BY id",
            ["GEN-%"],
        )
        for (partner_id,) in self.cr.fetchall():
            if self.rnd.random() < SHARE:
                self._customer(partner_id)
        with fast_writes(self.cr):
            for bulk in (self.moves, self.lines, self.accounts, self.entries, self.partials):
                bulk.write()

    def _customer(self, partner_id):
        account_id, balance = self.accounts.new_id(), 0.0
        days = sorted(
            (self.rnd.randint(0, 400) for _n in range(self.rnd.randint(1, 8))), reverse=True
        )
        movements = []
        for day in days:
            amount = 2.0 * self.rnd.randint(5, 100)
            if balance > 10 and self.rnd.random() < 0.5:
                amount = -round(balance / 2, 2)
            balance = round(balance + amount, 2)
            movements.append(Movement(TODAY - timedelta(days=day), amount, balance, amount))
        matches = self._match(movements)
        for movement in movements:
            self._write(account_id, partner_id, movement)
        for match_id, spent, given, amount in matches:
            currency = self.company.currency_id.id
            self.partials.add(
                match_id, spent.line_id, given.line_id, currency, currency, self.company.id,
                spent.when, amount, amount, amount, datetime.now(),
            )  # fmt: skip
        company = self.company.id
        self.accounts.add(account_id, partner_id, company, balance, 0.0, 0.0, "active")

    def _match(self, movements):
        """Take what was spent from the oldest top-ups, as the addon does when it is booked.

        :return: [(id, movement that spent, movement that gave, amount)]
        """
        matches = []
        for place, spent in enumerate(movements):
            for given in movements[:place]:
                amount = round(min(-spent.open, given.open), 2)
                if amount <= 0:
                    continue
                matches.append((self.partials.new_id(), spent, given, amount))
                spent.open = round(spent.open + amount, 2)
                given.open = round(given.open - amount, 2)
                spent.number = given.number = f"P{matches[0][0]}"
        return matches

    def _write(self, account_id, partner_id, movement):
        """Write one journal entry, its items and the entry that mirrors it."""
        event = "topup" if movement.amount > 0 else "payment"
        move, liability, other = self.specimens[event]
        when, size = movement.when, abs(movement.amount)
        stamp = datetime.combine(when, datetime.min.time())
        mid = self.moves.new_id()
        name = f"{move.sequence_prefix}{mid:07d}"
        self.moves.add(mid, move.id, name, mid, when, size, size, size, stamp)
        movement.line_id = self.lines.new_id()
        value, open_ = -movement.amount, -movement.open
        self.lines.add(
            movement.line_id, liability.id, mid, name, partner_id, when, when, max(value, 0.0),
            max(-value, 0.0), value, value, open_, open_, not open_, movement.number,
        )  # fmt: skip
        residual = -value if other.account_id.reconcile else 0.0
        self.lines.add(
            self.lines.new_id(), other.id, mid, name, partner_id, when, when, max(-value, 0.0),
            max(value, 0.0), -value, -value, residual, residual, False, None,
        )  # fmt: skip
        self.entries.add(
            self.entries.new_id(), account_id, self.company.id, when, event, movement.amount,
            movement.balance, f"aml:{movement.line_id}:1", movement.line_id, 1, stamp,
        )  # fmt: skip
