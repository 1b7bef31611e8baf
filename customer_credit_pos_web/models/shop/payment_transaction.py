"""Transactions are evidence: what a provider reported is written by the engine only."""

import logging

from markupsafe import escape

from odoo import Command, _, api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError

from odoo.addons.customer_credit_balance.core.keys import request_key
from odoo.addons.customer_credit_balance.core.money import is_amount
from odoo.addons.customer_credit_balance.exceptions import open_reason

from ...const import STORE_CREDIT

# Whoever may invoice has the right to write transactions in Odoo, whose own code never uses it:
# what these fields say becomes payments, confirmed orders and store credit.
ENGINE_FIELDS = {
    "amount", "child_transaction_ids", "company_id", "currency_id", "invoice_ids", "is_live",
    "is_post_processed", "operation", "partner_id", "payment_id", "payment_method_id",
    "provider_code", "provider_id", "provider_reference", "reference", "sale_order_ids",
    "source_transaction_id", "state", "store_credit_part_id", "token_id",
}  # fmt: skip

# A user starts a payment by token, which Odoo then asks the provider for.
STARTED = {
    "amount", "company_id", "currency_id", "invoice_ids", "operation", "partner_id", "payment_id",
    "payment_method_id", "provider_id", "reference", "token_id",
}  # fmt: skip

_logger = logging.getLogger(__name__)


class PaymentTransaction(models.Model):
    """Adds payment by store credit to transactions, because it is reserved before a card is charged
    and spent with it; nobody types that money has arrived.

    Administrators could run any code anyway: they may, to repair what a provider left behind.

    The id of a transaction is the request key of its credit entry and reservation.
    A card payment carries the store-credit part that completes it.
    """

    _inherit = "payment.transaction"

    # --- fields

    store_credit_part_id = fields.Many2one(
        "payment.transaction",
        "Store Credit Part",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The part of the order that store credit pays once this payment succeeds.",
    )
    store_credit_main_ids = fields.One2many(
        "payment.transaction", "store_credit_part_id", "Completes", readonly=True
    )

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Let users start payments by token; all others are made by the engine.

        # EXTENDS 'payment'

        :raise AccessError: a user says that something was paid, refunded or authorised
        """
        if not self.env.is_system():
            for vals in vals_list:
                self._check_started(vals)
        return super().create(vals_list)

    @api.model
    def _check_started(self, vals):
        """Refuse values of a new transaction that only the engine may say."""
        said = {name for name in vals.keys() & ENGINE_FIELDS if vals[name]} - STARTED
        if vals.get("state") == "draft":
            said.discard("state")
        provider = self.env["payment.provider"].sudo().browse(vals.get("provider_id"))
        if (
            said
            or vals.get("operation") in ("refund", "validation")
            or provider.code == STORE_CREDIT
            or not is_amount(vals.get("amount"))
            or vals["amount"] <= 0
        ):
            raise self._get_credit_server_refusal(said)

    def _check_refund_amount(self, amount):
        """Compare what somebody wants to give back with what is left of this payment.

        Odoo leaves it to providers to refuse more.
        """
        self.ensure_one()
        left = self._get_store_credit_refundable()
        amount = self.amount if amount is None or amount is False else amount
        if not is_amount(amount) or self.currency_id.compare_amounts(amount, 0.0) <= 0:
            raise ValidationError(_("Enter the amount to refund as a number above zero."))
        # Store credit says so itself, with a refund that failed and stays on record.
        ours = self.provider_code == STORE_CREDIT
        if not ours and self.currency_id.compare_amounts(amount, left) > 0:
            raise ValidationError(
                _(
                    "%(amount)s of %(reference)s can be refunded at most: the rest was given back "
                    "already, or never paid.",
                    amount=self.currency_id.format(max(left, 0.0)),
                    reference=self.reference,
                )
            )

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

    # --- actions

    def action_post_process(self):
        """Book what was paid as the engine; for users who may write transactions.

        # EXTENDS 'payment'
        """
        self.check_access("write")
        return super(PaymentTransaction, self.sudo()).action_post_process()

    def action_refund(self, amount_to_refund=None):
        """Refund no more than was paid and not given back yet.

        # EXTENDS 'payment'

        :param float amount_to_refund: in the currency of each; everything that is left by default
        :raise ValidationError: no number, zero or below, or more than is left
        """
        self.check_access("write")
        for tx in self.sudo():
            tx._check_refund_amount(amount_to_refund)
        return super().action_refund(amount_to_refund=amount_to_refund)

    # --- hooks

    @api.model
    def _get_credit_server_names(self) -> frozenset[str]:
        """Add what only providers and the engine may say.

        # EXTENDS 'customer_credit_balance'
        """
        return super()._get_credit_server_names() | ENGINE_FIELDS

    @api.model
    def _get_credit_server_refusal(self, names: set[str]) -> UserError:
        """Say why, and what to do.

        # EXTENDS 'customer_credit_balance'
        """
        return AccessError(
            _(
                "What was paid online comes from the payment provider and cannot be typed in: "
                "register a payment on the invoice instead."
            )
        )

    def _process(self, provider_code, payment_data):
        """Write what a provider reported as the engine, whoever brings the report.

        # EXTENDS 'payment'
        """
        return super(PaymentTransaction, self.sudo())._process(provider_code, payment_data)

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

    def _set_pending(self, **kwargs):
        """Keep the store credit aside while the other payment is under way.

        # EXTENDS 'payment'
        """
        res = super()._set_pending(**kwargs)
        for part in res.store_credit_part_id.filtered(lambda tx: tx.state == "draft"):
            part._set_pending()
            reservation = part._find_store_credit_row("customer.credit.reservation")
            if reservation.state == "open":
                _started, under_way = part.company_id._get_store_credit_times()
                reservation._set({"expires_at": fields.Datetime.now() + under_way})
        return res

    def _set_canceled(self, *args, **kwargs):
        """Free the store credit when the other payment is cancelled.

        # EXTENDS 'payment'
        """
        res = super()._set_canceled(*args, **kwargs)
        res._cancel_store_credit_parts()
        return res

    def _update_source_transaction_state(self):
        """Free the store credit when all of an authorised payment was voided.

        Odoo voids by a transaction of its own, and cancels the payment without a word.

        # EXTENDS 'payment'
        """
        super()._update_source_transaction_state()
        voided = self.source_transaction_id.filtered(lambda tx: tx.state == "cancel")
        voided._cancel_store_credit_parts()

    def _set_error(self, *args, **kwargs):
        """Free the store credit when the other payment fails.

        # EXTENDS 'payment'
        """
        res = super()._set_error(*args, **kwargs)
        res._cancel_store_credit_parts()
        return res

    def _post_process(self):
        """Spend the part before the order is confirmed, book it after the order is invoiced.

        # EXTENDS 'sale'
        """
        parts = self.filtered("store_credit_main_ids")
        others = self - parts
        paid = others.filtered(
            lambda tx: tx.store_credit_part_id and tx.state in ("authorized", "done")
        )
        for tx in paid:
            tx._settle_store_credit_part()
        if others:
            super(PaymentTransaction, others)._post_process()
        for part in paid.store_credit_part_id | parts:
            part._book_store_credit_safely()

    # --- private

    def _get_store_credit_key(self) -> str:
        """Return the request key of this transaction; its reference names documents and is none."""
        self.ensure_one()
        return request_key("tx", self.id)

    def _find_store_credit_row(self, model: str) -> models.BaseModel:
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

    def _get_store_credit_document(self) -> models.BaseModel:
        """Return the one order or invoice that this transaction pays.

        :raise ValidationError: none, or several at once
        """
        self.ensure_one()
        documents = self.sale_order_ids or self.invoice_ids
        if len(documents) != 1:
            raise ValidationError(_("Store credit pays one order or invoice at a time."))
        return documents

    def _spend_store_credit(self):
        """Spend the amount under the transaction's reference and set the transaction done.

        Both in one database transaction; the same transaction again changes nothing.

        :raise InsufficientCredit: less is available
        """
        self.ensure_one()
        account = self.env["customer.credit.account"]._get_or_create(
            self.partner_id, self.company_id
        )
        if account.reserved:
            # Set aside for this order by hand: the customer spends it here.
            self.sale_order_ids._free_credit_set_aside()
            if not self.store_credit_main_ids:
                # What an attempt beside a card left behind is in nobody's way.
                self.sale_order_ids.transaction_ids._cancel_unfinished_parts()
        reservation = self._find_store_credit_row("customer.credit.reservation")
        booked = self._find_store_credit_row("customer.credit.entry")
        origin = self._get_store_credit_origin()
        if reservation and reservation.state != "released":
            account._capture(reservation.request_key, self.amount, "web_payment")
        else:
            key = booked.request_key or self._get_store_credit_key()
            account._append_entry(-self.amount, "web_payment", key, origin)
        self._set_done(extra_allowed_states=("cancel",))

    def _get_store_credit_origin(self) -> models.BaseModel:
        """Return the document shown in the history of the credit account."""
        source = self.source_transaction_id or self
        documents = source.sale_order_ids or source.invoice_ids
        return documents if len(documents) == 1 else self

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
            invoice.message_post(
                body=_(
                    "The early payment discount has no entry of its own: %s It is booked with the "
                    "payment instead; there is nothing to do.",
                    open_reason(error),
                )
            )

    def _filter_money_received(self) -> models.BaseModel:
        """Return the transactions by other ways than store credit whose payment is settled.

        Of those the bank said that the money came, or a part paid another document: Odoo matches
        neither with an invoice that is made later.
        """
        return self.filtered(
            lambda tx: (
                tx.provider_code != STORE_CREDIT
                and tx.operation != "refund"
                and tx.payment_id.state == "paid"
            )
        )

    def _match_payment_with_invoices(self):
        """Match what the payment leaves open with open invoices of the same order."""
        for tx in self:
            invoices = (tx.invoice_ids | tx.sale_order_ids.invoice_ids).filtered(
                lambda move: move.state == "posted" and move.move_type == "out_invoice"
            )
            if tx.provider_code == STORE_CREDIT:
                # Store credit buys no store credit, also not where an order has both.
                invoices = invoices.filtered(lambda it: not it.line_ids._filter_store_credit())
            lines = (tx.payment_id.move_id | invoices).line_ids.filtered(
                lambda line, tx=tx: (
                    line.account_id == tx.payment_id.destination_account_id and not line.reconciled
                )
            )
            if lines & tx.payment_id.move_id.line_ids and lines & invoices.line_ids:
                lines.reconcile()

    def _prepare_store_credit_part(self, order, amount):
        """Create the draft part of an order and set its store credit aside.

        Called in sudo by a route that knows the order's customer is logged in.

        :param float amount: order currency, which is the company's
        :return: payment.transaction in state draft
        :raise InsufficientCredit: less is available
        """
        order.transaction_ids._cancel_unfinished_parts()
        order._free_credit_set_aside()
        provider = order._get_store_credit_provider()
        part = self.create(
            {
                **provider._prepare_store_credit_transaction(order, amount),
                "reference": self._compute_reference(STORE_CREDIT, prefix=f"{order.name}-credit"),
                "partner_id": order.partner_invoice_id.id,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        account = self.env["customer.credit.account"]._get_or_create(
            order.partner_id, order.company_id
        )
        started, _under_way = order.company_id._get_store_credit_times()
        account._reserve(amount, part._get_store_credit_key(), order, started)
        return part

    def _cancel_unfinished_parts(self):
        """Free what an attempt that the customer left behind had set aside."""
        left_behind = self.filtered(lambda tx: tx.state in ("draft", "cancel", "error"))
        left_behind._cancel_store_credit_parts()

    def _cancel_store_credit_parts(self):
        """Cancel parts that wait, free their reservation, give back what was spent."""
        for part in self.store_credit_part_id:
            if part.state in ("draft", "pending"):
                part._set_canceled()
            part._release_store_credit()
            if part.state == "done" and part._get_store_credit_refundable():
                part._give_back_store_credit()

    def _settle_store_credit_part(self):
        """Spend what was set aside; when it is gone, tell somebody and let the order wait."""
        self.ensure_one()
        part, order = self.store_credit_part_id, self.store_credit_part_id.sale_order_ids
        # Nobody wants what was ordered any more, where the order is deleted as well.
        if part.state == "done" or not order or order.state == "cancel":
            return
        order.invalidate_recordset(["amount_paid"])
        left = order.currency_id.round(order.amount_total - order.amount_paid)
        if order.currency_id.compare_amounts(left, 0.0) <= 0:
            self._cancel_store_credit_parts()
            return
        # Another attempt that was left behind must not hold the money of this one.
        (order.transaction_ids - self)._cancel_unfinished_parts()
        try:
            with self.env.cr.savepoint():
                part.amount = min(part.amount, left)
                part._spend_store_credit()
        except UserError as error:
            part.invalidate_recordset()
            # People who may not see the customer's credit read the order's to-dos.
            self._tell_missing_store_credit(open_reason(error))
        order.invalidate_recordset(["amount_paid"])

    def _tell_missing_store_credit(self, reason):
        """Mark the part as failed and give the order's salesperson a to-do."""
        part, order = self.store_credit_part_id, self.store_credit_part_id.sale_order_ids
        if part.state == "error":
            return
        part._release_store_credit()
        part._set_error(reason, extra_allowed_states=("cancel",))
        sellers = order.user_id | order.team_id.user_id
        order.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=(sellers.filtered("active")[:1] or self.env.ref("base.user_admin")).id,
            summary=_("Store credit is missing"),
            note=escape(
                _(
                    "%(paid)s was paid and is booked, but %(missing)s of store credit could not "
                    "be spent: %(reason)s The order waits. Ask the customer to pay the rest, or "
                    "refund the payment.",
                    paid=self.currency_id.format(self.amount),
                    missing=part.currency_id.format(part.amount),
                    reason=reason,
                )
            ),
        )

    def _book_store_credit_safely(self):
        """Book the part; what the books refuse is tried again, alone, and stops nothing else."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._book_store_credit_part()
        except (UserError, RedirectWarning) as error:
            self.invalidate_recordset()
            self.is_post_processed = False
            _logger.warning("%s: the payment could not be booked: %s", self.reference, error)

    def _book_store_credit_part(self):
        """Book the payment of parts that were spent; their order was confirmed by the other."""
        for part in self:
            part.is_post_processed = True
            if part.state != "done":
                continue
            if not part.payment_id:
                part.with_company(part.company_id)._create_payment()
            (part | part.store_credit_main_ids)._match_payment_with_invoices()
