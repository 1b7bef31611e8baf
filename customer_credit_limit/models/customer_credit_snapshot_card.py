"""Credit snapshot: what it tells people, as values for the insight widget."""

from odoo import _, api, fields, models
from odoo.tools import format_date

from ..core.score import ENOUGH_SETTLED
from .customer_credit_snapshot import GRADES


class CustomerCreditSnapshot(models.Model):
    """What a snapshot tells people."""

    _inherit = "customer.credit.snapshot"

    def _get_score_card(self):
        """Return {value, grade, label, parts, note}; value False without enough history."""
        if not self or self.score_class == "new":
            note = _("Fewer than %s invoices were settled in 12 months.", ENOUGH_SETTLED)
            if not self:
                note = _("Figures are taken every night: there are none yet.")
            return {"value": False, "grade": "new", "label": "", "parts": [], "note": note}
        names, why = self._get_part_names(), self._get_part_reasons()
        return {
            "value": self.score,
            "grade": self.score_class,
            "label": dict(GRADES)[self.score_class],
            "note": False,
            "parts": [
                {
                    "code": part["code"],
                    "label": names[part["code"]],
                    "why": why[part["code"]],
                    "points": part["points"],
                    "weight": part["weight"],
                }
                for part in self.score_parts or []
                if part["weight"]
            ],
        }

    @api.model
    def _get_part_names(self):
        """Return {code: name of the part} of the score."""
        return {
            "beyond_terms": _("Days beyond terms"),
            "on_time": _("On-time rate"),
            "overdue": _("Overdue ratio"),
            "oldest": _("Oldest item"),
            "returned": _("Returned payments, broken promises"),
            "tenure": _("Time as a customer"),
        }

    def _get_part_reasons(self):
        """Return {code: the figure that the points were given for, as a sentence}."""
        days = self.days_beyond_terms
        paid = _("Pays %.1f days late, weighed by amount", days)
        if days <= 0:
            paid = _("Pays %.1f days early, weighed by amount", -days) if days else _("On the day")
        return {
            "beyond_terms": paid,
            "on_time": _("%.0f %% of the money came on time", self.on_time_rate),
            "overdue": _("%.0f %% of what is open is overdue", self.overdue_ratio),
            "oldest": _("Overdue for %s days", self.oldest_days)
            if self.oldest_days
            else _("Nothing is overdue"),
            "returned": _("%s in 12 months", self.returned_count)
            if self.returned_count
            else _("None in 12 months"),
            "tenure": _("First invoice %s months ago", self.tenure_months),
        }

    def _get_behaviour_figures(self):
        """Return [{code, label, value, help}] of payment behaviour; [] without a snapshot."""
        if not self:
            return []
        money = self.company_id.currency_id.format
        rows = [
            ("dso", _("DSO"), self._format_days(self.sales > 0, self.dso)),
            (
                "average_days_delinquent",
                _("Days delinquent"),
                self._format_days(self.sales > 0, self.average_days_delinquent),
            ),
            (
                "days_beyond_terms",
                _("Days beyond terms"),
                self._format_days(self.settled_count or self.on_time_rate, self.days_beyond_terms),
            ),
            ("on_time_rate", _("On time"), self._format_rate(self.on_time_rate)),
            ("overdue_ratio", _("Overdue"), self._format_rate(self.overdue_ratio)),
            ("oldest_days", _("Oldest item"), self._format_days(True, self.oldest_days)),
            ("high_balance", _("High balance"), money(self.high_balance)),
            ("sales", _("Sales of 12 months"), money(self.sales)),
        ]
        return [
            {"code": code, "label": label, "value": value, "help": self._get_figure_help(code)}
            for code, label, value in rows
        ]

    def _format_days(self, known, days):
        """Return days as text, a dash where nothing is known."""
        return _("%.0f days", days) if known else "-"

    def _format_rate(self, rate):
        """Return a percentage as text."""
        return _("%.0f %%", rate)

    def _get_figure_help(self, name):
        """Return what the figure means, as the field says it."""
        return self._fields[name].get_description(self.env, ["help"]).get("help") or ""

    @api.model
    def _get_trend(self, snapshots):
        """Return {points: [{date, label, exposure, limit}], rebuilt} for the chart.

        ``limit`` is None when unlimited; ``rebuilt`` says that some of it was made later.
        """
        return {
            "rebuilt": any(it.rebuilt for it in snapshots),
            "points": [
                {
                    "date": fields.Date.to_string(it.date),
                    "label": format_date(self.env, it.date),
                    "exposure": it.exposure,
                    "limit": None if it.is_unlimited else it.credit_limit,
                }
                for it in snapshots
            ],
        }
