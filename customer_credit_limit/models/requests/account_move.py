"""Journal entries: money that arrives may make open requests unneeded."""

from odoo import models


class AccountMove(models.Model):
    """Adds a wake-up of requests to posting, because a posted document may end one and money must
    never be stopped by looking.
    """

    _inherit = "account.move"

    # --- hooks

    def _post(self, soft=True):
        """Look at the open requests of customers whose receivable goes down.

        # EXTENDS 'customer_credit_balance'
        """
        posted = super()._post(soft=soft)
        lines = posted.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.balance < 0
        )
        if lines:
            self.env["customer.credit.request"]._trigger_reevaluation(lines.partner_id.ids)
        return posted
