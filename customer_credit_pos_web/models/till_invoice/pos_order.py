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

    def _prepare_aml_values_list_per_nature(self):
        """Let what takes a closed order back add up: Odoo converts each payment by itself.

        Of an order that is paid in two ways in another currency this may leave a cent, and Odoo
        refuses to invoice it. It is a gain or loss, as whatever rates do.

        # EXTENDS 'point_of_sale'
        """
        values = super()._prepare_aml_values_list_per_nature()
        company = self.company_id
        home = company.currency_id
        parts = [part for parts in values.values() for part in parts]
        left = home.round(sum(home.round(part["balance"]) for part in parts))
        same = self.currency_id.is_zero(
            sum(part["amount_currency"] for part in parts if part["currency_id"] != home.id)
        )
        if self.currency_id != home and left and same and abs(left) <= len(parts) * home.rounding:
            account = company._get_rate_difference_account(-left)
            values["conversion"] = [
                {
                    "name": self.name,
                    "account_id": account.id,
                    "currency_id": home.id,
                    "amount_currency": -left,
                    "balance": -left,
                }
            ]
        return values

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
