"""Till orders: after a decision about credit, what it stood on does not change any more."""

from odoo import _, fields, models
from odoo.exceptions import UserError

from .pos_order import FROZEN_AMOUNTS, PAID_STATES, SERVER_FIELDS


class PosOrder(models.Model):
    """Lines and payments are guarded in their own models, whichever way they are reached."""

    _inherit = "pos.order"

    def _drop_credit_server_fields(self, vals):
        """Return ``vals`` without what only the server sets; the till is that of the session."""
        if self.env.su:
            return {name: vals[name] for name in vals if name != "config_id"}
        return {name: vals[name] for name in vals if name not in SERVER_FIELDS}

    def _is_bound_by_credit(self):
        """Say whether a decision stands on this order: moved, settled, on account, given back."""
        self.ensure_one()
        return self.state in PAID_STATES and bool(self._get_credit_bond())

    def _get_credit_bond(self):
        """Return what binds this order: a word for the reason, or "" (sudo).

        :return: topup, credit, settlement, account, refund (of store credit) or original
        """
        order = self.sudo()
        if order._get_settlements():
            return "settlement"
        if order._get_store_credit_payments():
            return "credit" if order.lines else "topup"
        if order._get_customer_account_payments().filtered("amount"):
            return "account"
        if order._get_store_credit_originals():
            return "refund"
        if order._get_credit_refunds():
            return "original"
        return ""

    def _get_credit_refunds(self):
        """Return the paid orders that gave store credit for goods of these orders (sudo)."""
        refunds = self.sudo().lines.refund_orderline_ids.order_id
        return refunds.filtered(
            lambda order: order.state in PAID_STATES and order._get_store_credit_payments()
        )

    def _check_credit_frozen(self, vals):
        """Refuse to change what a decision stood on.

        :param dict vals: values of ``write``, of FROZEN_FIELDS only
        :raise UserError: naming the order and the way out
        """
        for order in self:
            if order.state not in PAID_STATES:
                continue
            changed = any(order._changes_credit_input(name, vals[name]) for name in vals)
            if changed and order._is_bound_by_credit():
                raise order._prepare_credit_frozen_error()

    def _changes_credit_input(self, name, value):
        """Say whether ``value`` is another one for the field, and one that counts."""
        old = self[name]
        if name in FROZEN_AMOUNTS:
            if not isinstance(value, (int, float)):
                return True
            if name == "currency_rate":
                return bool(old - value)
            return bool(self.currency_id.compare_amounts(old, value))
        if name == "state":
            return value != old and (old, value) != ("paid", "done")
        if name == "date_order":
            return fields.Datetime.to_datetime(value) != old
        if name == "account_move" and self.env.su:
            return False  # invoiced by Odoo, with the figures of the order
        if name == "partner_id":
            return self._changes_credit_customer(value)
        return (old.id if name.endswith("_id") or name == "account_move" else old) != (
            value or False
        )

    def _changes_credit_customer(self, value):
        """Say whether it is another customer; who was nobody may be named, for an invoice."""
        if not self.partner_id:
            return bool(value) and self._get_credit_bond() != "original"
        customer = self.env["res.partner"].browse(value or []).commercial_partner_id
        return customer != self.partner_id.commercial_partner_id

    def _prepare_credit_frozen_error(self):
        """Return the error for whoever changes what was decided on: which order, what to do."""
        order = self.sudo()
        messages = {
            "topup": _(
                "%s added store credit: nothing of it can change any more. Ask a Customer Credit "
                "manager to correct the store credit.",
                order.display_name,
            ),
            "credit": _(
                "%s was paid with or refunded to store credit: its goods, payments, customer and "
                "session can only be refunded, not changed. Refund it and sell again.",
                order.display_name,
            ),
            "settlement": _(
                "%s settled what its customer owed: its payments, its customer and its session "
                "cannot change any more. Ask your accountant to correct it.",
                order.display_name,
            ),
            "account": _(
                "%s is on the customer's account: its goods, payments, customer and session "
                "cannot change any more. Refund it and sell again.",
                order.display_name,
            ),
            "refund": _(
                "%s gave back what was paid with store credit: nothing of it can change any "
                "more. Sell again instead.",
                order.display_name,
            ),
            "original": _(
                "%s was refunded to store credit: its goods, payments, customer and session "
                "cannot change any more. Sell again instead.",
                order.display_name,
            ),
        }
        return UserError(messages.get(order._get_credit_bond(), messages["credit"]))
