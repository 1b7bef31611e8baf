"""Applying credits: checked from the records, then booked in exact amounts by one plan."""

from collections import defaultdict
from typing import NamedTuple

from odoo import SUPERUSER_ID, _, api, models
from odoo.exceptions import UserError

from ..core.keys import extend_key
from ..core.money import is_amount, quantize


class Wanted(NamedTuple):
    """An amount (invoice currency) of a credit (an item; none: store credit) for an invoice."""

    credit: models.BaseModel
    invoice: models.BaseModel
    amount: float


class CustomerCredit(models.Model):
    """The private door through which every application of credit goes."""

    _inherit = "customer.credit"

    @api.model
    def _apply_to_invoices(self, partner, company, wanted, *, date, key):
        """Apply any part of any credit to any part of any open invoice, all or nothing.

        The caller has checked the right; this method checks the records and the money. Call it
        in sudo. Store credit is spent first (guarded), then everything is matched in one plan.
        An invoice that is paid in time to the cent less its early payment discount is paid.

        :param partner: res.partner, any contact of the customer
        :param company: res.company of credits and invoices
        :param list wanted: of :class:`Wanted`
        :param date: accounting date of what has to be booked
        :param str key: request key; each payment by store credit appends the invoice's id
        :return: account.move booked on the way (payments by store credit, a split entry,
            discounts)
        :raise UserError: anything that cannot be applied as wanted, with what to do
        """
        customer = partner.commercial_partner_id
        wanted = self._merge_wanted(wanted, customer, company)
        for item in wanted:
            self._check_wanted(item, customer, company)
        discounted = self._find_early_discounts(wanted, customer, date)
        discounts = [invoice._prepare_credit_discount(date) for invoice in discounted]
        wanted, moves = self._spend_store_credit(wanted, customer, company, date, key)
        steps = self._get_application_steps(wanted, customer, company, date)
        split, plan = self._prepare_application_plan(steps, customer, company, date)
        self.env["account.move.line"]._reconcile_plan(plan)
        split |= discounted._book_credit_discounts(discounts)
        if moves:
            self.env["account.move.line"]._match_store_credit(customer, company)
        return moves | split

    # --------------------------------------------------------------- checks

    @api.model
    def _merge_wanted(self, wanted, customer, company):
        """Return the wishes with one amount for each credit and invoice, in the given order."""
        amounts = defaultdict(float)
        Line = self.env["account.move.line"].sudo()
        for credit, invoice, amount in wanted:
            if not is_amount(amount):
                raise UserError(_("The amount is too large to be applied: enter a smaller one."))
            invoice = invoice.sudo()
            currency = self._get_debt_currency(invoice, customer)
            rounded = currency.round(amount)
            if currency.compare_amounts(rounded, 0.0) <= 0:
                raise UserError(
                    _("Enter an amount above zero for %s, or remove it.", invoice.display_name)
                )
            credit = credit.sudo() if credit else Line
            if credit.account_id == company.store_credit_account_id:
                self._check_credit_item(credit, None, company)
                credit = Line
            amounts[credit, invoice] += rounded
        if not amounts:
            raise UserError(_("Nothing to apply: enter an amount for at least one invoice."))
        return [Wanted(credit, invoice, amount) for (credit, invoice), amount in amounts.items()]

    @api.model
    def _check_wanted(self, item, customer, company):
        """Refuse a credit or invoice that does not fit.

        :raise UserError: other customer, other company, not posted, nothing open, own top-up
        """
        invoice = item.invoice
        owed = invoice.move_type in ("out_invoice", "out_receipt") or (
            invoice.move_type == "entry" and self._get_open_debts(invoice, customer)
        )
        if not owed:
            raise UserError(_("%s is not a customer invoice.", invoice.display_name))
        if invoice.company_id != company:
            raise UserError(
                _(
                    "%(invoice)s belongs to another company than %(company)s.",
                    invoice=invoice.display_name,
                    company=company.name,
                )
            )
        if invoice.move_type != "entry" and invoice.commercial_partner_id != customer:
            raise UserError(
                _(
                    "%(invoice)s is not an invoice of %(customer)s: credit pays the invoices of "
                    "its own customer only.",
                    invoice=invoice.display_name,
                    customer=customer.display_name,
                )
            )
        if invoice.state != "posted":
            raise UserError(_("%s is not posted. Confirm the invoice first.", invoice.display_name))
        by_store_credit = not item.credit or item.credit.journal_id._is_store_credit()
        if by_store_credit and invoice.line_ids._filter_store_credit():
            raise UserError(
                _(
                    "%s tops up store credit, so it cannot be paid with store credit.",
                    invoice.display_name,
                )
            )
        if item.credit:
            self._check_credit_item(item.credit, customer, company)
        else:
            invoice._check_no_tax_withheld()

    @api.model
    def _get_crediting_companies(self, company):
        """Return the companies (sudo) whose credits may pay in this one: it and those above it.

        Branches share accounts and currency with the companies above them. The user must be in
        the company of a credit, as of an invoice.
        """
        mine = self.env.user._get_company_ids()
        return company.sudo().parent_ids.filtered(
            lambda it: it == company or it.id in mine or self.env.uid == SUPERUSER_ID
        )

    @api.model
    def _check_credit_item(self, line, customer, company):
        """Refuse a journal item that is no open credit of the customer in the company."""
        name = line.move_name or line.move_id.display_name
        receivable = line.account_id.account_type == "asset_receivable"
        companies = self._get_crediting_companies(company) if receivable else company
        if line.company_id not in companies:
            raise UserError(
                _(
                    "%(credit)s belongs to another company than %(company)s.",
                    credit=name,
                    company=company.name,
                )
            )
        if customer and line.partner_id.commercial_partner_id != customer:
            raise UserError(
                _(
                    "%(credit)s is not a credit of %(customer)s.",
                    credit=name,
                    customer=customer.display_name,
                )
            )
        if line.parent_state != "posted" or line.balance >= 0:
            raise UserError(_("%s is not a posted credit.", name))
        if customer and not receivable:
            raise UserError(_("%s is not a credit that can be applied to invoices.", name))
        if line.reconciled:
            raise UserError(_("Nothing remains of %s: it was used before.", name))

    # --------------------------------------------------------------- store credit

    @api.model
    def _spend_store_credit(self, wanted, customer, company, date, key):
        """Spend what comes from store credit, one payment for each invoice.

        The ledger goes first, so that the guarded balance is taken before anything is posted.

        :return: (wishes with the payments as their credits, the payments' entries)
        """
        spent = [item for item in wanted if not item.credit]
        moves = self.env["account.move"].sudo()
        if not spent:
            return wanted, moves
        account = self.env["customer.credit.account"]._get_or_create(customer, company)
        vals_list = []
        for item in spent:
            currency = self._get_debt_currency(item.invoice, customer)
            amount = self._to_company(item.amount, currency, company, date)
            item_key = extend_key(key, item.invoice.id)
            note = _("Applied to %s", item.invoice.name)
            account._post(-amount, "payment", item_key, item.invoice, note=note, date=date)
            vals_list.append(self._prepare_payment(item, customer, amount, item_key, date))
        payments = self.env["account.payment"].sudo().create(vals_list)
        payments.action_post()
        credits = {}
        for item, payment in zip(spent, payments, strict=True):
            credits[item.invoice] = payment.move_id.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
        wanted = [
            item if item.credit else item._replace(credit=credits[item.invoice]) for item in wanted
        ]
        return wanted, payments.move_id

    @api.model
    def _prepare_payment(self, item, customer, amount, key, date):
        """Return the values of the payment by store credit of one invoice."""
        invoice = item.invoice
        debts = self._get_open_debts(invoice, customer)
        if not debts:
            nothing = [(invoice.currency_id, 0.0)]
            raise UserError(self._get_too_much_message(invoice.display_name, nothing))
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": customer.id,
            "company_id": invoice.company_id.id,
            "currency_id": invoice.company_id.currency_id.id,
            "amount": amount,
            "date": date,
            "memo": invoice.name,
            "journal_id": invoice.company_id.store_credit_journal_id.id,
            "destination_account_id": debts[0][0].account_id.id,
            "store_credit_request_key": key,
        }

    @api.model
    def _to_company(self, amount, currency, company, date):
        """Return an amount in company currency, rounded, at the rate of the date."""
        return currency._convert(amount, company.currency_id, company, date)

    @api.model
    def _quantize(self, amount, currency):
        """Return the amount as an exact decimal at the currency's rounding."""
        return quantize(amount, currency.rounding)
