"""Computes interest and fixed sums of late items, as of a day."""

from dataclasses import dataclass, field
from datetime import date as Date
from decimal import Decimal

from odoo import _, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_amount, format_date

from odoo.addons.customer_credit_balance.core.money import to_decimal

from ...core.interest import Stretch, accrue, fixed_sum, half_year, interest, rate_at

ALL_DAYS = (Date.min, Date.max)


@dataclass
class LateItem:
    """What a late item cost by a day; amounts in its currency, claimed and waived left out."""

    item_id: int
    move_id: int
    partner_id: int
    number: str
    due: Date
    currency_id: int
    digits: int
    base: Decimal
    disputed: bool
    stretches: list = field(default_factory=list)
    interest: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    missing: list = field(default_factory=list)

    @property
    def total(self):
        """Interest and fixed sum; nothing while the item is disputed."""
        return Decimal(0) if self.disputed else self.interest + self.fee

    @property
    def days(self):
        """The number of days with interest."""
        return sum(it.days for it in self.stretches)


class CustomerStatementInterest(models.AbstractModel):
    """Turns what the reader of statements says was late into interest; reads with sudo."""

    _name = "customer.statement.interest"
    _description = "Interest of Late Items"

    # --- guards

    def _check_may_settle(self, partners, company):
        """Refuse claims and waivers of people who keep no books; superuser mode passes.

        :raise AccessError: no accountant, or customers or a company that are not the user's
        """
        if self.env.su:
            return
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(_("Accountants claim and waive interest: ask one of them."))
        self.env["customer.statement"]._check_may_make(partners, company)

    # --- private

    def _read(self, company, partners, day):
        """Return what late items of business customers cost by the end of a day.

        Private, the caller checks rights. A constant number of queries, whatever the number of
        customers. Nothing where the company has not switched interest on.

        :param company: res.company
        :param partners: res.partner, read by their commercial partner
        :return: {res.partner (commercial): [LateItem]} by due date; only what costs something, is
            disputed, or has days without a rate
        """
        company, day = company.sudo(), fields.Date.to_date(day)
        if not company.customer_statement_interest or not partners:
            return {}
        Partner = self.env["res.partner"].sudo()
        since = company.customer_statement_interest_since
        scope, rows = self.env["customer.statement.reader"]._read_late(
            company, partners, day, since
        )
        customers = Partner.with_company(company).browse(scope.get_customers())
        terms = InterestTerms(self.env, company, customers, day)
        found, charged = {}, set()
        for row in rows:
            item = terms.get_item(row, scope, charged)
            if item and (item.total or item.disputed or item.missing):
                found.setdefault(Partner.browse(item.partner_id), []).append(item)
        return found

    def _describe(self, item):
        """Return the calculation of an item in words, a line for each amount and rate."""
        currency = self.env["res.currency"].browse(item.currency_id)
        lines = [
            _(
                "%(first)s to %(last)s: %(days)s days on %(base)s at %(rate)s %%",
                first=format_date(self.env, it.first),
                last=format_date(self.env, it.last),
                days=it.days,
                base=format_amount(self.env, float(it.base), currency),
                rate=self._write_rate(it.percent),
            )
            for it in item.stretches
            if it.percent is not None
        ]
        return "\n".join(lines)

    def _write_rate(self, percent):
        """Return a rate with the decimals it has, two at least, as the user's language writes."""
        digits = max(2, -percent.normalize().as_tuple().exponent)
        return self.env["res.lang"]._lang_get(self.env.lang or "en_US").format(
            f"%.{digits}f", float(percent)
        )  # fmt: skip

    def _get_problem(self, company: models.BaseModel, item: LateItem) -> str:
        """Return the sentence about the rates that an item misses, empty when it misses none."""
        if not item.missing:
            return ""
        country = company._get_interest_country()
        first, last = item.missing[0]
        return _(
            "There is no interest rate of %(country)s for %(first)s to %(last)s: enter it under "
            "Invoicing, Customers, Customer Statements, Interest Rates.",
            country=country.name or _("the company, which has no country"),
            first=format_date(self.env, first),
            last=format_date(self.env, last),
        )


class InterestTerms:
    """Rates, fixed sums and agreements of a company, read once for all items."""

    def __init__(self, env, company, customers, day):
        """Read the table of the law and the agreements with these customers.

        :param customers: res.partner with the company of interest
        """
        self.env, self.company, self.day = env, company, day
        self.year = int(company.customer_statement_interest_year)
        Rate = env["customer.statement.interest.rate"]
        self.rows = Rate._get_rows(company, company._get_interest_country())
        self.law = Rate.browse([row.id for row in self.rows.values()]).sudo()._get_rates()
        self.agreed = {it.id: self._get_agreed(it) for it in customers if it.is_company}
        self.exchange = {}

    def _get_agreed(self, customer: models.BaseModel) -> Decimal | str:
        """Return what is agreed: a rate, "law" for that of the law, "none" for no interest."""
        company = self.company
        own = customer.customer_statement_interest_terms
        if own == "agreed":
            return to_decimal(customer.customer_statement_interest_rate)
        if own:
            return own
        if company.customer_statement_interest_terms == "agreed":
            return to_decimal(company.customer_statement_interest_rate)
        return "law"

    def get_item(self, row, scope, charged):
        """Return the LateItem of a row of the reader, None where nothing is owed.

        :param set charged: ids of invoices whose fixed sum is counted, added to
        """
        (item_id, partner_id, currency_id, move_id, number, due, amount, paid, settled, has_fee,
         disputed) = row  # fmt: skip
        customer_id = scope.customers[partner_id]
        agreed = self.agreed.get(customer_id, "none")
        if agreed == "none":
            return None
        digits = scope.currencies[currency_id][1]
        day_of = fields.Date.to_date
        changes = [(day_of(day), to_decimal(part)) for day, part in paid or []]
        taken = [(day_of(first), day_of(last)) for first, last in settled or []]
        whole = accrue(to_decimal(amount), due, self.day, (), changes=changes)
        if not whole:
            return None
        stretches = accrue(
            to_decimal(amount), due, self.day, self._get_rates(agreed, whole[0].first),
            changes=changes, taken=taken,
        )  # fmt: skip
        item = LateItem(
            item_id, move_id, customer_id, number or "/", due, currency_id, digits,
            to_decimal(amount) - sum(part for _day, part in changes), bool(disputed), stretches,
        )  # fmt: skip
        item.missing = [half_year(it.first) for it in stretches if it.percent is None]
        item.interest = interest(stretches, self.year, digits)
        if not has_fee and not disputed and move_id not in charged:
            charged.add(move_id)
            item.fee = self._get_fee(whole[0], currency_id, digits)
        return item

    def _get_rates(self, agreed: Decimal | str, late: Date) -> list[tuple]:
        """Return the rates of an item that became late on a day."""
        if agreed != "law":
            return [(*ALL_DAYS, agreed)]
        row = self._get_row(late)
        if row and row.follows == "late":
            return [(*ALL_DAYS, to_decimal(row.rate))]
        return self.law

    def _get_row(self, day: Date) -> models.BaseModel | None:
        """Return the row of the law that holds on a day, None without one."""
        if rate_at(self.law, day) is None:
            return None
        return self.rows[max(first for first in self.rows if first <= day)]

    def _get_fee(self, first: Stretch, currency_id: int, digits: int) -> Decimal:
        """Return the fixed sum of an invoice in its currency, by what was owed on its first day.

        In another currency it is converted at the rate of the day that is asked for: once for
        each currency, whatever the number of items.
        """
        row = self._get_row(first.first)
        if not self.company.customer_statement_interest_fixed_sum or not row:
            return Decimal(0)
        rate = self._get_exchange(row.currency_id.id, currency_id)
        fee = fixed_sum(row._get_tiers(), first.base / rate) * rate
        return to_decimal(round(float(fee), digits))

    def _get_exchange(self, from_id: int, to_id: int) -> Decimal:
        """Return how much of a currency one unit of another is worth."""
        key = (from_id, to_id)
        if key not in self.exchange:
            Currency = self.env["res.currency"]
            self.exchange[key] = to_decimal(1) if from_id == to_id else to_decimal(
                Currency._get_conversion_rate(
                    Currency.browse(from_id), Currency.browse(to_id), self.company, self.day
                )
            )  # fmt: skip
        return self.exchange[key]
