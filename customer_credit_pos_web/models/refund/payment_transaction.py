"""Refunds: what a payment took is given back once, to where it came from, and matched."""

from odoo import _, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError

from odoo.addons.customer_credit_balance.exceptions import open_reason

from ...const import STORE_CREDIT

# The entry of such a payment is gone, or counts for nothing.
DEAD_PAYMENTS = ("draft", "canceled", "rejected")


class PaymentTransaction(models.Model):
    """Adds refunds and chargebacks to payment transactions, because store credit beside a card goes
    back as well.

    Booked like a refund that the provider has made already.
    """

    _inherit = "payment.transaction"

    # --- fields

    store_credit_chargeable = fields.Boolean(
        "Can Be Charged Back", compute="_compute_store_credit_chargeable", compute_sudo=True
    )

    # --- computes

    def _compute_store_credit_chargeable(self):
        """Top-ups that real money paid, and that were not given back as a whole."""
        for tx in self:
            tx.store_credit_chargeable = (
                tx.provider_code != STORE_CREDIT
                and tx.sale_order_ids._has_store_credit_topup()
                and bool(tx._filter_refundable_payments())
            )

    # --- actions

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

    # --- hooks

    def _post_process(self):
        """Match refunds with what they pay back, whenever their provider confirms them.

        # EXTENDS 'account_payment'
        """
        res = super()._post_process()
        for refund in self.filtered(lambda tx: tx.operation == "refund" and tx.state == "done"):
            source = refund.source_transaction_id
            document = source.sale_order_ids or source.invoice_ids
            if len(document) == 1 and refund.payment_id and document._is_paid_with_store_credit():
                refund._match_refund_with_payment()
                refund._match_refund_with(document._get_refund_notes())
                refund._match_refund_with(document._get_refund_credit_moves())
        return res

    def _create_payment(self, **extra_create_values):
        """Book a refund on the receivable account that its payment was booked on.

        The customer may have another one since: neither would ever be matched.

        # EXTENDS 'account_payment'
        """
        account = self.source_transaction_id.payment_id.destination_account_id
        if self.operation == "refund" and account.active:
            extra_create_values.setdefault("destination_account_id", account.id)
        return super()._create_payment(**extra_create_values)

    def _needs_credit_entry(self) -> bool:
        """Book at once what is paid or given back beside store credit: both are matched together.

        # EXTENDS 'customer_credit_balance'
        """
        paid = self | self.source_transaction_id
        return super()._needs_credit_entry() or bool(paid.store_credit_part_id)

    def _send_refund_request(self):
        """Give store credit back, never more than was paid; book it at once.

        # EXTENDS 'payment'
        """
        if self.provider_code != STORE_CREDIT:
            return super()._send_refund_request()
        source = self.source_transaction_id
        if (
            self.amount >= 0
            or source.state != "done"
            or self.currency_id.compare_amounts(source._get_store_credit_refundable(), 0.0) < 0
        ):
            raise ValidationError(
                _(
                    "%(reference)s paid %(amount)s with store credit: no more can be given back.",
                    reference=source.reference,
                    amount=source.currency_id.format(source.amount),
                )
            )
        account = self.env["customer.credit.account"]._get_or_create(
            self.partner_id, self.company_id
        )
        origin = self._get_store_credit_origin()
        account._append_entry(-self.amount, "web_refund", self._get_store_credit_key(), origin)
        self._set_done()
        # Nobody browses a refund: book it in this transaction.
        self._post_process()
        self._match_refund_with_payment()
        return None

    # --- private

    def _filter_store_credit_payments(self):
        """Return the transactions that store credit paid."""
        return self.filtered(
            lambda tx: (
                tx.provider_code == STORE_CREDIT and tx.operation != "refund" and tx.state == "done"
            )
        )

    def _get_store_credit_refunds(self) -> models.BaseModel:
        """Return the refunds of these transactions that count against them."""
        return self.child_transaction_ids.filtered(
            lambda tx: tx.operation == "refund" and tx.state not in ("cancel", "error")
        )

    def _get_store_credit_refundable(self) -> float:
        """Return how much of this payment was not given back yet, its currency, positive.

        A payment by store credit that was cancelled has given everything back already.
        """
        self.ensure_one()
        paid = 0.0 if self._is_store_credit_returned() else self.amount
        given_back = sum(self._get_store_credit_refunds().mapped("amount"))
        return self.currency_id.round(paid + given_back)

    def _is_store_credit_returned(self) -> bool:
        """Say whether the books gave back what this payment took by store credit.

        Its payment is cancelled or reset, or it was deleted: then its entry is reversed.
        """
        self.ensure_one()
        if self.provider_code != STORE_CREDIT:
            return False
        if self.payment_id:
            return self.payment_id.state in DEAD_PAYMENTS
        entry = self._find_store_credit_row("customer.credit.entry")
        return bool(entry) and bool(
            entry.search_count([("reversed_entry_id", "=", entry.id)], limit=1)
        )

    def _filter_refundable_payments(self):
        """Return the payments of which something was not given back yet, by whatever provider."""
        return self.filtered(
            lambda tx: (
                tx.state == "done"
                and tx.operation not in ("refund", "validation")
                and tx.payment_id.state not in DEAD_PAYMENTS
                # Captured part by part: the parts were booked, this one was not.
                and (tx.payment_id or tx.provider_code == STORE_CREDIT)
                and tx.currency_id.compare_amounts(tx._get_store_credit_refundable(), 0.0) > 0
            )
        )

    def _get_refund_support(self) -> str:
        """Return what the provider can give back: "partial", "full_only" or "none"."""
        self.ensure_one()
        method = self.payment_method_id.primary_payment_method_id or self.payment_method_id
        supported = {self.provider_id.support_refund or "none", method.support_refund or "none"}
        return next(it for it in ("none", "full_only", "partial") if it in supported)

    def _refund_part(self, amount):
        """Give back this much of the payment through its provider; return the refund.

        Money is out then: it is booked in a step of its own, see :meth:`_book_refund`.

        :param float amount: checked by the caller against what is refundable
        """
        self.ensure_one()
        return self.with_context(payment_backend_action=True)._refund(amount)

    def _book_refund(self) -> str:
        """Book a refund that its provider has paid; return why the books refuse it, or nothing.

        It stays on record, so that nobody pays it twice; Odoo's scheduled action tries again.
        """
        self.ensure_one()
        if self.state != "done" or self.payment_id:
            return ""
        try:
            with self.env.cr.savepoint():
                self._post_process()
        except (UserError, RedirectWarning) as error:
            self.invalidate_recordset()
            return open_reason(error)
        return ""

    def _match_refund_with_payment(self):
        """Match the refund with what its payment left open on the receivable."""
        self._match_refund_with((self | self.source_transaction_id).payment_id.move_id)

    def _match_refund_with(self, moves):
        """Match what the refund left open with the credits that these entries left open."""
        lines = (self.payment_id.move_id | moves).line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and not line.reconciled
            )
        )
        debits = lines.filtered(lambda line: line.move_id == self.payment_id.move_id)
        credits = (lines - debits).filtered(
            lambda line: line.amount_residual < 0 and line.account_id == debits.account_id
        )
        if debits and credits:
            (debits | credits).reconcile()

    def _give_back_store_credit(self):
        """Give back what these transactions of a cancelled document took, once.

        What an invoice consumed stays with it: the invoice is credited first, then refunded.
        """
        self._cancel_store_credit_parts()
        self._refund_store_credit_left_open()

    def _refund_store_credit_left_open(self):
        """Give back what the payments by store credit among these leave open."""
        for tx in self._filter_store_credit_payments():
            if tx._is_store_credit_returned():
                continue
            if not tx.payment_id:
                tx.with_company(tx.company_id)._create_payment()
                tx.is_post_processed = True
            receivable = tx.payment_id.move_id.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            amount = min(
                tx._get_store_credit_refundable(), -sum(receivable.mapped("amount_residual"))
            )
            if tx.currency_id.compare_amounts(amount, 0.0) > 0:
                tx._refund(amount)
