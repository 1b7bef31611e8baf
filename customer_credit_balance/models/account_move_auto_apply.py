"""Invoices: outstanding credits applied at posting, oldest first, and undone in one click."""

from odoo import _, api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ..exceptions import open_reason
from .door import door

# Transactions whose money is for this very invoice: credits must not take its place.
PAYING_STATES = ("pending", "authorized", "done")


class AccountMove(models.Model):
    """Off by default; the company decides, customers may be excepted."""

    _inherit = "account.move"

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

    @api.depends("line_ids.matched_credit_ids.credit_auto_applied")
    def _compute_has_credit_auto_applied(self):
        """Look at the matches of the receivable items."""
        for move in self:
            move.has_credit_auto_applied = bool(move._get_credit_auto_applied())

    def _get_credit_auto_applied(self):
        """Return the matches (sudo) that applied credits to these invoices automatically."""
        return self.sudo().line_ids.matched_credit_ids.filtered("credit_auto_applied")

    def _post(self, soft=True):
        """Apply outstanding credits to new customer invoices.

        # EXTENDS 'sale'
        """
        posted = super()._post(soft)
        for invoice in posted:
            if invoice._can_apply_credits_automatically():
                invoice._apply_credits_automatically()
        return posted

    def _can_apply_credits_automatically(self):
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
            and not move.transaction_ids.filtered(lambda tx: tx.state in PAYING_STATES)
        )

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
                self.env["account.move.line"].sudo()._reconcile_plan([debits | credit_lines])
        except (UserError, RedirectWarning) as error:
            reason = open_reason(error)
            invoice.message_post(body=_("Credits could not be applied automatically: %s", reason))
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
            invoice.credit_auto_apply_undone = True
            invoice.message_post(
                body=_("Automatic application undone: %s is outstanding credit again.", amount)
            )


class AccountMoveLine(models.Model):
    """The credits that an invoice may take."""

    _inherit = "account.move.line"

    def _get_oldest_open_credits(self, saved=0.0):
        """Return open credits of the same customer, account and currency that cover these items.

        Oldest first and no more than needed, so that what is left over is the newest.

        :param float saved: early payment discount, which need not be covered
        """
        if not self:
            return self
        self.env.flush_all()
        candidates = self.search(
            [
                ("account_id", "in", self.account_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "=", self.company_id[:1].id),
                ("currency_id", "in", self.currency_id.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", "<", 0.0),
            ],
            order="date, id",
        )
        needed = sum(self.mapped("amount_residual_currency")) - saved
        taken = self.browse()
        for line in candidates:
            if needed <= 0:
                break
            taken |= line
            needed += line.amount_residual_currency
        return taken
