"""Reservations of the shop: who set the credit aside may free it again."""

from odoo import _, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.core.keys import read_id


class CustomerCreditReservation(models.Model):
    """Adds a way out to reservations, because an announced transfer may never be made."""

    _inherit = "customer.credit.reservation"

    # --- private

    def _get_shop_part(self) -> models.BaseModel:
        """Return the part (sudo) of an unconfirmed order that this waits for, or none.

        A confirmed order rests on it, and so does money that has arrived.
        """
        self.ensure_one()
        part = self.env["payment.transaction"].sudo()
        if self.state != "open" or self.res_model != "sale.order":
            return part
        part = part.browse(read_id(self.request_key, "tx") or []).exists()
        if (
            part.state not in ("draft", "pending")
            or part.sale_order_ids.state not in ("draft", "sent")
            or part.store_credit_main_ids.filtered(lambda tx: tx.state in ("authorized", "done"))
        ):
            return part.browse()
        return part

    def _is_shop_releasable(self, user: models.BaseModel) -> bool:
        """Say whether this user, a customer, may free it by hand."""
        part = self._get_shop_part()
        return bool(part) and part.sale_order_ids._is_store_credit_owner(user)

    def _release_in_shop(self, user):
        """Free it (sudo) for its customer; the other payment may still arrive.

        It then takes what is there, as an order that nobody took back still wants it; what is
        missing waits as a to-do of the order's salesperson. Nothing is spent twice.

        :raise UserError: it is spent, freed, of a confirmed order, or of somebody else
        """
        self.ensure_one()
        part = self._get_shop_part()
        if part:
            # Of a payment that arrives at the same time, one of the two starts over.
            part.sale_order_ids._queue_for_store_credit()
            part.invalidate_recordset()
            self.invalidate_recordset()
        if not self._is_shop_releasable(user):
            raise UserError(
                _("This store credit cannot be freed: its order is paid or placed already.")
            )
        part._set_canceled(state_message=_("The customer freed the store credit of this payment."))
        part._release_store_credit()
        part.sale_order_ids.credit_to_use = 0.0
        part.sale_order_ids.message_post(
            body=_(
                "%(customer)s freed %(amount)s of store credit that waited for another payment.",
                customer=user.sudo().partner_id.complete_name,
                amount=part.currency_id.format(part.amount),
            ),
            author_id=user.sudo().partner_id.id,
        )
