"""Statements: a period is chosen by its name, and nobody must type a day."""

from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain

from ...core.recurrence import named_period

# By the name that people have for it; the days are what counts and is kept.
PERIODS = [
    ("month", "Last Month"),
    ("this_month", "This Month"),
    ("quarter", "Last Quarter"),
    ("this_quarter", "This Quarter"),
    ("last_year", "Last Year"),
    ("year", "This Year"),
    ("since", "Since the Last Statement"),
    ("custom", "Other Days"),
]


class CustomerStatement(models.Model):
    """Adds named periods to statements, because people say "last month" while the days are what is
    kept.
    """

    _inherit = "customer.statement"

    # --- fields

    period = fields.Selection(
        PERIODS, compute="_compute_period", readonly=False,
        help="Fills the days. Since the last statement: from the day after it, or else from the "
        "first day of the year.",
    )  # fmt: skip

    # --- computes

    @api.depends("date_from", "date_to")
    def _compute_period(self):
        """Name the period by its days."""
        today = fields.Date.context_today(self)
        known = {named_period(name, today): name for name, _label in reversed(PERIODS)}
        for statement in self:
            days = (statement.date_from, statement.date_to)
            statement.period = known.get(days, "custom")

    @api.onchange("period", "kind", "partner_id", "company_id")
    def _onchange_period(self):
        """Fill the days of a period that has a name; open items have one day, today."""
        for statement in self:
            if statement.kind == "open_items":
                if statement.date_from:
                    statement.date_from = False
                    statement.date_to = fields.Date.context_today(statement)
                continue
            if not statement.date_from and statement.period == "custom":
                statement.period = "month"
            if days := statement._get_named_days():
                name = statement.period
                statement.date_from, statement.date_to = days
                statement.period = name  # its days may have another name as well

    # --- guards

    @api.model
    def default_get(self, fields_list):
        """Begin with last month, so that choosing a customer is enough."""
        values = super().default_get(fields_list)
        if {"date_from", "date_to"} <= set(fields_list):
            values = {**values, **self._get_default_days(values)}
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Complete new statements without any day: last month, or the open items of today.

        # EXTENDS 'customer_statement'
        """
        days = {"date_from", "date_to"}
        return super().create(
            [
                vals if days & vals.keys() else {**self._get_default_days(vals), **vals}
                for vals in vals_list
            ]
        )

    # --- private

    @api.model
    def _get_default_days(self, vals: dict) -> dict:
        """Return the days of a new statement as values: last month; open items are those of today.

        :param dict vals: ``kind`` and days, where they were chosen or come from the context
        """
        context = self.env.context
        kind = vals.get("kind") or context.get("default_kind") or "activity"
        today = fields.Date.context_today(self)
        if kind == "open_items":
            return {"date_from": False, "date_to": context.get("default_date_to") or today}
        if "default_date_from" in context or "default_date_to" in context:
            return {}
        first, last = named_period("month", today)
        return {"date_from": first, "date_to": last}

    def _get_named_days(self) -> tuple | None:
        """Return (first, last) day of the period that was chosen by name, or None."""
        self.ensure_one()
        last = self._get_last_day_told() if self.period == "since" else None
        return named_period(self.period, fields.Date.context_today(self), last)

    def _get_last_day_told(self) -> date | None:
        """Return the last day of the statement that this customer got before, or None.

        One that told movements goes before later ones of open items, as reminders are: else what
        was booked between the two is told by neither.
        """
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id._origin
        domain = Domain(
            [
                ("partner_id", "child_of", customer.ids),
                ("company_id", "=", self.company_id._origin.id),
                ("state", "in", ("sent", "viewed", "disputed")),
                ("delivery", "!=", False),
                ("id", "!=", self._origin.id),
            ]
        )
        told = domain & Domain("kind", "!=", "open_items")
        last = self.search(told, order="date_to desc", limit=1)
        return (last or self.search(domain, order="date_to desc", limit=1)).date_to
