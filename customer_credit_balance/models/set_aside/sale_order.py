"""Orders: one click sets store credit aside, one takes it back."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...const import USER_GROUP
from ...core.keys import request_key
from ..door import door

SET_ASIDE_GROUP = "customer_credit_balance.group_customer_credit_set_aside"
# Of orders without an expiration date, and of confirmed ones.
DAYS = 30
# Quotations may be dated to any day; money is not kept from other orders for years.
MOST_DAYS = 366

# What may make an order one of another customer, company or currency.
OWNER_FIELDS = {"partner_id", "partner_invoice_id", "company_id", "pricelist_id", "currency_id"}


class SaleOrder(models.Model):
    """Adds reservations by hand to orders, because who sells agrees with the customer what pays.

    They end by themselves: on a day, with the order, or with its invoice, which they pay.
    """

    _inherit = "sale.order"

    # --- fields

    store_credit_set_aside = fields.Monetary(
        "Store Credit Set Aside",
        compute="_compute_credit_set_aside",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Only this order can spend it; its invoice uses it.",
    )
    store_credit_set_aside_until = fields.Datetime(
        "Set Aside Until", compute="_compute_credit_set_aside", compute_sudo=True, groups=USER_GROUP
    )
    store_credit_to_set_aside = fields.Monetary(
        "Store Credit to Set Aside",
        compute="_compute_credit_set_aside",
        compute_sudo=True,
        groups=USER_GROUP,
    )

    # --- computes

    @api.depends("state", "amount_total", "partner_invoice_id", "currency_id")
    def _compute_credit_set_aside(self):
        """Read reservations and accounts of all orders at once."""
        found, now = self._find_credit_set_aside(), fields.Datetime.now()
        for order in self:
            mine = found.filtered(lambda it, order=order: it.res_id == order._origin.id)
            order.store_credit_set_aside = sum(mine.mapped("amount"))
            until = max(mine.mapped("expires_at"), default=False)
            order.store_credit_set_aside_until = until if until and until > now else False
            order.store_credit_to_set_aside = 0.0
        for company, orders in self.filtered(
            lambda it: it._origin and it.state in ("draft", "sent", "sale")
            and it.invoice_status != "invoiced"
            and it.currency_id == it.company_id.currency_id
        ).grouped("company_id").items():  # fmt: skip
            customers = orders.partner_invoice_id.commercial_partner_id
            accounts = customers._get_store_credit_account_by_partner(company)
            for order in orders:
                account = accounts.get(order.partner_invoice_id.commercial_partner_id)
                if account and account.state != "frozen":
                    order.store_credit_to_set_aside = order.currency_id.round(
                        max(min(account.available, order._get_credit_set_aside_due()), 0.0)
                    )

    # --- guards

    def write(self, vals):
        """Free what is set aside when an order ends or gets another customer, company or currency.

        What is set aside is money of the company's currency.

        # EXTENDS 'sale'
        """
        moved = OWNER_FIELDS & vals.keys()
        before = {order: order._get_credit_owner() for order in self if moved}
        res = super().write(vals)
        ended = self.filtered(
            lambda order: (
                vals.get("state") == "cancel"
                or (moved and order._get_credit_owner() != before[order])
            )
        )
        ended._free_credit_set_aside()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_free_credit(self):
        """Free what is set aside for orders that are deleted."""
        self._free_credit_set_aside()

    def _check_credit_set_aside(self):
        """Stop who may not set store credit aside.

        :raise AccessError: no right, or an order that the user may not change
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(SET_ASIDE_GROUP):
            raise AccessError(
                _("Setting store credit aside for orders needs a right of its own: ask a manager.")
            )

    # --- actions

    @door(single=True)
    def action_set_credit_aside(self):
        """Set aside as much store credit as the order can use, once.

        For users with the right to set store credit aside who may change the order.

        :raise AccessError: no right
        :raise UserError: nothing is available, or the order needs none
        :raise InsufficientCredit: somebody else was quicker
        """
        self._check_credit_set_aside()
        order = self.sudo()
        account = self._touch_set_aside_account(order)
        order.invalidate_recordset(["store_credit_to_set_aside"])
        amount = order.store_credit_to_set_aside
        if amount <= 0 or not account:
            raise UserError(
                _("There is no store credit that this order could use: look at the Credit Centre.")
            )
        key = request_key("order", order.id, order._count_credit_set_aside() + 1)
        account._reserve(amount, key, order, order._get_credit_set_aside_time())
        self._note_credit_set_aside(
            _("%s of store credit is set aside for this order.", self.currency_id.format(amount))
        )
        return True

    @door(single=True)
    def action_free_credit_set_aside(self):
        """Take back what was set aside for the order; for users who may set aside.

        :raise AccessError: no right
        """
        self._check_credit_set_aside()
        amount = self.sudo().store_credit_set_aside
        if self._free_credit_set_aside():
            self._note_credit_set_aside(
                _("%s of store credit is free again.", self.currency_id.format(amount))
            )
        return True

    # --- private

    def _get_credit_owner(self) -> tuple:
        """Return (customer, company, currency) whose store credit the order uses."""
        self.ensure_one()
        return self.partner_invoice_id.commercial_partner_id, self.company_id, self.currency_id

    @api.model
    def _touch_set_aside_account(self, order):
        """Return the account (sudo) that the order spends, queueing for its row, or none."""
        customer = order.partner_invoice_id.commercial_partner_id
        account = self.env["customer.credit.account"]._find(customer, order.company_id)
        if account:
            order._touch_credit_account(customer, order.company_id)
            account.invalidate_recordset()
        return account

    def _find_credit_set_aside(self) -> models.BaseModel:
        """Return the open reservations (sudo) that were made by hand for these orders."""
        Reservation = self.env["customer.credit.reservation"].sudo()
        return Reservation.search([*self._get_credit_set_aside_domain(), ("state", "=", "open")])

    def _count_credit_set_aside(self):
        """Return how often store credit was set aside for this order by hand."""
        Reservation = self.env["customer.credit.reservation"].sudo()
        return Reservation.search_count(self._get_credit_set_aside_domain())

    def _get_credit_set_aside_domain(self) -> list:
        """Return the domain of all reservations that were made by hand for these orders."""
        return [
            ("res_model", "=", "sale.order"),
            ("res_id", "in", self._origin.ids),
            ("request_key", "=like", "order:%"),
        ]

    def _get_credit_set_aside_due(self) -> float:
        """Return what of this order (sudo) nothing pays yet, order currency."""
        invoices = self.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        # What was paid online pays the invoices that are there; what is set aside, later ones.
        settled = max(self.amount_paid, sum(invoices.mapped("amount_total")))
        return self.amount_total - settled - self.store_credit_set_aside

    def _get_credit_set_aside_time(self) -> timedelta:
        """Return how long: until the quotation expires, at least a day, at most a year."""
        days = DAYS
        if self.validity_date and self.state != "sale":
            days = (self.validity_date - fields.Date.context_today(self)).days + 1
        return timedelta(days=min(max(days, 1), MOST_DAYS))

    def _free_credit_set_aside(self):
        """Free what was set aside by hand for these orders; return whether there was any."""
        found = self and self._find_credit_set_aside()
        if not found:
            return False
        for reservation in found:
            self.env["customer.credit.account"]._release(reservation.request_key)
        self.invalidate_recordset(["store_credit_set_aside", "store_credit_to_set_aside"])
        return True

    def _note_credit_set_aside(self, text):
        """Write it down on the order (sudo), and read the figures again."""
        self.sudo().message_post(body=text, author_id=self.env.user.partner_id.id)
        self.invalidate_recordset(
            ["store_credit_set_aside", "store_credit_to_set_aside", "credit_position"]
        )
