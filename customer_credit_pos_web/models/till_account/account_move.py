"""Invoices, and whatever else says that a customer owes, settled at the till."""

from datetime import date

from odoo import _, models
from odoo.exceptions import UserError

SETTLED_TYPES = ("out_invoice", "out_receipt")


class AccountMove(models.Model):
    """Adds what tills settle to invoices, because they ask what is open, and whether it may be
    settled.

    An entry that is no invoice, such as an opening balance, may name several customers: only the
    items of the one who settles count.
    """

    _inherit = "account.move"

    # --- guards

    def _check_settled_by(self, order):
        """Refuse what is no posted document of this customer and company.

        :param order: the pos.order that settles
        :raise UserError: naming the document only when it is the customer's own
        """
        self.ensure_one()
        if not self._is_owed_by(order.partner_id.commercial_partner_id):
            raise UserError(order._get_settlement_refusal())
        if self.state != "posted":
            raise UserError(
                _("%s is not a posted invoice any more: leave it out.", self.display_name)
            )

    # --- hooks

    def _can_apply_credits_automatically(self):
        """Leave the invoices of till orders alone.

        What paid them is matched right after they are posted; a credit that came first would leave
        that open. What is on the customer's account stays there until somebody settles it.

        # EXTENDS 'customer_credit_balance'
        """
        return not self.sudo().pos_order_ids and super()._can_apply_credits_automatically()

    def _get_topup_money(self) -> float:
        """Take what a till took as money, once: the till has checked and closed it.

        # EXTENDS 'customer_credit_balance'
        """
        move = self.sudo()
        sessions = move.pos_session_ids
        if not (move.pos_payment_ids or sessions):
            return super()._get_topup_money()
        payments = move.pos_payment_ids | sessions.order_ids.payment_ids
        amounts = [
            payment.amount / (payment.pos_order_id.currency_rate or 1.0) for payment in payments
        ]
        # What settles is paid by a payment of its own sign. A foreign one may round up by a cent.
        taken = max(
            sum(amount for amount in amounts if amount > 0),
            -sum(amount for amount in amounts if amount < 0),
        )
        own = move.company_id.currency_id
        foreign = payments.filtered(lambda payment: payment.currency_id != own)
        return own.round(taken + own.rounding * len(foreign))

    def _get_invoice_next_payment_values(self, custom_amount=None):
        """Ask for no more than what open tills leave: what they took back is booked soon.

        # EXTENDS 'account'
        """
        values = super()._get_invoice_next_payment_values(custom_amount=custom_amount)
        waiting = self._get_till_waiting() if values else 0.0
        if waiting:
            due = max(self.currency_id.round(values["amount_due"] - waiting), 0.0)
            values["amount_due"] = due
            values["next_amount_to_pay"] = min(values["next_amount_to_pay"], due)
        return values

    def _has_to_be_paid(self):
        """Say no when an open till took everything back that is open.

        # EXTENDS 'account_payment'
        """
        return super()._has_to_be_paid() and (
            self.currency_id.compare_amounts(self.amount_residual, self._get_till_waiting()) > 0
        )

    # --- private

    def _get_till_waiting(self) -> float:
        """Return what open tills took back of this invoice, document currency, at most its open."""
        self.ensure_one()
        move = self.sudo()
        if not move.pos_order_ids or self.move_type != "out_invoice":
            return 0.0
        return self.currency_id.round(
            sum(
                amount * item.amount_residual_currency / item.amount_residual
                for item, amount in move.line_ids._get_credit_waiting().items()
            )
        )

    def _get_settled_name(self) -> str:
        """Return by what name a receipt calls this document."""
        return self.name or self.display_name

    def _queue_for_settling(self):
        """Leave two tills that settle this at once to the matching, which writes its items."""

    def _is_owed_by_open_session(self) -> bool:
        """Say whether the debt waits for the closing of a till: never, invoices are booked."""
        return False

    def _is_owed_by(self, customer: models.BaseModel) -> bool:
        """Say whether this is a debt of the customer (commercial partner), paid or not."""
        self.ensure_one()
        if self.move_type in SETTLED_TYPES:
            return self.partner_id.commercial_partner_id == customer
        booked = self.move_type == "entry" and self.state == "posted"
        return booked and bool(self._get_debt_items(customer))

    def _get_debt_items(self, customer: models.BaseModel) -> models.BaseModel:
        """Return the receivable items of these by which the customer owed, paid or not.

        What a closing put on the customer's account is settled as an order.
        """
        items = self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and line.balance > 0
        )
        if set(self.mapped("move_type")) <= set(SETTLED_TYPES):
            return items
        items = items.filtered(lambda line: line.partner_id.commercial_partner_id == customer)
        return items - items._filter_till_account()

    def _get_credit_share(self) -> float:
        """Return which part of what this entry (sudo) pays comes from store credit.

        0 to 1, in any currency. A settlement at a till, or store credit that was applied; closings
        pay nothing themselves.
        """
        self.ensure_one()
        settlements = self.pos_payment_ids.filtered(lambda payment: payment._is_settlement())
        if settlements:
            return settlements[0]._get_credit_share()
        if self.pos_payment_ids or self.pos_session_ids or self.reversed_pos_order_id:
            return 0.0
        return float(self.company_id.store_credit_account_id in self.line_ids.account_id)

    def _get_due_items(self, customer: models.BaseModel) -> models.BaseModel:
        """Return the open receivable items of these, what falls due first comes first.

        :param customer: commercial res.partner who owes
        """
        return (
            self._get_debt_items(customer)
            .filtered(
                lambda line: (
                    line.parent_state == "posted"
                    and not line.reconciled
                    and line.amount_residual > 0
                )
            )
            ._sort_first_due()
        )

    def _get_settled_total(self, customer: models.BaseModel) -> float:
        """Return the most that the customer ever owed by it, company currency."""
        if self.move_type in SETTLED_TYPES:
            return abs(self.amount_total_signed)
        return sum(self._get_debt_items(customer).mapped("balance"))

    def _get_due_discount(self, day: date) -> tuple:
        """Return what paying this whole document on this day saves.

        :return: (company currency, >= 0; the last day or None)
        """
        self.ensure_one()
        saved, last_day = self.env["customer.credit"].sudo()._get_early_discount(self, day)
        if not saved:
            return 0.0, None
        term = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        return term.balance - term.discount_balance, last_day
