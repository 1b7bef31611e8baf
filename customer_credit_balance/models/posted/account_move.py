"""Posted customer documents: what they are worth changes by reset, gate and posting alone."""

from collections import defaultdict
from contextlib import contextmanager
from typing import Any, NamedTuple

from odoo import _, models
from odoo.exceptions import UserError

from ...const import POSTING

# Links that say nothing about money: followers, files, campaigns, salespeople, marks of matching.
LINKS = ("mail.", "ir.attachment", "utm.", "res.users", "crm.", "account.full.reconcile")

NOTES = ("line_section", "line_subsection", "line_note")

# Nested writes of one call are judged once, by what the outermost has done in the end.
KEEPING = "customer_credit_balance.keeping"

# What people may note on a posted document at any time cannot change its worth.
WORDS = ("char", "text", "html", "binary", "image", "boolean", "json")


def is_harmless(records, vals):
    """Say whether values are words, marks and files only, which change no amount."""
    return all(
        (field := records._fields.get(name))
        and not field.inverse
        and (field.type in WORDS or (field.comodel_name or "").startswith(LINKS))
        for name in vals
    )


class CreditWorth(NamedTuple):
    """What a posted document says about money; owed in company currency, < 0 for credit notes."""

    move_type: str
    company: Any
    currency: Any
    customer: Any
    total: float
    prices: float
    items: int
    people: frozenset
    booked: dict
    reversed: Any
    owed: float


class AccountMove(models.Model):
    """Adds a comparison of worth to posted documents, because Odoo locks two of the lists of items
    only and a context key opens those.

    A gate has decided on the document as it was posted, and payments or a reservation stand
    behind it. So what it is worth is compared before and after each call of a client, whichever
    field, list, model or context the call comes by.
    """

    _inherit = "account.move"

    # --- guards

    def write(self, vals):
        """Keep what posted customer documents are worth.

        :raise UserError: a client changes it

        # EXTENDS 'account'
        """
        if is_harmless(self, vals):
            return super().write(vals)
        with self._keep_credit_worth():
            return super().write(vals)

    # --- hooks

    def _get_credit_worth_message(self, before: CreditWorth) -> str:
        """Hook: return the sentence for whoever changes what this posted document is worth.

        :param CreditWorth before: what it was worth before the change
        """
        self.ensure_one()
        return _(
            "%s is posted: what it is worth, and for whom, does not change any more. "
            "Reset it to draft, change it and post it again, or make a credit note.",
            self.display_name,
        )

    # --- private

    @contextmanager
    def _keep_credit_worth(self):
        """Compare what posted customer documents are worth before and after the block.

        Those that are no longer posted afterwards go through their gate again. The superuser and
        posting itself pass: what they do is decided elsewhere.

        :raise UserError: a document that is still posted is worth something else
        """
        cache = self.env.cr.cache
        if self.env.su or cache.get(POSTING) or cache.get(KEEPING):
            yield
            return
        documents = self.sudo().filtered(
            lambda move: move.state == "posted" and move.is_sale_document(include_receipts=True)
        )
        before = {move: move._get_credit_worth() for move in documents}
        cache[KEEPING] = bool(documents)
        try:
            yield
        finally:
            cache[KEEPING] = False
        for move, worth in before.items():
            if move.exists() and move.state == "posted" and move._get_credit_worth() != worth:
                raise UserError(move._get_credit_worth_message(worth))

    def _get_credit_worth(self) -> CreditWorth:
        """Return what a posted customer document says about money, as something to compare.

        Totals in both currencies, whose it is, how many items say so and of whom, and what it
        books for each customer on receivable accounts and on the store-credit account.

        :return: CreditWorth
        """
        self.ensure_one()
        booked = defaultdict(float)
        items = self.line_ids.filtered(lambda line: line.display_type not in NOTES)
        credit = self.line_ids._filter_store_credit()
        for line in self.line_ids:
            if line in credit or line.account_id.account_type == "asset_receivable":
                owner = line.account_id.id, line.partner_id.id
                booked[owner, "company"] += line.balance
                booked[owner, line.currency_id.id] += line.amount_currency
        owed = self.line_ids.filtered(lambda it: it.account_id.account_type == "asset_receivable")
        rounding = self.currency_id.decimal_places + 2
        return CreditWorth(
            self.move_type,
            self.company_id,
            self.currency_id,
            self.commercial_partner_id,
            round(self.amount_total, rounding),
            round(sum(items.mapped("price_total")), rounding),
            len(items),
            frozenset(items.partner_id.ids),
            {owner: round(amount, rounding) for owner, amount in booked.items()},
            self.reversed_entry_id,
            round(sum(owed.mapped("balance")), rounding),
        )
