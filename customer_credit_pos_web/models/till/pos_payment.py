"""Till payments: paid store credit is refunded, never edited or deleted."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import clean_context

from odoo.addons.customer_credit_balance.core.keys import is_uuid, request_key

from ...const import PAID_STATES
from .customer_credit_entry import TILL_EVENTS

# What the server sets itself: what a client sends of it is dropped.
SERVER_FIELDS = {"account_move_id", "customer_credit_settled_parts", "customer_account_line_id"}

LOCKED_FIELDS = SERVER_FIELDS | {
    "amount",
    "company_id",
    "customer_credit_oldest_first",
    "is_change",
    "payment_date",
    "payment_method_id",
    "pos_order_id",
    "session_id",
    "settled_document",
    "store_credit_offline",
    "uuid",
}


class PosPayment(models.Model):
    """Adds store credit to payments of the till, because each that spends it has one entry, found
    by its uuid.
    """

    _inherit = "pos.payment"

    # --- fields

    store_credit_balance_after = fields.Monetary(
        "Store Credit Left",
        compute="_compute_store_credit_balance_after",
        compute_sudo=True,
        help="The customer's store credit after this payment, as printed on the receipt.",
    )

    # --- computes

    def _compute_store_credit_balance_after(self):
        """Read the entries of store-credit payments; other payments cost no query.

        Whoever takes the credit sets it as well: the receipt needs no query then.
        """
        mine = self.filtered("payment_method_id.is_store_credit")
        (self - mine).store_credit_balance_after = 0.0
        if not mine:
            return
        entries = mine._find_store_credit_entries()
        nothing = self.env["customer.credit.entry"]
        for payment in mine:
            payment._set_store_credit_balance_after(entries.get(payment, nothing))

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse payments on an order that a decision stands on.

        # EXTENDS 'point_of_sale'
        :raise UserError: pay first, then there is nothing to add
        """
        if not self.env.su:  # a default of the context is a client's value, too
            self = self.with_context(clean_context(self.env.context))
        payments = super().create([self._drop_credit_server_fields(it) for it in vals_list])
        payments._check_credit_bound()
        return payments

    def write(self, vals):
        """Refuse changes to what a decision stands on; ask again before something is owed.

        # EXTENDS 'point_of_sale'
        :raise UserError: the order moved store credit, settled something or is on account; or
            the customer's account refuses
        """
        locked = LOCKED_FIELDS & vals.keys()
        changing = self.browse()
        if locked:
            vals = self._drop_credit_server_fields(vals)
            changing = self.filtered(lambda payment: payment._changes_credit_input(vals))
            changing._check_credit_open()
        res = super().write(vals)
        changing._check_credit_bound()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_store_credit(self):
        """Refuse to delete what a decision stands on."""
        self._check_credit_open()

    def _check_credit_open(self):
        """Stop when one of these belongs to an order that a decision stands on.

        :raise UserError: naming the order and the way out
        """
        for order in self.sudo().pos_order_id:
            if order._is_bound_by_credit():
                raise order._prepare_credit_frozen_error()

    def _check_credit_bound(self):
        """Stop when one of these binds its paid order now; the customer's account is asked.

        A payment in cash may become one by customer account, when the limit allows it.

        :raise UserError: naming the order or its closed session, or why the customer's account
            refuses
        """
        self.pos_order_id._check_credit_session_open()
        for order in self.sudo().pos_order_id:
            if order.state not in PAID_STATES:
                continue
            mine = self.sudo().filtered(lambda it, order=order: it.pos_order_id == order)
            on_account = mine.filtered(
                lambda it: it.payment_method_id._is_customer_account() and not it._is_settlement()
            )
            if order.state == "paid" and on_account and mine == on_account:
                order._put_on_customer_account(on_account)
            elif order._is_bound_by_credit():
                raise order._prepare_credit_frozen_error()

    def _check_store_credit_entry(self, entry):
        """Stop when the entry under this payment's uuid was booked for something else.

        :raise ValidationError: a client chose a number that was used before
        """
        if not self._is_store_credit_entry(entry):
            raise ValidationError(
                _("The payment %s has the number of another booking.", self.display_name)
            )

    # --- private

    def _set_store_credit_balance_after(self, entry):
        """Keep in mind what was left after this entry of the payment (sudo), order currency."""
        self.store_credit_balance_after = self._to_till_currency(entry.balance_after)

    def _to_till_currency(self, amount):
        """Return an amount of company currency in the currency of the order."""
        company = self.company_id
        return company.currency_id._convert(
            amount, self.currency_id, company, fields.Date.context_today(self)
        )

    def _drop_credit_server_fields(self, vals):
        """Return ``vals`` without what only the server sets."""
        if self.env.su:
            return vals
        return {name: vals[name] for name in vals if name not in SERVER_FIELDS}

    def _changes_credit_input(self, vals):
        """Say whether ``vals`` change a field that a decision stands on."""
        for name in (LOCKED_FIELDS - SERVER_FIELDS) & vals.keys():
            field = self._fields[name]
            old = field.convert_to_write(self[name], self)
            new = vals[name]
            if name == "payment_date":
                old, new = self.payment_date, fields.Datetime.to_datetime(new)
            if (
                name == "amount"
                and isinstance(new, (int, float))
                and not self.currency_id.compare_amounts(old, new)
            ):
                continue
            if (old or False) != (new or False):
                return True
        return False

    def _find_store_credit_entries(self) -> dict:
        """Return {payment: its entry (sudo)} of those whose credit was moved, unchecked."""
        keys = {payment: payment._get_store_credit_key() for payment in self if payment.uuid}
        old_keys = {payment: payment.uuid for payment in keys}
        wanted = [*keys.values(), *old_keys.values()]
        entries = self.env["customer.credit.entry"].sudo().search([("request_key", "in", wanted)])
        by_key = {entry.request_key: entry for entry in entries}
        found = {}
        for payment, key in keys.items():
            entry, old = by_key.get(key), by_key.get(old_keys[payment])
            if not entry and old and payment._is_store_credit_entry(old):
                entry = old
            if entry:
                found[payment] = entry
        return found

    def _get_store_credit_key(self) -> str:
        """Return the request key of this payment.

        :raise ValidationError: its number is not one that a till makes
        """
        self.ensure_one()
        if not is_uuid(self.uuid):
            raise ValidationError(
                _(
                    "The payment of %(amount)s has the number %(number)s, which no till makes: "
                    "remove the payment and add it again.",
                    amount=self.currency_id.format(self.amount),
                    number=(self.uuid or "")[:40],
                )
            )
        return request_key("pos", self.uuid)

    def _get_store_credit_entry_by_payment(self) -> dict:
        """Return {payment: its entry (sudo)} of those whose credit was moved.

        :raise ValidationError: a uuid names something else that was booked
        """
        entries = self._find_store_credit_entries()
        for payment, entry in entries.items():
            payment._check_store_credit_entry(entry)
        return entries

    def _is_store_credit_taken(self) -> bool:
        """Say whether the credit of this payment was moved before."""
        self.ensure_one()
        return bool(self._get_store_credit_entry_by_payment())

    def _is_store_credit_entry(self, entry: models.BaseModel) -> bool:
        """Say whether this entry is one that the till booked for the order of this payment."""
        return entry.event in TILL_EVENTS and entry._is_from(self.pos_order_id)
