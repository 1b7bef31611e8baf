"""Till orders: whatever makes an order paid passes the same gate, in the same transaction."""

from odoo import _, api, models
from odoo.exceptions import UserError

PAID_STATES = ("paid", "done")
LOCKED_FIELDS = {"partner_id", "company_id", "session_id", "config_id", "pricelist_id"}


class PosOrder(models.Model):
    """Store credit moves, and customer accounts are checked, when an order becomes paid."""

    _name = "pos.order"
    _inherit = ["pos.order", "customer.credit.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        """Make orders that arrive paid as drafts: paying is a step of its own, with a gate.

        Store credit is taken in that step, when payments and change are complete; until then
        such an order stays a draft, whoever made it.

        # EXTENDS 'point_of_sale'
        :raise UserError: the customer account refuses
        """
        gates = [self._get_credit_gate(vals) for vals in vals_list]
        orders = super().create(
            [
                {**vals, "state": "draft"} if gate else vals
                for vals, gate in zip(vals_list, gates, strict=True)
            ]
        )
        for order, vals, gate in zip(orders, vals_list, gates, strict=True):
            if gate == "now":
                order.write({"state": vals["state"]})
        return orders

    def write(self, vals):
        """Take the credit before the order becomes paid; keep what was paid as it is.

        # EXTENDS 'point_of_sale'
        :raise InsufficientCredit: less store credit is available than the payments take
        :raise UserError: the order breaks a rule of store credit or of the customer account,
            or its customer is changed after store credit was taken
        """
        locked = LOCKED_FIELDS & vals.keys()
        if locked:
            self._check_store_credit_locked({name: vals[name] for name in locked})
        if vals.get("state") in PAID_STATES:
            self._pass_credit_gate()
        return super().write(vals)

    @api.model
    def _get_credit_gate(self, vals):
        """Return when the gate stands before an order made with these values.

        :return: "" without a gate, "now" when the order is made, "paid" in the step that pays it
        """
        if vals.get("state") not in PAID_STATES:
            return ""
        payments = [command[2] for command in vals.get("payment_ids") or [] if command[0] == 0]
        methods = self.env["pos.payment.method"].browse(
            {it["payment_method_id"] for it in payments if it.get("payment_method_id")}
        )
        if any(it.get("settled_document") for it in payments) or any(
            methods.mapped("is_store_credit")
        ):
            return "paid"
        return "now" if any(method._is_gated_by_credit() for method in methods) else ""

    def _pass_credit_gate(self):
        """Check customer accounts and move store credit of orders about to be paid.

        Idempotent: what was taken before is recognised by the uuid of the payment.
        """
        for order in self:
            if order.state not in PAID_STATES:
                order._check_customer_account()
            order._take_store_credit()

    def _check_store_credit_locked(self, vals):
        """Refuse another customer, company or session after store credit was taken.

        :raise UserError: naming the order
        """
        Partner = self.env["res.partner"]
        for order in self:
            if order.state not in PAID_STATES:
                continue
            changed = {name for name, value in vals.items() if order[name].id != (value or False)}
            if "partner_id" in changed:
                customer = Partner.browse(vals["partner_id"] or []).commercial_partner_id
                if customer == order.partner_id.commercial_partner_id:
                    changed.remove("partner_id")
            if changed and order._get_store_credit_payments():
                raise UserError(
                    _(
                        "The order %s was paid with store credit: its customer and its session "
                        "cannot change any more. Refund it and sell again.",
                        order.display_name,
                    )
                )

    def _get_store_credit_payments(self):
        """Return the store-credit payments of these orders that have an amount (sudo)."""
        return self.sudo().payment_ids.filtered(
            lambda payment: (
                payment.payment_method_id.is_store_credit
                and not payment.currency_id.is_zero(payment.amount)
            )
        )
