"""Transactions of the provider "Store Credit": checked, spent once, booked, given back once."""

from odoo import _, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError

from odoo.addons.customer_credit_balance.core.keys import request_key

from .payment_provider import STORE_CREDIT


class PaymentTransaction(models.Model):
    """The id of a transaction is the request key of its credit entry and reservation."""

    _inherit = "payment.transaction"

    # --------------------------------------------------------------- keys

    def _get_store_credit_key(self):
        """Return the request key of this transaction; its reference names documents and is none."""
        self.ensure_one()
        return request_key("tx", self.id)

    def _find_store_credit_row(self, model):
        """Return the entry or reservation (sudo) of this transaction, or none.

        Older versions used the reference as key.

        :param str model: "customer.credit.entry" or "customer.credit.reservation"
        """
        return self.env[model]._find_by_key(
            self._get_store_credit_key(),
            old_key=self.reference,
            origin=self._get_store_credit_origin(),
        )

    def _release_store_credit(self):
        """Free what this transaction still has set aside."""
        reservation = self._find_store_credit_row("customer.credit.reservation")
        if reservation:
            self.env["customer.credit.account"]._release(reservation.request_key)

    # --------------------------------------------------------------- spending

    def _get_specific_processing_values(self, processing_values):
        """Spend the store credit as soon as the customer's request has made the transaction.

        # EXTENDS 'payment'
        """
        res = super()._get_specific_processing_values(processing_values)
        if self.provider_code == STORE_CREDIT and self.state == "draft":
            self._check_store_credit_spending()
            self._spend_store_credit()
        return res

    def _get_specific_rendering_values(self, processing_values):
        """Nothing is left to send anywhere: the form leads to the payment status.

        # EXTENDS 'payment'
        """
        if self.provider_code != STORE_CREDIT:
            return super()._get_specific_rendering_values(processing_values)
        return {"api_url": "/payment/status"}

    def _get_store_credit_document(self):
        """Return the one order or invoice that this transaction pays.

        :raise ValidationError: none, or several at once
        """
        self.ensure_one()
        documents = self.sale_order_ids or self.invoice_ids
        if len(documents) != 1:
            raise ValidationError(_("Store credit pays one order or invoice at a time."))
        return documents

    def _check_store_credit_spending(self):
        """Check the user, the document and the amount before store credit is spent.

        :raise AccessError: not logged in, or somebody else's document
        :raise ValidationError: company, currency or amount does not fit the document
        """
        self.ensure_one()
        document = self._get_store_credit_document()
        if not document._is_store_credit_owner(self.env.user):
            raise AccessError(
                _(
                    "Store credit is spent by its owner only: log in as the customer of %s.",
                    document.display_name,
                )
            )
        customer = document._get_store_credit_customer()
        if (
            self.operation in ("validation", "refund", "offline", "online_token")
            or self.tokenize
            or self.company_id != document.company_id
            or self.currency_id != document.currency_id
            or self.partner_id.commercial_partner_id != customer
        ):
            raise ValidationError(
                _("Store credit cannot pay %s: pay another way.", document.display_name)
            )
        # This very transaction is a draft: it is not part of what was paid.
        due = document._get_store_credit_usable(self.env.user)
        if not due or self.amount != self.amount or self.amount <= 0:
            raise ValidationError(
                _("There is no store credit that could pay %s.", document.display_name)
            )
        self._check_store_credit_confirms(document)
        if self.currency_id.compare_amounts(self.amount, due) > 0:
            raise ValidationError(
                _(
                    "%(document)s can be paid with store credit up to %(amount)s.",
                    document=document.display_name,
                    amount=self.currency_id.format(due),
                )
            )

    def _check_store_credit_confirms(self, document):
        """A part confirms no order that asks for no payment up front.

        :raise ValidationError: less than the whole order
        """
        if (
            document._name == "sale.order"
            and document.state in ("draft", "sent")
            and not document.require_payment
            and self.currency_id.compare_amounts(self.amount, document._get_store_credit_due()) < 0
        ):
            raise ValidationError(
                _(
                    "%s is paid with store credit as a whole: confirm it first to pay a part.",
                    document.display_name,
                )
            )

    def _spend_store_credit(self):
        """Spend the amount under the transaction's reference and set the transaction done.

        Both in one database transaction; the same transaction again changes nothing.

        :raise InsufficientCredit: less is available
        """
        self.ensure_one()
        account = self.env["customer.credit.account"]._get_or_create(
            self.partner_id, self.company_id
        )
        reservation = self._find_store_credit_row("customer.credit.reservation")
        booked = self._find_store_credit_row("customer.credit.entry")
        origin = self._get_store_credit_origin()
        if reservation and reservation.state != "released":
            account._capture(reservation.request_key, self.amount, "web_payment")
        else:
            key = booked.request_key or self._get_store_credit_key()
            account._post(-self.amount, "web_payment", key, origin)
        self._set_done(extra_allowed_states=("cancel",))

    def _get_store_credit_origin(self):
        """Return the document shown in the history of the credit account."""
        source = self.source_transaction_id or self
        documents = source.sale_order_ids or source.invoice_ids
        return documents if len(documents) == 1 else self

    # --------------------------------------------------------------- booking

    def _create_payment(self, **extra_create_values):
        """Tie the payment to the credit entry, and find the invoices of its order.

        # EXTENDS 'account_payment'
        """
        if self.provider_code != STORE_CREDIT:
            return super()._create_payment(**extra_create_values)
        entry = self._find_store_credit_row("customer.credit.entry")
        key = entry.request_key or self._get_store_credit_key()
        self.sudo()._book_store_credit_discount()
        # No user may write a key.
        payment = super(PaymentTransaction, self.sudo())._create_payment(
            **{"store_credit_request_key": key, **extra_create_values}
        )
        self._match_payment_with_invoices()
        return payment.sudo(self.env.su)

    def _book_store_credit_discount(self):
        """Book the early payment discount that this payment earns; a refusal stops no payment.

        In an entry of its own, so that it goes with the payment when that is taken back.
        """
        self.ensure_one()
        invoice = self.invoice_ids
        if len(invoice) != 1 or invoice.state != "posted":
            return
        saved = invoice._get_store_credit_discount()
        due = invoice.amount_residual - saved
        if not saved or self.currency_id.compare_amounts(self.amount, due):
            return
        try:
            with self.env.cr.savepoint():
                today = fields.Date.context_today(self)
                invoice._book_credit_discounts([invoice._prepare_credit_discount(today)])
        except (UserError, RedirectWarning) as error:
            reason = error.args[0] if error.args else str(error)
            invoice.message_post(
                body=_("The early payment discount could not be booked: %s", reason)
            )

    def _match_payment_with_invoices(self):
        """Match what the payment leaves open with open invoices of the same order."""
        for tx in self:
            invoices = (tx.invoice_ids | tx.sale_order_ids.invoice_ids).filtered(
                lambda move: move.state == "posted" and move.move_type == "out_invoice"
            )
            lines = (tx.payment_id.move_id | invoices).line_ids.filtered(
                lambda line, tx=tx: (
                    line.account_id == tx.payment_id.destination_account_id and not line.reconciled
                )
            )
            if lines & tx.payment_id.move_id.line_ids and lines & invoices.line_ids:
                lines.reconcile()
