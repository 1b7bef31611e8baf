"""Entries that write off a small rest, and what takes them back."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..door import door

# With what happens before the commit: by then a match that was made anew is there.
UNMATCHED = "customer_credit_balance.unmatched_write_offs"

WRITE_OFF_GROUP = "customer_credit_balance.group_customer_credit_write_off"


class AccountMove(models.Model):
    """Adds what was written off to entries, because a write-off is taken back as a whole."""

    _inherit = "account.move"

    # --- fields

    customer_credit_write_off_line_id = fields.Many2one(
        "account.move.line",
        "Written Off",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="Item of which this entry writes off the rest.",
    )
    customer_credit_write_off_state = fields.Selection(
        [("done", "Written off"), ("undone", "Taken back")],
        "Write-off",
        compute="_compute_credit_write_off_state",
        groups="base.group_user",
    )

    # --- computes

    @api.depends("customer_credit_write_off_line_id", "state", "reversal_move_ids.state")
    def _compute_credit_write_off_state(self):
        """A write-off stands as long as its entry is posted and not reversed."""
        for move in self:
            state = False
            if move.customer_credit_write_off_line_id:
                reversed_by = move.reversal_move_ids.filtered(lambda it: it.state == "posted")
                state = "undone" if reversed_by or move.state != "posted" else "done"
            move.customer_credit_write_off_state = state

    # --- actions

    @door
    def action_undo_credit_write_off(self):
        """Reverse these write-offs: the rests are open again (whoever may write them off).

        :raise AccessError: without the right, or in another company
        :raise UserError: no write-off, or taken back before
        """
        self._check_credit_write_off_right()
        self.check_access("read")
        if not self:
            raise UserError(_("Select at least one write-off first."))
        for move in self.sudo():
            if move.company_id.id not in self.env.user._get_company_ids():
                raise AccessError(
                    _("You do not work for this company: ask an administrator for access to it.")
                )
            if move.customer_credit_write_off_state != "done":
                raise UserError(_("%s is no write-off that stands.", move.display_name))
            move.with_company(move.company_id)._undo_credit_write_off()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @door(single=True)
    def action_open_credit_write_off(self):
        """Open the invoice, credit note or payment whose rest was written off.

        :raise UserError: it does not exist any more
        """
        self.ensure_one()
        self.check_access("read")
        document = self.sudo().customer_credit_write_off_line_id.move_id
        if not document:
            raise UserError(_("The document does not exist any more."))
        return (
            (document.origin_payment_id or document)
            .with_user(self.env.user)
            ._get_records_action(context={})
        )

    # --- hooks

    @api.model
    def _get_credit_server_names(self) -> frozenset[str]:
        """Leave to the engine what an entry writes off.

        # EXTENDS 'customer_credit_balance'
        """
        return super()._get_credit_server_names() | {"customer_credit_write_off_line_id"}

    # --- private

    @api.model
    def _may_write_off_credit(self) -> bool:
        """Return whether the caller has the right to write off; superuser mode has."""
        return self.env.su or self.env.user.has_group(WRITE_OFF_GROUP)

    @api.model
    def _check_credit_write_off_right(self):
        """Stop a caller who may not write off.

        :raise AccessError: without the right
        """
        if not self._may_write_off_credit():
            raise AccessError(_("You may not write off rests: ask for the right."))

    def _schedule_credit_write_off_undo(self):
        """Take back those of these write-offs (sudo) that match nothing when the transaction ends.

        Whoever resets the invoice or takes the match off needs no right to write off.
        """
        if not self:
            return
        precommit = self.env.cr.precommit
        if UNMATCHED not in precommit.data:
            precommit.data[UNMATCHED] = set()
            context = {"lang": self.env.lang, "tz": self.env.context.get("tz")}
            moves = self.env["account.move"].sudo().with_context(context)
            precommit.add(moves._undo_unmatched_credit_write_offs)
        precommit.data[UNMATCHED].update(self.ids)

    @api.model
    def _undo_unmatched_credit_write_offs(self):
        """Take back the write-offs of this transaction that stand and match nothing any more."""
        ids = self.env.cr.precommit.data.pop(UNMATCHED, ())
        for move in self.browse(sorted(ids)).exists():
            items = move.line_ids.filtered(
                lambda it: it.account_id.account_type == "asset_receivable"
            )
            standing = move.customer_credit_write_off_state == "done"
            if standing and not (items.matched_debit_ids | items.matched_credit_ids):
                move.with_company(move.company_id)._undo_credit_write_off()

    def _undo_credit_write_off(self):
        """Reverse this entry (sudo), matched with itself, and say so on the document."""
        self.ensure_one()
        line = self.customer_credit_write_off_line_id
        item = self.line_ids.filtered(lambda it: it.account_id == line.account_id)[:1]
        self._reverse_credit_entry()
        # What the reversal gives back is no credit of its own: the lists leave it out.
        back = self.reversal_move_ids.line_ids.filtered(
            lambda it: it.account_id.account_type == "asset_receivable" and it.balance < 0
        )
        for item in back:
            item.credit_source_line_id = item
        line._tell_credit_write_off(
            _(
                "%(amount)s is open again: the write-off %(entry)s was taken back.",
                amount=line.currency_id.format(abs(item.amount_currency)),
                entry=self.name,
            )
        )
