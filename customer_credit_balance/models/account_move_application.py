"""Entries whose matches end: payments by store credit taken back, customers who change."""

from odoo import _, fields, models


class AccountMove(models.Model):
    """What one customer has paid never settles what another one owes by a change of name."""

    _inherit = "account.move"

    def write(self, vals):
        """End the matches of documents that get another customer.

        # EXTENDS 'account'
        """
        if "partner_id" not in vals:
            return super().write(vals)
        before = {move: move.commercial_partner_id for move in self}
        res = super().write(vals)
        changed = self.filtered(
            lambda move: before[move] and move.commercial_partner_id != before[move]
        )
        changed.line_ids._end_matches_with_other_customers()
        return res

    def _is_store_credit_payment_final(self):
        """Say whether the entry of a payment may not be reset: secured, or its period is closed."""
        self.ensure_one()
        return bool(
            self.inalterable_hash
            or self.need_cancel_request
            or self._get_violated_lock_dates(self.date, False)
        )

    def _reverse_credit_entry(self):
        """Reverse the entry and match both, so that nothing of the two is open."""
        self.ensure_one()
        day = max(self.date, fields.Date.context_today(self))
        values = {
            "date": self._get_accounting_date(day, False),
            "ref": _("Reversal of: %s", self.name),
        }
        self._reverse_moves([values], cancel=True)


class AccountMoveLine(models.Model):
    """Items of customers: on receivable accounts and the store-credit account."""

    _inherit = "account.move.line"

    def write(self, vals):
        """End the matches of items that get another customer.

        # EXTENDS 'account'
        """
        if "partner_id" not in vals:
            return super().write(vals)
        before = {line: line.partner_id.commercial_partner_id for line in self}
        res = super().write(vals)
        changed = self.filtered(
            lambda line: before[line] and line.partner_id.commercial_partner_id != before[line]
        )
        changed._end_matches_with_other_customers()
        return res

    def _end_matches_with_other_customers(self):
        """Take back the matches of these items with those of other customers, and say so.

        Whoever paid has the money back: as outstanding credit, or as store credit.
        """
        lines = self.sudo().exists()
        lines = (
            lines.filtered(lambda line: line.account_id.account_type == "asset_receivable")
            | lines._filter_store_credit()
        )
        matches = (lines.matched_debit_ids | lines.matched_credit_ids).filtered(
            lambda match: (
                match.debit_move_id.partner_id.commercial_partner_id
                != match.credit_move_id.partner_id.commercial_partner_id
            )
        )
        if not matches:
            return
        notes = [match._get_customer_change_note(lines) for match in matches]
        matches._take_back()
        for move, text in notes:
            if move.exists():
                move.message_post(body=text)


class AccountPartialReconcile(models.Model):
    """A match that ends because one of its two items belongs to somebody else now."""

    _inherit = "account.partial.reconcile"

    def _get_customer_change_note(self, changed):
        """Return (entry, text) for the chatter of the entry whose customer was changed.

        :param changed: account.move.line that got another customer
        """
        self.ensure_one()
        own, other = self.debit_move_id, self.credit_move_id
        if own not in changed:
            own, other = other, own
        text = _(
            "Another customer was chosen: %(amount)s matched with %(document)s of %(customer)s "
            "was taken off.",
            amount=self.company_currency_id.format(self.amount),
            document=(other.credit_source_line_id or other).move_name,
            customer=other.partner_id.display_name,
        )
        return own.move_id, text
