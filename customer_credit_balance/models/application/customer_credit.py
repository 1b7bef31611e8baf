"""Applying credits: checked from the records, then booked in exact amounts by one plan."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from odoo import SUPERUSER_ID, Command, _, api, models
from odoo.exceptions import UserError

from ...core.allocation import Allocation, AllocationError, Item, steps
from ...core.keys import extend_key
from ...core.money import is_amount, quantize


class Wanted(NamedTuple):
    """An amount (invoice currency) of a credit (an item; none: store credit) for an invoice."""

    credit: models.BaseModel
    invoice: models.BaseModel
    amount: float


@dataclass
class Step:
    """One match: ``given`` in the credit's currency, ``paid`` in the debt's."""

    credit: models.BaseModel
    debt: models.BaseModel
    given: float
    paid: float
    balance: float
    direct: bool


class CustomerCredit(models.Model):
    """Adds the one way of applying credits to the list of credits, because every dialog, order and
    portal page must match, split and discount alike.

    The discount is booked beside the matches, in an entry of its own, and goes with them.
    Matching a credit with a debt takes the whole smaller remainder; a split makes it exact.
    """

    _inherit = "customer.credit"

    # --- guards

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
                    customer=customer.complete_name,
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
                    customer=customer.complete_name,
                )
            )
        if line.parent_state != "posted" or line.balance >= 0:
            raise UserError(_("%s is not a posted credit.", name))
        if customer and not receivable:
            raise UserError(_("%s is not a credit that can be applied to invoices.", name))
        if line.reconciled:
            raise UserError(_("Nothing remains of %s: it was used before.", name))

    # --- private

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
    def _get_crediting_companies(self, company: models.BaseModel) -> models.BaseModel:
        """Return the companies (sudo) whose credits may pay in this one: it and those above it.

        Branches share accounts and currency with the companies above them. The user must be in
        the company of a credit, as of an invoice.
        """
        mine = self.env.user._get_company_ids()
        return company.sudo().parent_ids.filtered(
            lambda it: it == company or it.id in mine or self.env.uid == SUPERUSER_ID
        )

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
            account._append_entry(-amount, "payment", item_key, item.invoice, note=note, date=date)
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
    def _convert_added(self, before, amount, source, target, company, date):
        """Return what an amount adds in another currency to what ``before`` is worth there."""
        whole = source._convert(before + amount, target, company, date)
        return target.round(whole - source._convert(before, target, company, date))

    @api.model
    def _quantize(self, amount, currency):
        """Return the amount as an exact decimal at the currency's rounding."""
        return quantize(amount, currency.rounding)

    @api.model
    def _get_early_discount(self, invoice: models.BaseModel, day: date) -> tuple:
        """Return what the customer saves by paying the whole invoice on this day.

        :param invoice: account.move (sudo)
        :return: (amount in the invoice's currency, zero without a discount; its last day or None)
        """
        if not invoice.is_invoice(include_receipts=True) or not invoice.invoice_payment_term_id:
            return 0.0, None
        if not invoice._is_eligible_for_early_payment_discount(invoice.currency_id, day):
            return 0.0, None
        term = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        company = invoice.company_id
        if len(term) != 1 or not company.account_journal_early_pay_discount_loss_account_id:
            return 0.0, None
        saved = invoice.currency_id.round(term.amount_currency - term.discount_amount_currency)
        return max(saved, 0.0), term.discount_date

    @api.model
    def _find_early_discounts(
        self, wanted: list[Wanted], customer: models.BaseModel, date: date
    ) -> models.BaseModel:
        """Return the invoices (sudo) that these wishes pay to the cent less their discount."""
        paid = {}
        for item in wanted:
            paid[item.invoice] = paid.get(item.invoice, 0.0) + item.amount
        found = self.env["account.move"].sudo()
        for invoice, amount in paid.items():
            saved, _last_day = self._get_early_discount(invoice, date)
            due = self._get_open_amount(invoice, customer) - saved
            if saved and not invoice.currency_id.compare_amounts(amount, due):
                found |= invoice
        return found

    @api.model
    def _get_application_steps(
        self,
        wanted: list[Wanted],
        customer: models.BaseModel,
        company: models.BaseModel,
        date: date,
    ) -> list[Step]:
        """Return the steps that give the wanted amounts, in the order they are booked.

        Credits and invoices of the same currency go first, in that currency; the others follow
        at the rate of the date, always through a split.

        :raise UserError: more than remains of a credit or invoice
        """
        allocations = self._split_over_instalments(wanted, customer)
        same, mixed = {}, []
        for credit, debt, amount in allocations:
            if credit.currency_id == debt.currency_id:
                same.setdefault(credit.currency_id, []).append((credit, debt, amount))
            else:
                mixed.append((credit, debt, amount))
        left = {}
        result = []
        for currency, group in same.items():
            result += self._get_same_currency_steps(currency, group, left)
        before = defaultdict(float)  # so far, in the debt's currency
        for credit, debt, amount in mixed:
            key = credit, debt.move_id
            result.append(
                self._get_mixed_step(credit, debt, before[key], amount, left, company, date)
            )
            before[key] += amount
        return result

    @api.model
    def _split_over_instalments(self, wanted, customer):
        """Return (credit, open receivable item, amount) for each wish, earliest due date first.

        :raise UserError: more than is open on the invoice
        """
        debts = {}
        result = []
        for credit, invoice, amount in wanted:
            currency = self._get_debt_currency(invoice, customer)
            if invoice not in debts:
                debts[invoice] = self._get_open_debts(invoice, customer)
            rest = amount
            for entry in debts[invoice]:
                part = min(rest, entry[1])
                if currency.compare_amounts(part, 0.0) > 0:
                    result.append((credit, entry[0], part))
                    entry[1] = currency.round(entry[1] - part)
                    rest = currency.round(rest - part)
            if currency.compare_amounts(rest, 0.0) > 0:
                raise UserError(self._get_too_much_message(invoice.display_name, [
                    (currency, self._get_open_amount(invoice, customer)),
                ]))  # fmt: skip
        return result

    @api.model
    def _get_open_debts(self, document: models.BaseModel, customer: models.BaseModel) -> list:
        """Return [[open receivable item, open amount in its currency]], earliest due first.

        :param document: account.move (sudo): an invoice, or any entry that says what is owed, as
            an opening balance; of the latter only the customer's items, in one currency at a time
        :param customer: commercial res.partner
        """
        lines = document.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
                and line.amount_residual_currency > 0
                and line.partner_id.commercial_partner_id == customer
            )
        )._sort_first_due()
        lines = lines.filtered(lambda line: line.currency_id == lines[0].currency_id)
        return [[line, line.amount_residual_currency] for line in lines]

    @api.model
    def _get_debt_currency(
        self, document: models.BaseModel, customer: models.BaseModel
    ) -> models.BaseModel:
        """Return the currency of what the customer owes by an invoice or entry (sudo)."""
        if document.is_invoice(include_receipts=True):
            return document.currency_id
        debts = self._get_open_debts(document, customer)
        return debts[0][0].currency_id if debts else document.company_id.currency_id

    @api.model
    def _get_open_amount(self, document: models.BaseModel, customer: models.BaseModel) -> float:
        """Return what can still be paid on the invoice or entry (sudo), in the debts' currency."""
        return sum(amount for _line, amount in self._get_open_debts(document, customer))

    @api.model
    def _get_too_much_message(self, name: str, amounts: dict) -> str:
        """Return the sentence about a document of which less remains."""
        left = ", ".join(currency.format(amount) for currency, amount in amounts)
        return _("Only %(left)s remains of %(document)s: enter less.", left=left, document=name)

    @api.model
    def _get_same_currency_steps(self, currency: models.BaseModel, group: list, left: dict) -> list:
        """Return the steps of one currency, direct where the plain match gives the amount."""
        credits = {credit.id: credit for credit, _debt, _amount in group}
        debts = {debt.id: debt for _credit, debt, _amount in group}
        try:
            plan = steps(
                [Item(c.id, c.date, -c.amount_residual_currency) for c in credits.values()],
                [Item(d.id, d.date, d.amount_residual_currency) for d in debts.values()],
                [
                    Allocation(credit.id, debt.id, self._quantize(amount, currency))
                    for credit, debt, amount in group
                ],
                currency.rounding,
            )
        except AllocationError as error:
            line = credits.get(error.key) or debts.get(error.key)
            amounts = [(currency, float(error.remaining or 0))]
            name = line.move_name if line else ""
            raise UserError(self._get_too_much_message(name, amounts)) from error
        result = []
        for step in plan:
            credit, debt, amount = credits[step.credit], debts[step.debt], float(step.amount)
            balance = self._take(left, credit, amount)
            direct = step.direct and credit.account_id == debt.account_id
            result.append(Step(credit, debt, amount, amount, balance, direct))
        return result

    @api.model
    def _get_mixed_step(
        self,
        credit: models.BaseModel,
        debt: models.BaseModel,
        before: float,
        amount: float,
        left: dict,
        company: models.BaseModel,
        date: date,
    ) -> Step:
        """Return the split step between two currencies, at the rate of the date.

        :param before: what earlier instalments of the document take of this credit, in the debt's
            currency: they are converted together, so that no rounding of each adds up
        :raise UserError: more than remains of the credit
        """
        currency, other = credit.currency_id, debt.currency_id
        given = self._convert_added(before, amount, other, currency, company, date)
        remaining = left.get(credit, (-credit.amount_residual_currency,))[0]
        # A rounding of the conversion must not leave (or ask for) a cent of the credit.
        tolerance = max(currency.rounding, other._convert(other.rounding, currency, company, date))
        if currency.compare_amounts(abs(given - remaining), tolerance) <= 0:
            given = remaining
        if currency.compare_amounts(given, remaining) > 0:
            amounts = [(currency, remaining)]
            raise UserError(self._get_too_much_message(credit.move_name, amounts))
        self._take(left, credit, given)
        if currency == company.currency_id:
            balance = given
        else:
            home = company.currency_id
            balance = self._convert_added(before, amount, other, home, company, date)
        return Step(credit, debt, given, amount, balance, False)

    @api.model
    def _take(self, left, credit, amount):
        """Take an amount (credit currency) off the credit; return it in company currency.

        The credit's own rate is kept, and its last part takes what remains in the books.
        """
        residual, balance = left.get(
            credit, (-credit.amount_residual_currency, -credit.amount_residual)
        )
        currency, company_currency = credit.currency_id, credit.company_currency_id
        rest = currency.round(residual - amount)
        taken = balance
        if not currency.is_zero(rest):
            rate = credit.balance / credit.amount_currency if credit.amount_currency else 1.0
            taken = min(company_currency.round(amount * rate), balance)
        left[credit] = (rest, company_currency.round(balance - taken))
        return taken

    @api.model
    def _prepare_application_plan(self, application_steps, customer, company, date):
        """Book the split entry that is needed, and return it with the reconciliation plan.

        :return: (account.move, empty when every step is direct; list of pairs of items)
        """
        splits = [step for step in application_steps if not step.direct]
        move, pairs = self._book_split_entry(splits, customer, company, date)
        plan = []
        for step in application_steps:
            if step.direct:
                plan.append(step.credit | step.debt)
                continue
            taken, given = pairs.pop(0)
            plan += [step.credit | taken, given | step.debt]
        return move, plan

    @api.model
    def _book_split_entry(self, splits, customer, company, date):
        """Return (posted entry, [(item that takes, item that gives)]), nothing without splits."""
        Move = self.env["account.move"].sudo()
        if not splits:
            return Move, []
        items = []
        for index, step in enumerate(splits):
            items += self._prepare_split_pair(step, customer, 2 * index + 1)
        move = Move.create(
            {
                "move_type": "entry",
                "journal_id": company.store_credit_journal_id.id,
                "company_id": company.id,
                "date": date,
                "ref": _("Credit applied to %s", ", ".join(
                    dict.fromkeys(step.debt.move_name for step in splits[:5])
                )),
                "line_ids": [Command.create(item) for item in items],
            }
        )  # fmt: skip
        move._post(soft=False)
        lines = move.line_ids.sorted("sequence")
        pairs = list(zip(lines[::2], lines[1::2], strict=True))
        for taken, given in pairs:
            taken.credit_split_line_id = given
        return move, pairs

    @api.model
    def _prepare_split_pair(self, step, customer, sequence):
        """Return the values of one pair: Dr receivable of the credit, Cr that of the invoice."""
        common = {"partner_id": customer.id, "tax_ids": [Command.clear()]}
        source = step.credit.credit_source_line_id or step.credit
        return [
            {
                **common,
                "sequence": sequence,
                "name": step.credit.move_name,
                "account_id": step.credit.account_id.id,
                "currency_id": step.credit.currency_id.id,
                "amount_currency": step.given,
                "balance": step.balance,
            },
            {
                **common,
                "sequence": sequence + 1,
                "name": step.debt.move_name,
                "account_id": step.debt.account_id.id,
                "currency_id": step.debt.currency_id.id,
                "amount_currency": -step.paid,
                "balance": -step.balance,
                "credit_source_line_id": source.id,
            },
        ]
