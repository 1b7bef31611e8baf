"""Promises: announcements end with them when everything is paid otherwise."""

from odoo import api, models


class CustomerStatementDispute(models.Model):
    """Adds the end of announcements to the nightly look at promises, because both ask whether the
    documents are paid.
    """

    _inherit = "customer.statement.dispute"

    # --- private

    @api.model
    def _cron_check_promises(self):
        """Close announcements whose documents are paid, then look at the promises.

        # EXTENDS 'customer_statement'
        """
        self.env["customer.remittance"]._settle_paid()
        return super()._cron_check_promises()
