"""Entries whose matches end: payments by store credit taken back, customers who change."""

from odoo import Command, _, api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ...exceptions import open_reason
from ..door import door


class AccountMove(models.Model):
    """Adds automatic application and its undo to invoices, because what is owed to a customer
    should pay what the customer owes without a click, and never what another one owes.

    The entry of a discount knows its invoice, so that undoing one match undoes it, too.
    Off by default; the company decides, customers may be excepted.
    What is withheld is entered in Odoo's own dialog, which needs certificate and base.
    """

    _inherit = "account.move"

    # --- fields

    credit_discount_invoice_id = fields.Many2one(
        "account.move",
        "Discount on",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="Invoice whose early payment discount this entry books, as it was paid by credit.",
    )
    has_credit_auto_applied = fields.Boolean(
        compute="_compute_has_credit_auto_applied",
        compute_sudo=True,
        groups="base.group_user",
    )
    credit_auto_apply_undone = fields.Boolean(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Somebody undid the automatic application: it is not repeated on this invoice.",
    )

    # --- computes

    @api.depends("line_ids.matched_credit_ids.credit_auto_applied")
    def _compute_has_credit_auto_applied(self):
        """Look at the matches of the receivable items."""
        for move in self:
            move.has_credit_auto_applied = bool(move._get_credit_auto_applied())

    # --- guards

    def write(self, vals):
        """End the matches of documents that get another customer, and of store credit that is back.

        # EXTENDS 'account'
        """
        if vals.get("state") == "draft":
            res = super().write(vals)
            self._end_matches_of_reset_store_credit()
            return res
        if "partner_id" not in vals:
            return super().write(vals)
        before = {move: move.commercial_partner_id for move in self}
        res = super().write(vals)
        changed = self.filtered(
            lambda move: before[move] and move.commercial_partner_id != before[move]
        )
        changed.line_ids._end_matches_with_other_customers()
        return res

    def _check_no_tax_withheld(self):
        """Hand over to Odoo's dialog, in the journal of store credit.

        :raise RedirectWarning: for the first invoice of which tax is withheld
        """
        for move in self._filter_tax_withheld():
            raise RedirectWarning(
                _(
                    "Tax is withheld when %(invoice)s is paid: register its payment in the journal "
                    "%(journal)s, where what is withheld is entered.",
                    invoice=move.display_name,
                    journal=move.company_id.store_credit_journal_id.name,
                ),
                {
                    "type": "ir.actions.act_window",
                    "name": _("Register Payment"),
                    "res_model": "account.payment.register",
                    "view_mode": "form",
                    "views": [[False, "form"]],
                    "target": "new",
                },
                _("Register Payment"),
                {
                    "active_model": "account.move",
                    "active_ids": move.ids,
                    "default_journal_id": move.company_id.store_credit_journal_id.id,
                },
            )

    # --- actions

    @door
    def action_undo_credit_auto_apply(self):
        """Take back the credits that were applied automatically; it is not done again.

        For whoever may change invoices.

        :raise AccessError: for everybody else
        """
        self.check_access("write")
        self.env["account.partial.reconcile"].check_access("unlink")
        for invoice in self:
            partials = invoice._get_credit_auto_applied()
            if not partials:
                continue
            amount = invoice.company_currency_id.format(sum(partials.mapped("amount")))
            partials.unlink()
            invoice._note_credit({"credit_auto_apply_undone": True})
            invoice.message_post(
                body=_("Automatic application undone: %s is outstanding credit again.", amount)
            )

    # --- hooks

    def _post(self, soft=True):
        """Apply outstanding credits to new customer invoices.

        # EXTENDS 'sale'
        """
        posted = super()._post(soft)
        for invoice in posted:
            if invoice._can_apply_credits_automatically():
                invoice._apply_credits_automatically()
        return posted

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """Give back store credit that paid documents which are taken back as a whole.

        Odoo frees what paid them: money then stands open, and store credit is store credit again.

        # EXTENDS 'account'
        """
        payments = self.env["account.payment"].sudo()
        if cancel:
            documents = self.filtered(lambda it: it.is_sale_document(include_receipts=True))
            matches = documents.sudo().line_ids.matched_credit_ids
            payments = matches._get_store_credit_payments()
        reversals = super()._reverse_moves(default_values_list, cancel)
        payments._take_back_store_credit()
        return reversals

    def _can_apply_credits_automatically(self) -> bool:
        """Hook: say whether the customer's credits may be applied to this invoice at posting.

        Not when its own payment is on the way, when it gives store credit, or when somebody
        undid it before. Extend with super for other documents that bring their payment.
        """
        self.ensure_one()
        move = self.sudo()
        return (
            move.move_type == "out_invoice"
            and move.state == "posted"
            and not move.credit_auto_apply_undone
            and move._get_credit_partner()._get_credit_auto_apply(move.company_id)
            and not move.line_ids._filter_store_credit()
            and not move._has_payment_on_the_way()
        )

    # --- private

    def _end_matches_of_reset_store_credit(self):
        """Open again what payments by store credit paid that are reset to draft here.

        Odoo keeps the matches of an entry that is reset, but the store credit is the customer's
        again at once: what it paid would stay paid, and the same credit pay something else.
        """
        payments = self.sudo().origin_payment_id.filtered(lambda it: it._is_by_store_credit())
        items = payments.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        matches = items.matched_debit_ids
        notes = [
            (move, match._get_store_credit_back_note())
            for match in matches
            for move in match._get_paid_documents()
        ]
        matches.unlink()
        for move, text in notes:
            move.message_post(body=text)

    def _has_payment_on_the_way(self) -> bool:
        """Say whether money for this document is still to be booked by an online payment.

        What is booked paid the document when it was posted, or was taken back from it.
        """
        self.ensure_one()
        return any(
            tx.state in ("pending", "authorized")
            or (tx.state == "done" and not tx.payment_id and not tx.is_post_processed)
            for tx in self.sudo().transaction_ids
        )

    def _is_store_credit_payment_final(self) -> bool:
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

    def _prepare_credit_discount(self, date):
        """Return the values of the entry of this invoice's discount, before anything is matched.

        Accounts and taxes are those of Odoo's own payments.
        """
        self.ensure_one()
        term = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        saved = term.balance - term.discount_balance
        parts = self._get_invoice_counterpart_amls_for_early_payment_discount(
            [{"aml": term, "amount_currency": -term.amount_residual_currency,
              "balance": -term.amount_residual}],
            saved,
        )  # fmt: skip
        items = [vals for some in parts.values() for vals in some]
        items.append(
            {
                "name": _("Early payment discount on %s", self.name),
                "account_id": term.account_id.id,
                "partner_id": term.partner_id.id,
                "currency_id": term.currency_id.id,
                "amount_currency": -sum(vals["amount_currency"] for vals in items),
                "balance": -sum(vals["balance"] for vals in items),
                "tax_ids": [Command.clear()],
            }
        )
        return {
            "move_type": "entry",
            "journal_id": self.company_id.store_credit_journal_id.id,
            "company_id": self.company_id.id,
            "date": date,
            "ref": _("Early payment discount on %s", self.name),
            "credit_discount_invoice_id": self.id,
            "line_ids": [Command.create(vals) for vals in items],
        }

    def _book_credit_discounts(self, vals_list):
        """Post the entries of these invoices' discounts and match them.

        :param list vals_list: of ``_prepare_credit_discount``, one for each invoice
        :return: account.move posted
        """
        moves = self.env["account.move"].sudo().create(vals_list)
        moves._post(soft=False)
        for move, invoice in zip(moves, self, strict=True):
            term = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
            item = move.line_ids.filtered_domain([("account_id", "=", term.account_id.id)])
            # It carries a part of no other credit: the lists leave it out.
            item.credit_source_line_id = item
            (term | item).reconcile()
        return moves

    def _undo_credit_discounts(self):
        """Reverse the discounts of these invoices: what earned them was taken back."""
        discounts = self.env["account.move"].sudo().search(
            [("credit_discount_invoice_id", "in", self.ids), ("state", "=", "posted")]
        )  # fmt: skip
        # First of all, as reversing removes matches, which comes back here.
        discounts._note_credit({"credit_discount_invoice_id": False})
        for move in discounts:
            move._reverse_credit_entry()

    def _get_credit_auto_applied(self) -> models.BaseModel:
        """Return the matches (sudo) that applied credits to these invoices automatically."""
        return self.sudo().line_ids.matched_credit_ids.filtered("credit_auto_applied")

    def _apply_credits_automatically(self):
        """Apply the oldest credits in the invoice's currency; a refusal never stops the posting.

        Credits that pay the whole invoice in time earn its early payment discount.
        """
        self.ensure_one()
        invoice = self.sudo().with_company(self.company_id)
        debits = invoice._get_credit_receivable_lines().filtered(
            lambda line: line.amount_residual_currency > 0
        )
        day = fields.Date.context_today(self)
        saved, _last_day = self.env["customer.credit"].sudo()._get_early_discount(invoice, day)
        credit_lines = debits._get_oldest_open_credits(saved)
        if not credit_lines:
            return
        needed = sum(debits.mapped("amount_residual_currency")) - saved
        given = -sum(credit_lines.mapped("amount_residual_currency"))
        if invoice.currency_id.compare_amounts(given, needed) < 0:
            saved = 0.0  # the discount is for those who pay the whole invoice
        before = debits.matched_credit_ids
        try:
            with self.env.cr.savepoint():
                if saved:
                    discount = invoice._book_credit_discounts(
                        [invoice._prepare_credit_discount(day)]
                    )
                    before |= discount.line_ids.matched_debit_ids
                # One by one, as they were chosen: Odoo's own order is by due date and amount.
                plan = [debits | credit for credit in credit_lines]
                self.env["account.move.line"].sudo()._reconcile_plan(plan)
        except (UserError, RedirectWarning) as error:
            reason = open_reason(error)
            invoice.message_post(
                body=_(
                    "Credits could not be applied automatically: %s It is not tried again: mend "
                    "the reason, then choose Apply Credit.",
                    reason,
                )
            )
            return
        partials = debits.matched_credit_ids - before
        partials.credit_auto_applied = True
        if partials:
            invoice._tell_credits_applied(partials)

    def _tell_credits_applied(self, partials):
        """Post on the invoice which credits were applied."""
        format_ = self.company_currency_id.format
        self.message_post(
            body=_(
                "%(amount)s of outstanding credits applied automatically, oldest first: %(list)s",
                amount=format_(sum(partials.mapped("amount"))),
                list=", ".join(
                    f"{partial.credit_move_id.move_name} {format_(partial.amount)}"
                    for partial in partials.sorted("id")
                ),
            )
        )

    def _filter_tax_withheld(self):
        """Return the invoices (sudo) with a tax that is withheld on payment.

        Odoo's module of withholding taxes marks such taxes; without it there are none.
        """
        if "is_withholding_tax_on_payment" not in self.env["account.tax"]._fields:
            return self.browse()
        return self.sudo().filtered(
            lambda move: any(
                move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy().mapped(
                    "is_withholding_tax_on_payment"
                )
            )
        )
