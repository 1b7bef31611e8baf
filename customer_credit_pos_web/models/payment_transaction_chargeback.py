"""Chargebacks: the bank took the money of a top-up back, without asking the provider."""

from odoo import _, fields, models
from odoo.exceptions import UserError

from .payment_provider import STORE_CREDIT


class PaymentTransaction(models.Model):
    """Booked like a refund that the provider has made already."""

    _inherit = "payment.transaction"

    store_credit_chargeable = fields.Boolean(
        "Can Be Charged Back", compute="_compute_store_credit_chargeable", compute_sudo=True
    )

    def _compute_store_credit_chargeable(self):
        """Top-ups that real money paid, and that were not given back as a whole."""
        for tx in self:
            tx.store_credit_chargeable = (
                tx.provider_code != STORE_CREDIT
                and tx.sale_order_ids._has_store_credit_topup()
                and bool(tx._filter_refundable_payments())
            )

    def action_record_chargeback(self):
        """Book that the bank took the money of these top-ups back, and take their credit back.

        Credit that was spent meanwhile leaves a debt, which freezes the account and tells the
        credit managers. For credit managers.

        :return: client action that reads the page again
        :raise AccessError: the caller is no credit manager
        :raise UserError: nothing is left that could be charged back
        """
        Account = self.env["customer.credit.account"]
        Account._check_manager()
        self.check_access("read")
        for tx in self.sudo().with_context(payment_backend_action=True):
            # Two clicks: the second waits here, and finds nothing left.
            tx.sale_order_ids._touch_credit_account(
                tx.partner_id.commercial_partner_id, tx.company_id
            )
            tx.invalidate_recordset()
            if not tx.store_credit_chargeable:
                raise UserError(_("%s has nothing left that could be charged back.", tx.reference))
            amount = tx._get_store_credit_refundable()
            refund = tx._create_child_transaction(amount, is_refund=True)
            refund._set_done(state_message=_("Charged back by the bank."))
            refund._post_process()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
