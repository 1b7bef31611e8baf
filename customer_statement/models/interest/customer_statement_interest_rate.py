"""Rates: what the law of a country says that late business customers owe, by half-year."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.customer_credit_balance.core.money import to_decimal

from ...core.interest import spread


class CustomerStatementInterestRate(models.Model):
    """One rate and one fixed sum of some countries, valid until the next or the half-year's end.

    Rows without a company are delivered and the same for everybody; a row of a company stands in
    for the shared one of the same day.
    """

    _name = "customer.statement.interest.rate"
    _inherit = "customer.credit.numbers.mixin"
    _description = "Rate of Statutory Interest"
    _order = "date_from desc, id desc"
    _rec_name = "source"

    _rate_positive = models.Constraint(
        "CHECK (rate >= 0 AND fee >= 0)", "Rate and fixed sum cannot be negative."
    )

    # --- fields

    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, copy=False, index=True,
        ondelete="cascade", help="Empty: delivered, the same for every company.",
    )  # fmt: skip
    country_ids = fields.Many2many("res.country", string="Countries", required=True)
    date_from = fields.Date("Valid From", required=True)
    source = fields.Char(
        "Reference", required=True, translate=True, help="What the rate is made of."
    )
    rate = fields.Float("Rate (%)", digits=(16, 4), required=True)
    follows = fields.Selection(
        [
            ("half_year", "Changes with each half-year"),
            ("late", "Stays that of the day it became late"),
        ],
        "While It Is Late", required=True, default="half_year",
    )  # fmt: skip
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    fee = fields.Monetary("Fixed Sum", help="Once for each late invoice.")
    fee_ids = fields.One2many(
        "customer.statement.interest.rate.fee", "rate_id", "Fixed Sums of Larger Debts", copy=True
    )

    # --- guards

    @api.constrains("company_id", "country_ids", "date_from")
    def _check_once(self):
        """Refuse two rates of one country and day.

        :raise ValidationError: names country and day
        """
        for row in self:
            twin = self.sudo().search(
                [
                    ("id", "!=", row.id),
                    ("company_id", "=", row.company_id.id),
                    ("date_from", "=", row.date_from),
                    ("country_ids", "in", row.country_ids.ids),
                ],
                limit=1,
            )
            if twin:
                raise ValidationError(
                    _(
                        "There is a rate from %(date)s for %(country)s already: change that one.",
                        date=row.date_from,
                        country=", ".join((twin.country_ids & row.country_ids).mapped("name")),
                    )
                )

    # --- private

    @api.model
    def _get_rows(self, company: models.BaseModel, country: models.BaseModel) -> dict:
        """Return {first day: row (sudo)} that hold for a company, its own before the shared.

        :param country: res.country whose law applies
        """
        rows = self.sudo().search(
            [("country_ids", "in", country.ids), ("company_id", "in", [False, company.id])],
            order="date_from",
        )
        # A company's own row comes last, and stays.
        return {row.date_from: row for row in rows.sorted(lambda it: bool(it.company_id))}

    def _get_rates(self) -> list[tuple]:
        """Return the rates of these rows, as of ``core.interest.spread``."""
        return spread((row.date_from, to_decimal(row.rate)) for row in self)

    def _get_tiers(self) -> list:
        """Return [(smallest debt, fixed sum)] of one row, in its currency."""
        self.ensure_one()
        tiers = [(to_decimal(0), to_decimal(self.fee))]
        return tiers + [(to_decimal(it.least_debt), to_decimal(it.fee)) for it in self.fee_ids]
