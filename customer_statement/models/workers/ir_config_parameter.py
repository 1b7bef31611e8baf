"""The number of workers is a parameter."""

from odoo import api, models

from .customer_statement_run import PARAMETER


class IrConfigParameter(models.Model):
    """Adds the number of workers to parameters, because scheduled actions must follow it."""

    _inherit = "ir.config_parameter"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Make the scheduled actions of the workers."""
        parameters = super().create(vals_list)
        parameters._match_statement_workers()
        return parameters

    def write(self, vals):
        """Make or rest the scheduled actions of the workers."""
        res = super().write(vals)
        self._match_statement_workers()
        return res

    def unlink(self):
        """Go back to as many workers as there are without the parameter."""
        ours = self.filtered(lambda it: it.key == PARAMETER)
        res = super().unlink()
        if ours:
            self.env["customer.statement.run"].sudo()._match_workers()
        return res

    # --- private

    def _match_statement_workers(self):
        if PARAMETER in self.mapped("key"):
            self.env["customer.statement.run"].sudo()._match_workers()
