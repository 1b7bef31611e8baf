"""Payments: what was paid, by whom and which way stays, once it is more than a draft."""

from odoo import _, models
from odoo.exceptions import UserError

# Read-only on the form of a posted payment; Odoo takes them by RPC.
KIND = {"payment_type", "partner_type", "amount", "currency_id", "partner_id", "journal_id",
        "move_id"}  # fmt: skip


class AccountPayment(models.Model):
    """Adds a guard to payments, because a posted payment frees top-ups by what it says, also where
    it has no entry yet.
    """

    _inherit = "account.payment"

    # --- guards

    def write(self, vals):
        """Keep what posted payments are worth, for whom and which way.

        :raise UserError: a client changes it

        # EXTENDS 'account'
        """
        names = KIND & vals.keys()
        if names and not self.env.su:
            bent = self.filtered(
                lambda it: (
                    it.state != "draft" and any(it._is_bent(name, vals[name]) for name in names)
                )
            )
            if bent:
                raise UserError(
                    _(
                        "%s is posted: what was paid, by whom and which way stays. "
                        "Reset it to draft, or make another payment.",
                        ", ".join(payment.display_name for payment in bent),
                    )
                )
        return super().write(vals)

    # --- private

    def _is_bent(self, name: str, value: object) -> bool:
        """Say whether writing this value would change the field; a first entry is no change."""
        field = self._fields[name]
        if name == "move_id" and not self.move_id:
            return False
        return field.convert_to_write(self[name], self) != field.convert_to_write(
            field.convert_to_record(field.convert_to_cache(value, self), self), self
        )
