"""Company: how long personal texts of private persons are kept, and what was removed."""

from datetime import date

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ...const import PREFETCH

# The longest that bookkeeping laws ask of what was written to customers (decision 0035).
YEARS = 10


class ResCompany(models.Model):
    """Adds the end of personal texts to companies, because each has the law of its country."""

    _inherit = "res.company"

    # --- fields

    customer_statement_privacy_years = fields.Integer(
        "Years That Texts of Persons Are Kept", default=YEARS,
        groups="base.group_system,account.group_account_manager",
        help="Files, texts, recipients, answers and notes of statements and reminders of private "
        "persons are removed so many years after the end of the year. Numbers, dates and amounts "
        "stay. 0: never.",
        prefetch=PREFETCH,
    )  # fmt: skip
    customer_statement_privacy_count = fields.Integer(
        "Statements Cleaned",
        readonly=True,
        groups="base.group_system,account.group_account_manager",
        prefetch=PREFETCH,
    )
    customer_statement_privacy_at = fields.Datetime(
        "Cleaned Last", readonly=True, groups="base.group_user", prefetch=PREFETCH
    )

    # --- guards

    @api.constrains("customer_statement_privacy_years")
    def _check_privacy_years(self):
        """Refuse years that are none.

        :raise ValidationError: below zero or above a hundred
        """
        if any(not 0 <= it.customer_statement_privacy_years <= 100 for it in self.sudo()):
            raise ValidationError(_("Texts of persons are kept 1 to 100 years; 0 is for ever."))

    # --- private

    def _get_privacy_day(self) -> date | None:
        """Return the day before which texts of persons are removed; None when they are kept."""
        self.ensure_one()
        years = self.sudo().customer_statement_privacy_years
        today = fields.Date.context_today(self)
        return date(today.year - years, 1, 1) if years else None

    def _count_cleaned(self, count: int) -> None:
        """Add to what was removed so far."""
        company = self.sudo()
        company.write(
            {
                "customer_statement_privacy_count": company.customer_statement_privacy_count
                + count,
                "customer_statement_privacy_at": fields.Datetime.now(),
            }
        )
