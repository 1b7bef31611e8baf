"""Payment transactions: money first; an order that may not go on waits with its payment booked."""

from odoo import _, api, models
from odoo.exceptions import ValidationError

# Payments that a customer starts; whoever works here decides for themselves.
CUSTOMER_OPERATIONS = ("online_redirect", "online_direct", "online_token")

INVOICING_GROUP = "account.group_account_invoice"


class PaymentTransaction(models.Model):
    """Adds the gate to the start of payments, because afterwards money was taken and nothing may
    raise for a limit or a hold.

    Shop, portal and pay link all start with a new transaction: here is the one door.
    """

    _inherit = "payment.transaction"

    _credit_uncaptured_idx = models.Index(
        "(id) WHERE state = 'authorized' OR state = 'done' AND payment_id IS NULL"
        " AND is_post_processed IS NOT TRUE"
    )

    # --- guards

    def _check_amount_and_confirm_order(self):
        """Return only the orders that are confirmed now; tell about those that wait.

        # EXTENDS 'sale'
        """
        orders = super()._check_amount_and_confirm_order()
        waiting = orders.filtered(lambda it: it.state != "sale")
        for order in waiting:
            order.sudo()._message_log(
                body=_(
                    "Money has arrived, but the order waits for credit approval. It is not lost: "
                    "the payment is booked, the order is confirmed or refunded after the decision."
                )
            )
        return orders - waiting

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse politely to start paying an order that could not be confirmed.

        :raise ValidationError: with the message for customers, nothing of internal reasons

        # EXTENDS 'payment'
        """
        transactions = super().create(vals_list)
        for transaction in transactions:
            if transaction.operation in CUSTOMER_OPERATIONS:
                transaction._check_credit_hold()
        return transactions

    def _check_credit_hold(self):
        """Stop the payment of quotations whose customer's hold stops even paid orders.

        :raise ValidationError: with the message for customers
        """
        quotations = self.sudo().sale_order_ids.filtered(lambda it: it.state in ("draft", "sent"))
        for order in quotations:
            if order._is_credit_payment_stopped():
                raise ValidationError(order._get_credit_payment_message())
        # Reading flushes, and what was paid so far is cached until the order is paid by others.
        quotations.invalidate_recordset(["amount_paid"])

    def _check_credit_void(self):
        """Keep payments (sudo) that confirmed orders need, or voiding would pass the gate for them.

        Whoever invoices may take money back, as elsewhere. A provider that gives up a payment asks
        nobody: then the customer owes more.

        :raise UserError: an order could not go on without this payment
        """
        user = self.env.user
        orders = self.sale_order_ids.filtered(lambda it: it.state == "sale")
        if not orders or user._is_superuser() or user.has_group(INVOICING_GROUP):
            return
        # The provider is asked by the step after this one, and does not forget it with an error.
        trial = self.env.cr.savepoint()
        try:
            self.state = "cancel"
            orders._stop_blocked(_("The order needs this payment: cancel the order first."))
        finally:
            trial.close(rollback=True)

    # --- hooks

    def _void(self, amount_to_void=None):
        """Ask whether confirmed orders go on without the payment, before the provider is asked.

        # EXTENDS 'payment'
        """
        self._check_credit_void()
        return super()._void(amount_to_void)

    def _post_process(self):
        """Book the money; drafts that a limit or a hold stops stay drafts.

        # EXTENDS 'customer_credit_balance'
        """
        for transaction in self.sudo().filtered(lambda tx: tx.state == "done"):
            (transaction | transaction.source_transaction_id)._leave_credit_drafts()
        return super()._post_process()

    def _invoice_sale_orders(self):
        """Leave drafts of what may not be posted: Odoo posts them before it books the money.

        # EXTENDS 'sale'
        """
        super()._invoice_sale_orders()
        for transaction in self.sudo():
            transaction._leave_credit_drafts()

    # --- private

    def _leave_credit_drafts(self):
        """Take from these payments (sudo) the drafts that may not be posted, and ask for approval.

        Odoo posts the drafts of a payment before it books the money: one that is stopped would
        keep the money from the books.
        """
        drafts = self.invoice_ids.filtered(lambda it: it.state == "draft" and it._is_credit_gated())
        for draft, verdict in drafts._decide_credit().items():
            if verdict.state != "blocked":
                continue
            for transaction in self:
                transaction.invoice_ids -= draft
            draft._request_credit_approval(verdict)
            draft._log_blocked(verdict)
            draft._message_log(
                body=_(
                    "Money has arrived, but this draft waits for credit approval: %s The payment "
                    "is booked for whoever paid. Apply it when the invoice is posted.",
                    " ".join(verdict.messages),
                )
            )

    def _get_credit_booked_items(self, customer: models.BaseModel) -> models.BaseModel:
        """Return the posted receivable items by which these payments are this customer's credit.

        :param customer: commercial res.partner; what is booked for others is a credit of theirs
        """
        return self.payment_id.move_id.line_ids.filtered(
            lambda item: (
                item.account_id.account_type == "asset_receivable"
                and item.parent_state == "posted"
                and item.partner_id.commercial_partner_id == customer
            )
        )

    def _get_credit_uncaptured(self, booking: bool = False) -> float:
        """Return the part (tx currency) that is authorized and not captured, or not booked yet.

        :param booking: whether Odoo books payments just now, and says that it has done so
        """
        self.ensure_one()
        unbooked = booking or not self.is_post_processed
        just_paid = self.state == "done" and not self.payment_id and unbooked
        if self.state != "authorized" and not just_paid:
            return 0.0
        parts = self.child_transaction_ids.filtered(
            lambda tx: tx.operation != "refund" and tx.state in ("done", "cancel")
        )
        return max(self.amount - sum(parts.mapped("amount")), 0.0)
