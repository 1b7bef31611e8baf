"""Settings of limits: numbers, dates and words that fit, from whatever door."""

from odoo import api, models


class CustomerCreditBoundedMixin(models.AbstractModel):
    """A limit of NaN is above and below nothing: what decides is a number or is refused.

    The checks of values are those of the dialogs. Who may name which record is for the rules of
    the records themselves.
    """

    _name = "customer.credit.bounded.mixin"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Settings of Credit Limits"

    # --- guards

    @api.model
    def _check_named_records(self, records):
        """Ask nothing here.

        # EXTENDS 'customer_credit_balance'
        """
