"""Credit snapshot: the tiles of the dashboard, each a number and the way to what it counts."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import SQL, format_date

from .customer_credit_request import OPEN_STATES

SOON_DAYS = 30
REQUESTS = "customer_credit_limit.action_customer_credit_request"


class CustomerCreditSnapshot(models.Model):
    """For everybody who may see snapshots, in the companies that are chosen."""

    _inherit = "customer.credit.snapshot"

    @api.model
    def get_dashboard(self):
        """Return the tiles: [{code, value, label, detail, tone, help, filter or action}].

        Amounts are those of the chosen companies that share the current one's currency.

        :raise AccessError: for users without the right to see credit
        """
        self.browse().check_access("read")
        currency = self.env.company.currency_id
        companies = self.env.companies.filtered(lambda it: it.currency_id == currency)
        held, over, excess, late, overdue, exposure, ending, day = self._read_dashboard(companies)
        waiting = self.env["customer.credit.request"].search_count(
            [("state", "in", OPEN_STATES), ("company_id", "in", companies.ids)]
        )
        tiles = [
            ("waiting", waiting, _("Waiting for approval"), _("requests"), "look"),
            ("over", over, _("Over the limit"), currency.format(excess), "stopped"),
            ("on_hold", held, _("On hold"), _("customers"), "stopped"),
            ("overdue", currency.format(overdue), _("Overdue"), _("%s customers", late), "look"),
            ("ending", ending, _("Limits to review"), _("within %s days", SOON_DAYS), "look"),
            ("exposure", currency.format(exposure), _("Exposure"), self._format_day(day), "none"),
        ]
        counts = {"waiting": waiting, "over": over, "on_hold": held, "overdue": late,
                  "ending": ending}  # fmt: skip
        return [
            {
                "code": code,
                "value": value,
                "label": label,
                "detail": detail,
                "tone": tone if counts.get(code) else "none",
                "help": self._get_tile_help(code),
                "filter": code,
                "action": REQUESTS if code == "waiting" else False,
            }
            for code, value, label, detail, tone in tiles
        ]

    def _read_dashboard(self, companies):
        """Return the counts and sums over the latest snapshots, one query."""
        soon = fields.Date.context_today(self) + timedelta(days=SOON_DAYS)
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE on_hold), COUNT(*) FILTER (WHERE excess > 0),
                       COALESCE(SUM(excess), 0), COUNT(*) FILTER (WHERE overdue > 0),
                       COALESCE(SUM(overdue), 0), COALESCE(SUM(exposure), 0),
                       COUNT(*) FILTER (WHERE review_date <= %s), MAX(date)
                  FROM customer_credit_snapshot
                 WHERE latest AND company_id IN %s
                """,
                soon,
                tuple(companies.ids),
            )
        )
        return [float(value) if index in (2, 4, 5) else value for index, value in enumerate(row)]

    def _format_day(self, day):
        """Return of which day the figures are."""
        return _("as of %s", format_date(self.env, day)) if day else _("no figures yet")

    def _get_tile_help(self, code):
        """Return what a click shows."""
        return {
            "waiting": _("Open the requests that wait for approval"),
            "over": _("Show the customers over their limit"),
            "on_hold": _("Show the customers on hold"),
            "overdue": _("Show the customers with overdue invoices"),
            "ending": _("Show the limits that end or are to be reviewed soon"),
            "exposure": _("Show all customers"),
        }[code]
