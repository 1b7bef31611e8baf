"""Payments: what kind of payment it is stays, once it is more than a draft."""

from odoo import _, models
from odoo.exceptions import UserError

KIND = {"payment_type", "partner_type"}


class AccountPayment(models.Model):
    """A posted payment frees top-ups and settles invoices by its direction."""

    _inherit = "account.payment"

    # --- guards

    def write(self, vals):
        """Keep the direction of payments that are posted; their form shows it read-only.

        :raise UserError: a client changes it

        # EXTENDS 'account'
        """
        names = KIND & vals.keys()
        if names and not self.env.su:
            bent = self.filtered(
                lambda it: it.state != "draft" and any(it[name] != vals[name] for name in names)
            )
            if bent:
                raise UserError(
                    _(
                        "%s is posted: whether it is received or sent, and for whom, stays. "
                        "Reset it to draft, or make another payment.",
                        ", ".join(payment.display_name for payment in bent),
                    )
                )
        return super().write(vals)
