"""Credit entries as customers see them: the document behind each, and a mail for top-ups."""

import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

MAILED_EVENTS = {"topup"}

MAIL_TEMPLATE = "customer_credit_pos_web.mail_template_credit_added"

# What customers buy with, and the mail about what is left for those who want one.
SPENT_EVENTS = {"payment", "till_payment", "web_payment"}

SPENT_TEMPLATE = "customer_credit_pos_web.mail_template_credit_spent"

# With what happens before the commit: by then a purchase is whole.
QUEUED = "customer_credit_pos_web.balance_mails"

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
        entries.filtered(
            lambda it: it.event in SPENT_EVENTS and it.amount < 0 and it.date >= oldest
        )._queue_credit_spent()
        return entries

    # --- private

    def _get_purchase(self) -> tuple:
        """Return what names the purchase of this entry: (model, id) of its document.

        Payments of one order are one purchase, and so are invoices that are paid together.
        """
        self.ensure_one()
        record = self.sudo()._get_origin()
        if not record or record._name in ("account.move", "account.payment"):
            return (False, 0)
        if record._name == "payment.transaction":
            record = record.sale_order_ids[:1] or record
        return (record._name, record.id)

    def _queue_credit_spent(self):
        """Tell those who want to know what is left, once for each purchase, when it is whole."""
        if not self:
            return
        precommit = self.env.cr.precommit
        if QUEUED not in precommit.data:
            precommit.data[QUEUED] = {}
            precommit.add(self.env["customer.credit.entry"].sudo()._mail_queued_balances)
        for account, entries in self.grouped("account_id").items():
            precommit.data[QUEUED].setdefault(account.id, []).extend(entries.ids)

    @api.model
    def _mail_queued_balances(self):
        """Put the mails of this transaction's purchases into the queue."""
        queued = self.env.cr.precommit.data.pop(QUEUED, {})
        for account in self.env["customer.credit.account"].browse(queued)._filter_balance_mail():
            people = account._get_balance_mail_partners()
            some = self.browse(queued[account.id]).exists() if people else self.browse()
            for bought in some.grouped(lambda entry: entry._get_purchase()).values():
                bought._mail_credit_spent(people)

    def _mail_credit_spent(self, people):
        """Mail each of these people once about one purchase (entries of one account, sudo)."""
        template = self.env.ref(SPENT_TEMPLATE, raise_if_not_found=False)
        spent = -sum(self.mapped("amount"))
        for person in people if template else ():
            problem = template._send_apart(
                self[:1], person,
                store_credit_spent=spent,
                # An address without a name stands for its customer.
                store_credit_person=person.name or person.commercial_partner_id.name,
            )  # fmt: skip
            if problem:
                _logger.warning("no mail about the purchase %s: %s", self[0].request_key, problem)

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
            if problem := template._send_apart(entry, partner):
                # The money counts, the mail does not.
                _logger.warning("no mail about the top-up %s: %s", entry.request_key, problem)

    def _get_mail_partner(self) -> models.BaseModel:
        """Return who is told: whoever ordered or paid and may see the credit, else the customer."""
        self.ensure_one()
        move = self.move_line_id.move_id
        orderer = move.line_ids.sale_line_ids.order_id.partner_id[:1]
        people = orderer | move.origin_payment_id.partner_id | self.account_id.partner_id
        return people.filtered(lambda it: it.email and it._is_store_credit_spender())[:1]
