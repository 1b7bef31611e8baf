"""Portal access: an invitation that is sent again counts like the first."""

from odoo import models


class PortalWizardUser(models.TransientModel):
    """Who is invited for a company may use its store credit, when the inviter may say so."""

    _inherit = "portal.wizard.user"

    def _send_email(self):
        """Put the invited person on the list of the company.

        # EXTENDS 'portal'
        """
        res = super()._send_email()
        self.env["customer.credit.spender"]._allow_invited(self.user_id.sudo().partner_id)
        return res
