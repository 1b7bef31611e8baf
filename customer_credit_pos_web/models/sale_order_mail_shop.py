"""Mails of orders that store credit pays: they name the payments, and never stop the money."""

import logging

from odoo import _, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.exceptions import open_reason

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    """A mail that cannot be made, for want of a PDF printer say, must not undo a payment."""

    _inherit = "sale.order"

    def _send_order_notification_mail(self, mail_template, *args, **kwargs):
        """Send the mail without its PDF when that fails, and write it down when both fail.

        # EXTENDS 'sale'
        """
        self.ensure_one()
        if not self._is_store_credit_mail_guarded():
            return super()._send_order_notification_mail(mail_template, *args, **kwargs)
        for order in (self, self.with_context(store_credit_without_pdf=True)):
            try:
                with self.env.cr.savepoint():
                    return super(SaleOrder, order)._send_order_notification_mail(
                        mail_template, *args, **kwargs
                    )
            except UserError as error:
                reason = open_reason(error)
                _logger.warning("order %s: the mail could not be made: %s", order.name, reason)
        return self.sudo().message_post(body=_("No mail was sent to the customer: %s", reason))

    def _is_store_credit_mail_guarded(self):
        """Say whether store credit pays this order, or it is being bought on account."""
        return self.env.context.get("store_credit_on_account") or self._has_store_credit_payment()

    def _render_store_credit_mail(self):
        """Return the table of payments for the customer's mail as Markup, or nothing."""
        self.ensure_one()
        order = self.sudo().with_context(lang=self.partner_id.lang or self.env.lang)
        payments = order._get_store_credit_payments()
        if not payments:
            return ""
        return order.env["ir.qweb"]._render(
            "customer_credit_pos_web.store_credit_payments_mail",
            {"order": order, "payments": payments},
            minimal_qcontext=True,
        )
