"""Till orders: whatever makes an order paid passes the same gate, in the same transaction."""

from datetime import date

from markupsafe import Markup

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from odoo.addons.customer_credit_balance.core.money import is_amount
from odoo.addons.customer_credit_balance.exceptions import open_reason

from ...const import PAID_STATES, PAYOUT_GROUP
from ..client_commands import CASHIER_FIELDS, GUEST_MODELS, walk_order
from .customer_credit_entry import TILL_EVENTS

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

RIGHTS = {
    "till_payment": "customer_credit_pos_web.group_pos_store_credit_spend",
    "till_topup": "customer_credit_pos_web.group_pos_store_credit_topup",
    "till_refund": "customer_credit_pos_web.group_pos_store_credit_refund",
}


class PosOrder(models.Model):
    """Adds store credit to orders of the till, because it moves, and customer accounts are checked,
    when an order becomes paid.

    A client sends totals, rates and tills beside the lines: nothing is decided on those.
    Lines and payments are guarded in their own models, whichever way they are reached.
    The public page hands over what a visitor sends, in the name of the till's user.
    The money has arrived: whatever stops the store credit, nothing of it is lost.
    One entry per payment, its request key is the payment's uuid.
    The rules look at stored records; what the client says about itself counts for nothing.
    """

    _name = "pos.order"
    _inherit = ["pos.order", "customer.credit.mixin"]

    # --- fields

    is_store_credit_topup = fields.Boolean(
        "Top-up", readonly=True, copy=False, help="Store credit bought at the till, no sale."
    )
    store_credit_moved = fields.Monetary(
        compute="_compute_store_credit_moved",
        help="What the order moved on the customer's store credit: negative when it was paid "
        "with it, positive when credit was bought or given back.",
    )

    # --- computes

    @api.depends("state", "payment_ids.amount", "payment_ids.payment_method_id.is_store_credit")
    def _compute_store_credit_moved(self):
        """Sum the payments: the till reads every field of an order that it sends, at no query."""
        for order in self:
            paid = order._get_store_credit_payments() if order.state in PAID_STATES else []
            order.store_credit_moved = -sum(payment.amount for payment in paid)

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Make orders that arrive paid as drafts: paying is a step of its own, with a gate.

        An order with a decision about credit stays a draft until its payments and change are
        complete, whoever made it; the others are paid at once.

        # EXTENDS 'point_of_sale'
        :raise UserError: the session is closed
        """
        if not self.env.su:  # a default of the context is a client's value, too
            self = self.with_context(clean_context(self.env.context))
        vals_list = [self._drop_credit_server_fields(vals) for vals in vals_list]
        paid = [vals.get("state") in PAID_STATES for vals in vals_list]
        orders = super().create(
            [
                {**vals, "state": "draft"} if waits else vals
                for vals, waits in zip(vals_list, paid, strict=True)
            ]
        )
        orders._check_credit_session_open()
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

    def _check_credit_inputs(self):
        """Stop an order whose totals do not follow from its lines and payments.

        The rate and the dates that choose it are the server's: the till's dates are kept where
        they choose nothing.

        :raise UserError: with both figures
        """
        self.ensure_one()
        till = self._get_credit_till()
        if self.config_id != till:
            self.config_id = till
        if not till or self.company_id != till.company_id:
            raise UserError(
                _(
                    "%s does not belong to the company of its till: start a new order.",
                    self.display_name,
                )
            )
        self._check_credit_currency()
        self._keep_credit_rate()
        self._check_credit_figure(self.amount_total)

    def _check_credit_currency(self):
        """Refuse goods that were sold in another currency: their price is no price here.

        :raise UserError: naming the order and the currency
        """
        for original in self.sudo().lines.refunded_orderline_id.order_id:
            if original.currency_id != self.currency_id:
                raise UserError(
                    _(
                        "%(order)s was sold in %(currency)s: refund it at a till in that currency.",
                        order=original.display_name,
                        currency=original.currency_id.name,
                    )
                )

    def _check_credit_paid(self):
        """Stop an order that is not paid, or not with what its lines are worth.

        :raise UserError: with both figures
        """
        self._check_credit_figure(self._get_credit_paid())

    def _check_credit_figure(self, sent):
        """Refuse a figure that is further than one rounding from what the lines give.

        :raise UserError: with both figures
        """
        currency, computed = self.currency_id, self._get_credit_total()
        allowed = self._get_credit_rounding() + currency.rounding
        if not is_amount(sent) or not is_amount(computed):
            raise UserError(_("An amount of this order is no number: start a new order."))
        if currency.compare_amounts(abs(sent - computed), allowed) > 0:
            raise UserError(
                _(
                    "The goods of %(order)s are worth %(computed)s, not %(sent)s: check its lines "
                    "and payments, then pay again.",
                    order=self.pos_reference or self.display_name,
                    computed=currency.format(computed),
                    sent=currency.format(sent),
                )
            )

    def _check_credit_frozen(self, vals):
        """Refuse to change what a decision stood on.

        :param dict vals: values of ``write``, of FROZEN_FIELDS only
        :raise UserError: naming the order and the way out
        """
        for order in self:
            if order.state not in PAID_STATES:
                continue
            changed = {name for name in vals if order._changes_credit_input(name, vals[name])}
            if changed and order._is_bound_by_credit():
                raise order._prepare_credit_frozen_error()
            order._check_credit_refundable({name: vals[name] for name in changed})

    def _check_credit_session_open(self):
        """Refuse what comes after the closing: it is in no books, and would be refunded from them.

        A till that was offline meanwhile sends to Odoo, which takes the session that is open.

        :raise UserError: naming the session that is closed
        """
        if self.env.su:
            return
        for session in self.sudo().session_id.filtered(lambda it: it.state == "closed"):
            raise UserError(
                _(
                    "%s is closed and takes no order and no payment any more: use the session "
                    "that is open.",
                    session.display_name,
                )
            )

    def _check_credit_refundable(self, vals):
        """Keep what a later refund to store credit will rest on: the drawer, and whose sale it was.

        The form shows the session read-only, too; a till manager corrects a customer.

        :param dict vals: values that a paid order would get, others than it has
        :raise UserError: naming the order and the way out
        """
        if self.env.su:
            return
        if "session_id" in vals:
            raise UserError(
                _("%s is paid: its money lies in the drawer of its session.", self.display_name)
            )
        owner = self.sudo().partner_id.commercial_partner_id
        if "partner_id" not in vals or not owner:
            return
        wanted = self.env["res.partner"].sudo().browse(vals["partner_id"] or [])
        if wanted.commercial_partner_id != owner and not self.env.user.has_group(
            "point_of_sale.group_pos_manager"
        ):
            raise UserError(
                _(
                    "%s is paid, and what is refunded of it goes to its customer. Ask a manager "
                    "of the till to correct the customer.",
                    self.display_name,
                )
            )

    @api.model
    def _check_guest_order(self, order):
        """Stop a guest's order that would move credit, with its own values or with stored ones.

        :param dict order: as it was sent
        :raise AccessError: with where to go
        """
        methods = self.env["pos.payment.method"]
        stored = self._get_open_order(order)
        refused = bool(stored and stored._is_gated_by_credit())
        for model, vals, ids in walk_order(self, order):
            refused = refused or not model._name.startswith(GUEST_MODELS)
            refused = refused or model._name == "pos.payment.method"
            refused = refused or any(vals.get(name) for name in CASHIER_FIELDS)
            if model._name == "pos.payment":
                # A number may be that of somebody else's line or payment.
                named = model.browse(ids).exists()
                refused = refused or any(payment._is_settlement() for payment in named)
                methods |= named.payment_method_id
                methods |= methods.browse(vals.get("payment_method_id") or [])
            elif model._name == "pos.order.line":
                refused = refused or bool(model.browse(ids).exists().refunded_orderline_id)
        if refused or any(method._is_gated_by_credit() for method in methods):
            raise AccessError(
                _("Store credit, refunds and the customer's account need a cashier: ask there.")
            )

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
                    customer=self.partner_id.complete_name,
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

    def _check_store_credit_refund(self, amount):
        """No more comes back than was returned, and never more than was paid.

        :raise UserError: with the amount that may be given back
        """
        self._check_store_credit_given(amount, self._get_store_credit_returned())
        original = self.lines.refunded_orderline_id.order_id.sudo()
        if self._gives_back_without_order():
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

    def _check_store_credit_original(self, original):
        """The original was paid, in this company, and its credit goes back to who paid it.

        :param original: pos.order (sudo)
        :raise UserError: with what to do
        """
        if original.company_id != self.company_id or not original._is_credit_booked():
            raise UserError(_("The order %s cannot be refunded here.", original.display_name))
        if (
            original.partner_id
            and original.partner_id.commercial_partner_id != self.partner_id.commercial_partner_id
        ):
            raise UserError(
                _(
                    "%(order)s was a sale to %(customer)s: refund it to them.",
                    order=original.display_name,
                    customer=original.partner_id.complete_name,
                )
            )

    # --- actions

    @api.model
    def sync_from_ui(self, orders):
        """Refuse what only a cashier may decide in an order that a guest sends.

        Odoo's page for guests calls this as superuser in the name of somebody else; a till never
        does.

        # EXTENDS 'point_of_sale'
        :raise AccessError: store credit, the customer's account, a settlement or a refund
        """
        if self.env.su and not self.env.user._is_superuser():
            for order in orders:
                self._check_guest_order(order)
        return super().sync_from_ui(orders)

    def action_pos_order_invoice(self):
        """Refuse to invoice a top-up or a settlement: nothing is sold.

        # EXTENDS 'point_of_sale'
        """
        if self.filtered(lambda order: order._sells_nothing()):
            raise UserError(_("Nothing was sold in this order: there is nothing to invoice."))
        return super().action_pos_order_invoice()

    def action_view_store_credit_entries(self):
        """Open the credit entries of these orders (users who may see credit)."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": _("Store Credit Entries"),
            "res_model": "customer.credit.entry",
            "view_mode": "list",
            "domain": [("id", "in", self._get_store_credit_entries().ids)],
            "context": {"create": False},
            "help": _("These orders moved no store credit."),
        }

    # --- hooks

    def _process_saved_order(self, draft):
        """Keep the order open for its cashier when store credit cannot complete it any more.

        # EXTENDS 'point_of_sale'
        """
        if not draft and self.to_invoice and self._sells_nothing():
            self.to_invoice = False  # tills of some countries ask for one of every order
        user = self.env.user
        if (
            draft
            or (user._is_internal() and not user._is_superuser())
            or not self._is_paid_online()
        ):
            return super()._process_saved_order(draft)
        try:
            with self.env.cr.savepoint():
                return super()._process_saved_order(draft)
        except UserError as error:
            self.invalidate_recordset()
            self._tell_store_credit_missing(open_reason(error))
            return self.id

    def _prepare_store_credit_spending(self, account: models.BaseModel) -> None:
        """Hook: make available on the account what was set aside for this order."""

    # --- private

    def _sells_nothing(self):
        """Say whether money comes in for no goods: a top-up, or what was owed already."""
        self.ensure_one()
        return not self.lines and self._get_credit_bond() in ("topup", "settlement")

    def _pass_credit_gate(self):
        """Check customer accounts and move store credit of orders about to be paid.

        Idempotent: what was taken before is recognised by the uuid of the payment.
        """
        for order in self:
            if order.state in PAID_STATES:
                order._take_store_credit()
                continue
            order._check_credit_session_open()
            if order._is_gated_by_credit():
                order._check_credit_inputs()
                order._check_customer_account()
                order._take_store_credit()
                order._check_store_credit_payout()
                order._check_credit_paid()

    def _get_store_credit_payments(self) -> models.BaseModel:
        """Return the store-credit payments of these orders that have an amount (sudo)."""
        return self.sudo().payment_ids.filtered(
            lambda payment: (
                payment.payment_method_id.is_store_credit
                and not payment.currency_id.is_zero(payment.amount)
            )
        )

    def _get_credit_till(self) -> models.BaseModel:
        """Return the till (sudo) whose settings count: that of the session, whatever is named."""
        self.ensure_one()
        return self.sudo().session_id.config_id

    def _get_credit_total(self) -> float:
        """Return the total with taxes as the lines give it, order currency, not rounded to coins.

        Odoo's own computation, over price, quantity, discount and taxes of the lines.
        """
        self.ensure_one()
        if not self.lines:
            return 0.0
        Tax = self.env["account.tax"]
        base_lines = self._prepare_credit_base_lines()
        totals = Tax._get_tax_totals_summary(base_lines, self.currency_id, self.company_id)
        return totals["total_amount_currency"]

    def _prepare_credit_base_lines(self):
        """Return the lines as Odoo's tax computation wants them, computed and rounded.

        Without accounts, that only the books need.
        """
        order = self.with_company(self.company_id)
        Tax = order.env["account.tax"]
        base_lines = [
            Tax._prepare_base_line_for_taxes_computation(
                line,
                currency_id=order.currency_id,
                rate=1.0,
                product_id=line.product_id,
                tax_ids=line.tax_ids_after_fiscal_position,
                price_unit=line.price_unit,
                quantity=line.qty,
                discount=line.discount,
                is_refund=line.qty * line.price_unit < 0,
            )
            for line in order.lines
        ]
        Tax._add_tax_details_in_base_lines(base_lines, order.company_id)
        Tax._round_base_lines_tax_details(base_lines, order.company_id)
        return base_lines

    def _get_credit_line_values(self) -> dict:
        """Return {line: subtotal with taxes}, negative for returned goods, order currency."""
        values = {}
        for base_line in self._prepare_credit_base_lines():
            details = base_line["tax_details"]
            value = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
            value += sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
            values[base_line["record"]] = value
        return values

    def _get_credit_paid(self) -> float:
        """Return what the payments say that was paid, change taken off, order currency."""
        self.ensure_one()
        return sum(self.sudo().payment_ids.mapped("amount"))

    def _is_gated_by_credit(self) -> bool:
        """Say whether a decision about credit stands between this order and "paid"."""
        self.ensure_one()
        order = self.sudo()
        return any(
            payment._is_settlement() or payment.payment_method_id._is_gated_by_credit()
            for payment in order.payment_ids
        ) or bool(order._get_store_credit_originals())

    def _is_credit_booked(self) -> bool:
        """Say whether this (sudo) was paid, and is in the books or comes there by the closing.

        A closing marks what it books, and books nothing that is made after its entry.
        """
        self.ensure_one()
        session = self.session_id
        if self.state not in PAID_STATES or session.state != "closed" or self.account_move:
            return self.state in PAID_STATES
        entry = session.move_id
        return (
            self.state == "done"
            and entry.state == "posted"
            and self.create_date <= entry.create_date
        )

    def _get_credit_rounding(self) -> float:
        """Return by how much the till rounds totals, order currency."""
        till = self._get_credit_till()
        return till.rounding_method.rounding if till.cash_rounding else 0.0

    def _keep_credit_rate(self):
        """Take the rate of the order's own day where the till has a currency of its own.

        A client writes the day; it counts from the opening of the session until now, so that
        nobody picks a better rate of another time. Who settles pays what is due now.
        """
        if self.currency_id == self.company_id.currency_id:
            return
        now = fields.Datetime.now()
        moment = now
        if not self._get_settlements():
            moment = min(max(self.date_order, self._get_credit_earliest_moment()), now)
        if self.date_order != moment:
            self.date_order = moment
        for payment in self.sudo().payment_ids:
            if payment.payment_date.date() != moment.date():
                payment.payment_date = moment
        self.env.add_to_compute(self._fields["currency_rate"], self)

    def _get_credit_earliest_moment(self) -> str:
        """Return when an order of this session can have been made at the earliest.

        Its creation, which nobody writes. A rescue session takes orders of the one before it.
        """
        session = self.sudo().session_id
        if session.rescue:
            before = session.search(
                [
                    ("config_id", "=", session.config_id.id),
                    ("rescue", "=", False),
                    ("id", "<", session.id),
                ],
                order="id desc",
                limit=1,
            )
            session = before or session
        return session.create_date.replace(microsecond=0)

    def _get_credit_day(self) -> date:
        """Return the day whose rate counts for this order: that of its entry in the books."""
        return self.date_order.date()

    def _drop_credit_server_fields(self, vals):
        """Return ``vals`` without what only the server sets; the till is that of the session."""
        if self.env.su:
            return {name: vals[name] for name in vals if name != "config_id"}
        return {name: vals[name] for name in vals if name not in SERVER_FIELDS}

    def _is_bound_by_credit(self) -> bool:
        """Say whether a decision stands on this order: moved, settled, on account, given back."""
        self.ensure_one()
        return self.state in PAID_STATES and bool(self._get_credit_bond())

    def _get_credit_bond(self) -> str:
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

    def _get_credit_refunds(self) -> models.BaseModel:
        """Return the paid orders that gave store credit for goods of these orders (sudo)."""
        refunds = self.sudo().lines.refund_orderline_ids.order_id
        return refunds.filtered(
            lambda order: order.state in PAID_STATES and order._get_store_credit_payments()
        )

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

    def _is_paid_online(self) -> bool:
        """Say whether a payment by link arrived for this order, which uses store credit too."""
        payments = self.sudo().payment_ids
        return bool(
            "online_account_payment_id" in payments._fields
            and payments.filtered("online_account_payment_id")
            and self._get_store_credit_payments()
        )

    def _tell_store_credit_missing(self, reason):
        """Note on the order, and give the cashier a to-do, why it is not paid.

        :param str reason: sentence of the rule that stopped it
        """
        order = self.sudo()
        note = _(
            "%(order)s was paid online, but not with the store credit beside it: %(reason)s Open "
            "the order at the till, remove the store credit and choose another payment.",
            order=order.pos_reference or order.display_name,
            reason=reason,
        )
        order.message_post(body=note)
        order.session_id.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=order.session_id.user_id.id,
            summary=_("Paid online, store credit missing"),
            note=Markup("<p>%s</p>") % note,
        )

    def _take_store_credit(self):
        """Move the store credit of this order's payments; nothing happens the second time.

        In the caller's transaction: if anything fails later, nothing was taken.

        :raise InsufficientCredit: less is available, or the account is frozen
        :raise UserError: the order breaks a rule, or the user lacks the right
        """
        self.ensure_one()
        payments = self._get_store_credit_payments()
        if not payments:
            return
        if self.state in PAID_STATES:  # nothing was taken before it was paid
            payments -= payments.filtered(lambda payment: payment._is_store_credit_taken())
        if not payments:
            return
        event = self._check_store_credit_rules(payments)
        account = self.env["customer.credit.account"]._get_or_create(
            self.partner_id, self.company_id
        )
        if event == "till_payment":
            self._prepare_store_credit_spending(account)
        for payment in payments.sorted("id"):
            self._post_store_credit(account, payment, event)
        if event == "till_topup" and not self.lines:
            self.sudo().is_store_credit_topup = True

    def _post_store_credit(self, account, payment, event):
        """Move the store credit of one payment; the same payment again moves nothing.

        :raise InsufficientCredit: less is available, or the account is frozen
        """
        amount = self._get_store_credit_in_company_currency(payment)
        entry = account._append_entry(
            -amount, event, payment._get_store_credit_key(), self, note=self.pos_reference
        )
        payment._check_store_credit_entry(entry)
        payment._set_store_credit_balance_after(entry)

    def _get_store_credit_in_company_currency(self, payment: models.BaseModel) -> float:
        """Return the amount of the payment in company currency, at the rate of the order's day."""
        company = self.company_id
        return self.currency_id._convert(
            payment.amount, company.currency_id, company, self._get_credit_day()
        )

    def _get_store_credit_entries(self) -> models.BaseModel:
        """Return the entries that the till made for these orders (sudo)."""
        return (
            self.env["customer.credit.entry"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "pos.order"),
                    ("res_id", "in", self.ids),
                    ("event", "in", TILL_EVENTS),
                ]
            )
        )

    def _prepare_store_credit_error(self, error):
        """Return the error with the order in front: closing a session handles many."""
        return UserError(
            _("Order %(order)s: %(reason)s", order=self.display_name, reason=error.args[0])
        )

    def _get_store_credit_order_event(self, amount: float) -> str:
        """Return the event: spent, or given for money (no goods), or given for goods."""
        if amount > 0:
            return "till_payment"
        return "till_refund" if self.lines else "till_topup"

    def _get_store_credit_rights(self) -> dict:
        """Return what the user may do with store credit at the till: {"payment": bool, ...}."""
        user = self.env.user
        rights = {**RIGHTS, "payout": PAYOUT_GROUP}
        return {
            event.removeprefix("till_"): user._is_superuser() or user.has_group(group)
            for event, group in rights.items()
        }

    def _get_store_credit_due(self) -> float:
        """Return the total as the till rounds it, order currency."""
        config = self._get_credit_till()
        rounds = config.cash_rounding and not config.only_round_cash_method
        total = self._get_credit_total()
        return max(config.rounding_method.round(total), total) if rounds else total

    def _get_store_credit_returned(self) -> float:
        """Return what the customer gets back for this order, >= 0, order currency."""
        total, config = self._get_credit_total(), self._get_credit_till()
        if config.cash_rounding and not config.only_round_cash_method:
            return max(-config.rounding_method.round(total), -total)
        return -total

    def _get_store_credit_refundable(self, refund: models.BaseModel) -> float:
        """Return what store credit may give back of this order, order currency.

        :param refund: the pos.order that asks, left out of what was given back
        """
        return self._get_store_credit_left(refund)
