"""Orders: how much store credit the customer wants to use, and what that leaves to pay."""

import logging

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.customer_credit_balance.core.verdict import Verdict
from odoo.addons.customer_credit_balance.exceptions import open_reason

from ...const import STORE_CREDIT

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    """Adds payment by store credit to orders, because it is tender: it changes what other payments
    collect, never the total.

    A mail that cannot be made, for want of a PDF printer say, must not undo a payment.
    The base contract decides: any addon that knows a reason against it stops the order.
    """

    _name = "sale.order"
    _inherit = ["sale.order", "store.credit.payable.mixin"]

    # --- fields

    credit_to_use = fields.Monetary(
        "Store Credit to Use",
        copy=False,
        groups="base.group_user",
        help="What the customer chose to pay with store credit; checked again at payment.",
    )
    credit_paid_amount = fields.Monetary(
        "Paid with Store Credit",
        compute="_compute_credit_paid_amount",
        compute_sudo=True,
        groups="base.group_user",
    )
    credit_refundable_amount = fields.Monetary(
        "Refundable Payments",
        compute="_compute_credit_paid_amount",
        compute_sudo=True,
        groups="base.group_user",
        help="What was paid online, with store credit and otherwise, and not given back yet.",
    )

    # --- computes

    @api.depends("transaction_ids.state", "transaction_ids.amount")
    def _compute_credit_paid_amount(self):
        """Add up what store credit paid, less what was given back, and what all paid together."""
        for order in self:
            paid = order.transaction_ids._filter_store_credit_payments()
            given_back = paid._get_store_credit_refunds()
            order.credit_paid_amount = sum((paid | given_back).mapped("amount"))
            refundable = order.transaction_ids._filter_refundable_payments() if paid else paid
            order.credit_refundable_amount = sum(
                tx._get_store_credit_refundable() for tx in refundable
            )

    @api.depends("transaction_ids", "transaction_ids.state")
    def _compute_amount_paid(self):
        """Follow the state of transactions: a payment may complete within one request.

        # EXTENDS 'sale'
        """
        super()._compute_amount_paid()

    # --- guards

    def write(self, vals):
        """Give store credit back when an order is cancelled, by whatever door.

        :raise UserError: a client changes the customer of an order that is being paid

        # EXTENDS 'sale'
        """
        self._check_paying_customer(vals)
        if vals.get("state") != "cancel":
            return super().write(vals)
        cancelled = self.filtered(lambda order: order.state != "cancel")
        res = super().write(vals)
        cancelled.sudo().transaction_ids._give_back_store_credit()
        return res

    def _check_paying_customer(self, vals):
        """Keep the customer of an order for which money or store credit is on its way.

        The payment confirms the order without asking the gate of another customer. A payment
        that was only started, and took no store credit, may have been given up.

        :raise UserError: naming the order
        """
        names = {"partner_id", "partner_invoice_id"} & vals.keys()
        if not names or self.env.su:
            return
        for order in self.sudo():
            wanted = {order.partner_id.browse(vals[name] or []) for name in names}
            owner = order.partner_invoice_id.commercial_partner_id
            if all(it.commercial_partner_id == owner for it in wanted):
                continue
            if order.transaction_ids.filtered(
                lambda tx: (
                    tx.state in ("pending", "authorized", "done")
                    or (
                        tx.state == "draft"
                        and tx.store_credit_part_id.state in ("draft", "pending")
                    )
                )
            ):
                raise UserError(
                    _(
                        "%s is being paid online: it stays with its customer. Cancel the payment, "
                        "or make another order.",
                        order.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_give_back_store_credit(self):
        """Give store credit back when an order is deleted, as when it is cancelled.

        A top-up that was paid stays: by it a refund finds the credit that goes with the money.

        :raise UserError: naming the top-up
        """
        for order in self.sudo():
            paid = order.transaction_ids.filtered(lambda tx: tx.state in ("authorized", "done"))
            if paid and order._has_store_credit_topup():
                raise UserError(_("%s was paid online: it stays on record.", order.name))
        self.sudo().transaction_ids._give_back_store_credit()

    # --- hooks

    @api.model
    def _get_credit_server_names(self) -> frozenset[str]:
        """Leave to the engine who asked for a top-up, beside the payments.

        A payment tied to another order would confirm that one, or pay its store credit.

        # EXTENDS 'customer_credit_balance'
        """
        return super()._get_credit_server_names() | {"store_credit_topup_user_id"}

    @api.model
    def _get_credit_server_refusal(self, names: set[str]) -> UserError:
        """Say so, where it is about online payments.

        # EXTENDS 'customer_credit_balance'
        """
        if names & {"transaction_ids", "store_credit_topup_user_id"}:
            return AccessError(
                _("Online payments belong to the order that they were made for: they stay there.")
            )
        return super()._get_credit_server_refusal(names)

    def _get_store_credit_customer(self) -> models.BaseModel:
        """Return the customer who orders and is invoiced; nobody when these are two.

        # EXTENDS 'customer_credit_pos_web'
        """
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        invoiced = self.partner_invoice_id.commercial_partner_id
        return customer if customer == invoiced else customer.browse()

    def _get_store_credit_due(self) -> float:
        """Return what is not paid yet; lines that sell store credit are never paid with it.

        What was paid of its invoices, by bank or at a till, is not asked for again.

        # EXTENDS 'customer_credit_pos_web'
        """
        self.ensure_one()
        if self.state == "cancel":
            return 0.0
        sold = sum(
            self.order_line.filtered(lambda it: it._is_store_credit_sale()).mapped("price_total")
        )
        due = self.amount_total - self.amount_paid - max(sold, 0.0)
        return min(due, self._get_store_credit_left()) if self.state == "sale" else due

    def _get_store_credit_available(self, account: models.BaseModel | None = None) -> float:
        """Leave out what waits for a payment under way: until it is freed it pays that way.

        # EXTENDS 'customer_credit_pos_web'
        """
        account = self._find_store_credit_account() if account is None else account
        available = super()._get_store_credit_available(account)
        if available <= 0 or not account.reserved:
            return available
        own = self._get_open_store_credit_reservations()
        waiting = own.filtered(lambda it: it._get_shop_part().state == "pending")
        return available - sum(waiting.mapped("amount"))

    def _get_store_credit_website(self) -> models.BaseModel:
        """Return the website of the cart, else that of the company.

        # EXTENDS 'customer_credit_pos_web'
        """
        return self.website_id.sudo() or super()._get_store_credit_website()

    def _is_store_credit_allowed(self) -> bool:
        """Follow the switch of the website: one for carts, one for quotations.

        # EXTENDS 'customer_credit_pos_web'
        """
        self.ensure_one()
        website = self._get_store_credit_website()
        if not website:
            return True
        if not self.website_id:
            return website.credit_on_quotations
        return website.credit_in_shop and website.company_id == self.company_id

    def _get_store_credit_portal_refusal(self) -> str:
        """Refuse what Odoo's page does not offer: expired, unsigned, or a cart in the making.

        # EXTENDS 'customer_credit_pos_web'
        """
        self.ensure_one()
        if self.is_expired:
            return _("This offer has expired. Please contact us for a new one.")
        if self._has_to_be_signed():
            return _("Please sign this offer first.")
        if self.website_id and self.state == "draft":
            try:
                self._check_cart_is_ready_to_be_paid()
            except ValidationError as error:
                return str(error)
        return super()._get_store_credit_portal_refusal()

    def _is_confirmation_amount_reached(self):
        """Wait for the whole amount when the customer split it and the credit is not there.

        # EXTENDS 'sale'
        """
        reached = super()._is_confirmation_amount_reached()
        return reached and (not self.sudo()._get_missing_store_credit() or self._is_paid())

    def _verify_cart_after_update(self):
        """Bring the choice down to what the changed cart allows.

        # EXTENDS 'website_sale'
        """
        super()._verify_cart_after_update()
        for order in self.filtered("credit_to_use"):
            order.credit_to_use = order._get_credit_to_use()

    def _send_order_notification_mail(self, mail_template, *args, **kwargs):
        """Send the mail without its PDF when that fails, and write it down when both fail.

        # EXTENDS 'sale'
        """
        self.ensure_one()
        if not self._is_store_credit_mail_guarded():
            return super()._send_order_notification_mail(mail_template, *args, **kwargs)
        for order in (self, self.with_context(store_credit_without_pdf=True)):
            try:
                with self.env.cr.savepoint():
                    return super(SaleOrder, order)._send_order_notification_mail(
                        mail_template, *args, **kwargs
                    )
            except UserError as error:
                reason = open_reason(error)
                _logger.warning("order %s: the mail could not be made: %s", order.name, reason)
        return self.sudo().message_post(body=_("No mail was sent to the customer: %s", reason))

    def _is_credit_document_placed(self) -> bool:
        """Say that a cart is not placed before its customer submits it.

        # EXTENDS 'customer_credit_balance'
        """
        is_cart = self.website_id and self.state == "draft"
        return not is_cart and super()._is_credit_document_placed()

    # --- private

    def _get_store_credit_left(self) -> float:
        """Return what invoices of this confirmed order leave open, and what none charges yet.

        Less what online payments for it have not paid yet; order currency. Whoever paid the
        invoice in another way owes nothing by its order.
        """
        self.ensure_one()
        order = self.sudo()
        lines = order.order_line.filtered(lambda it: not it._is_store_credit_sale())
        items = lines.invoice_lines.filtered(lambda it: it.parent_state == "posted")
        if not items or items.currency_id != self.currency_id:
            return self.amount_total
        charged = sum(
            item.price_total * (-1 if item.move_id.move_type == "out_refund" else 1)
            for item in items
        )
        left = 0.0
        if self.invoice_status != "invoiced":
            left = max(sum(lines.mapped("price_total")) - charged, 0.0)
        for move, some in items.grouped("move_id").items():
            if move.move_type != "out_refund":
                left += min(move.amount_residual, max(sum(some.mapped("price_total")), 0.0))
        return self.currency_id.round(left - order._get_store_credit_money_open())

    def _get_store_credit_money_open(self) -> float:
        """Return what online payments for this order (sudo) still have to pay invoices with.

        Order currency, which is that of its transactions.
        """
        money = 0.0
        for tx in self.transaction_ids.filtered(lambda it: it.state in ("authorized", "done")):
            items = tx.payment_id.move_id.line_ids.filtered(
                lambda item: item.account_id.account_type == "asset_receivable"
            )
            money += -sum(items.mapped("amount_residual_currency")) if items else tx.amount
        return money

    def _get_credit_to_use(self) -> float:
        """Return what the current user's choice comes to now: capped by money, due and owner.

        :return: float, order currency; 0 for everybody but the customer
        """
        self.ensure_one()
        if not self.credit_to_use:
            return 0.0
        return min(self.credit_to_use, self._get_store_credit_usable(self.env.user))

    def _set_credit_to_use(self, amount):
        """Keep the customer's choice, capped by what is usable; False or None takes it back.

        :param amount: a client's value
        :return: float, what was written
        :raise UserError: no number, zero or below, or nothing is usable
        """
        self.ensure_one()
        if amount is None or amount is False:
            self.credit_to_use = 0.0
            return 0.0
        usable = self._get_store_credit_usable(self.env.user)
        if not usable:
            raise UserError(_("There is no store credit that could pay this order."))
        self.credit_to_use = min(self._parse_store_credit_amount(amount), usable)
        return self.credit_to_use

    def _get_store_credit_offer(self) -> dict:
        """Return the figures of the box on the payment page, order currency, or {}.

        :return: {account, available, usable, used, left}; empty when there is nothing to use
        """
        self.ensure_one()
        user = self.env.user
        if self.currency_id != self.company_id.currency_id or not self._is_store_credit_owner(user):
            return {}
        if not self._is_store_credit_allowed():
            return {}
        account = self._find_store_credit_account()
        available = self._get_store_credit_available(account)
        usable = self._get_store_credit_usable(user, available)
        if not usable:
            return {}
        used = min(self.credit_to_use, usable)
        return {
            "account": account,
            "available": available,
            "usable": usable,
            "used": used,
            "left": self.currency_id.round(self.amount_total - self.amount_paid - used),
        }

    def _get_store_credit_note(self) -> dict:
        """Return what the cart says of store credit, or {}.

        :return: {message, login}; ``login`` where a guest must sign in to use it
        """
        self.ensure_one()
        user = self.env.user
        if not self.amount_total or not self._is_store_credit_allowed():
            return {}
        if user._is_public() and self._is_store_credit_offered_to(user):
            return {
                "message": _("Do you have store credit? It can pay this order."),
                "login": True,
            }
        offer = self._get_store_credit_offer()
        if offer:
            amount = self.currency_id.format(offer["usable"])
            message = _("%s of your store credit can pay this order: choose it at payment.", amount)
        else:
            message = self._get_store_credit_hint()
        return {"message": message, "login": False} if message else {}

    def _get_store_credit_hint(self) -> str:
        """Return why the customer's store credit cannot be used on this cart, or nothing.

        Guests and customers without store credit are told nothing.
        """
        self.ensure_one()
        own = self.company_id.currency_id
        user = self.env.user
        if (
            not self._is_store_credit_allowed()
            or not self._is_store_credit_owner(user)
            or not self._is_store_credit_shown(user)
            or not self._is_store_credit_offered_to(user)
        ):
            return ""
        account = self._find_store_credit_account()
        if account.state == "frozen":
            return _("Your store credit cannot be used right now. Please contact us.")
        if self.currency_id != own and own.compare_amounts(account.available, 0.0) > 0:
            return _(
                "You have %(amount)s of store credit. It pays orders in %(own)s; this one is in "
                "%(other)s.",
                amount=own.format(account.available),
                own=own.name,
                other=self.currency_id.name,
            )
        if own.compare_amounts(account.available, 0.0) <= 0 < account.reserved:
            return _(
                "%s of your store credit is set aside for a payment that has not arrived: see My "
                "Account, Store Credit.",
                own.format(account.reserved),
            )
        return ""

    def _get_missing_store_credit(self) -> models.BaseModel:
        """Return transactions (sudo) that should have paid a part with credit and did not."""
        self.ensure_one()
        payments = self.transaction_ids.filtered(lambda tx: tx.state in ("authorized", "done"))
        return payments.store_credit_part_id.filtered(lambda part: part.state != "done")

    def _has_store_credit_payment(self):
        """Say whether store credit paid this order, or was meant to pay a part of it."""
        return any(tx.provider_code == STORE_CREDIT for tx in self.sudo().transaction_ids)

    def _get_store_credit_payments(self) -> list[dict]:
        """Return the payments that customers see, {name, amount, state} in the order made."""
        self.ensure_one()
        transactions = self.sudo().transaction_ids.filtered(
            lambda tx: tx.state in ("pending", "authorized", "done") and tx.operation != "refund"
        )
        if not transactions.filtered(lambda tx: tx.provider_code == STORE_CREDIT):
            return []
        return [
            {
                "name": tx.payment_method_id.name or tx.provider_id.name,
                "amount": tx.amount,
                "state": tx.state,
                "is_store_credit": tx.provider_code == STORE_CREDIT,
            }
            for tx in transactions.sorted("id")
        ]

    def _is_store_credit_mail_guarded(self) -> bool:
        """Say whether store credit pays this order or is bought by it, or it goes on account."""
        return (
            self.env.context.get("store_credit_on_account")
            or self._has_store_credit_payment()
            or self._has_store_credit_topup()
        )

    def _render_store_credit_mail(self):
        """Return the table of payments for the customer's mail as Markup, or nothing."""
        self.ensure_one()
        order = self.sudo().with_context(lang=self.partner_id.lang or self.env.lang)
        payments = order._get_store_credit_payments()
        if not payments:
            return ""
        return order.env["ir.qweb"]._render(
            "customer_credit_pos_web.store_credit_payments_mail",
            {"order": order, "payments": payments},
            minimal_qcontext=True,
        )

    def _is_on_account_possible(self) -> bool:
        """Say whether the website sells on account, and to this user for this cart.

        The customer needs the permission, and the user must be the customer in person or on its
        list: the debt is the customer's.
        """
        self.ensure_one()
        customer = self._get_store_credit_customer()
        return (
            self.website_id.sudo().credit_on_account
            and self.state == "draft"
            and self.amount_total > 0
            and customer._is_store_credit_user(self.env.user)
            and customer._may_buy_on_account(self.company_id)
            and not any(line._is_store_credit_sale() for line in self.order_line)
        )

    def _get_on_account_offer(self) -> dict:
        """Return what the payment page says about buying on account, or {}.

        :return: {allowed: bool, message: str, terms: name of the payment terms or "", left: text
            of what is left of the limit, or ""}; shows, decides nothing
        """
        self.ensure_one()
        if not self._is_on_account_possible():
            return {}
        verdict = self._get_credit_verdict()
        allowed = verdict.state != "blocked"
        message = _("You receive an invoice and pay it later.")
        return {
            "allowed": allowed,
            "message": message if allowed else self._get_on_account_refusal(),
            "terms": self._get_on_account_terms() if allowed else "",
            "left": self._get_on_account_left(verdict),
        }

    def _get_on_account_terms(self) -> str:
        """Return the name of the payment terms that the invoice will have, or ""."""
        order = self.sudo().with_company(self.company_id)
        terms = order.payment_term_id or order.partner_id.property_payment_term_id
        return terms.name or ""

    def _get_on_account_left(self, verdict: Verdict) -> str:
        """Return what is left of the customer's limit before this order, as a text.

        :param verdict: core Verdict on this order
        :return: amount with currency; "" without a limit, and for users who may see no figures
        """
        customer = self._get_store_credit_customer()
        seen = customer._get_store_credit_visibility(self.env.user, self.company_id)
        if verdict.headroom is None or seen == "none":
            return ""
        return self.company_id.currency_id.format(max(float(verdict.headroom), 0.0))

    def _get_on_account_refusal(self) -> str:
        """Return what the customer reads: no figures, no reasons that are ours alone."""
        self.ensure_one()
        return self._get_credit_customer_message() or _(
            "This order cannot be bought on account at the moment. You can pay it now, or contact "
            "us and we will look at it together."
        )

    def _confirm_on_account(self):
        """Confirm the cart if the verdict says yes now; return whether it is confirmed."""
        self.ensure_one()
        if not self._is_on_account_possible() or self._check_credit().state == "blocked":
            return False
        self.credit_to_use = 0.0
        self.with_context(store_credit_on_account=True)._validate_order()
        return self.state == "sale"
