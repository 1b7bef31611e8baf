"""Orders that sell store credit: made in the portal or in the shop, paid in full by real money."""

from datetime import timedelta

from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError, ValidationError

VALID_DAYS = 7

# Payments in these states are expected to bring, or have brought, the money.
UNDER_WAY = ("pending", "authorized", "done")
# One that was begun may have been left behind; what it brings is for the amount that was shown.
ALIVE = ("draft", *UNDER_WAY)


class SaleOrder(models.Model):
    """Adds top-ups to orders, because the shop sells store credit, which is given when its invoice
    is paid.

    The invoice line stands on the liability account, so the base ledger mirrors it.
    Answers Odoo's loyalty programs where they are installed; this addon needs none of them.

    Their addons stand nearer to the base than this one, so they are loaded before it.
    """

    _inherit = "sale.order"

    # --- fields

    store_credit_topup_user_id = fields.Many2one(
        "res.users",
        "Topped Up By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Who asked for this top-up in the portal.",
    )

    # --- guards

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

    def _check_topups_not_discounted(self):
        """Stop discounts, coupons and rewards that would pay for store credit.

        :raise ValidationError: more is taken off than the other lines cost
        """
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.is_downpayment)
        others = lines - lines._filter_topups()
        if others == lines or not any(
            line.price_unit * line.product_uom_qty < 0 for line in others
        ):
            return
        if self.currency_id.compare_amounts(sum(others.mapped("price_total")), 0.0) < 0:
            raise ValidationError(
                _(
                    "Store credit cannot be bought with discounts, coupons or rewards: "
                    "order it on its own."
                )
            )

    # --- hooks

    def _get_credit_amount(self, decision: object = None) -> float:
        """Return nothing for a top-up: it brings money before it gives anything.

        # EXTENDS 'customer_credit_balance'
        """
        return 0.0 if self._is_store_credit_topup() else super()._get_credit_amount(decision)

    def _get_credit_blockers(self, decision: object = None) -> list:
        """Let every customer bring money.

        # EXTENDS 'customer_credit_balance'
        """
        return [] if self._is_store_credit_topup() else super()._get_credit_blockers(decision)

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

    def _get_no_effect_on_threshold_lines(self):
        """Leave store credit out of what promotions count, reward and discount.

        # EXTENDS 'sale_loyalty'
        """
        return super()._get_no_effect_on_threshold_lines() | self.order_line._filter_topups()

    def _discountable_order(self, reward):
        """Let gift cards and electronic wallets pay for everything but store credit.

        # EXTENDS 'sale_loyalty'
        """
        discountable, by_tax = super()._discountable_order(reward)
        if reward.program_id.is_payment_program:
            # Top-ups have no taxes, and are left out of other programs already.
            sold = sum(self.order_line._filter_topups().mapped("price_total"))
            discountable -= sold
            by_tax[self.env["account.tax"]] -= sold
        return discountable, by_tax

    def _get_not_rewarded_order_lines(self):
        """Leave store credit out of what earns points, coupons and cards: by order, unit, amount.

        # EXTENDS 'sale_loyalty'
        """
        lines = super()._get_not_rewarded_order_lines()
        return lines - lines._filter_topups()

    # --- private

    def _has_store_credit_topup(self):
        """Say whether any line sells store credit: such an order is not paid with store credit."""
        return bool(self.order_line._filter_topups())

    def _is_store_credit_topup(self) -> bool:
        """Say whether this order sells store credit and nothing else."""
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.display_type)
        return bool(lines) and lines == lines._filter_topups()

    @api.model
    def _get_or_create_topup(
        self, user: models.BaseModel, website: models.BaseModel, amount: float
    ) -> models.BaseModel:
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
    def _find_open_topup(
        self, user: models.BaseModel, website: models.BaseModel
    ) -> models.BaseModel:
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

    def _has_payment_under_way(self):
        """Say whether a payment is expected to bring money: not one that was only begun."""
        return any(tx.state in UNDER_WAY for tx in self.sudo().transaction_ids)

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
        orders.filtered(lambda order: not order._has_payment_under_way())._action_cancel()

    def _filter_topup_providers(self, providers):
        """Return the providers that may pay for store credit on this order's website."""
        self.ensure_one()
        allowed = self.sudo().website_id.store_credit_topup_provider_ids
        providers = providers.filtered(lambda it: it.code != "store_credit")
        return providers & allowed if allowed else providers

    def _get_topup_invoices(self) -> models.BaseModel:
        """Return the invoices (not cancelled) of the store credit of these orders."""
        lines = self.order_line._filter_topups().invoice_lines
        return lines.move_id.filtered(
            lambda move: move.state != "cancel" and move.move_type == "out_invoice"
        )

    def _create_topup_invoice(self):
        """Return the invoice of the store credit of this order, made and posted once.

        Other lines of the order keep their own invoicing. Empty when there is nothing to do.

        :raise UserError: Odoo refuses to post it (period, journal)
        """
        self.ensure_one()
        existing = self._get_topup_invoices()
        lines = self.order_line._filter_topups().filtered(lambda line: line.qty_to_invoice > 0)
        if existing or not lines:
            return existing.filtered(lambda move: move.payment_state == "not_paid")
        values = self._prepare_invoice()
        # What store credit paid belongs to the other lines: Odoo matches these payments.
        money = self.transaction_ids.filtered(lambda tx: tx.provider_code != "store_credit")
        values["transaction_ids"] = [Command.set(money.ids)]
        journal = self.env["account.journal"].browse(values.get("journal_id"))
        company = self.company_id.sudo()
        journal = company._get_topup_journal(journal or self._get_topup_default_journal())
        values["journal_id"] = journal.id
        customer = self.partner_invoice_id.commercial_partner_id
        taxes = [Command.set(company._get_topup_tax(customer).ids)]
        values["invoice_line_ids"] = [
            Command.create(vals)
            for line in lines
            for vals in line._prepare_invoice_lines_vals_list(tax_ids=taxes)
        ]
        invoice = self.env["account.move"].sudo().with_company(self.company_id).create(values)
        invoice.action_post()
        return invoice

    def _get_topup_default_journal(self) -> models.BaseModel:
        """Return the journal that Odoo would choose for an invoice of this order (sudo)."""
        Move = self.env["account.move"].sudo().with_company(self.company_id)
        move = Move.with_context(default_move_type="out_invoice").new(
            {"move_type": "out_invoice", "company_id": self.company_id.id}
        )
        return move.journal_id

    def _credit_topup_refund(self, refund):
        """Book the credit note of a refund and match it with the payment that went out.

        :param refund: payment.transaction that is done, with a negative amount
        :raise UserError: Odoo refuses to post it
        """
        self.ensure_one()
        invoice = self._get_topup_invoices()[:1]
        payment_lines = refund.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        if not invoice or not payment_lines:
            return
        open_notes = invoice.reversal_move_ids.line_ids.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.account_id == payment_lines.account_id
                and not line.reconciled
            )
        )
        currency = refund.currency_id
        missing = abs(refund.amount) + sum(open_notes.mapped("amount_residual_currency"))
        notes = invoice.reversal_move_ids.filtered(lambda note: note.state == "posted")
        left = max(invoice.amount_total - sum(notes.mapped("amount_total")), 0.0)
        if currency.compare_amounts(missing, left) > 0:
            # The provider sent more back than is left of it: the customer owes the rest.
            self._tell_topup_problem(
                _(
                    "The payment was refunded, but the store credit was not taken back: %s",
                    currency.format(missing - left),
                )
            )
            missing = left
        if currency.compare_amounts(missing, 0.0) > 0:
            note = self._create_topup_credit_note(invoice, missing, refund)
            open_notes |= note.line_ids.filtered(
                lambda line: line.account_id == payment_lines.account_id
            )
        (payment_lines | open_notes).reconcile()

    def _create_topup_credit_note(self, invoice, amount, refund):
        """Return a posted credit note of ``amount`` (invoice currency) for this top-up.

        Its line is not tied to the order: the order was delivered and invoiced, and must not
        ask for an invoice again.
        """
        line = invoice.invoice_line_ids.filtered(lambda item: item.product_id.is_store_credit)[:1]
        note = (
            self.env["account.move"]
            .sudo()
            .with_company(self.company_id)
            .create(
                {
                    "move_type": "out_refund",
                    "reversed_entry_id": invoice.id,
                    "partner_id": invoice.partner_id.id,
                    "journal_id": invoice.journal_id.id,
                    "currency_id": invoice.currency_id.id,
                    "ref": _("Refund of %s", refund.source_transaction_id.reference),
                    "invoice_origin": self.name,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": line.product_id.id,
                                "name": line.name,
                                "quantity": 1,
                                "price_unit": amount,
                                "tax_ids": [Command.set(line.tax_ids.ids)],
                            }
                        )
                    ],
                }
            )
        )
        note.action_post()
        self.message_post(
            body=_(
                "%(amount)s was refunded: the store credit was taken back by %(note)s.",
                amount=invoice.currency_id.format(amount),
                note=note.name,
            )
        )
        return note

    def _tell_topup_problem(self, message):
        """Write on the order what went wrong and give the credit managers a to-do."""
        self.ensure_one()
        self.message_post(body=message)
        account = self.env["customer.credit.account"]._get_or_create(
            self._get_credit_partner(), self.company_id
        )
        account._schedule_ledger_activity(
            _("Top-up needs a look"), _("%(order)s: %(what)s", order=self.name, what=message)
        )
