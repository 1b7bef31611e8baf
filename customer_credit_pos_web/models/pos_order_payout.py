"""Till orders: what was paid with store credit goes back to store credit."""

from odoo import _, models
from odoo.exceptions import AccessError

from .pos_order import PAID_STATES
from .pos_order_store_credit_rules import PAYOUT_GROUP


class PosOrder(models.Model):
    """Cash or card for it is a payout: it needs a right of its own and is on record."""

    _inherit = "pos.order"

    def _get_store_credit_originals(self):
        """Return the orders (sudo) of which goods come back that store credit paid for."""
        originals = self.sudo().lines.refunded_orderline_id.order_id
        return originals.filtered(lambda order: order._is_paid_with_store_credit())

    def _is_paid_with_store_credit(self):
        """Say whether store credit paid a part, or goods that store credit had paid for."""
        seen, todo = self.browse(), self.sudo()
        while todo:
            payments = todo._get_store_credit_payments()
            if any(payment.amount > 0 for payment in payments):
                return True
            seen |= todo
            todo = todo.lines.refunded_orderline_id.order_id - seen
        return False

    def _get_store_credit_paid_out(self):
        """Return what left the till by other ways than store credit, >= 0, order currency."""
        return max(-self._get_credit_money(), 0.0)

    def _get_credit_money(self):
        """Return what came in by other ways than store credit, what went out taken off."""
        payments = self.sudo().payment_ids
        return sum((payments - self._get_store_credit_payments()).mapped("amount"))

    def _check_store_credit_payout(self):
        """Stop a refund that turns store credit into other money.

        Money that came in for the original may go out again; beyond it the right is needed.

        :raise AccessError: the user may not pay out store credit
        :raise UserError: more goods come back than are left of the original
        """
        self.ensure_one()
        for original in self._get_store_credit_originals():
            left = original._get_store_credit_left(self)
            self._check_store_credit_given(self._get_goods_returned_of(original), left)
            paid_out = self._get_store_credit_paid_out()
            allowed = max(original._get_credit_money_left(self), 0.0)
            allowed += original._get_credit_owed_back(self)
            if self.currency_id.compare_amounts(paid_out, allowed) > 0:
                self._check_store_credit_payout_right(original, allowed)
                self._note_store_credit_payout(original, paid_out - allowed)

    def _get_credit_money_left(self, refund):
        """Return what other money came in for this order and did not go out by other refunds."""
        refunds = self.lines.refund_orderline_ids.order_id.filtered(
            lambda order: order != refund and order.state in PAID_STATES
        )
        return self._get_credit_money() - sum(
            order._get_store_credit_paid_out() for order in refunds
        )

    def _get_credit_owed_back(self, refund):
        """Hook: return what ``refund`` takes off a debt of this order, >= 0, order currency."""
        return 0.0

    def _check_store_credit_payout_right(self, original, allowed):
        """Stop a user without the right; sudo and context give none.

        :raise AccessError: with what may go out
        """
        user = self.env.user
        if user._is_superuser() or user.has_group(PAYOUT_GROUP):
            return
        raise AccessError(
            _(
                "%(order)s was paid with store credit: give it back as store credit. Only "
                "%(amount)s may be given back in another way; more needs the right to pay out "
                "store credit. Ask a manager.",
                order=original.display_name,
                amount=self.currency_id.format(self.currency_id.round(allowed)),
            )
        )

    def _note_store_credit_payout(self, original, amount):
        """Put on record, on both orders, who paid out how much of store credit."""
        note = _(
            "%(user)s paid out %(amount)s of store credit: %(original)s was paid with it, "
            "%(order)s gave it back in another way.",
            user=self.env.user.display_name,
            amount=self.currency_id.format(amount),
            original=original.display_name,
            order=self.pos_reference or self.display_name,
        )
        for order in self.sudo() | original:
            order.message_post(body=note, author_id=self.env.user.partner_id.id)
