"""Store credit as of a day: the ledger says for every day what the books say."""

import random
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CreditCommon

FIRST = date(2026, 1, 5)
DAYS = 40


@tagged("post_install", "-at_install")
class TestLedgerDays(CreditCommon):
    """Entries and items of the liability account are of the same days."""

    def _books_on(self, partner, day):
        """Return the posted balance of the liability account at the end of the day."""
        ((total,),) = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", self.liability.id),
                ("partner_id", "=", partner.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", day),
            ],
            aggregates=["balance:sum"],
        )
        return self.company.currency_id.round(-(total or 0.0))

    def _assert_days(self, partner, days, story=""):
        """Each reader of the ledger says for these days what the books say."""
        self.env.flush_all()
        self.env.invalidate_all()
        books = {day: self._books_on(partner, day) for day in days}
        chart = partner._get_store_credit_at(self.company, days)
        ledger = {
            day: partner._get_store_credit_by_partner(self.company, day).get(partner, 0.0)
            for day in days
        }
        for found in (ledger, chart):
            self.assertEqual({day: round(found[day], 2) for day in days}, books, story)

    def _give_on(self, day, amount):
        """Book store credit of the customer on a day; return the entry in the books."""
        return self.book(
            [
                (self.bank_journal.default_account_id, amount, self.customer),
                (self.liability, -amount, self.customer),
            ],
            date=day,
        )

    def test_credit_that_was_reset_and_posted_again_counts_once(self):
        """On 15 February the customer had what the books say, not twice as much."""
        move = self._give_on(date(2026, 1, 10), 100.0)
        move.button_draft()
        move.action_post()
        day = date(2026, 2, 15)
        found = self.customer._get_credit_balance_by_partner(self.company, day)
        self.assertEqual(found[self.customer], 100.0)
        self._assert_days(self.customer, [date(2026, 1, 9), date(2026, 1, 10), day])

    def test_reversals_of_older_versions_count_on_the_day_of_what_they_reversed(self):
        """They were dated on the day of the undoing; rows of the ledger stay as they are."""
        move = self._give_on(date(2026, 1, 10), 100.0)
        entry = self.credit_account().entry_ids
        entry._reverse(date=fields.Date.today(), move_line=entry.move_line_id)
        move.line_ids._sync_store_credit_entries()
        self._assert_days(self.customer, [date(2026, 1, 9), date(2026, 2, 15)])

    def test_every_day_of_a_random_story(self):
        """Whatever is undone, moved, posted again or reversed: every day agrees."""
        for seed in range(3):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self._play(random.Random(seed))
                savepoint.rollback()
                self.env.invalidate_all()

    def _play(self, dice):
        """Do twelve things, and compare every day at the end."""
        moves, told = [], []
        days = [FIRST + timedelta(days=number) for number in range(DAYS)]
        acts = {
            "give": lambda move: moves.append(
                self._give_on(dice.choice(days), dice.randint(5, 90))
            ),
            "reset": lambda move: move.button_draft(),
            "post": lambda move: move.action_post(),
            "cancel": lambda move: move.button_cancel(),
            "on another day": lambda move: (
                move.button_draft(),
                move.write({"date": dice.choice(days)}),
                move.action_post(),
            ),
            "customer": lambda move: move.line_ids.write({"partner_id": self.other_customer.id}),
            "reverse": lambda move: moves.append(
                move._reverse_moves([{"date": dice.choice(days)}], cancel=True)
            ),
        }
        acts["give"](None)
        for _step in range(12):
            name = dice.choice(list(acts))
            try:
                with self.env.cr.savepoint():
                    acts[name](dice.choice(moves))
                    told.append(name)
            except UserError:
                self.env.invalidate_all()
        for partner in self.customer + self.other_customer:
            self._assert_days(partner, days, f"{told}")
