"""Till orders: the one place where the till moves store credit."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .customer_credit_entry_pos import TILL_EVENTS
from .pos_order import PAID_STATES


class PosOrder(models.Model):
    """One entry per payment, its request key is the payment's uuid."""

    _inherit = "pos.order"

    is_store_credit_topup = fields.Boolean(
        "Top-up", readonly=True, copy=False, help="Store credit bought at the till, no sale."
    )
    store_credit_moved = fields.Monetary(
        compute="_compute_store_credit_moved",
        help="What the order moved on the customer's store credit: negative when it was paid "
        "with it, positive when credit was bought or given back.",
    )

    @api.depends("state", "payment_ids.amount", "payment_ids.payment_method_id.is_store_credit")
    def _compute_store_credit_moved(self):
        """Sum the payments: the till reads every field of an order that it sends, at no query."""
        for order in self:
            paid = order._get_store_credit_payments() if order.state in PAID_STATES else []
            order.store_credit_moved = -sum(payment.amount for payment in paid)

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
        if event == "till_topup":
            self.sudo().is_store_credit_topup = True

    def _prepare_store_credit_spending(self, account):
        """Hook: make available on the account what was set aside for this order."""

    def _post_store_credit(self, account, payment, event):
        """Move the store credit of one payment; the same payment again moves nothing.

        :raise InsufficientCredit: less is available, or the account is frozen
        """
        amount = self._get_store_credit_in_company_currency(payment)
        entry = account._post(
            -amount, event, payment._get_store_credit_key(), self, note=self.pos_reference
        )
        payment._check_store_credit_entry(entry)
        payment._set_store_credit_balance_after(entry)

    def _get_store_credit_in_company_currency(self, payment):
        """Return the amount of the payment in company currency, at the rate of the order's day."""
        company = self.company_id
        return self.currency_id._convert(
            payment.amount, company.currency_id, company, self._get_credit_day()
        )

    def _get_store_credit_entries(self):
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
        }

    def _prepare_store_credit_error(self, error):
        """Return the error with the order in front: closing a session handles many."""
        return UserError(
            _("Order %(order)s: %(reason)s", order=self.display_name, reason=error.args[0])
        )
