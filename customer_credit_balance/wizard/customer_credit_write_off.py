"""Write off: small rests of invoices and credits, each by an entry of its own, with a reason."""

from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError

# Rests that one dialog shows.
SLICE = 200


class CustomerCreditWriteOff(models.TransientModel):
    """Small rests of a customer, or of all, and which of them to write off.

    What is small and which account bears it stand in the company's settings. A rest is looked
    at again when it is booked: the dialog only says which ones.
    """

    _name = "customer.credit.write.off"
    _inherit = "customer.credit.wizard.reason.mixin"
    _description = "Write Off Small Rests"
    _check_company_auto = True
    _request_prefix = "writeoff"

    partner_id = fields.Many2one(required=False, check_company=False)
    limit_amount = fields.Monetary("Small Rests Up To", compute="_compute_limit_amount")
    line_ids = fields.One2many("customer.credit.write.off.line", "wizard_id", "Rests")
    lost_amount = fields.Monetary(
        "They Owe Us", compute="_compute_totals", help="Rests of invoices that are written off."
    )
    gained_amount = fields.Monetary(
        "We Owe Them", compute="_compute_totals", help="Rests of credits that are written off."
    )
    has_more = fields.Boolean(compute="_compute_totals")
    notice = fields.Char(compute="_compute_notice", help="Why there is nothing to write off.")
    done = fields.Boolean(readonly=True)

    # --------------------------------------------------------------- figures

    @api.depends("company_id")
    def _compute_limit_amount(self):
        """Show what the settings say; nothing of companies that the user is not in."""
        for wizard in self:
            allowed = wizard._is_company_allowed(wizard.company_id)
            wizard.limit_amount = (
                allowed and wizard.company_id.sudo().customer_credit_write_off_limit
            )

    @api.depends("company_id")
    def _compute_account_id(self):
        """The account is the one of the settings."""
        for wizard in self:
            allowed = wizard._is_company_allowed(wizard.company_id)
            company = wizard.company_id.sudo()
            wizard.account_id = allowed and company._get_credit_write_off_account()

    @api.depends("line_ids.keep", "line_ids.balance")
    def _compute_totals(self):
        """Add up what is chosen, by side, company currency."""
        for wizard in self:
            chosen = wizard.line_ids.filtered("keep").mapped("balance")
            wizard.lost_amount = sum(it for it in chosen if it > 0)
            wizard.gained_amount = -sum(it for it in chosen if it < 0)
            wizard.has_more = len(wizard.line_ids) >= SLICE

    @api.depends("limit_amount", "line_ids")
    def _compute_notice(self):
        """Say what to do where the list is empty."""
        for wizard in self:
            wizard.notice = False
            if not wizard.limit_amount:
                wizard.notice = _(
                    "%s writes off no small rests yet. Say up to which amount in Invoicing > "
                    "Configuration > Settings > Customer Credit.",
                    wizard.sudo().company_id.name,
                )
            elif not wizard.line_ids:
                wizard.notice = _(
                    "Nothing small is left open: no invoice or credit that was used in part has "
                    "a rest of %s or less.",
                    wizard._format(wizard.limit_amount),
                )

    # --------------------------------------------------------------- proposals

    @api.model
    def default_get(self, fields):
        """Propose the small rests of the customer that the user came from, or of all.

        :raise AccessError: without the right
        """
        self.env["account.move"]._check_credit_write_off_right()
        defaults = super().default_get(fields)
        if "line_ids" in fields and not defaults.get("line_ids"):
            company = self.env.company
            customer = self.env["res.partner"].browse(defaults.get("partner_id") or [])
            defaults["line_ids"] = [
                Command.create({"move_line_id": line.id})
                for line in self.env["account.move.line"]._find_credit_rests(
                    company, customer.sudo().commercial_partner_id, limit=SLICE
                )
            ]
        return defaults

    # --------------------------------------------------------------- confirm

    @api.model
    def _is_manager(self) -> bool:
        """Say whether the caller may write off: the right is enough, as for taking it back.

        # EXTENDS 'customer_credit_balance'
        """
        return self.env["account.move"]._may_write_off_credit()

    def _check_may_confirm(self) -> None:
        """Ask for the right, which managers have unless it is taken from them.

        # EXTENDS 'customer_credit_balance'

        :raise AccessError: without it
        """
        self.env["account.move"]._check_credit_write_off_right()

    def _find_booked(self) -> models.BaseModel | None:
        """Say that this dialog was confirmed before; its entries are on their documents.

        # EXTENDS 'customer_credit_balance'
        """
        return self.env["account.move"] if self.done else None

    def _check_customer(self):
        """Check the journal; each rest brings its own customer.

        # EXTENDS 'customer_credit_balance'

        :raise UserError: the company has no journal of store credit
        """
        if self.partner_id:
            super()._check_customer()
        elif not self._get_credit_journal():
            raise UserError(_("Choose a store credit journal in the settings first."))

    def _check_request(self):
        """The account is that of the settings, and every rest is small and still open.

        # EXTENDS 'customer_credit_balance'

        :raise UserError: another account, nothing chosen, or something that is no small rest
        """
        super()._check_request()
        if self.account_id != self.company_id._get_credit_write_off_account():
            raise UserError(_("Small rests go to the account of the settings: open it again."))
        chosen = self.line_ids.filtered("keep").move_line_id
        if not chosen:
            raise UserError(_("Choose at least one rest."))
        found = chosen._find_credit_rests(self.company_id, among=chosen)
        if others := chosen.sudo() - found:
            raise UserError(
                _(
                    "%s is no small rest any more: close the dialog and open it again.",
                    others[0].move_name or others[0].display_name,
                )
            )
        if early := chosen.filtered(lambda line: line.date > self.date)[:1]:
            raise UserError(
                _("%s is of a later day: choose that day or a later one.", early.move_name)
            )

    def _book(self):
        """Write off each rest by an entry of its own, so that each can be taken back alone."""
        moves = self.env["account.move"]
        for line in self.line_ids.filtered("keep").move_line_id:
            moves |= self._write_off(line)
        self.done = True
        return moves

    def _write_off(self, line):
        """Book one rest away and match it; return the posted entry."""
        amount = line.currency_id.format(abs(line.amount_residual_currency))
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self._get_credit_journal().id,
                "company_id": self.company_id.id,
                "date": self.date,
                "ref": _(
                    "Rest of %(document)s: %(reason)s",
                    document=line.move_name,
                    reason=self.reason,
                ),
                "customer_credit_write_off_line_id": line.id,
                "store_credit_request_key": self._get_request_key(line.id),
                "line_ids": line._prepare_credit_write_off(self.account_id),
            }
        )
        move._post(soft=False)
        item = move.line_ids.filtered(lambda it: it.account_id == line.account_id)[:1]
        if item.balance < 0:
            # It is no credit that somebody was given: the lists leave it out.
            item.credit_source_line_id = item
        (line | item).reconcile()
        line._tell_credit_write_off(
            _(
                "The rest of %(amount)s was written off by %(user)s (%(entry)s): %(reason)s",
                amount=amount,
                user=self.env.user.name,
                entry=move.name,
                reason=self.reason,
            )
        )
        return move

    def _get_done_title(self) -> str:
        """Say how many rests are gone."""
        count = len(self.line_ids.filtered("keep"))
        return _("1 small rest written off") if count == 1 else _(
            "%s small rests written off", count
        )  # fmt: skip

    def _get_done_action(self, moves: models.BaseModel) -> dict:
        """Show a link only where there are few.

        # EXTENDS 'customer_credit_balance'
        """
        action = super()._get_done_action(moves[:5])
        action["params"]["message"] = action["params"]["message"] or self.reason
        return action


class CustomerCreditWriteOffLine(models.TransientModel):
    """One small rest; figures come from the books."""

    _name = "customer.credit.write.off.line"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Small Rest to Write Off"
    _order = "id"

    wizard_id = fields.Many2one("customer.credit.write.off", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="wizard_id.company_id")
    move_line_id = fields.Many2one(
        "account.move.line", "Journal Item", required=True, ondelete="cascade"
    )
    keep = fields.Boolean("Write Off", default=True)
    partner_id = fields.Many2one("res.partner", "Customer", compute="_compute_item")
    name = fields.Char("Document", compute="_compute_item")
    date = fields.Date(compute="_compute_item")
    side = fields.Selection(
        [("invoice", "They owe us"), ("credit", "We owe them")], compute="_compute_item"
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_item")
    amount = fields.Monetary(
        "Rest", compute="_compute_item", help="What is left, in the document's currency."
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    balance = fields.Monetary(
        "In the Books", currency_field="company_currency_id", compute="_compute_item",
        help="Positive is what the customer owes, company currency.",
    )  # fmt: skip

    @api.depends("move_line_id", "wizard_id.company_id")
    def _compute_item(self):
        """Read the item; nothing for outsiders of the company."""
        wizard = self.env["customer.credit.write.off"]
        for row in self:
            line = row.move_line_id.sudo()
            allowed = wizard._is_manager() and wizard._is_company_allowed(line.company_id)
            line = line if line and allowed else line.browse()
            row.partner_id, row.name, row.date = line.partner_id, line.move_name, line.date
            row.currency_id = line.currency_id or self.env.company.currency_id
            row.amount = abs(line.amount_residual_currency)
            row.balance = line.amount_residual
            row.side = ("invoice" if line.amount_residual > 0 else "credit") if line else False
