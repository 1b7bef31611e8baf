"""Till payments: paid store credit is refunded, never edited or deleted."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.customer_credit_balance.core.keys import is_uuid, request_key

from .customer_credit_entry_pos import TILL_EVENTS
from .pos_order import PAID_STATES

LOCKED_FIELDS = {"amount", "payment_method_id", "pos_order_id", "uuid", "is_change"}


class PosPayment(models.Model):
    """The uuid is the request key of the entry: the one value of it that a till may choose."""

    _inherit = "pos.payment"

    store_credit_balance_after = fields.Monetary(
        "Store Credit Left",
        compute="_compute_store_credit_balance_after",
        compute_sudo=True,
        help="The customer's store credit after this payment, as printed on the receipt.",
    )

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

    def _set_store_credit_balance_after(self, entry):
        """Keep in mind what was left after this entry of the payment (sudo), order currency."""
        self.store_credit_balance_after = self._to_till_currency(entry.balance_after)

    def _to_till_currency(self, amount):
        """Return an amount of company currency in the currency of the order."""
        company = self.company_id
        return company.currency_id._convert(
            amount, self.currency_id, company, fields.Date.context_today(self)
        )

    # --------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse store credit on an order that is paid already.

        # EXTENDS 'point_of_sale'
        :raise UserError: pay first, then there is nothing to add
        """
        payments = super().create(vals_list)
        payments._check_store_credit_open()
        return payments

    def write(self, vals):
        """Refuse changes to what was paid with store credit.

        # EXTENDS 'point_of_sale'
        :raise UserError: amount, method, order or uuid of a paid store-credit payment
        """
        changing = self.filtered(lambda payment: payment._changes_store_credit(vals))
        changing._check_store_credit_open()
        res = super().write(vals)
        changing._check_store_credit_open()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_store_credit(self):
        """Refuse to delete what was paid with store credit."""
        self._check_store_credit_open()

    def _changes_store_credit(self, vals):
        """Say whether ``vals`` change a field that the entry stands on."""
        for name in LOCKED_FIELDS & vals.keys():
            old = self[name].id if name.endswith("_id") else self[name]
            if name == "amount" and not self.currency_id.compare_amounts(old, vals[name]):
                continue
            if old != vals[name]:
                return True
        return False

    def _check_store_credit_open(self):
        """Stop when one of these is store credit of a paid order.

        :raise UserError: naming the order and the way out
        """
        for payment in self.sudo():
            order = payment.pos_order_id
            if payment.payment_method_id.is_store_credit and order.state in PAID_STATES:
                raise UserError(
                    _(
                        "%(order)s is paid: payments with store credit can only be refunded, not "
                        "added, changed or deleted.",
                        order=order.display_name,
                    )
                )

    # --------------------------------------------------------------- ledger

    def _find_store_credit_entries(self):
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

    def _get_store_credit_key(self):
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

    def _get_store_credit_entry_by_payment(self):
        """Return {payment: its entry (sudo)} of those whose credit was moved.

        :raise ValidationError: a uuid names something else that was booked
        """
        entries = self._find_store_credit_entries()
        for payment, entry in entries.items():
            payment._check_store_credit_entry(entry)
        return entries

    def _is_store_credit_taken(self):
        """Say whether the credit of this payment was moved before."""
        self.ensure_one()
        return bool(self._get_store_credit_entry_by_payment())

    def _check_store_credit_entry(self, entry):
        """Stop when the entry under this payment's uuid was booked for something else.

        :raise ValidationError: a client chose a number that was used before
        """
        if not self._is_store_credit_entry(entry):
            raise ValidationError(
                _("The payment %s has the number of another booking.", self.display_name)
            )

    def _is_store_credit_entry(self, entry):
        """Say whether this entry is one that the till booked for the order of this payment."""
        return entry.event in TILL_EVENTS and entry._is_from(self.pos_order_id)
