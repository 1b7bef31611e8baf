"""Proposals of the apply wizard: where it was opened from, and the oldest-first matches."""

from datetime import date

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..core.allocation import Item, allocate


class CustomerCreditApply(models.TransientModel):
    """Read the records the user came from; the context only names them."""

    _inherit = "customer.credit.apply"

    @api.model
    def _get_source(self) -> dict:
        """Return partner, company, credits and invoices that the context points at (managers).

        :return: dict for :meth:`_get_proposal` without the date, or {} without a source;
            ``credits`` and ``invoices`` are None for "all that are open"
        :raise AccessError: no credit manager
        :raise UserError: several customers or companies, or nothing that can be used
        """
        self.env["customer.credit.account"]._check_manager()
        context = self.env.context
        ids = context.get("active_ids") or [context.get("active_id")]
        readers = {
            "customer.credit": self._read_credits,
            "account.move": self._read_invoices,
            "sale.order": self._read_orders,
            "res.partner": self._read_partners,
            "customer.credit.account": self._read_accounts,
        }
        model = context.get("active_model")
        if model not in readers or not any(ids):
            return {}
        records = self.env[model].sudo().browse([i for i in ids if i]).exists()
        source = readers[model](records)
        if len(source["partner"]) != 1 or len(source["company"]) != 1:
            raise UserError(_("Choose documents of one customer and one company at a time."))
        if not self._is_company_allowed(source["company"]):
            return {}
        return {"credits": None, "invoices": None, "date": None, **source}

    @api.model
    def _read_credits(self, credits: models.BaseModel) -> dict:
        """Return the source for chosen credits."""
        credits._check_same_customer()
        return {
            "partner": credits.partner_id.commercial_partner_id,
            "company": credits.company_id,
            "credits": credits.move_line_id,
        }

    @api.model
    def _read_invoices(self, invoices: models.BaseModel) -> dict:
        """Return the source for chosen invoices.

        :raise UserError: none of them is a posted invoice with something open
        """
        payable = invoices.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_receipt")
                and self.env["customer.credit"]
                .sudo()
                ._get_open_amount(move, move.commercial_partner_id)
            )
        )
        if not payable:
            raise UserError(
                _("Credit is applied to confirmed invoices that are not paid yet: choose one.")
            )
        return {
            "partner": payable.commercial_partner_id,
            "company": payable.company_id,
            "invoices": payable,
        }

    @api.model
    def _read_orders(self, orders: models.BaseModel) -> dict:
        """Return the source for the invoices of chosen orders.

        :raise UserError: the orders have no open invoice
        """
        invoices = orders.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        if not invoices.filtered("amount_residual"):
            raise UserError(
                _("There is no open invoice to apply credit to: invoice the order first.")
            )
        return self._read_invoices(invoices)

    @api.model
    def _read_partners(self, partners: models.BaseModel) -> dict:
        """Return the source for a customer in the current company."""
        return {"partner": partners.commercial_partner_id, "company": self.env.company}

    @api.model
    def _read_accounts(self, accounts: models.BaseModel) -> dict:
        """Return the source for the customer of a credit account."""
        return {
            "partner": accounts.partner_id.commercial_partner_id,
            "company": accounts.company_id,
        }

    # --------------------------------------------------------------- rows

    @api.model
    def _get_proposal(
        self,
        partner: models.BaseModel,
        company: models.BaseModel,
        credits: models.BaseModel,
        invoices: models.BaseModel,
        date: date,
    ) -> tuple:
        """Return the values of the rows, amounts prefilled: what is quoted, then oldest first.

        :param credits: account.move.line to use, or None for all open ones and store credit
        :param invoices: account.move to pay, or None for all open ones
        :return: (list of credit row values, list of invoice row values)
        """
        customer = partner.commercial_partner_id
        date = date or fields.Date.context_today(self)
        lines = self._find_open_lines(customer, company, credits)
        if invoices is None:
            invoices = self._find_open_invoices(customer, company)
        store = self._get_store_credit_row(customer, company, credits)
        givers, takers, steps = self._get_oldest_first(
            customer, company, lines, invoices, store, date
        )
        used, paid = {}, {}
        for credit, invoice, amount, given in steps:
            used[credit] = used.get(credit, 0.0) + given
            paid[invoice] = paid.get(invoice, 0.0) + amount
        return (
            [
                {"sequence": index, "credit_id": key, "amount": currency.round(used.get(key, 0.0))}
                for index, (key, currency, _amount) in enumerate(givers)
            ],
            [
                {"sequence": index, "invoice_id": key, "amount": currency.round(paid.get(key, 0.0))}
                for index, (key, currency, _amount) in enumerate(takers)
            ],
        )

    @api.model
    def _get_oldest_first(
        self,
        customer: models.BaseModel,
        company: models.BaseModel,
        lines: models.BaseModel,
        invoices: models.BaseModel,
        store: list,
        date: date,
    ) -> tuple:
        """Return which credits pay which invoices: what is quoted, then oldest first.

        An invoice that earns an early payment discount on the day is paid less that.

        :param lines: account.move.line (sudo) of open credits, oldest first
        :param invoices: account.move (sudo) that may be paid
        :param list store: rows of store credit, as :meth:`_get_store_credit_row` returns them
        :return: (givers, takers, steps) as of :meth:`_allocate`
        """
        amounts = self._get_quoted_amounts(lines, invoices, company)
        said = {**self._get_quotes(lines, invoices, company), **amounts}
        quotes = {line.id: list(said[line.id]) for line in lines if line.id in said}
        # Each once, where it is quoted first: the rows come back as pairs by their order.
        quoted = dict.fromkeys(key for keys in quotes.values() for key in keys)
        rank = {key: place for place, key in enumerate(quoted)}
        lines = lines.sorted(lambda line: line.id not in quotes)
        invoices = invoices.sorted(
            lambda move: (rank.get(move.id, len(rank)), move.invoice_date or move.date, move.id)
        )
        givers = [[line.id, line.currency_id, -line.amount_residual_currency] for line in lines]
        givers += store
        Credit = self.env["customer.credit"].sudo()
        takers = [
            [
                move.id,
                Credit._get_debt_currency(move, customer),
                Credit._get_open_amount(move, customer) - Credit._get_early_discount(move, date)[0],
            ]
            for move in invoices
        ]
        steps = self._allocate_proposal(quotes, givers, takers, company, date, amounts)
        return givers, takers, steps

    @api.model
    def _get_quotes(
        self, lines: models.BaseModel, invoices: models.BaseModel, company: models.BaseModel
    ) -> dict[int, list[int]]:
        """Hook: return {credit item id: [ids of invoices]} of payments that say what they pay.

        Such a payment is proposed for exactly these invoices, in this order.

        :param lines: account.move.line (sudo), the open credits
        :param invoices: account.move (sudo), what may be paid; others are not returned
        """
        return {}

    @api.model
    def _get_quoted_amounts(
        self, lines: models.BaseModel, invoices: models.BaseModel, company: models.BaseModel
    ) -> dict[int, dict[int, float]]:
        """Hook: return {credit item id: {id of an invoice: amount in its currency}}.

        Of payments that say how much they pay of each invoice, which counts before what
        :meth:`_get_quotes` says of them; no more than that is proposed, and no more than is open.
        Parameters as there.
        """
        return {}

    @api.model
    def _allocate_proposal(self, quotes, givers, takers, company, date, amounts):
        """Return steps as :meth:`_allocate`: what payments quote, then the rest oldest first.

        The rows come back as pairs by their order alone. With several payments that quote, or one
        that says how much, their invoices are left to them, so that the order keeps each with its
        own.
        """
        steps = []
        for line_id, invoice_ids in quotes.items():
            own = [row for row in givers if row[0] == line_id]
            wanted = [row for row in takers if row[0] in invoice_ids]
            steps += self._allocate_quoted(own, wanted, amounts.get(line_id, {}), company, date)
        if len(quotes) > 1 or amounts:
            quoted = set().union(*quotes.values())
            takers = [row for row in takers if row[0] not in quoted]
        givers = [row for row in givers if row[0] not in quotes]
        return steps + self._allocate(givers, takers, company, date)

    @api.model
    def _allocate_quoted(self, givers, takers, amounts, company, date):
        """Allocate as :meth:`_allocate_rows`, at most the amount that was said of a taker."""
        capped = [[key, currency, min(left, amounts.get(key, left))]
                  for key, currency, left in takers]  # fmt: skip
        before = [row[2] for row in capped]
        steps = self._allocate_rows(givers, capped, company, date)
        for taker, row, amount in zip(takers, capped, before, strict=True):
            taker[2] = taker[1].round(taker[2] - (amount - row[2]))
        return steps

    @api.model
    def _find_open_lines(
        self,
        customer: models.BaseModel,
        company: models.BaseModel,
        credits: models.BaseModel | None = None,
    ) -> models.BaseModel:
        """Return the open outstanding credits (sudo), oldest first; only ``credits`` if given.

        In a branch also those of the companies above it that the user is in: its invoices can be
        matched with them, as in Odoo's own list on the invoice.
        """
        domain = [("balance", "<", 0.0), ("credit_source_line_id", "=", False)]
        if credits is not None:
            domain.append(("id", "in", credits.ids))
        companies = self.env["customer.credit"]._get_crediting_companies(company)
        return customer._find_open_receivable(companies, "<", domain).sorted(
            lambda line: (line.date, line.id)
        )

    @api.model
    def _find_open_invoices(
        self, customer: models.BaseModel, company: models.BaseModel
    ) -> models.BaseModel:
        """Return whatever says what the customer owes (sudo), found by its open items.

        Invoices, and any other entry with an open debit: an opening balance, a till's closing.
        """
        return customer._find_open_receivable(company, ">").move_id

    @api.model
    def _get_store_credit_row(
        self, customer: models.BaseModel, company: models.BaseModel, credits: models.BaseModel
    ) -> list:
        """Return [[False, currency, own store credit]], nothing when there is none to use."""
        if credits is not None and company.store_credit_account_id not in credits.account_id:
            return []
        account = self.env["customer.credit.account"]._find(customer, company)
        if not account or account.available <= 0:
            return []
        spendable = max(min(account.balance - account.reserved, account.available), 0.0)
        if credits is not None:
            grants = credits.filtered(lambda g: g.account_id == company.store_credit_account_id)
            spendable = min(spendable, -sum(grants.mapped("amount_residual")))
        return [[False, company.currency_id, company.currency_id.round(spendable)]]

    # --------------------------------------------------------------- oldest first

    def _match_oldest_first(self):
        """Return (credit item id or False, invoice id, amount) from the rows' amounts."""
        givers = [[r.credit_id.id, r.currency_id, r.amount] for r in self._sorted(self.credit_ids)]
        takers = [
            [r.invoice_id.id, r.currency_id, r.amount] for r in self._sorted(self.invoice_ids)
        ]
        date = self.date or fields.Date.context_today(self)
        company = self.company_id._origin or self.env.company
        return [step[:3] for step in self._allocate(givers, takers, company, date)]

    @api.model
    def _sorted(self, rows):
        """Return rows in the order of the proposal."""
        return rows.sorted("sequence")

    @api.model
    def _allocate(self, givers, takers, company, date):
        """Pay the first taker with the first giver until either side runs out.

        The same currency goes first; what is left is converted at the rate of the date. Store
        credit pays no invoice of which tax is withheld: others pay these first.

        :param givers: [[key, currency, amount]] in order; the key of store credit is False
        :param takers: likewise
        :return: [(giver key, taker key, amount in the taker's currency, in the giver's)]
        """
        givers, takers = [list(row) for row in givers], [list(row) for row in takers]
        withheld = self.env["account.move"].browse([row[0] for row in takers])
        withheld = set(withheld._filter_tax_withheld().ids)
        result = []
        if withheld:
            own = [row for row in takers if row[0] in withheld]
            takers = [row for row in takers if row[0] not in withheld]
            result += self._allocate_rows([row for row in givers if row[0]], own, company, date)
        return result + self._allocate_rows(givers, takers, company, date)

    @api.model
    def _allocate_rows(self, givers, takers, company, date):
        """Allocate as :meth:`_allocate`, and lower the rows by what was allocated."""
        result = []
        for currency in dict.fromkeys(row[1] for row in takers):
            result += self._allocate_currency(
                [row for row in givers if row[1] == currency],
                [row for row in takers if row[1] == currency],
                currency,
            )
        for giver in givers:
            for taker in takers:
                amount, given = self._convert_part(giver, taker, company, date)
                if amount > 0 and given > 0:
                    result.append((giver[0], taker[0], amount, given))
                    giver[2] = giver[1].round(giver[2] - given)
                    taker[2] = taker[1].round(taker[2] - amount)
        return result

    @api.model
    def _allocate_currency(self, givers, takers, currency):
        """Allocate within one currency, and lower the rows by what was allocated."""
        day = fields.Date.context_today(self)  # the rows are in order already: keys decide
        plan = allocate(
            [Item(i, day, row[2]) for i, row in enumerate(givers) if row[2] > 0],
            [Item(i, day, row[2]) for i, row in enumerate(takers) if row[2] > 0],
        )
        result = []
        for step in plan:
            giver, taker, amount = givers[step.credit], takers[step.debt], float(step.amount)
            giver[2] = currency.round(giver[2] - amount)
            taker[2] = currency.round(taker[2] - amount)
            result.append((giver[0], taker[0], amount, amount))
        return result

    @api.model
    def _convert_part(self, giver, taker, company, date):
        """Return (amount, given) that the giver can still pay of a taker in another currency."""
        (_k, currency, left), (_t, wanted_currency, wanted) = giver, taker
        if left <= 0 or wanted <= 0 or currency == wanted_currency:
            return 0.0, 0.0
        needed = wanted_currency._convert(wanted, currency, company, date)
        if needed <= left:
            return wanted, needed
        return currency._convert(left, wanted_currency, company, date), left
