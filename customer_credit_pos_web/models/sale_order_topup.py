"""Orders that sell store credit: made in the portal or in the shop, paid in full by real money."""

from datetime import timedelta

from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError, ValidationError

VALID_DAYS = 7
# Payments in these states may still bring, or have brought, the money.
ALIVE = ("draft", "pending", "authorized", "done")


class SaleOrder(models.Model):
    """A top-up gives credit when its invoice is paid, which the base ledger books."""

    _inherit = "sale.order"

    store_credit_topup_user_id = fields.Many2one(
        "res.users",
        "Topped Up By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Who asked for this top-up in the portal.",
    )

    # --------------------------------------------------------------- what it is

    def _has_store_credit_topup(self):
        """Say whether any line sells store credit: such an order is not paid with store credit."""
        return bool(self.order_line._filter_topups())

    def _is_store_credit_topup(self):
        """Say whether this order sells store credit and nothing else."""
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.display_type)
        return bool(lines) and lines == lines._filter_topups()

    def _get_credit_amount(self):
        """Return nothing for a top-up: it brings money before it gives anything.

        # EXTENDS 'customer_credit_balance'
        """
        return 0.0 if self._is_store_credit_topup() else super()._get_credit_amount()

    def _get_credit_blockers(self):
        """Let every customer bring money.

        # EXTENDS 'customer_credit_balance'
        """
        return [] if self._is_store_credit_topup() else super()._get_credit_blockers()

    # --------------------------------------------------------------- portal

    @api.model
    def _get_or_create_topup(self, user, website, amount):
        """Return the open top-up order of this user with this amount (sudo).

        One order is used again until a payment was tried, so that abandoned top-ups do not pile
        up and a form that is sent twice asks for money once.

        :param float amount: company currency, checked by ``website._check_topup_amount``
        :raise UserError: no top-ups are offered on this website
        """
        product, company = website._get_topup_product(), website.company_id
        if not product:
            raise UserError(_("Store credit cannot be bought here."))
        # Two forms at the same time: the second waits for the first, and finds its order.
        self._touch_credit_account(user.partner_id.commercial_partner_id, company)
        order = self._find_open_topup(user, website)
        if not order:
            return self._create_topup(user, website, product, amount)
        line = order.order_line
        if line.product_id != product or line.currency_id.compare_amounts(line.price_unit, amount):
            line.write({"product_id": product.id, "price_unit": amount})
        order.validity_date = fields.Date.today() + timedelta(days=VALID_DAYS)
        return order

    @api.model
    def _find_open_topup(self, user, website):
        """Return the user's top-up order (sudo) for which no payment is under way, or none."""
        orders = self.sudo().search(
            [
                ("store_credit_topup_user_id", "=", user.id),
                ("partner_id", "=", user.partner_id.id),
                ("website_id", "=", website.id),
                ("company_id", "=", website.company_id.id),
                ("currency_id", "=", website.company_id.currency_id.id),
                ("state", "=", "sent"),
            ],
            order="id desc",
        )
        return orders.filtered(
            lambda order: (
                len(order.order_line) == 1
                and order._is_store_credit_topup()
                and not order._has_payment_alive()
            )
        )[:1]

    def _has_payment_alive(self):
        """Say whether a payment was started that may bring money, or has brought it."""
        return any(tx.state in ALIVE for tx in self.sudo().transaction_ids)

    @api.model
    def _create_topup(self, user, website, product, amount):
        """Return a new order of the credit product over this amount (sudo).

        It is a quotation that was sent, so that it never turns up as the shopper's cart.
        """
        company = website.company_id
        return (
            self.sudo()
            .with_company(company)
            .create(
                {
                    "partner_id": user.partner_id.id,
                    "company_id": company.id,
                    "website_id": website.id,
                    "pricelist_id": False,
                    "state": "sent",
                    "require_payment": True,
                    "require_signature": False,
                    "prepayment_percent": 1.0,
                    "validity_date": fields.Date.today() + timedelta(days=VALID_DAYS),
                    "store_credit_topup_user_id": user.id,
                    "user_id": False,
                    "order_line": [
                        Command.create(
                            {"product_id": product.id, "product_uom_qty": 1, "price_unit": amount}
                        )
                    ],
                }
            )
        )

    @api.autovacuum
    def _gc_store_credit_topups(self):
        """Cancel portal top-ups that expired and were never paid; a late payment revives them."""
        orders = self.sudo().search(
            [
                ("store_credit_topup_user_id", "!=", False),
                ("state", "=", "sent"),
                ("validity_date", "<", fields.Date.today()),
            ],
            limit=1000,
        )
        orders.filtered(lambda order: not order._has_payment_alive())._action_cancel()

    # --------------------------------------------------------------- cart

    def _cart_add(self, product_id, quantity=1.0, **kwargs):
        """Refuse guests, and give each top-up its own line of quantity 1.

        :raise UserError: a guest, or an amount that is not allowed

        # EXTENDS 'website_sale'
        """
        product = self.env["product.product"].browse(product_id)
        if not product.is_store_credit:
            return super()._cart_add(product_id, quantity, **kwargs)
        if self.partner_id.is_public or self.env.user._is_public():
            raise UserError(_("Log in to buy store credit: it needs an account to go to."))
        return super()._cart_add(product_id, min(quantity, 1), **kwargs)

    def _cart_find_product_line(self, product_id, uom_id, **kwargs):
        """Never add up: two top-ups are two amounts.

        # EXTENDS 'website_sale'
        """
        lines = super()._cart_find_product_line(product_id, uom_id, **kwargs)
        return lines - lines._filter_topups()

    def _verify_updated_quantity(self, order_line, product_id, new_qty, uom_id, **kwargs):
        """Keep the quantity of store credit at 1: the amount is what one chooses.

        # EXTENDS 'website_sale'
        """
        product = self.env["product.product"].browse(product_id)
        if product.is_store_credit and new_qty > 1:
            return 1, _("Choose another amount on the page of the product instead.")
        return super()._verify_updated_quantity(order_line, product_id, new_qty, uom_id, **kwargs)

    def _prepare_order_line_values(
        self, product_id, quantity, uom_id, *, store_credit_amount=None, **kwargs
    ):
        """Take the amount that the shopper chose, within the bounds of the website.

        :raise UserError: an amount that is not allowed

        # EXTENDS 'website_sale'
        """
        values = super()._prepare_order_line_values(product_id, quantity, uom_id, **kwargs)
        product = self.env["product.product"].browse(values["product_id"])
        if product.is_store_credit:
            if store_credit_amount is None:
                line = self.env["sale.order.line"].new({"order_id": self.id, **values})
                store_credit_amount = line._get_topup_list_price()
            amount = self.website_id._check_topup_amount(store_credit_amount, self.currency_id)
            values.update(price_unit=amount, product_uom_qty=1)
        return values

    def _check_cart_is_ready_to_be_paid(self):
        """Check the top-ups of a cart once more before money moves.

        :raise ValidationError: bought by a guest, or an amount that is not allowed

        # EXTENDS 'website_sale'
        """
        self._check_topups_payable()
        return super()._check_cart_is_ready_to_be_paid()

    def _check_topups_payable(self):
        """Stop top-ups that may not be paid as they are.

        :raise ValidationError: bought by a guest, discounted, or an amount that is not allowed
        """
        self._check_topups_not_discounted()
        for line in self.order_line._filter_topups():
            if self.partner_id.is_public or self.env.user._is_public():
                raise ValidationError(_("Log in to buy store credit."))
            website = self.website_id
            try:
                website and website._check_topup_amount(line.price_unit, self.currency_id)
            except UserError as error:
                raise ValidationError(error.args[0]) from error

    # --------------------------------------------------------------- mails

    def _send_order_confirmation_mail(self):
        """Leave portal top-ups to the mail that says what was added.

        # EXTENDS 'sale'
        """
        orders = self.filtered(
            lambda order: (
                not (order.store_credit_topup_user_id and order.company_id.store_credit_mail)
            )
        )
        return super(SaleOrder, orders)._send_order_confirmation_mail() if orders else None

    def _send_payment_succeeded_for_order_mail(self):
        """Leave portal top-ups to the mail that says what was added.

        # EXTENDS 'sale'
        """
        orders = self.filtered(
            lambda order: not (order.store_credit_topup_user_id and order.state == "sale")
        )
        return super(SaleOrder, orders)._send_payment_succeeded_for_order_mail()

    # --------------------------------------------------------------- providers

    def _filter_topup_providers(self, providers):
        """Return the providers that may pay for store credit on this order's website."""
        self.ensure_one()
        allowed = self.sudo().website_id.store_credit_topup_provider_ids
        providers = providers.filtered(lambda it: it.code != "store_credit")
        return providers & allowed if allowed else providers
