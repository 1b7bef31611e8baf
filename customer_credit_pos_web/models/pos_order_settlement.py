"""Till orders that settle invoices and orders on the customer's account."""

from odoo import _, models
from odoo.exceptions import UserError

from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """A settlement has no goods: money in, documents paid, nothing sold.

    Each chosen document is a negative payment by customer account; the positive payments say
    how it was paid. The rules look at stored records, never at what the client says of them.
    """

    _inherit = "pos.order"

    def _get_settlements(self):
        """Return the payments of these orders that settle a document (sudo)."""
        return self.sudo().payment_ids.filtered("settled_document")

    def _pass_credit_gate(self):
        """Settle the documents of orders about to be paid.

        # EXTENDS 'customer_credit_pos_web'
        :raise UserError: a document that is not the customer's, or money that does not fit
        """
        res = super()._pass_credit_gate()
        for order in self.filtered(lambda order: order.state not in PAID_STATES):
            settlements = order._get_settlements().with_company(order.company_id)
            if settlements:
                order._check_settlement(settlements)
            for payment in settlements.sorted("id"):
                payment._book_settlement()
        return res

    def action_pos_order_paid(self):
        """Say first what is missing of a settlement, in words of its own.

        # EXTENDS 'point_of_sale'
        :raise UserError: the settlement is not in order, or not paid
        """
        settlements = self._get_settlements() if self.state not in PAID_STATES else None
        if settlements:
            self._check_settlement(settlements.with_company(self.company_id))
        return super().action_pos_order_paid()

    def _check_credit_paid(self):
        """Leave settlements to the check of what was chosen.

        # EXTENDS 'customer_credit_pos_web'
        """
        if not self._get_settlements():
            super()._check_credit_paid()

    def _generate_pos_order_invoice(self):
        """Settlements sell nothing: there is nothing to invoice.

        # EXTENDS 'point_of_sale'
        :raise UserError: one of these settles documents
        """
        if self._get_settlements():
            raise UserError(_("A settlement sells nothing: it has no invoice of its own."))
        return super()._generate_pos_order_invoice()

    # --------------------------------------------------------------- rules

    def _check_settlement(self, settlements):
        """Stop a settlement that is not in order.

        :param settlements: its pos.payment records with a document
        :raise UserError: with what to do
        """
        self.ensure_one()
        if self.lines or not self.currency_id.is_zero(self._get_credit_total()) or self.to_invoice:
            raise UserError(
                _("Settle what is due in an order of its own, without goods and invoice.")
            )
        if not self.partner_id:
            raise UserError(_("Choose a customer: somebody owes what is settled."))
        documents = [payment.settled_document for payment in settlements]
        if len(set(documents)) < len(documents):
            raise UserError(_("Each document is settled once in an order: leave out the others."))
        for payment in settlements:
            self._check_settled_document(payment)
        self._check_settlement_paid(settlements)

    def _check_settled_document(self, payment):
        """Refuse other customers' and companies' documents, and more than was ever due.

        :raise UserError: a client sent what the till did not offer
        """
        document = payment.settled_document.exists()
        method = payment.payment_method_id
        if not document or not method._is_customer_account() or not method.split_transactions:
            raise UserError(self._get_settlement_refusal())
        customer = self.partner_id.commercial_partner_id
        if document.company_id != self.company_id or not document._is_owed_by(customer):
            raise UserError(self._get_settlement_refusal())
        document._check_settled_by(self)
        if self.currency_id.compare_amounts(payment.amount, 0) >= 0:
            raise UserError(_("Enter what is paid of %s.", document.display_name))
        total = self._from_company_currency(document._get_settled_total(customer))
        if self.currency_id.compare_amounts(-payment.amount, total) > 0:
            raise UserError(
                _(
                    "%(document)s is over %(total)s: settle no more than that.",
                    document=document.display_name,
                    total=self.currency_id.format(total),
                )
            )

    def _check_settlement_paid(self, settlements):
        """The money is there, all of it, and is money.

        :raise UserError: paid by customer account, as a top-up, or not in full
        """
        others = self.sudo().payment_ids - settlements
        if any(payment.payment_method_id._is_customer_account() for payment in others):
            raise UserError(_("What is due cannot be settled by owing it: use another method."))
        if any(p.payment_method_id.is_store_credit and p.amount < 0 for p in others):
            raise UserError(_("A top-up is an order of its own: use Add credit."))
        config = self._get_credit_till()
        step = config.rounding_method.rounding if config.cash_rounding else 0.0
        difference = self.currency_id.round(sum((others | settlements).mapped("amount")))
        if self.currency_id.compare_amounts(abs(difference), step) > 0:
            raise UserError(
                _(
                    "Collect %s to settle what was chosen.",
                    self.currency_id.format(-sum(settlements.mapped("amount"))),
                )
            )

    def _get_settlement_refusal(self):
        """Return the sentence for documents that are not the customer's; it tells nothing."""
        return _(
            "One of the documents is not due by %s here: choose again from the list.",
            self.partner_id.display_name,
        )

    def _from_company_currency(self, amount):
        """Return an amount of company currency in the currency of this order, at today's rate."""
        return self.company_id.currency_id._convert(amount, self.currency_id, self.company_id)

    # --------------------------------------------------------------- as a settled document

    def _is_owed_by_open_session(self):
        """Say whether the debt of this order waits for the closing of its session."""
        self.ensure_one()
        return not self.account_move and self.session_id.state != "closed"

    def _is_owed_by(self, customer):
        """Say whether this is an order of the customer (commercial partner)."""
        return self.partner_id.commercial_partner_id == customer

    def _get_due_items(self, customer=None):
        """Return the open receivable items of these orders: of the invoice, or of the closing."""
        items = self._get_customer_account_payments().customer_account_line_id.filtered(
            lambda line: not line.reconciled and line.amount_residual > 0
        )
        return (items | self.account_move._get_due_items(customer)).sorted(
            lambda line: (line.date_maturity or line.date, line.id)
        )

    def _check_settled_by(self, order):
        """Refuse an order that owes nothing.

        :param order: the pos.order that settles
        :raise UserError: not on the customer's account
        """
        self.ensure_one()
        if (
            self.state not in PAID_STATES
            or self == order
            or self._get_settled_total(order.partner_id) <= 0
        ):
            raise UserError(order._get_settlement_refusal())

    def _get_settled_total(self, customer):
        """Return what was put on the customer's account, company currency."""
        payments = self._get_customer_account_payments().filtered(
            lambda payment: not payment.settled_document
        )
        return self._to_company_currency(sum(payments.mapped("amount")))
