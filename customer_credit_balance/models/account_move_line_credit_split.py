"""Journal items of split entries: how an exact part of a credit reaches an invoice."""

from odoo import Command, fields, models


class AccountMoveLine(models.Model):
    """A split entry has pairs of items: one takes from the credit, its twin pays the invoice."""

    _inherit = "account.move.line"

    credit_source_line_id = fields.Many2one(
        "account.move.line",
        "Split From Credit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="The credit of which this item carries a part to an invoice.",
    )
    credit_split_line_id = fields.Many2one(
        "account.move.line",
        "Split Twin",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="The item of the same entry that carries on what this one took from the credit.",
    )

    # Open credits are few beside all journal items: this keeps the Credit Centre fast.
    _open_credits_idx = models.Index(
        "(date DESC, move_name DESC, id) "
        "WHERE amount_residual < 0 AND balance < 0 AND parent_state = 'posted'"
    )

    def _neutralise_credit_splits(self):
        """Undo what is left of split pairs after one of their sides was unmatched.

        The side that is still matched is freed too, then the pair is matched with itself: the
        credit is open again, as it was before. Pairs in entries that are being reset or
        cancelled are left alone.
        """
        Line = self.env["account.move.line"].sudo()
        for given in self.sudo():
            taken = Line.search([("credit_split_line_id", "=", given.id)], limit=1)
            if not taken or {given.parent_state, taken.parent_state} != {"posted"}:
                continue
            rest = taken.matched_credit_ids | given.matched_debit_ids
            if rest.filtered(lambda match, taken=taken: match.debit_move_id == taken
                             and match.credit_move_id.move_id == taken.move_id):  # fmt: skip
                continue
            if rest:
                rest.unlink()  # comes back here for the same pair, with both sides free
            elif not (given.reconciled or taken.reconciled):
                taken._match_with_split_twin(given)

    def _match_with_split_twin(self, given):
        """Match the two items of one pair with each other, to the cent in both currencies.

        They carry one balance in the books, each in the currency of its document. Odoo's own
        matching would look for a common rate: it posts a difference where none is, and leaves a
        pair open whose balance rounds to zero.

        :param given: the twin (sudo); both sides are free
        """
        self.ensure_one()
        partial = self.env["account.partial.reconcile"].create(
            {
                "debit_move_id": self.id,
                "credit_move_id": given.id,
                "amount": self.balance,
                "debit_amount_currency": self.amount_currency,
                "credit_amount_currency": -given.amount_currency,
            }
        )
        self.env["account.full.reconcile"].create(
            {
                "partial_reconcile_ids": [Command.set(partial.ids)],
                "reconciled_line_ids": [Command.set((self | given).ids)],
            }
        )
