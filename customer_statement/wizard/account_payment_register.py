"""Register Payment: what was chosen in the dialog is matched before anything that was announced."""

from odoo import models

from ..models.remittance.account_payment import LATER


class AccountPaymentRegister(models.TransientModel):
    """Lets the choice of whoever registers a payment go before what its customer announced."""

    _inherit = "account.payment.register"

    def _post_payments(self, to_process, edit_mode=False):
        """Post without looking at announcements yet.

        # EXTENDS 'account'
        """
        return super(AccountPaymentRegister, self.with_context(**{LATER: True}))._post_payments(
            to_process, edit_mode
        )

    def _reconcile_payments(self, to_process, edit_mode=False):
        """Take announcements up with what is left.

        # EXTENDS 'account'
        """
        res = super()._reconcile_payments(to_process, edit_mode)
        payments = self.env["account.payment"].union(*(vals["payment"] for vals in to_process))
        payments._take_up_remittances()
        return res
