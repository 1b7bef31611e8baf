"""Journal items: what was donated on the website is nobody's credit to use."""

from odoo import models


class AccountMoveLine(models.Model):
    """Adds donations to the credits that are kept, because Odoo books them as on account."""

    _inherit = "account.move.line"

    # --- hooks

    def _find_credits_kept(self) -> models.BaseModel:
        """Keep what was donated: no invoice takes it by itself.

        # EXTENDS 'customer_credit_balance'
        """
        given = self.filtered(lambda item: item.sudo().payment_id.is_donation)
        return super()._find_credits_kept() | given
