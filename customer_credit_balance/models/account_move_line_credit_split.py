"""Journal items of split entries: how an exact part of a credit reaches an invoice."""

from odoo import fields, models


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
        help="The credit of which this item carries a part to an invoice.",
    )
    credit_split_line_id = fields.Many2one(
        "account.move.line",
        "Split Twin",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
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
                rate = abs(given.amount_currency / given.balance) if given.balance else 0.0
                pair = (given | taken).with_context(forced_rate_from_register_payment=rate)
                pair.reconcile()
