"""What a customer pays of a statement: documents that they choose, less what they have open."""

from dataclasses import dataclass, field

from odoo import fields, models

from odoo.addons.customer_credit_balance.core.allocation import Item, allocate


@dataclass
class Debt:
    """One open item: a document, or an instalment of one. Amounts in its currency.

    ``saved`` is the early payment discount that paying it today earns, ``waiting`` what is paid or
    taken back of it and waits to be booked.
    """

    item: models.BaseModel
    amount: float
    saved: float = 0.0
    waiting: float = 0.0
    disputed: bool = False
    chosen: bool = False


@dataclass
class PaymentPlan:
    """How a payment adds up: documents - discounts - what waits - open credits = what is due.

    ``credits`` are (item, amount used of it), oldest first; amounts are above zero.
    """

    currency: models.BaseModel
    debts: list[Debt]
    credits: list[tuple[models.BaseModel, float]] = field(default_factory=list)

    @property
    def chosen(self):
        """Return the debts that are to be paid."""
        return [debt for debt in self.debts if debt.chosen]

    @property
    def total(self):
        """Return what is open of the chosen documents."""
        return self.currency.round(sum(debt.amount for debt in self.chosen))

    @property
    def saved(self):
        """Return the early payment discounts of the chosen documents."""
        return self.currency.round(sum(debt.saved for debt in self.chosen))

    @property
    def waiting(self):
        """Return what of the chosen documents waits to be booked."""
        return self.currency.round(sum(debt.waiting for debt in self.chosen))

    @property
    def credit(self):
        """Return how much of the customer's open credits is used."""
        return self.currency.round(sum(amount for _item, amount in self.credits))

    @property
    def due(self):
        """Return what is left to pay in money, never below zero."""
        left = self.total - self.saved - self.waiting - self.credit
        return max(self.currency.round(left), 0.0)


def allocate_in_order(currency, credits, debts):
    """Pay the first debt with the first credit until either side runs out.

    :param credits: [(record, amount above zero)]
    :param debts: likewise, both in ``currency``
    :return: [(credit, debt, amount)]
    """
    day = fields.Date.today()  # the lists are in order already: keys decide
    plan = allocate(
        [Item(i, day, row[1]) for i, row in enumerate(credits) if row[1] > 0],
        [Item(i, day, row[1]) for i, row in enumerate(debts) if row[1] > 0],
    )
    return [
        (credits[step.credit][0], debts[step.debt][0], currency.round(float(step.amount)))
        for step in plan
    ]


class CustomerStatement(models.Model):
    """Adds what is due to statements, because customers pay in the portal and the server alone says
    how much.
    """

    _inherit = "customer.statement"

    # --- hooks

    def _get_planned(self, items: models.BaseModel) -> models.BaseModel:
        """Hook: return those of these open debts (sudo) that are agreed to be paid later."""
        return items.browse()

    # --- private

    def _get_payment_plans(
        self, chosen: list[int] | None = None, known: bool = True
    ) -> list[PaymentPlan]:
        """Return what can be paid now, one plan for each currency, the oldest debt's first.

        :param chosen: ids of journal items; None for all but those in dispute or agreed for later
        :param bool known: whether the payer is a person of the customer; whoever has nothing but
            the link pays with the credits on the statement, as other documents are not shown
        """
        self.ensure_one()
        items = self._get_open_debts()
        disputed = self._get_disputed(items)
        if chosen is None:
            wanted = items - self._get_planned(items)
            chosen = (wanted - disputed).ids or wanted.ids
        chosen = set(chosen)
        plans = []
        for currency in items.currency_id:
            own = items.filtered(lambda item, currency=currency: item.currency_id == currency)
            plan = PaymentPlan(currency, self._prepare_debts(own, chosen, disputed))
            plan.credits = self._choose_credits(plan, known)
            plans.append(plan)
        return plans

    def _get_payment_plan(
        self, currency_id: int | None = None, chosen: list[int] | None = None, known: bool = True
    ) -> PaymentPlan | None:
        """Return the plan of one currency, by default that of the oldest debt; None without."""
        for plan in self._get_payment_plans(chosen, known):
            if not currency_id or plan.currency.id == currency_id:
                return plan
        return None

    def _get_open_debts(self) -> models.BaseModel:
        """Return the open items (sudo) of the documents of this statement, first due first.

        Invoices and whatever else says what is owed, as an opening balance; those for which a
        payment is on its way are left out.
        """
        self.ensure_one()
        keys = self._get_line_keys()
        moves = self.env["account.move.line"].sudo().browse(keys).exists().move_id
        company = self.company_id
        items = self.commercial_partner_id._find_open_receivable(
            company, ">", [("move_id", "in", moves.ids), ("amount_residual_currency", ">", 0)]
        ).filtered(lambda item: item.move_id.is_invoice(include_receipts=True) or item.id in keys)
        return self.env["payment.transaction"]._leave_out_on_their_way(items)

    def _get_disputed(self, items: models.BaseModel) -> models.BaseModel:
        """Return those of these items that somebody of the customer disputes."""
        disputes = (
            self.env["customer.statement.dispute"]
            .sudo()
            .search(
                [
                    ("move_line_id", "in", items.ids),
                    ("kind", "=", "dispute"),
                    ("state", "=", "open"),
                ]
            )
        )
        return disputes.move_line_id

    def _prepare_debts(self, items, chosen, disputed):
        """Return the debts of one currency; an instalment comes with those that fall due before."""
        today = fields.Date.context_today(self)
        Credit = self.env["customer.credit"].sudo()
        waiting = items._get_credit_waiting()
        last = {}
        for index, item in enumerate(items):
            if item.id in chosen:
                last[item.move_id] = index
        return [
            Debt(
                item,
                item.amount_residual_currency,
                saved=Credit._get_early_discount(item.move_id, today)[0],
                waiting=item.currency_id.round(
                    waiting.get(item, 0.0) / item.amount_residual * item.amount_residual_currency
                ),
                disputed=item in disputed,
                chosen=index <= last.get(item.move_id, -1),
            )
            for index, item in enumerate(items)
        ]

    def _choose_credits(self, plan, known):
        """Return [(open credit, how much of it is used)] for a plan, oldest first."""
        domain = [
            ("balance", "<", 0.0),
            ("credit_source_line_id", "=", False),
            ("currency_id", "=", plan.currency.id),
            ("amount_residual_currency", "<", 0.0),
        ]
        if not known:
            domain.append(("id", "in", self._get_line_keys()))
        credits = self.commercial_partner_id._find_open_receivable(self.company_id, "<", domain)
        credits -= self.env["payment.transaction"]._find_on_their_way(credits).statement_credit_ids
        left = plan.total - plan.saved - plan.waiting
        used = []
        for item in credits.sorted(lambda item: (item.date, item.id)):
            amount = plan.currency.round(min(-item.amount_residual_currency, left))
            if plan.currency.compare_amounts(amount, 0.0) > 0:
                used.append((item, amount))
                left -= amount
        return used
