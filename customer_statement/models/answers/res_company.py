"""Company: how long a dispute may take, and who hears of one that takes longer."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ...const import PREFETCH


class ResCompany(models.Model):
    """Adds the deadline of disputes to companies, because a dispute that nobody settles is a
    claim that nobody pays.
    """

    _inherit = "res.company"

    # --- fields

    customer_statement_dispute_days = fields.Integer(
        "Days for a Dispute", default=7,
        groups="base.group_system,account.group_account_manager",
        help="A dispute is to be settled within so many days. 0: no deadline.",
        prefetch=PREFETCH,
    )  # fmt: skip
    customer_statement_dispute_user_id = fields.Many2one(
        "res.users", "Late Disputes Go to", groups="base.group_user",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Hears once of each dispute that is late. Empty: a manager of statements.",
        prefetch=PREFETCH,
    )  # fmt: skip

    # --- guards

    @api.constrains("customer_statement_dispute_days")
    def _check_dispute_days(self):
        """Refuse days that are none.

        :raise ValidationError: below zero or above a year
        """
        if any(not 0 <= it.customer_statement_dispute_days <= 366 for it in self.sudo()):
            raise ValidationError(_("A dispute has 0 to 366 days; 0 is no deadline."))

    # --- private

    def _get_dispute_manager(self, owner: models.BaseModel) -> models.BaseModel:
        """Return the res.users (sudo) who hears of late disputes of an owner; may be empty."""
        self.ensure_one()
        chosen = self.sudo().customer_statement_dispute_user_id
        if chosen._filter_present():
            return chosen
        managers = self._get_statement_managers()
        return (managers - owner)[:1] or managers[:1]
