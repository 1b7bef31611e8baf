"""Applying credits, second half: from checked wishes to one reconciliation plan."""

from dataclasses import dataclass

from odoo import Command, _, api, models
from odoo.exceptions import UserError

from ..core.allocation import Allocation, AllocationError, Item, steps


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
    """Matching a credit with a debt takes the whole smaller remainder; a split makes it exact."""

    _inherit = "customer.credit"

    @api.model
    def _get_application_steps(self, wanted, customer, company, date):
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
        for credit, debt, amount in mixed:
            result.append(self._get_mixed_step(credit, debt, amount, left, company, date))
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
    def _get_open_debts(self, document, customer):
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
        ).sorted(lambda line: (line.date_maturity or line.date, line.id))
        lines = lines.filtered(lambda line: line.currency_id == lines[0].currency_id)
        return [[line, line.amount_residual_currency] for line in lines]

    @api.model
    def _get_debt_currency(self, document, customer):
        """Return the currency of what the customer owes by an invoice or entry (sudo)."""
        if document.is_invoice(include_receipts=True):
            return document.currency_id
        debts = self._get_open_debts(document, customer)
        return debts[0][0].currency_id if debts else document.company_id.currency_id

    @api.model
    def _get_open_amount(self, document, customer):
        """Return what can still be paid on the invoice or entry (sudo), in the debts' currency."""
        return sum(amount for _line, amount in self._get_open_debts(document, customer))

    @api.model
    def _get_too_much_message(self, name, amounts):
        """Return the sentence about a document of which less remains."""
        left = ", ".join(currency.format(amount) for currency, amount in amounts)
        return _("Only %(left)s remains of %(document)s: enter less.", left=left, document=name)

    @api.model
    def _get_same_currency_steps(self, currency, group, left):
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
    def _get_mixed_step(self, credit, debt, amount, left, company, date):
        """Return the split step between two currencies, at the rate of the date.

        :raise UserError: more than remains of the credit
        """
        currency, other = credit.currency_id, debt.currency_id
        given = other._convert(amount, currency, company, date)
        remaining = left.get(credit, (-credit.amount_residual_currency,))[0]
        # A rounding of the conversion must not leave (or ask for) a cent of the credit.
        tolerance = max(currency.rounding, other._convert(other.rounding, currency, company, date))
        if abs(given - remaining) <= tolerance:
            given = remaining
        if currency.compare_amounts(given, remaining) > 0:
            amounts = [(currency, remaining)]
            raise UserError(self._get_too_much_message(credit.move_name, amounts))
        self._take(left, credit, given)
        if currency == company.currency_id:
            balance = given
        else:
            balance = self._to_company(amount, other, company, date)
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

    # --------------------------------------------------------------- plan

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
