"""Random sequences of everything people do to credit: the books tie out after every step."""

import logging
import os
import random

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.proof_items.customer_credit_account import OPEN_ITEM_CODES
from .common import CreditCommon
from .sequences import Sequence

_logger = logging.getLogger(__name__)
SEQUENCES = int(os.environ.get("CREDIT_SEQUENCES", "4"))
STEPS = int(os.environ.get("CREDIT_STEPS", "15"))
SEED = os.environ.get("CREDIT_SEED")


@tagged("post_install", "-at_install")
class TestRandomSequences(CreditCommon):
    """Each seed is another story; ``CREDIT_SEED=n`` repeats one of them."""

    shares_setup = False  # long: see tools/shared_setup.py

    def test_books_tie_out_after_every_step(self):
        """Whatever people do in whatever order: account = entries = books = partner field."""
        seeds = [int(SEED)] if SEED else self._seeds()
        for seed in seeds:
            with (
                self.subTest(seed=seed),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint() as savepoint,
            ):
                self._play(seed)
                savepoint.rollback()
                self.env.invalidate_all()

    def _seeds(self):
        """Return seeds that are always played, and some that nobody has played before."""
        fresh = random.SystemRandom()
        return [*range(SEQUENCES // 2), *(fresh.randrange(10**6) for _n in range(SEQUENCES // 2))]

    def _play(self, seed):
        sequence = Sequence(self, seed)
        for _number in range(STEPS):
            sequence.step()
            self._check(sequence)
        _logger.info("random sequence: %s", sequence.describe())

    def _check(self, sequence):
        """Every witness agrees after this step."""
        self.env.invalidate_all()
        # People unreconcile whatever they like here; the tie-out rightly names what that opens.
        faults = [
            fault["message"]
            for fault in self.Account._tie_out(self.company)
            if fault["code"] not in OPEN_ITEM_CODES
        ]
        self.assertEqual(faults, [], sequence.describe())
        for customer in sequence.customers:
            books = self._store_credit_in_books(customer)
            account = self.Account._find(customer, self.company)
            self.assertEqual(account.balance, books, sequence.describe())
            self.assertEqual(customer.store_credit_balance, books, sequence.describe())
            floor = account.balance - account.reserved + account.overdraft_limit
            if account.state == "active":
                self.assertGreaterEqual(round(floor, 2), 0.0, sequence.describe())
            if not self._has_draft_matches(customer):
                self._check_credits(customer, sequence)

    def _store_credit_in_books(self, customer):
        ((total,),) = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", self.liability.id),
                ("partner_id", "=", customer.id),
                ("parent_state", "=", "posted"),
            ],
            aggregates=["balance:sum"],
        )
        return self.company.currency_id.round(-total) if total else 0.0

    def _has_draft_matches(self, customer):
        """Say whether an entry that was reset to draft still holds matches, as Odoo lets it."""
        lines = self.env["account.move.line"].search(
            [("partner_id", "=", customer.id), ("parent_state", "=", "draft")]
        )
        return bool(lines.matched_debit_ids | lines.matched_credit_ids)

    def _check_credits(self, customer, sequence):
        """What remains in the Credit Centre's list is what we owe: what waits counts, too."""
        rows = self.env["customer.credit"].search(
            [("partner_id", "=", customer.id), ("company_id", "=", self.company.id)]
        )
        listed = sum(rows.mapped("remaining_amount"))
        self.assertEqual(
            self.company.currency_id.round(listed),
            self.company.currency_id.round(customer.credit_balance),
            sequence.describe(),
        )
