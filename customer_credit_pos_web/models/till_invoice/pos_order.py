"""Till orders: what is invoiced at the till."""

import logging

from odoo import _, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.exceptions import open_reason

_logger = logging.getLogger(__name__)


class PosOrder(models.Model):
    """Adds care to invoices of the till, because paper that fails must undo no sale."""

    _inherit = "pos.order"

    # --- hooks

    def _generate_pos_order_invoice(self):
        """Leave out what is no sale, whoever asks: an invoice without lines is none.

        # EXTENDS 'point_of_sale'
        """
        sales = self.filtered(lambda order: not order._sells_nothing())
        if self and not sales:
            return self.env["account.move"]
        order = super(PosOrder, sales.with_context(generate_pdf=False))
        invoice = order._generate_pos_order_invoice()
        if self.env.context.get("generate_pdf", True):
            invoice = invoice.with_context(generate_pdf=True)
            self._send_till_invoice(invoice)
        return invoice

    # --- private

    def _send_till_invoice(self, invoice):
        """Print and send an invoice; a PDF that fails undoes no sale, and is told on the invoice.

        :param invoice: account.move, posted
        """
        try:
            with self.env.cr.savepoint():
                invoice.with_context(skip_invoice_sync=True)._generate_and_send()
        except UserError as error:
            reason = open_reason(error)
            _logger.warning("invoice %s of the till was not printed: %s", invoice.name, reason)
            invoice.sudo()._message_log(
                body=_("Made at the till, but not printed and not sent: %s", reason)
            )
