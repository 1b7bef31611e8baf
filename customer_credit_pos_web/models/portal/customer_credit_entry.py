"""Credit entries as customers see them: the document behind each, and a mail for top-ups."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

MAILED_EVENTS = {"topup"}

MAIL_TEMPLATE = "customer_credit_pos_web.mail_template_credit_added"

# Books of the past that are taken over tell nobody anything new.
MAIL_DAYS = 7


class CustomerCreditEntry(models.Model):
    """Adds documents and mails for customers to entries, because the portal shows movements without
    notes or names of staff.
    """

    _inherit = "customer.credit.entry"

    # --- hooks

    @api.model
    def _append(self, vals_list):
        """Mail top-ups that are money at once; invoiced ones are mailed when they are paid.

        # EXTENDS 'customer_credit_balance'
        """
        entries = super()._append(vals_list)
        oldest = fields.Date.today() - timedelta(days=MAIL_DAYS)
        for entry in entries:
            invoiced = entry.move_line_id.move_id.is_sale_document(include_receipts=True)
            if entry.event in MAILED_EVENTS and entry.date >= oldest and not invoiced:
                entry._mail_credit_added()
        return entries

    # --- private

    def _get_portal_documents(self) -> dict:
        """Return {entry: (name, url or False)} of the documents that customers know.

        A payment by store credit is named after what it paid; callers show entries of one
        customer, whose user may open these documents by the portal's own rules. The number of
        queries depends on the kinds of documents, not on how many there are.
        """
        documents = {}
        for model, entries in self.sudo().grouped("res_model").items():
            records = self.env["customer.credit.entry"].browse()
            if model in self.env:
                records = self.env[model].sudo().browse(entries.mapped("res_id")).exists()
            found = {record.id: self._get_portal_document(record) for record in records}
            for entry in entries:
                documents[entry] = found.get(entry.res_id, ("", False))
        return documents

    @api.model
    def _get_portal_document(self, record: models.BaseModel) -> tuple:
        """Return (name, url or False) of a document in sudo."""
        if record._name == "account.payment":
            record = record.reconciled_invoice_ids[:1] or record
        if record._name == "account.move" and record.is_sale_document(include_receipts=True):
            return (record.name, f"/my/invoices/{record.id}")
        if record._name == "sale.order":
            return (record.name, f"/my/orders/{record.id}")
        if record._name == "payment.transaction":
            order = record.sale_order_ids[:1]
            return (record.reference, order and f"/my/orders/{order.id}")
        # Not the display name of an entry: it shows references that staff wrote for themselves.
        return (record.name if "name" in record._fields else record.display_name, False)

    def _mail_credit_added(self):
        """Send the customer one mail about credit that was added, where the company wants it."""
        template = self.env.ref(MAIL_TEMPLATE, raise_if_not_found=False)
        for entry in self.sudo():
            partner = entry._get_mail_partner()
            if (
                not template
                or entry.amount <= 0
                or not entry.company_id.store_credit_mail
                or not partner.email
            ):
                continue
            try:
                with self.env.cr.savepoint():
                    template.sudo().with_context(lang=partner.lang).send_mail(
                        entry.id,
                        email_values={"recipient_ids": [fields.Command.link(partner.id)]},
                    )
            except UserError as error:
                # Somebody edited the template badly: the money counts, the mail does not.
                _logger.warning("no mail about the top-up %s: %s", entry.request_key, error)

    def _get_mail_partner(self) -> models.BaseModel:
        """Return who is told: whoever ordered or paid and may see the credit, else the customer."""
        self.ensure_one()
        move = self.move_line_id.move_id
        orderer = move.line_ids.sale_line_ids.order_id.partner_id[:1]
        people = orderer | move.origin_payment_id.partner_id | self.account_id.partner_id
        return people.filtered(lambda it: it.email and it._is_store_credit_spender())[:1]
