"""A settlement is undone by an order that mirrors it: the customer owes again, then the money."""

from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.core.money import is_id

from ...const import PAID_STATES

MOST_LETTERS = 200


class PosOrder(models.Model):
    """Adds the undo of settlements to orders, because the wrong customer or document is noticed
    while the customer stands there.

    Only in the session that took the money: afterwards it is in the books, and is corrected there.
    """

    _inherit = "pos.order"

    # --- fields

    customer_credit_undo_reason = fields.Char("Why It Was Undone", readonly=True, copy=False)

    # --- guards

    def _check_settlement(self, settlements):
        """Check the mirror of a settlement by its own rules.

        # EXTENDS 'customer_credit_pos_web'
        """
        if not self.sudo().store_credit_undone_id:
            super()._check_settlement(settlements)
            return
        self._check_settlement_undo()

    def _check_topup_undo(self):
        """Check what undoes a settlement by store credit: no top-up is undone.

        # EXTENDS 'customer_credit_pos_web'
        """
        if not self.sudo().store_credit_undone_id._get_settlements():
            super()._check_topup_undo()
            return
        self._check_settlement_undo()

    def _check_settlement_undo(self):
        """Stop an undo that is no exact mirror of a settlement, or a second one.

        :raise AccessError: the user may not pay out store credit
        :raise UserError: it settled nothing, was undone before, is booked, or does not mirror it
        """
        self._check_topup_undo_right()
        undone = self.sudo().store_credit_undone_id
        undone._check_settlement_can_be_undone()
        same = ("partner_id", "company_id", "session_id")
        if (
            self.lines
            or any(self[name] != undone[name] for name in same)
            or self._get_mirrored_payments(-1) != undone._get_mirrored_payments()
        ):
            raise UserError(_("The undo of %s must mirror it.", undone.display_name))

    def _check_settlement_can_be_undone(self):
        """Stop where there is nothing to undo any more (sudo), after queueing for it.

        :raise UserError: naming the order, and what to do instead
        """
        self._touch_for_store_credit()
        self.invalidate_recordset(["store_credit_topup_undone"])
        name = self.pos_reference or self.display_name
        if (
            self.state not in PAID_STATES
            or not self._get_settlements()
            or self.store_credit_undone_id
        ):
            raise UserError(_("%s settled nothing: there is nothing to undo.", name))
        if self.store_credit_topup_undone:
            raise UserError(_("%s was undone already.", name))
        if self.session_id.state == "closed":
            raise UserError(
                _(
                    "%s is in the books: its session is closed. Ask your accountant to unapply the "
                    "payment from what it settled, and to refund it to the customer.",
                    name,
                )
            )
        if self.session_id.state != "opened":
            raise UserError(_("Open the till first: the money goes back from its drawer."))
        if any(it.payment_method_id.type == "online" for it in self.payment_ids):
            raise UserError(_("%s was paid online: refund that payment instead.", name))

    def _check_customer_account(self):
        """Ask no limit when a debt comes back: the money was never the shop's.

        # EXTENDS 'customer_credit_pos_web'
        """
        if not self.sudo().store_credit_undone_id:
            super()._check_customer_account()

    # --- actions

    @api.model
    def undo_settlement(self, order_id, session_id, reason):
        """Take back a settlement in its open session: the customer owes again, the money goes back.

        For users who may pay out store credit. Each amount goes back by the method it came by.

        :param int order_id: of the order that settled
        :param int session_id: of the till that asks; it must be the one that took the money
        :param str reason: why, in a few words
        :return: {message: what happened, id: of the order that undoes it}
        :raise AccessError: the user may not pay out store credit, or see the order
        :raise UserError: no settlement, undone before, no reason, or not the session that took it
        """
        if not is_id(order_id) or not is_id(session_id):
            raise UserError(_("There is no such order: reload the page."))
        order = self.browse(order_id).exists()
        session = self.env["pos.session"].browse(session_id).exists()
        if not order or not session:
            raise UserError(_("There is no such order: reload the page."))
        order.check_access("read")
        session.check_access("read")
        order._check_topup_undo_right()
        reason = " ".join(reason.split())[:MOST_LETTERS] if isinstance(reason, str) else ""
        if not reason:
            raise UserError(_("Say why the settlement is undone."))
        undo = order.sudo()._undo_settlement(session.sudo(), reason)
        return {"message": undo._get_settlement_undo_text(), "id": undo.id}

    # --- hooks

    def _drop_credit_server_fields(self, vals):
        """Leave the reason to the server, which checks who gives it.

        # EXTENDS 'customer_credit_pos_web'
        """
        vals = super()._drop_credit_server_fields(vals)
        if self.env.su:
            return vals
        return {name: vals[name] for name in vals if name != "customer_credit_undo_reason"}

    def _check_store_credit_rules(self, payments):
        """Call store credit that comes back by an undone settlement a refund.

        # EXTENDS 'customer_credit_pos_web'
        """
        event = super()._check_store_credit_rules(payments)
        undone = self.sudo().store_credit_undone_id
        return "till_refund" if undone._get_settlements() else event

    # --- private

    def _get_mirrored_payments(self, sign: int = 1) -> list:
        """Return what was settled and how it was paid, change taken off, to be compared.

        :param sign: -1 turns the amounts of the mirror around
        """
        settled = self._get_settlements()
        sums = {
            (method.id, "", False): amount
            for method, amount in self._get_money_by_method(settled).items()
        }
        for payment in settled:
            document = payment.settled_document
            named = f"{document._name},{document.id}" if document else ""
            key = (payment.payment_method_id.id, named, payment.customer_credit_oldest_first)
            sums[key] = payment.amount
        return sorted((key, self.currency_id.round(sign * sums[key])) for key in sums)

    def _undo_settlement(self, session, reason):
        """Return the paid order (sudo) that mirrors this settlement (sudo) in its session."""
        self.ensure_one()
        self._check_settlement_can_be_undone()
        if session != self.session_id:
            raise UserError(
                _(
                    "The money of %(order)s lies in the drawer of %(till)s: undo it there.",
                    order=self.pos_reference or self.display_name,
                    till=self.session_id.config_id.display_name,
                )
            )
        settled = self._get_settlements()
        values = self._prepare_undo(session, self._get_money_by_method(settled))
        mirrors = [Command.create(payment._prepare_settlement_undo()) for payment in settled]
        undo = self.copy(
            {
                **values,
                "customer_credit_undo_reason": reason,
                "payment_ids": mirrors + values["payment_ids"],
            }
        )
        undo.action_pos_order_paid()
        self.write({"store_credit_topup_undone": True, "customer_credit_undo_reason": reason})
        note = _(
            "%(what)s Reason: %(reason)s", what=undo._get_settlement_undo_text(), reason=reason
        )
        for order in self | undo:
            order.message_post(body=note, author_id=self.env.user.partner_id.id)
        return undo

    def _get_settlement_undo_text(self) -> str:
        """Return in a sentence what this undo (sudo) gave back."""
        money = self._get_money_by_method(self._get_settlements())
        given = (
            f"{method.name} {self.currency_id.format(-amount)}" for method, amount in money.items()
        )
        undone = self.store_credit_undone_id
        return _(
            "%(order)s was undone, %(customer)s owes it again: give back %(money)s.",
            order=undone.pos_reference or undone.display_name,
            customer=self.partner_id.complete_name,
            money=", ".join(given),
        )
