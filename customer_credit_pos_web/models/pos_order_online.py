"""Till orders that an online payment completes, beside store credit that a cashier added."""

from markupsafe import Markup

from odoo import _, models
from odoo.exceptions import UserError


class PosOrder(models.Model):
    """The money has arrived: whatever stops the store credit, nothing of it is lost."""

    _inherit = "pos.order"

    def _process_saved_order(self, draft):
        """Keep the order open for its cashier when store credit cannot complete it any more.

        # EXTENDS 'point_of_sale'
        """
        user = self.env.user
        if (
            draft
            or (user._is_internal() and not user._is_superuser())
            or not self._is_paid_online()
        ):
            return super()._process_saved_order(draft)
        try:
            with self.env.cr.savepoint():
                return super()._process_saved_order(draft)
        except UserError as error:
            self.invalidate_recordset()
            self._tell_store_credit_missing(error.args[0])
            return self.id

    def _is_paid_online(self):
        """Say whether a payment by link arrived for this order, which uses store credit too."""
        payments = self.sudo().payment_ids
        return bool(
            "online_account_payment_id" in payments._fields
            and payments.filtered("online_account_payment_id")
            and self._get_store_credit_payments()
        )

    def _tell_store_credit_missing(self, reason):
        """Note on the order, and give the cashier a to-do, why it is not paid.

        :param str reason: sentence of the rule that stopped it
        """
        order = self.sudo()
        note = _(
            "%(order)s was paid online, but not with the store credit beside it: %(reason)s Open "
            "the order at the till, remove the store credit and choose another payment.",
            order=order.pos_reference or order.display_name,
            reason=reason,
        )
        order.message_post(body=note)
        order.session_id.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=order.session_id.user_id.id,
            summary=_("Paid online, store credit missing"),
            note=Markup("<p>%s</p>") % note,
        )
