"""Till orders: what was paid with store credit goes back to store credit."""

from odoo import _, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...const import PAID_STATES, PAYOUT_GROUP


class PosOrder(models.Model):
    """Adds refunds to orders of the till, because money goes back the way it came and anything else
    needs a right.

    What the original took comes back, pro rata, whatever the rate did in between.
    """

    _inherit = "pos.order"

    # --- guards

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

    def _check_store_credit_free_return(self):
        """Goods returned without their order need a manager of the till."""
        if not self._may_return_without_order():
            raise UserError(
                _(
                    "Refund from the original order: without it only a manager may give store "
                    "credit."
                )
            )

    # --- hooks

    def _get_credit_owed_back(self, refund: models.BaseModel) -> float:
        """Hook: return what ``refund`` takes off a debt of this order, >= 0, order currency."""
        return 0.0

    def _get_store_credit_settled(self) -> tuple:
        """Hook: return what store credit paid of this order (sudo) after it was sold.

        :return: (order currency, company currency that it took), both >= 0
        """
        return 0.0, 0.0

    def _get_store_credit_in_company_currency(self, payment: models.BaseModel) -> float:
        """Give back what the entries of the original took; the rest at the rate of the day.

        The rest was paid in another way: its money goes back as it is worth now.

        # EXTENDS 'customer_credit_pos_web'
        """
        amount = super()._get_store_credit_in_company_currency(payment)
        if payment.amount >= 0 or self.currency_id == self.company_id.currency_id:
            return amount
        original = self.lines.refunded_orderline_id.order_id.sudo()
        if len(original) != 1:
            return amount
        paid, taken = original._get_store_credit_cost()
        if paid <= 0:
            return amount
        before = original._get_store_credit_given_back(self)
        before -= sum(
            other.amount for other in self._get_store_credit_payments() if other.id < payment.id
        )
        after = before - payment.amount
        company_currency = self.company_id.currency_id
        mine = [company_currency.round(taken * min(it, paid) / paid) for it in (before, after)]
        rest = max(after - max(before, paid), 0.0)
        return mine[0] - mine[1] + amount * (rest / -payment.amount)

    # --- private

    def _may_return_without_order(self) -> bool:
        """Return whether the user may take goods back without their order: managers of the till."""
        user = self.env.user
        return user._is_superuser() or user.has_group("point_of_sale.group_pos_manager")

    def _gives_back_without_order(self) -> bool:
        """Say whether something is given back that no order of the customer stands behind.

        Goods that come back without theirs, and prices and discounts that make lines worth less
        than nothing. Rewards and down payments take off what is sold beside them, no more.
        """
        values = {
            line: value
            for line, value in self._get_credit_line_values().items()
            if not line.refunded_orderline_id
        }
        compare = self.currency_id.compare_amounts
        return compare(sum(values.values()), 0) < 0 or any(
            line.qty < 0 and compare(value, 0) < 0 for line, value in values.items()
        )

    def _get_store_credit_originals(self) -> models.BaseModel:
        """Return the orders (sudo) of which goods come back that store credit paid for."""
        originals = self.sudo().lines.refunded_orderline_id.order_id
        return originals.filtered(lambda order: order._is_paid_with_store_credit())

    def _is_paid_with_store_credit(self) -> bool:
        """Say whether store credit paid a part, or goods that store credit had paid for.

        At once, or afterwards what was on the customer's account.
        """
        seen, todo = self.browse(), self.sudo()
        while todo:
            payments = todo._get_store_credit_payments()
            if any(payment.amount > 0 for payment in payments) or any(
                order._get_store_credit_settled()[0] for order in todo
            ):
                return True
            seen |= todo
            todo = todo.lines.refunded_orderline_id.order_id - seen
        return False

    def _get_store_credit_paid_out(self) -> float:
        """Return what left the till by other ways than store credit, >= 0, order currency."""
        return max(-self._get_credit_money(), 0.0)

    def _get_credit_money(self) -> float:
        """Return what came in by other ways than store credit less what went out.

        Order currency.
        """
        payments = self.sudo().payment_ids
        return sum((payments - self._get_store_credit_payments()).mapped("amount"))

    def _get_credit_money_left(self, refund: models.BaseModel) -> float:
        """Return what other money came in and did not go out by other refunds, order currency.

        What was on account is no money as far as store credit paid it afterwards.

        :param refund: the pos.order that asks, left out
        """
        refunds = self.lines.refund_orderline_ids.order_id.filtered(
            lambda order: order != refund and order.state in PAID_STATES
        )
        settled, _taken = self.sudo()._get_store_credit_settled()
        return (
            self._get_credit_money()
            - settled
            - sum(order._get_store_credit_paid_out() for order in refunds)
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

    def _get_store_credit_cost(self) -> tuple:
        """Return what store credit paid of this order, and what that took from the customer.

        What was exchanged for goods that store credit had paid was paid with it. What was
        missing was not taken.

        :return: (order currency, company currency), both >= 0
        """
        payments = self._get_store_credit_payments().filtered(lambda it: it.amount > 0)
        entries = payments._get_store_credit_entry_by_payment()
        short = {line.payment_uuid: line for line in payments._get_shortfalls()}
        paid, taken = self.sudo()._get_store_credit_settled()
        for payment in payments:
            line = short.get(payment.uuid)
            paid += payment.amount * (line.taken_amount / line.amount if line else 1.0)
            if payment in entries:
                taken -= entries[payment].amount
        for original in self._get_store_credit_originals():
            other_paid, other_taken = original._get_store_credit_cost()
            if other_paid > 0:
                value = min(self._get_goods_returned_of(original), other_paid)
                paid += value
                taken += other_taken * value / other_paid
        return paid, taken

    def _get_store_credit_given_back(self, refund: models.BaseModel) -> float:
        """Return what other refunds than ``refund`` gave of this order, >= 0, order currency."""
        refunds = self.lines.refund_orderline_ids.order_id.filtered(
            lambda order: order != refund and order.state in PAID_STATES
        )
        payments = refunds._get_store_credit_payments().filtered(lambda it: it.amount < 0)
        return -sum(payments.mapped("amount"))

    def _touch_for_store_credit(self):
        """Write the order's row, so that of two who decide on it at once one is replayed."""
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE pos_order SET write_date = write_date WHERE id = %s", self.id)
        )

    def _get_store_credit_left(self, refund: models.BaseModel) -> float:
        """Return what is left to take back of this order, without the order ``refund``.

        Order currency. Touches the order first: of two tills that refund it at once, one is
        replayed and sees what the other one gave.
        """
        self._touch_for_store_credit()
        refunds = self.lines.refund_orderline_ids.order_id.filtered(
            lambda order: order != refund and order.state in ("paid", "done")
        )
        return self._get_store_credit_worth() - sum(
            order._get_refunded_of(self) for order in refunds
        )

    def _get_store_credit_worth(self) -> float:
        """Return what may come back of this order at most: its goods, as far as they were paid.

        Order currency. Goods that were exchanged for what store credit had paid were paid with it.
        """
        exchanged = sum(
            self._get_goods_returned_of(original) for original in self._get_store_credit_originals()
        )
        values = self._get_credit_line_values().values() if exchanged else []
        goods = sum(value for value in values if value > 0) or self._get_credit_total()
        return min(goods, self._get_credit_paid() + exchanged + self._get_credit_rounding())

    def _get_goods_returned_of(self, original: models.BaseModel) -> float:
        """Return what the goods of ``original`` are worth that this takes back.

        Order currency, >= 0.
        """
        values = self._get_credit_line_values()
        return -sum(
            value
            for line, value in values.items()
            if line.refunded_orderline_id.order_id == original
        )

    def _get_refunded_of(self, original: models.BaseModel) -> float:
        """Return what this refund gave back of ``original``: goods or credit, the greater.

        Order currency.
        """
        goods = self._get_goods_returned_of(original)
        credit = -sum(self._get_store_credit_payments().mapped("amount"))
        return max(goods, credit, 0.0)
