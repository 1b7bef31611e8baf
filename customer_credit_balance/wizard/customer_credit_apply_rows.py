"""Rows of the apply wizard: credits, invoices and the matches between them."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..models.computed import keep_computed


class CustomerCreditApplyRow(models.AbstractModel):
    """An amount with what remains, in the currency of its document."""

    _name = "customer.credit.apply.row.mixin"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Row of Apply Credits"

    wizard_id = fields.Many2one("customer.credit.apply", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="wizard_id.company_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_document", compute_sudo=True)
    name = fields.Char("Number", compute="_compute_document", compute_sudo=True)
    date = fields.Date(compute="_compute_document", compute_sudo=True)
    remaining = fields.Monetary("Open", compute="_compute_document", compute_sudo=True)
    amount = fields.Monetary("Apply")
    left = fields.Monetary("Left", compute="_compute_left", help="What remains afterwards.")

    @api.depends("amount", "remaining")
    def _compute_left(self):
        """Show what remains after what is typed."""
        for row in self:
            row.left = row.remaining - row.amount

    def _to_company(self, amount):
        """Return an amount of this row's currency in company currency at the wizard's date."""
        self.ensure_one()
        company = self.company_id or self.env.company
        currency = self.currency_id or company.currency_id
        if currency == company.currency_id:
            return amount
        date = self.wizard_id.date or fields.Date.context_today(self)
        return currency._convert(amount, company.currency_id, company, date)

    def _get_row_warning(self) -> str | bool:
        """Return what is wrong with the row's amount, or False."""
        currency = self.currency_id or self.env.company.currency_id
        if currency.compare_amounts(self.amount, 0.0) < 0:
            return _("%s: an amount cannot be negative.", self.name)
        if currency.compare_amounts(self.amount, self.remaining) > 0:
            return _(
                "%(document)s has %(left)s open: enter less.",
                document=self.name,
                left=currency.format(self.remaining),
            )
        return False

    def _check_row(self):
        """Refuse an amount that the document cannot bear.

        :raise UserError: negative, or more than remains
        """
        text = self._get_row_warning()
        if text:
            raise UserError(text)


class CustomerCreditApplyCredit(models.TransientModel):
    """A credit of the customer; without a credit: the available store credit."""

    _name = "customer.credit.apply.credit"
    _inherit = "customer.credit.apply.row.mixin"
    _description = "Credit to Apply"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    credit_id = fields.Many2one("customer.credit", "Credit", readonly=False)
    origin = fields.Char("From", compute="_compute_document", compute_sudo=True)

    @api.depends("credit_id", "wizard_id.partner_id", "wizard_id.company_id")
    def _compute_document(self):
        """Read the figures from the books; nothing for outsiders of the company."""
        allowed = {
            company: self.env["customer.credit.wizard.mixin"]._is_company_allowed(company)
            for company in self.company_id
        }
        labels = dict(
            self.env["customer.credit"]._fields["origin"]._description_selection(self.env)
        )
        manager, rows = self._is_manager(), []
        for row in self:
            credit, company = row.credit_id.sudo(), row.company_id
            currency = company.currency_id or self.env.company.currency_id
            if not allowed.get(company) or not manager:
                rows.append((currency.id, None, None, None, 0.0))
            elif credit and credit.kind == "outstanding":
                line, origin = credit.move_line_id, labels[credit.origin]
                rows.append((line.currency_id.id, credit.name or None, credit.date, origin,
                             -line.amount_residual_currency))  # fmt: skip
            else:
                rows.append((currency.id, _("Store credit"), None, _("Available store credit"),
                             row._get_store_credit()))  # fmt: skip
        names = ("currency_id", "name", "date", "origin", "remaining")
        keep_computed(self, dict(zip(names, zip(*rows, strict=True), strict=bool(rows))))

    def _check_row(self):
        """Look at the store credit of this very moment before more of it is refused.

        # EXTENDS 'customer_credit_balance'
        """
        if self._get_row_warning() and (not self.credit_id or self.credit_id.kind != "outstanding"):
            self._find_account()._lock_before_refusing()
        super()._check_row()

    def _is_manager(self) -> bool:
        """Say whether the caller manages credit (computed in sudo: ask for the user)."""
        return self.env["customer.credit.wizard.mixin"].sudo(False)._is_manager()

    def _get_store_credit(self) -> float:
        """Return what the customer may spend in the wizard's company, its currency, >= 0."""
        account = self._find_account()
        return max(account.available, 0.0) if account else 0.0

    def _find_account(self) -> models.BaseModel:
        """Return the customer's credit account (sudo) in the wizard's company, or none."""
        return self.env["customer.credit.account"]._find(
            self.wizard_id.partner_id.sudo()._origin, self.company_id._origin
        )


class CustomerCreditApplyInvoice(models.TransientModel):
    """An open invoice of the customer."""

    _name = "customer.credit.apply.invoice"
    _inherit = "customer.credit.apply.row.mixin"
    _description = "Invoice to Pay with Credit"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    invoice_id = fields.Many2one("account.move", "Invoice", required=True, ondelete="cascade")
    amount = fields.Monetary("Pay")
    date_due = fields.Date("Due", compute="_compute_document", compute_sudo=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    discount = fields.Monetary(
        "Early Payment Discount", compute="_compute_document", compute_sudo=True,
        help="Saved when the whole rest is paid on the chosen day.",
    )  # fmt: skip
    discount_date = fields.Date("Discount Until", compute="_compute_document", compute_sudo=True)

    @api.depends("amount", "remaining", "discount")
    def _compute_left(self):
        """Nothing is left where the discount covers the rest."""
        for row in self:
            row.left = row.remaining - row.amount - row._get_discount_earned()

    @api.depends("date_due")
    def _compute_is_overdue(self):
        """Say which invoices should have been paid by now."""
        today = fields.Date.context_today(self)
        for row in self:
            row.is_overdue = bool(row.date_due and row.date_due < today)

    def _get_discount_earned(self) -> float:
        """Return the discount that paying this row's amount earns, in its currency."""
        due = self.remaining - self.discount
        currency = self.currency_id or self.env.company.currency_id
        return 0.0 if currency.compare_amounts(self.amount, due) else self.discount

    @api.depends("invoice_id", "wizard_id.company_id", "wizard_id.date")
    def _compute_document(self):
        """Read the figures from the books; nothing for outsiders of the company."""
        mixin = self.env["customer.credit.wizard.mixin"].sudo(False)
        Credit = self.env["customer.credit"].sudo()
        for row in self:
            invoice = row.invoice_id.sudo()
            customer = row.wizard_id.partner_id.sudo().commercial_partner_id._origin
            debts = Credit._get_open_debts(invoice._origin, customer)
            allowed = mixin._is_manager() and mixin._is_company_allowed(invoice.company_id)
            row.currency_id = self.env.company.currency_id
            row.name, row.date, row.date_due, row.remaining = False, False, False, 0.0
            row.discount, row.discount_date = 0.0, False
            if allowed and invoice:
                row.currency_id = Credit._get_debt_currency(invoice._origin, customer)
                row.name, row.date = invoice.name, invoice.invoice_date or invoice.date
                due = debts[0][0].date_maturity if debts else False
                row.date_due = invoice.invoice_date_due or due
                row.remaining = sum(amount for _line, amount in debts)
                day = row.wizard_id.date or fields.Date.context_today(row)
                row.discount, row.discount_date = Credit._get_early_discount(invoice._origin, day)


class CustomerCreditApplyLine(models.TransientModel):
    """One match that the user chose: this much of that credit to this invoice."""

    _name = "customer.credit.apply.line"
    _inherit = "customer.credit.apply.row.mixin"
    _description = "Match of Credit and Invoice"

    credit_id = fields.Many2one(
        "customer.credit", "Credit", help="Leave empty for the available store credit."
    )
    invoice_id = fields.Many2one("account.move", "Invoice", required=True, ondelete="cascade")
    credit_left = fields.Char("Left of Credit", compute="_compute_left")
    available_credit_ids = fields.Many2many(
        "customer.credit", compute="_compute_available", string="Choosable Credits"
    )
    available_invoice_ids = fields.Many2many(
        "account.move", compute="_compute_available", string="Choosable Invoices"
    )

    @api.depends("wizard_id.credit_ids.credit_id", "wizard_id.invoice_ids.invoice_id")
    def _compute_available(self):
        """Only what the lists of the wizard hold can be matched on the screen."""
        for row in self:
            row.available_credit_ids = row.wizard_id.credit_ids.credit_id
            row.available_invoice_ids = row.wizard_id.invoice_ids.invoice_id

    @api.depends("invoice_id", "wizard_id.invoice_ids.remaining")
    def _compute_document(self):
        """Take the figures from the invoice's row."""
        for row in self:
            found = row.wizard_id.invoice_ids.filtered(
                lambda item, row=row: item.invoice_id.id == row.invoice_id.id
            )[:1]
            row.currency_id = found.currency_id or self.env.company.currency_id
            row.name, row.date = found.name, found.date
            row.remaining = found.remaining

    @api.depends("amount", "credit_id", "invoice_id", "wizard_id.line_ids.amount",
                 "wizard_id.line_ids.credit_id", "wizard_id.line_ids.invoice_id")  # fmt: skip
    def _compute_left(self):
        """Show what all rows together leave of this row's credit and invoice."""
        for row in self:
            rows = row.wizard_id.line_ids
            on_invoice = rows.filtered(lambda r, row=row: r.invoice_id.id == row.invoice_id.id)
            row.left = row.remaining - sum(on_invoice.mapped("amount"))
            found = row._get_credit_row()
            left = found.remaining - row._get_used_of_credit(found)
            row.credit_left = found.currency_id.format(left) if found else ""
            if found and not row.credit_id:
                row.credit_left = _("Store credit: %s", row.credit_left)

    def _get_credit_row(self) -> models.BaseModel:
        """Return the wizard's row of this match's credit."""
        return self.wizard_id.credit_ids.filtered(
            lambda item: item.credit_id.id == self.credit_id.id
        )[:1]

    def _get_used_of_credit(self, found: models.BaseModel) -> float:
        """Return what all matches take of the credit, in the credit's currency."""
        used = 0.0
        for row in self.wizard_id.line_ids:
            if row.credit_id.id != self.credit_id.id:
                continue
            if row.currency_id == found.currency_id or not found:
                used += row.amount
                continue
            company = row.company_id or self.env.company
            date = row.wizard_id.date or fields.Date.context_today(self)
            used += row.currency_id._convert(row.amount, found.currency_id, company, date)
        return used

    def _get_row_warning(self) -> str | bool:
        """Return what is wrong with the match, or False."""
        currency = self.currency_id or self.env.company.currency_id
        if currency.compare_amounts(self.amount, 0.0) <= 0:
            return _("%s: enter an amount above zero, or remove the row.", self.name)
        if currency.compare_amounts(self.left, 0.0) < 0:
            return _(
                "More than %(amount)s is planned for %(invoice)s.",
                amount=currency.format(self.remaining),
                invoice=self.name,
            )
        found = self._get_credit_row()
        used = self._get_used_of_credit(found)
        if found and found.currency_id.compare_amounts(used, found.remaining) > 0:
            return _(
                "More than %(amount)s of %(credit)s is planned.",
                amount=found.currency_id.format(found.remaining),
                credit=found.name,
            )
        return False
