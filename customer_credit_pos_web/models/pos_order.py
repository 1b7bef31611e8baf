"""Till orders: whatever makes an order paid passes the same gate, in the same transaction."""

from odoo import api, models

PAID_STATES = ("paid", "done")
# What the server sets itself: what a client sends of it is dropped.
SERVER_FIELDS = {"config_id", "currency_rate", "account_move", "is_store_credit_topup"}
FROZEN_AMOUNTS = {
    "amount_total",
    "amount_tax",
    "amount_paid",
    "amount_return",
    "amount_difference",
    "currency_rate",
}
FROZEN_FIELDS = FROZEN_AMOUNTS | {
    "account_move",
    "company_id",
    "config_id",
    "date_order",
    "fiscal_position_id",
    "is_refund",
    "is_store_credit_topup",
    "partner_id",
    "pricelist_id",
    "session_id",
    "state",
    "uuid",
}


class PosOrder(models.Model):
    """Store credit moves, and customer accounts are checked, when an order becomes paid."""

    _name = "pos.order"
    _inherit = ["pos.order", "customer.credit.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        """Make orders that arrive paid as drafts: paying is a step of its own, with a gate.

        An order with a decision about credit stays a draft until its payments and change are
        complete, whoever made it; the others are paid at once.

        # EXTENDS 'point_of_sale'
        """
        vals_list = [self._drop_credit_server_fields(vals) for vals in vals_list]
        paid = [vals.get("state") in PAID_STATES for vals in vals_list]
        orders = super().create(
            [
                {**vals, "state": "draft"} if waits else vals
                for vals, waits in zip(vals_list, paid, strict=True)
            ]
        )
        for order, vals, waits in zip(orders, vals_list, paid, strict=True):
            if waits and not order._is_gated_by_credit():
                order.write({"state": vals["state"]})
        return orders

    def write(self, vals):
        """Decide before the order becomes paid; keep what was decided on as it is.

        # EXTENDS 'point_of_sale'
        :raise InsufficientCredit: less store credit is available than the payments take
        :raise UserError: the order breaks a rule of store credit or of the customer account,
            or something is changed that a decision stood on
        """
        frozen = FROZEN_FIELDS & vals.keys()
        if frozen:
            self._check_credit_frozen({name: vals[name] for name in frozen})
        vals = self._drop_credit_server_fields(vals)
        if vals.get("state") in PAID_STATES:
            rest = {name: vals[name] for name in vals if name != "state"}
            if rest and any(order.state not in PAID_STATES for order in self):
                # What is decided on comes first: nothing changes in the step that pays.
                self.write(rest)
                vals = {"state": vals["state"]}
            self._pass_credit_gate()
        return super().write(vals)

    def _pass_credit_gate(self):
        """Check customer accounts and move store credit of orders about to be paid.

        Idempotent: what was taken before is recognised by the uuid of the payment.
        """
        for order in self:
            if order.state in PAID_STATES:
                order._take_store_credit()
            elif order._is_gated_by_credit():
                order._check_credit_inputs()
                order._check_customer_account()
                order._take_store_credit()
                order._check_store_credit_payout()
                order._check_credit_paid()

    def _get_store_credit_payments(self):
        """Return the store-credit payments of these orders that have an amount (sudo)."""
        return self.sudo().payment_ids.filtered(
            lambda payment: (
                payment.payment_method_id.is_store_credit
                and not payment.currency_id.is_zero(payment.amount)
            )
        )
