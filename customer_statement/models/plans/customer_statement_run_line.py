"""Customers of a run of reminders: those whose plan is kept get none."""

from odoo import _, api, fields, models


class CustomerStatementRunLine(models.Model):
    """Adds the reason to the customers of runs, because whoever gets none is listed with why."""

    _inherit = "customer.statement.run.line"

    # --- fields

    reason = fields.Selection(selection_add=[("planned", "Payment plan that is kept")])

    # --- private

    @api.model
    def _get_advice(self) -> dict:
        """Say what to do about a plan.

        # EXTENDS 'customer_statement'
        """
        return {**super()._get_advice(), "planned": _("Nothing to do while the plan is kept.")}
