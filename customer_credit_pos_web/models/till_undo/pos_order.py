"""A top-up is undone by an order that mirrors it: credit back, then the money."""

from uuid import uuid4

from odoo import Command, _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.customer_credit_balance.core.money import is_id
from odoo.addons.customer_credit_balance.models.door import door
from odoo.addons.customer_credit_balance.models.notice import RELOAD, get_notice

from ...const import PAID_STATES, PAYOUT_GROUP

UNDO_FIELDS = {"store_credit_undone_id", "store_credit_topup_undone"}


class PosOrder(models.Model):
    """Adds the undo of top-ups to orders, because wrong amounts are noticed at the till.

    The mirror is checked where every order is: what a client says of it counts for nothing.
    """

    _inherit = "pos.order"

    # --- fields

    store_credit_undone_id = fields.Many2one(
        "pos.order", "Undoes", readonly=True, copy=False, index="btree_not_null"
    )
    store_credit_topup_undone = fields.Boolean("Undone", readonly=True, copy=False)

    # --- guards

    def _check_topup_undo_right(self):
        """Stop who may not pay out store credit; sudo and context give no right.

        :raise AccessError: with whom to ask
        """
        user = self.env.user
        if not user._is_superuser() and not user.has_group(PAYOUT_GROUP):
            raise AccessError(
                _("Undoing it needs the right to pay out store credit. Ask a manager.")
            )

    def _check_topup_undo(self):
        """Stop an undo that is no exact mirror of a top-up, or a second one.

        Touches the top-up first: of two tills that undo it at once, one is replayed and sees it.

        :raise AccessError: the user may not pay out store credit
        :raise UserError: it is no top-up, was undone before, or does not mirror it
        """
        self._check_topup_undo_right()
        topup = self.sudo().store_credit_undone_id
        topup._check_topup_can_be_undone()
        mirrored = {method: -amount for method, amount in topup._get_money_by_method().items()}
        if (
            self.lines
            or self.partner_id != topup.partner_id
            or self.company_id != topup.company_id
            or self._get_money_by_method() != mirrored
        ):
            raise UserError(_("The undo of %s must mirror it.", topup.display_name))

    def _check_topup_can_be_undone(self):
        """Stop where there is nothing to undo (sudo).

        :raise UserError: naming the order
        """
        self._touch_for_store_credit()
        self.invalidate_recordset(["store_credit_topup_undone"])
        if not self.is_store_credit_topup or self.state not in PAID_STATES:
            raise UserError(_("%s is no top-up: refund it instead.", self.display_name))
        if self.store_credit_topup_undone:
            raise UserError(_("%s was undone already.", self.display_name))

    # --- actions

    @door(single=True)
    def action_undo_store_credit_topup(self):
        """Take back a top-up in the open session of its till: the credit, then the money.

        For users who may pay out store credit. The money goes back by the methods it came by.

        :return: client action that says so
        :raise AccessError: the user may not pay out store credit
        :raise InsufficientCredit: the customer has spent it meanwhile
        :raise UserError: no top-up, undone before, or no session of the till is open
        """
        undo = self._undo_store_credit_topup(self.sudo().config_id.current_session_id)
        return get_notice(undo._get_topup_undo_text(), then=RELOAD)

    @api.model
    def search_paid_order_ids(self, config_id, domain, limit, offset):
        """Name orders without lines as well: a till that was loaded anew finds top-ups again.

        Odoo reads the dates of changes from the lines.

        # EXTENDS 'point_of_sale'
        """
        result = super().search_paid_order_ids(config_id, domain, limit, offset)
        till = self.env["pos.config"].browse(config_id)
        tills = [config_id, *till.trusted_config_ids.ids]
        paid = Domain("state", "not in", ("draft", "cancel")) & Domain("config_id", "in", tills)
        page = self.search(
            Domain(domain) & paid, limit=limit, offset=offset, order="create_date desc"
        )
        dates = dict(result["ordersInfo"])
        for order in page:
            if not order.lines and order.currency_id == till.currency_id:
                dates.setdefault(order.id, order.write_date)
        return {**result, "ordersInfo": list(dates.items())}

    @api.model
    def undo_store_credit_topup(self, order_id, session_id):
        """Take back a top-up in the session of the till that asks; see the button.

        :param int order_id: of the top-up
        :param int session_id: of the till; its drawer gives the money back
        :return: {message: what happened, id: of the order that undoes it}
        :raise AccessError: the user may not pay out store credit, or see the order
        :raise InsufficientCredit: the customer has spent it meanwhile
        :raise UserError: no top-up, undone before, or the session is not open
        """
        if not is_id(order_id) or not is_id(session_id):
            raise UserError(_("There is no such order: reload the page."))
        topup = self.browse(order_id).exists()
        session = self.env["pos.session"].browse(session_id).exists()
        if not topup:
            raise UserError(_("There is no such order: reload the page."))
        session.check_access("read")
        undo = topup._undo_store_credit_topup(session.sudo())
        return {"message": undo._get_topup_undo_text(), "id": undo.id}

    # --- hooks

    def _drop_credit_server_fields(self, vals):
        """Leave to the server which top-up an order undoes.

        # EXTENDS 'customer_credit_pos_web'
        """
        vals = super()._drop_credit_server_fields(vals)
        if self.env.su:
            return vals
        return {name: vals[name] for name in vals if name not in UNDO_FIELDS}

    def _check_store_credit_rules(self, payments):
        """Check the mirror of a top-up by its own rules.

        # EXTENDS 'customer_credit_pos_web'
        """
        if not self.sudo().store_credit_undone_id:
            return super()._check_store_credit_rules(payments)
        self._check_store_credit_setting(payments)
        self._check_topup_undo()
        return "till_undo"

    def _get_store_credit_in_company_currency(self, payment: models.BaseModel) -> float:
        """Take back what was given, and give back what was taken, whatever the rate did since.

        # EXTENDS 'customer_credit_pos_web'
        """
        moved = self.sudo().store_credit_undone_id._get_store_credit_payments()
        for original, entry in moved._get_store_credit_entry_by_payment().items():
            if original.amount == -payment.amount:
                return entry.amount
        return super()._get_store_credit_in_company_currency(payment)

    # --- private

    def _get_money_by_method(self, but: models.BaseModel | tuple = ()) -> dict:
        """Return {method (sudo): what came in by it}, change taken off, order currency.

        :param but: pos.payment records that do not count
        """
        sums = {}
        for payment in self.sudo().payment_ids:
            if payment in but:
                continue
            method = payment.payment_method_id
            sums[method] = self.currency_id.round(sums.get(method, 0.0) + payment.amount)
        return {method: amount for method, amount in sums.items() if amount}

    def _prepare_undo(self, session: models.BaseModel, money: dict) -> dict:
        """Return the values of the order that undoes this one (sudo) in a session.

        :param money: {method: what came in by it and goes back}, order currency
        """
        return {
            **self._prepare_refund_values(session),
            "name": _("%s UNDONE", self.name),
            "is_refund": False,
            "uuid": str(uuid4()),
            "amount_total": 0.0,
            "amount_tax": 0.0,
            "amount_return": 0.0,
            "state": "draft",
            "user_id": self.env.uid,
            "store_credit_undone_id": self.id,
            "payment_ids": [
                Command.create(
                    {"payment_method_id": method.id, "amount": -amount, "uuid": str(uuid4())}
                )
                for method, amount in money.items()
            ],
        }

    def _undo_store_credit_topup(self, session):
        """Return the paid order (sudo) that mirrors this top-up in a session (sudo)."""
        self.ensure_one()
        self.check_access("read")
        self._check_topup_undo_right()
        topup = self.sudo()
        topup._check_topup_can_be_undone()
        money = topup._get_money_by_method()
        if session.state != "opened" or session.company_id != topup.company_id:
            raise UserError(_("Open the till first: the money goes back from its drawer."))
        if session.currency_id != topup.currency_id:
            raise UserError(
                _(
                    "%(topup)s was taken in %(currency)s: undo it at a till in that currency.",
                    topup=topup.display_name,
                    currency=topup.currency_id.name,
                )
            )
        for method in money:
            if method not in session.config_id.payment_method_ids:
                raise UserError(
                    _("This till does not take %s: undo the top-up where it does.", method.name)
                )
            if method.type == "online":
                raise UserError(
                    _("%s was paid online: refund that payment instead.", topup.display_name)
                )
        undo = topup.copy(topup._prepare_undo(session, money))
        undo.action_pos_order_paid()
        topup.store_credit_topup_undone = True
        topup.message_post(body=undo._get_topup_undo_text(), author_id=self.env.user.partner_id.id)
        return undo

    def _get_topup_undo_text(self) -> str:
        """Return in a sentence what this undo (sudo) gave back."""
        money = self._get_money_by_method()
        given = [
            f"{method.name} {self.currency_id.format(-amount)}"
            for method, amount in money.items()
            if not method.is_store_credit
        ]
        return _(
            "%(topup)s was undone: give back %(money)s.",
            topup=self.store_credit_undone_id.pos_reference
            or self.store_credit_undone_id.display_name,
            money=", ".join(given),
        )
