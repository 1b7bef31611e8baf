"""Wizards that work on chosen credits: journal items, all of them checked on the server."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

OUTSTANDING, STORE_CREDIT = "outstanding", "store_credit"
NAMES_SHOWN = 4


class CustomerCreditWizardLinesMixin(models.AbstractModel):
    """Credits of one customer: outstanding ones, or grants of store credit."""

    _name = "customer.credit.wizard.lines.mixin"
    _inherit = "customer.credit.wizard.mixin"
    _description = "Customer Credit Wizard on Credits"
    _check_company_auto = True

    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Commercial Customer"
    )
    credit_line_ids = fields.Many2many(
        "account.move.line",
        string="Credits",
        help="Credits to take from, oldest first. Without a choice all open credits of the "
        "customer are taken.",
    )
    credit_names = fields.Char("From", compute="_compute_credit_names")

    def _get_kind(self) -> str:
        """Hook: return which credits this request takes: outstanding or store_credit."""
        return OUTSTANDING

    # --------------------------------------------------------------- which credits

    def _get_credits(self) -> models.BaseModel:
        """Return the credits to take from (sudo), oldest first.

        :return: the chosen items as they are (see :meth:`_check_credits`), or all open
            outstanding credits of the customer when none was chosen
        """
        self.ensure_one()
        lines = self._get_chosen()
        if not lines and self._get_kind() == OUTSTANDING:
            lines = self._find_open_credits()
        return lines.sorted(lambda line: (line.date, line.id))

    def _get_chosen(self) -> models.BaseModel:
        """Return the credits that the user chose (sudo), unchecked."""
        return self.sudo().credit_line_ids._origin

    def _find_open_credits(self) -> models.BaseModel:
        """Return the open outstanding credits of the customer in the company (sudo)."""
        customer = self.sudo().partner_id.commercial_partner_id._origin
        company = self.company_id._origin
        if not customer or not company:
            return self.env["account.move.line"].sudo()
        return customer._find_open_receivable(company, "<")

    def _get_visible_credits(self) -> models.BaseModel:
        """Return the credits whose figures the dialog may show (sudo); none for outsiders."""
        nothing = self.env["account.move.line"].sudo()
        if not self._is_manager() or not self._is_company_allowed(self.company_id):
            return nothing
        company = self.company_id._origin
        customer = self.sudo().partner_id.commercial_partner_id._origin
        return self._get_credits().filtered(
            lambda line: (
                line.company_id == company
                and line.partner_id.commercial_partner_id == customer
                and self._is_open_credit(line)
            )
        )

    def _is_open_credit(self, line: models.BaseModel) -> bool:
        """Say whether the item is posted and something of the credit remains."""
        return (
            line.parent_state == "posted"
            and not line.reconciled
            and line.company_currency_id.compare_amounts(line.amount_residual, 0.0) < 0
        )

    @api.depends("credit_line_ids", "partner_id", "company_id")
    def _compute_credit_names(self):
        """Name the credits for managers who may not read journal items."""
        for wizard in self:
            lines = wizard._get_visible_credits()
            names = [
                f"{line.move_name} ({line.currency_id.format(-line.amount_residual_currency)})"
                for line in lines[:NAMES_SHOWN]
            ]
            if len(lines) > NAMES_SHOWN:
                names.append(_("%s more", len(lines) - NAMES_SHOWN))
            wizard.credit_names = ", ".join(names)

    # --------------------------------------------------------------- checks

    def _check_credits(self):
        """Return the credits of this request after checking each of them.

        :raise UserError: none, or one of another customer, company or kind, or used up
        """
        lines = self._get_credits()
        if not lines:
            raise UserError(_("%s has no open credit to take from.", self.partner_id.complete_name))
        for line in lines:
            self._check_credit(line)
        if self.date < max(lines.mapped("date")):
            raise UserError(
                _(
                    "The newest of these credits is of %s: choose that day or a later one.",
                    format_date(self.env, max(lines.mapped("date"))),
                )
            )
        return lines

    def _check_credit(self, line):
        """Refuse a credit that is not this customer's, not of this company or used up."""
        name = line.move_id.display_name
        if line.company_id != self.company_id:
            raise UserError(
                _(
                    "A chosen credit belongs to another company than %s: choose credits of one "
                    "company.",
                    self.company_id.name,
                )
            )
        if line.partner_id.commercial_partner_id != self.partner_id.commercial_partner_id:
            raise UserError(
                _(
                    "%(credit)s is not a credit of %(customer)s: choose credits of one customer.",
                    credit=name,
                    customer=self.partner_id.complete_name,
                )
            )
        if self._get_credit_kind(line) != self._get_kind():
            raise UserError(self._get_wrong_kind_message(name))
        if line.parent_state != "posted" or line.balance >= 0:
            raise UserError(_("%s is not a posted credit: choose one that is.", name))
        if not self._is_open_credit(line):
            raise UserError(_("Nothing remains of %s: it was applied or refunded already.", name))

    def _get_wrong_kind_message(self, name: str) -> str:
        """Return the sentence about a credit of the other kind."""
        if self._get_kind() == OUTSTANDING:
            return _("%s is no outstanding credit: choose credit notes and payments.", name)
        return _("%s gave no store credit: choose grants of store credit.", name)

    def _get_credit_kind(self, line: models.BaseModel) -> str | None:
        """Return outstanding, store_credit or None for any other item."""
        if line.account_id == line.company_id.store_credit_account_id:
            return STORE_CREDIT
        return OUTSTANDING if line.account_id.account_type == "asset_receivable" else None

    def _get_outstanding_total(self) -> float:
        """Return the outstanding credits of the customer, company currency."""
        customer = self.partner_id.commercial_partner_id
        return customer._get_outstanding_credit_by_partner(self.company_id).get(customer, 0.0)

    def _get_spendable(self) -> float:
        """Return what the customer really has: store credit - reserved, without overdraft.

        Company currency, >= 0. An allowed overdraft may buy goods; it must not leave as money.
        """
        account = self._get_visible_account()
        if not account or account.state == "frozen":
            return 0.0
        return max(0.0, account.currency_id.round(account.balance - account.reserved))

    def _check_spendable(self, amount):
        """Refuse to move more store credit than the customer really has.

        :raise UserError: more than remains, with what is possible
        """
        account = self._get_account()
        if account.state == "frozen":
            account._raise_insufficient(amount)
        spendable = self._get_spendable()
        if self.currency_id.compare_amounts(amount, spendable) > 0:
            account._lock_before_refusing()
            raise UserError(self._get_too_much_message(self._format(spendable)))

    def _get_too_much_message(self, available: float) -> str:
        """Return the sentence about an amount above ``available`` (text)."""
        return _(
            "Only %(available)s remains: enter %(available)s or less.",
            available=available,
        )
