"""Till orders of which the change is kept as store credit: a top-up beside the goods."""

from odoo import _, models
from odoo.exceptions import UserError
from odoo.tools import float_round

from ..topup_amounts import check_bounds

# What goes back is rounded the other way than what is due.
OPPOSITE = {"UP": "DOWN", "DOWN": "UP", "HALF-UP": "HALF-DOWN"}


class PosOrder(models.Model):
    """Adds top-ups by change to orders of goods, because coins are a nuisance and the money is in
    the drawer already.

    The order takes more than its goods cost, and what is over becomes store credit at once, by
    the event, the right and the books of any top-up.
    """

    _inherit = "pos.order"

    # --- guards

    def _check_store_credit_topup(self, amount):
        """Check change by its own rules: goods stand beside it.

        # EXTENDS 'customer_credit_pos_web'
        """
        if not self.lines:
            super()._check_store_credit_topup(amount)
            return
        self._check_change_kept(amount)

    def _check_change_kept(self, amount):
        """Stop what is no change: credit exists only when cash has arrived for it.

        The smallest top-up of the till is for top-ups that somebody chooses; change is what it
        is. The largest counts.

        :param float amount: what becomes store credit, order currency, positive
        :raise UserError: owed, no cash, or more than was paid above the goods
        """
        others = self.sudo().payment_ids.filtered(
            lambda payment: not payment.payment_method_id.is_store_credit
        )
        if any(payment.payment_method_id._is_customer_account() for payment in others):
            raise UserError(_("A top-up needs money: it cannot be put on the customer's account."))
        cash = sum(others.filtered("payment_method_id.is_cash_count").mapped("amount"))
        over = self._round_change(sum(others.mapped("amount")) - self._get_credit_total())
        change = max(min(cash, over), 0.0)
        if self.currency_id.compare_amounts(amount, change) > 0:
            raise UserError(
                _(
                    "Only change of a payment in cash is kept as store credit: %s at most.",
                    self.currency_id.format(self.currency_id.round(change)),
                )
            )
        high = self._get_credit_till().store_credit_topup_max
        check_bounds(self.env, self.currency_id, amount, 0.0, high)

    # --- hooks

    def _get_store_credit_order_event(self, amount: float) -> str:
        """Call change of goods that are sold a top-up.

        # EXTENDS 'customer_credit_pos_web'
        """
        if amount < 0 and self._is_sale_of_goods():
            return "till_topup"
        return super()._get_store_credit_order_event(amount)

    # --- private

    def _round_change(self, over: float) -> float:
        """Return what a till gives back of money above the goods, in its coins if that is more.

        :param over: what was paid above the goods, order currency
        """
        over, till = self.currency_id.round(over), self._get_credit_till()
        if not till.cash_rounding:
            return over
        coins = till.rounding_method
        method = OPPOSITE[coins.rounding_method]
        rounded = float_round(over, precision_rounding=coins.rounding, rounding_method=method)
        return max(over, rounded)

    def _is_sale_of_goods(self) -> bool:
        """Say whether goods are sold and none come back."""
        return bool(
            self.lines
            and not self.lines.refunded_orderline_id
            and all(line.qty >= 0 for line in self.lines)
            and self.currency_id.compare_amounts(self._get_credit_total(), 0) > 0
        )
