"""Apply: any part of any credit of a customer to any part of any of the customer's invoices."""

from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError

from ..exceptions import KeyConflict
from ..models.application.customer_credit import Wanted


class CustomerCreditApply(models.TransientModel):
    """Credits on one side, open invoices on the other, proposed oldest first.

    Amounts are in the currency of the document they stand beside, those of a match in the
    currency of the invoice; totals are in company currency. Nothing that the client sends is
    believed but which document and how much: the rest is read from the records.
    """

    _name = "customer.credit.apply"
    _inherit = "customer.credit.wizard.mixin"
    _description = "Apply Credits"
    _check_company_auto = True
    _request_prefix = "apply"

    partner_id = fields.Many2one(check_company=False)
    by_hand = fields.Boolean(
        "Choose each match myself",
        help="Say which credit pays which invoice. Otherwise the oldest credit pays the oldest "
        "invoice first.",
    )
    credit_ids = fields.One2many("customer.credit.apply.credit", "wizard_id", "Credits")
    invoice_ids = fields.One2many("customer.credit.apply.invoice", "wizard_id", "Invoices")
    line_ids = fields.One2many("customer.credit.apply.line", "wizard_id", "Matches")
    amount = fields.Monetary(
        "To Apply", compute="_compute_totals", help="What confirming applies, company currency."
    )
    credit_total = fields.Monetary("Credits Chosen", compute="_compute_totals")
    invoice_total = fields.Monetary("Invoices Chosen", compute="_compute_totals")
    left_to_apply = fields.Monetary(
        "Left to Apply",
        compute="_compute_totals",
        help="What remains of the credits above after confirming.",
    )
    left_to_pay = fields.Monetary(
        "Still Open",
        compute="_compute_totals",
        help="What remains open on the invoices above after confirming.",
    )
    warning = fields.Char(compute="_compute_totals")
    has_discount = fields.Boolean(
        compute="_compute_has_discount", help="An invoice above costs less when paid in time."
    )
    done = fields.Boolean(readonly=True)

    # --------------------------------------------------------------- figures

    @api.depends(
        "by_hand", "date",
        "credit_ids.amount", "credit_ids.remaining",
        "invoice_ids.amount", "invoice_ids.remaining",
        "line_ids.amount", "line_ids.invoice_id",
    )  # fmt: skip
    def _compute_totals(self):
        """Keep the running figures and the warning beside what is being typed."""
        for wizard in self:
            remaining = sum(row._to_company(row.remaining) for row in wizard.credit_ids)
            open_total = sum(row._to_company(row.remaining) for row in wizard.invoice_ids)
            chosen = sum(row._to_company(row.amount) for row in wizard.credit_ids)
            to_pay = sum(row._to_company(row.amount) for row in wizard.invoice_ids)
            matched = sum(row._to_company(row.amount) for row in wizard.line_ids)
            if wizard.by_hand:
                chosen = to_pay = matched
            wizard.credit_total = chosen
            wizard.invoice_total = to_pay
            wizard.amount = min(chosen, to_pay)
            wizard.left_to_apply = remaining - wizard.amount
            wizard.left_to_pay = open_total - wizard.amount
            if not wizard.by_hand:
                wizard.left_to_pay -= sum(
                    row._to_company(row._get_discount_earned()) for row in wizard.invoice_ids
                )
            wizard.warning = wizard._get_warning(chosen, to_pay)

    @api.depends("invoice_ids.discount")
    def _compute_has_discount(self):
        """Show the discounts where there is one."""
        for wizard in self:
            wizard.has_discount = any(row.discount for row in wizard.invoice_ids)

    def _get_warning(self, chosen: float, to_pay: float) -> str | bool:
        """Return what the user should know before confirming, or False."""
        currency = self.currency_id or self.env.company.currency_id
        rows = self.line_ids if self.by_hand else [*self.credit_ids, *self.invoice_ids]
        for row in rows:
            text = row._get_row_warning()
            if text:
                return text
        if not self.invoice_ids:
            return _("This customer owes nothing that is open: nothing can be applied.")
        if not self.credit_ids:
            return _("This customer has no open credit: nothing can be applied.")
        if currency.is_zero(chosen) and currency.is_zero(to_pay):
            return self._get_withholding_warning() or _("Enter what to apply.")
        if text := self._get_withholding_warning():
            return text
        difference = currency.round(chosen - to_pay)
        if difference > 0:
            return _(
                "%s of the chosen credits has no invoice to go to and stays open.",
                currency.format(difference),
            )
        if difference < 0:
            return _(
                "%s of the chosen invoices is not covered by a credit and stays open.",
                currency.format(-difference),
            )
        return False

    def _get_withholding_warning(self) -> str | bool:
        """Return which invoice store credit does not pay here as tax is withheld, or False."""
        if all(row.credit_id for row in self.credit_ids):
            return False
        for move in self.invoice_ids.invoice_id._origin._filter_tax_withheld():
            return _(
                "Tax is withheld when %s is paid: use Register Payment to pay it by store credit.",
                move.name,
            )
        return False

    # --------------------------------------------------------------- proposals

    @api.model_create_multi
    def create(self, vals_list):
        """Propose credits and invoices when only the customer is given (managers only)."""
        self.env["customer.credit.account"]._check_manager()
        for vals in vals_list:
            if vals.get("line_ids"):
                vals.setdefault("by_hand", True)
        wizards = super().create(vals_list)
        for wizard in wizards:
            if not wizard.credit_ids and not wizard.invoice_ids and not wizard.line_ids:
                wizard._fill()
        return wizards

    @api.model
    def default_get(self, fields):
        """Propose from where the user stands: credits, invoices, orders or a customer.

        :raise UserError: nothing there that could be applied, or several customers
        """
        defaults = super().default_get(fields)
        source = self.env["customer.credit.apply"]._get_source()
        if source and source["partner"] and "credit_ids" in fields:
            company = source["company"]
            credits, invoices = self._get_proposal(**source)
            proposal = {
                "partner_id": source["partner"].id,
                "company_id": company.id,
                "credit_ids": [Command.create(vals) for vals in credits],
                "invoice_ids": [Command.create(vals) for vals in invoices],
            }
            self._check_dialog_values([proposal])
            defaults.update(proposal)
        return defaults

    @api.model
    def _get_context_defaults(self) -> dict:
        """Return nothing: :meth:`default_get` proposes for this wizard."""
        return {}

    @api.onchange("partner_id", "company_id", "date")
    def _onchange_partner_id(self):
        """Propose anew for another customer, company or day's rates."""
        if self._origin or (not self.credit_ids and not self.invoice_ids):
            self._fill()

    def _fill(self):
        """Replace the rows by a proposal for the wizard's customer."""
        if not self.partner_id or not self._is_company_allowed(self.company_id):
            return
        chosen = self.credit_ids.credit_id.sudo().move_line_id if self.credit_ids else None
        same = chosen and chosen.partner_id == self.partner_id.commercial_partner_id
        credits, invoices = self._get_proposal(
            partner=self.partner_id.sudo()._origin,
            company=self.company_id._origin,
            credits=chosen if same else None,
            invoices=None,
            date=self.date,
        )
        self.credit_ids = [Command.clear(), *(Command.create(vals) for vals in credits)]
        self.invoice_ids = [Command.clear(), *(Command.create(vals) for vals in invoices)]
        self.line_ids = [Command.clear()]
        self.by_hand = False

    @api.onchange("by_hand")
    def _onchange_by_hand(self):
        """Start from the oldest-first matches when the user wants to choose each one."""
        if not self.by_hand:
            self.line_ids = [Command.clear()]
            return
        self.line_ids = [Command.clear()] + [
            Command.create({"credit_id": credit, "invoice_id": invoice, "amount": amount})
            for credit, invoice, amount in self._match_oldest_first()
        ]

    # --------------------------------------------------------------- confirm

    def _find_booked(self) -> models.BaseModel | None:
        """Find what this request applied: dialogs know it, and payments by store credit keep it.

        # EXTENDS 'customer_credit_balance'

        :raise KeyConflict: the request was booked for another customer or company
        """
        key, customer = self._get_request_key(), self.partner_id.commercial_partner_id
        done = self.search([("request_uuid", "=", self.request_uuid), ("done", "=", True)])
        for other in done:
            if (other.partner_id.commercial_partner_id, other.company_id) != (
                customer,
                self.company_id,
            ):
                raise KeyConflict(_("The request %s was already booked for something else.", key))
        entries = self.env["customer.credit.entry"].search(
            [
                ("account_id.partner_id", "=", customer.id),
                ("company_id", "=", self.company_id.id),
                ("request_key", "=like", f"{key}:%"),
            ]
        )
        return entries.move_id if done or entries else None

    def _check_request(self):
        """The newest credit decides the earliest day."""
        super()._check_request()
        if not self.company_id.store_credit_journal_id:
            raise UserError(_("Choose a store credit journal in the settings first."))

    def _book(self):
        """Apply what the rows say and write the receipt.

        :return: account.move booked on the way
        """
        wanted = self._get_wanted()
        moves = self.env["customer.credit"]._apply_to_invoices(
            self.partner_id,
            self.company_id,
            wanted,
            date=self.date,
            key=self._get_request_key(),
        )
        self.done = True
        self._log_application(wanted)
        return moves

    def _get_wanted(self) -> list:
        """Return the wishes of the rows: by hand as they are, else oldest first."""
        if self.by_hand:
            rows = [(row.credit_id.id, row.invoice_id.id, row.amount) for row in self.line_ids]
        else:
            for row in [*self.credit_ids, *self.invoice_ids]:
                row._check_row()
            rows = self._match_oldest_first()
        Line, Move = self.env["account.move.line"], self.env["account.move"]
        return [
            Wanted(Line.browse(credit), Move.browse(invoice), amount)
            for credit, invoice, amount in rows
        ]

    def _log_application(self, wanted):
        """Write one receipt for all matches into the chatter of the credit account."""
        shown = 30
        rows = [self._get_receipt_row(item) for item in wanted[:shown]]
        if len(wanted) > shown:
            rows.append((_("More"), _("%s further matches", len(wanted) - shown)))
        self._log_receipt(_("Credit applied"), self._get_done_title(), rows)

    def _get_receipt_row(self, item: models.BaseModel) -> tuple:
        """Return (credit, what it paid) of one match."""
        credit, invoice, amount = item
        customer, Credit = self.partner_id.commercial_partner_id, self.env["customer.credit"].sudo()
        document = invoice.sudo()
        currency = Credit._get_debt_currency(document, customer)
        paid = _(
            "%(amount)s to %(invoice)s, of which %(left)s is open",
            amount=currency.format(amount),
            invoice=document.name,
            left=currency.format(Credit._get_open_amount(document, customer)),
        )
        return credit.move_name or _("Store credit"), paid

    def _get_done_title(self) -> str:
        """Say how much was applied."""
        return _("Credit applied: %s", self._format(self.amount))
