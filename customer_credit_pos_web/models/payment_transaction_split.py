"""Payments in two parts: store credit waits for the other payment, then both are booked."""

import logging

from markupsafe import escape

from odoo import Command, _, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.exceptions import open_reason

from .payment_provider import STORE_CREDIT

_logger = logging.getLogger(__name__)


class PaymentTransaction(models.Model):
    """A card payment carries the store-credit part that completes it."""

    _inherit = "payment.transaction"

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

    # --------------------------------------------------------------- start

    def _prepare_store_credit_part(self, order, amount):
        """Create the draft part of an order and set its store credit aside.

        Called in sudo by a route that knows the order's customer is logged in.

        :param float amount: order currency, which is the company's
        :return: payment.transaction in state draft
        :raise InsufficientCredit: less is available
        """
        order.transaction_ids._cancel_unfinished_parts()
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

    # --------------------------------------------------------------- states of the other payment

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

    def _set_error(self, *args, **kwargs):
        """Free the store credit when the other payment fails.

        # EXTENDS 'payment'
        """
        res = super()._set_error(*args, **kwargs)
        res._cancel_store_credit_parts()
        return res

    # --------------------------------------------------------------- completion

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

    def _settle_store_credit_part(self):
        """Spend what was set aside; when it is gone, tell somebody and let the order wait."""
        self.ensure_one()
        part, order = self.store_credit_part_id, self.store_credit_part_id.sale_order_ids
        if part.state == "done" or order.state == "cancel":
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
        order.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=(order.user_id or order.team_id.user_id or self.env.ref("base.user_admin")).id,
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
        except UserError as error:
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
