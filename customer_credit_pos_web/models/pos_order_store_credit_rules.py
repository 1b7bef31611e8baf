"""Till orders: what may be paid with, added to and refunded to store credit."""

from odoo import _, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

RIGHTS = {
    "till_payment": "customer_credit_pos_web.group_pos_store_credit_spend",
    "till_topup": "customer_credit_pos_web.group_pos_store_credit_topup",
    "till_refund": "customer_credit_pos_web.group_pos_store_credit_refund",
}
PAYOUT_GROUP = "customer_credit_pos_web.group_pos_store_credit_payout"


class PosOrder(models.Model):
    """The rules look at stored records; what the client says about itself counts for nothing."""

    _inherit = "pos.order"

    def _check_store_credit_rules(self, payments):
        """Return the event of these payments, or stop them.

        :param payments: pos.payment of this order that are about to move credit
        :raise UserError: with the rule that is broken and what to do
        :raise AccessError: the user lacks the right
        """
        self._check_store_credit_setting(payments)
        amounts = payments.mapped("amount")
        if min(amounts) < 0 < max(amounts):
            raise UserError(_("Store credit cannot buy store credit: remove one of the payments."))
        amount = self.currency_id.round(sum(self._get_store_credit_payments().mapped("amount")))
        event = self._get_store_credit_order_event(amount)
        self._check_store_credit_right(event, payments)
        if event == "till_payment":
            self._check_store_credit_spent(amount)
        elif event == "till_topup":
            self._check_store_credit_topup(-amount)
        else:
            self._check_store_credit_refund(-amount)
        return event

    def _check_store_credit_setting(self, payments):
        """The till, the customer and the company must be able to use store credit."""
        if not self.partner_id:
            raise UserError(_("Choose a customer: store credit belongs to somebody."))
        company = self.company_id
        partner_company = self.partner_id.sudo().company_id
        if partner_company and partner_company not in company.sudo().parent_ids:
            raise UserError(
                _(
                    "%(customer)s is a customer of another company: choose a customer of "
                    "%(company)s.",
                    customer=self.partner_id.display_name,
                    company=company.name,
                )
            )
        config = self._get_credit_till()
        if payments.payment_method_id - config.payment_method_ids or (
            payments.payment_method_id.company_id - company
        ):
            raise UserError(_("%s does not take store credit.", config.display_name))
        if self.session_id.sudo().state == "closed":
            raise UserError(_("The session is closed: open one to take store credit."))

    def _get_store_credit_order_event(self, amount):
        """Return the event: spent, or given for money (no goods), or given for goods."""
        if amount > 0:
            return "till_payment"
        return "till_refund" if self.lines else "till_topup"

    def _check_store_credit_right(self, event, payments):
        """Stop a user without the right; sudo and context give none.

        An order that an online payment completes is paid in the name of whoever paid online: it
        is the right of the cashier who added the store credit that counts.

        :param payments: pos.payment (sudo) that are about to move credit
        :raise AccessError: naming what may not be done
        """
        user = self.env.user
        if not user._is_superuser() and not user._is_internal():
            user = payments.create_uid[:1]
        if user._is_superuser() or user.has_group(RIGHTS[event]):
            return
        refused = {
            "till_payment": _("You may not take store credit as payment. Ask a manager."),
            "till_topup": _("You may not top up store credit. Ask a manager."),
            "till_refund": _("You may not refund to store credit. Ask a manager."),
        }
        raise AccessError(refused[event])

    def _get_store_credit_rights(self):
        """Return what the user may do with store credit at the till: {"payment": bool, ...}."""
        user = self.env.user
        rights = {**RIGHTS, "payout": PAYOUT_GROUP}
        return {
            event.removeprefix("till_"): user._is_superuser() or user.has_group(group)
            for event, group in rights.items()
        }

    # --------------------------------------------------------------- spending

    def _check_store_credit_spent(self, amount):
        """Store credit pays goods; it is never paid out as change.

        :raise UserError: more credit than the order costs
        """
        total = max(self._get_store_credit_due(), 0.0)
        if self.currency_id.compare_amounts(amount, total) > 0:
            raise UserError(
                _(
                    "Store credit gives no change: use %s or less.",
                    self.currency_id.format(total),
                )
            )

    def _get_store_credit_due(self):
        """Return the total as the till rounds it, order currency."""
        config = self._get_credit_till()
        rounds = config.cash_rounding and not config.only_round_cash_method
        total = self._get_credit_total()
        return max(config.rounding_method.round(total), total) if rounds else total

    # --------------------------------------------------------------- topping up

    def _check_store_credit_topup(self, amount):
        """Credit exists only when money has arrived.

        :raise UserError: no money, not the whole money, or outside of the till's amounts
        """
        if not self.currency_id.is_zero(self._get_credit_total()):
            raise UserError(_("A top-up is an order of its own: use Add credit."))
        others = self.sudo().payment_ids.filtered(
            lambda payment: not payment.payment_method_id.is_store_credit
        )
        if any(payment.payment_method_id._is_customer_account() for payment in others):
            raise UserError(_("A top-up needs money: it cannot be put on the customer's account."))
        if self.currency_id.compare_amounts(sum(others.mapped("amount")), amount):
            raise UserError(
                _("Collect %s first, then add it as credit.", self.currency_id.format(amount))
            )
        self._get_credit_till()._check_store_credit_topup(amount)

    # --------------------------------------------------------------- refunds

    def _check_store_credit_refund(self, amount):
        """No more comes back than was returned, and never more than was paid.

        :raise UserError: with the amount that may be given back
        """
        self._check_store_credit_given(amount, self._get_store_credit_returned())
        original = self.lines.refunded_orderline_id.order_id.sudo()
        if self.lines.filtered(lambda line: line.qty < 0 and not line.refunded_orderline_id):
            self._check_store_credit_free_return()
        if len(original) > 1:
            raise UserError(_("Refund one order at a time to store credit."))
        if original:
            self._check_store_credit_original(original)
            self._check_store_credit_given(amount, original._get_store_credit_refundable(self))

    def _check_store_credit_given(self, amount, allowed):
        """Stop a refund above what is allowed."""
        allowed = max(self.currency_id.round(allowed), 0.0)
        if self.currency_id.compare_amounts(amount, allowed) > 0:
            raise UserError(
                _(
                    "Only %s can be refunded to store credit.",
                    self.currency_id.format(allowed),
                )
            )

    def _get_store_credit_returned(self):
        """Return what the customer gets back for this order, >= 0, order currency."""
        total, config = self._get_credit_total(), self._get_credit_till()
        if config.cash_rounding and not config.only_round_cash_method:
            return max(-config.rounding_method.round(total), -total)
        return -total

    def _check_store_credit_free_return(self):
        """Goods returned without their order need a manager of the till."""
        user = self.env.user
        if user._is_superuser() or user.has_group("point_of_sale.group_pos_manager"):
            return
        raise UserError(
            _("Refund from the original order: without it only a manager may give store credit.")
        )

    def _check_store_credit_original(self, original):
        """The original was paid, in this company, and its credit goes back to who paid it."""
        if original.state not in ("paid", "done") or original.company_id != self.company_id:
            raise UserError(_("The order %s cannot be refunded here.", original.display_name))
        if (
            original.partner_id
            and original.partner_id.commercial_partner_id != self.partner_id.commercial_partner_id
        ):
            raise UserError(
                _(
                    "%(order)s was a sale to %(customer)s: refund it to them.",
                    order=original.display_name,
                    customer=original.partner_id.display_name,
                )
            )

    def _get_store_credit_refundable(self, refund):
        """Return what store credit may give back of this order, without the order ``refund``."""
        return self._get_store_credit_left(refund)

    def _get_store_credit_left(self, refund):
        """Return what is left to take back of this order, without the order ``refund``.

        Touches the order first: of two tills that refund it at once, one is replayed and sees
        what the other one gave.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE pos_order SET write_date = write_date WHERE id = %s", self.id)
        )
        refunds = self.lines.refund_orderline_ids.order_id.filtered(
            lambda order: order != refund and order.state in ("paid", "done")
        )
        return self._get_store_credit_worth() - sum(
            order._get_refunded_of(self) for order in refunds
        )

    def _get_store_credit_worth(self):
        """Return what may come back of this order at most: its goods, as far as they were paid.

        Goods that were exchanged for what store credit had paid were paid with it.
        """
        exchanged = sum(
            self._get_goods_returned_of(original) for original in self._get_store_credit_originals()
        )
        values = self._get_credit_line_values().values() if exchanged else []
        goods = sum(value for value in values if value > 0) or self._get_credit_total()
        return min(goods, self._get_credit_paid() + exchanged + self._get_credit_rounding())

    def _get_goods_returned_of(self, original):
        """Return what the goods of ``original`` are worth that this order takes back, >= 0."""
        values = self._get_credit_line_values()
        return -sum(
            value
            for line, value in values.items()
            if line.refunded_orderline_id.order_id == original
        )

    def _get_refunded_of(self, original):
        """Return what this refund gave back of ``original``: goods or credit, the greater."""
        goods = self._get_goods_returned_of(original)
        credit = -sum(self._get_store_credit_payments().mapped("amount"))
        return max(goods, credit, 0.0)
