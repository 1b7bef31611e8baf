"""Company: how long a payment that a provider left pending is waited for."""

from datetime import date as Date
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ...const import PREFETCH


class ResCompany(models.Model):
    """Adds the end of waiting to companies, because some payments that are begun never arrive, and
    nobody says so.
    """

    _inherit = "res.company"

    # --- fields

    customer_statement_pending_days = fields.Integer(
        "Days for a Pending Payment", default=14,
        groups="base.group_system,account.group_account_manager",
        help="A payment that a provider left pending for more days counts no longer as on its way: "
        "what it was for is reminded and can be paid again. 0: it is waited for without end.",
        prefetch=PREFETCH,
    )  # fmt: skip

    # --- guards

    @api.constrains("customer_statement_pending_days")
    def _check_pending_days(self):
        """Refuse days that are none.

        :raise ValidationError: below zero or above a year
        """
        if any(not 0 <= it.customer_statement_pending_days <= 366 for it in self.sudo()):
            raise ValidationError(
                _("A pending payment is waited for 1 to 366 days; 0 is without end.")
            )

    # --- private

    def _get_pending_since(self, day: Date) -> Date:
        """Return the first day since which a payment may be pending and still be waited for.

        :param day: date as of which is asked
        """
        self.ensure_one()
        days = self.sudo().customer_statement_pending_days
        return day - timedelta(days=days) if days else Date.min
