"""Checkout: choose how much store credit to use, pay the rest another way, or buy on account."""

from odoo import _, models
from odoo.exceptions import UserError, ValidationError
from odoo.http import request, route

from odoo.addons.customer_credit_balance.core.money import (
    is_amount,
    is_id,
    read_amount,
    read_typed,
)
from odoo.addons.website_sale.controllers import main, payment

from ..const import STORE_CREDIT
from ..models.common import store_credit_payable_mixin as payable

FLASH = "store_credit_message"
# The order that this request checks out, as a key of its WSGI environment.
CHECKOUT = "customer_credit_pos_web.checkout"


class WebsiteSale(main.WebsiteSale):
    """The payment page with the store-credit box."""

    def _get_shop_payment_values(self, order, **kwargs):
        """Ask the other provider for what store credit leaves; for nothing when it pays all.

        # EXTENDS 'website_sale'
        """
        offer = order._get_store_credit_offer() if order else {}
        request.update_context(store_credit_used=offer.get("used", 0.0))
        values = super()._get_shop_payment_values(order, **kwargs)
        request.update_context(store_credit_used=None)
        methods = values.get("payment_methods_sudo")
        values["store_credit"] = offer
        values["store_credit_message"] = request.session.pop(FLASH, "")
        values["store_credit_on_account"] = order and order._get_on_account_offer()
        values["store_credit_hint"] = order._get_store_credit_hint() if order and not offer else ""
        if offer:
            request.website._remember_store_credit_header(offer["account"])
            values["store_credit_value"] = format_amount(order, offer["used"] or offer["usable"])
        if methods is None:
            return values
        own = methods.filtered(lambda method: method.code == STORE_CREDIT)
        used = offer.get("used", 0.0)
        if used and order.currency_id.is_zero(offer["left"]):
            values["payment_methods_sudo"] = own
            values["tokens_sudo"] = values["tokens_sudo"].browse()
            values["submit_button_label"] = _("Pay with store credit")
        else:
            values["payment_methods_sudo"] = methods - own
        if used and offer["left"] > 0:
            values["amount"] = offer["left"]
            amount = order.currency_id.format(offer["left"])
            values["submit_button_label"] = _("Pay %s", amount)
        return values

    @route(
        "/shop/credit/use", type="http", auth="user", methods=["POST"], website=True, sitemap=False
    )
    def shop_credit_use(self, amount=None, use=None, **_post):
        """Keep how much store credit the customer wants to use on the cart; spends nothing.

        :param str amount: what was typed; capped by what is usable
        :param str use: empty when the box was unticked
        """
        order = request.cart
        if not order or order.state != "draft":
            return request.redirect("/shop/cart")
        try:
            order._set_credit_to_use(parse_amount(order, amount) if use else None)
        except UserError as error:
            request.session[FLASH] = str(error)
        return request.redirect("/shop/payment")

    @route(
        "/shop/credit/on_account",
        type="http", auth="user", methods=["POST"], website=True, sitemap=False,
    )  # fmt: skip
    def shop_credit_on_account(self, order_id=None, amount=None, **_post):
        """Confirm the cart without a payment, when the verdict on the customer says yes.

        Of a form that is sent twice the second finds another cart, if any: it is not bought too.

        :param str order_id: of the cart that the page showed
        :param str amount: its total there
        """
        order, placed = request.cart, self._find_placed_order(order_id)
        if placed:
            request.session["sale_last_order_id"] = placed.id
            return request.redirect("/shop/confirmation")
        if redirection := self._check_cart_and_addresses(order):
            return redirection
        seen = read_amount(amount)
        if (
            self._cast_as_int(order_id) != order.id
            or seen is None
            or order.currency_id.compare_amounts(seen, order.amount_total)
        ):
            request.session[FLASH] = _("The amount due has changed meanwhile: look at it again.")
            return request.redirect("/shop/payment")
        order._check_cart_is_ready_to_be_paid()
        if not order._confirm_on_account():
            request.session[FLASH] = order._get_on_account_refusal()
            return request.redirect("/shop/payment")
        request.session["sale_last_order_id"] = order.id
        request.website.sale_reset()
        return request.redirect("/shop/confirmation")

    def _find_placed_order(self, order_id: object) -> models.BaseModel:
        """Return the order (sudo) that this shopper has placed here before, or none.

        :param order_id: a client's value
        """
        order_id, order = self._cast_as_int(order_id), request.env["sale.order"].sudo()
        order = order.browse(order_id).exists() if is_id(order_id) else order
        return order.filtered(
            lambda it: (
                it.state == "sale"
                and it.partner_id == request.env.user.partner_id
                and it.website_id == request.website
            )
        )


def format_amount(document, amount):
    """Return the amount as customers type it, without symbol, in the language of the page."""
    digits = document.currency_id.decimal_places
    lang = request.env["res.lang"].browse(
        request.env["res.lang"]._get_data(code=request.env.lang or "en_US").id
    )
    return lang.format(f"%.{digits}f", amount)


def parse_amount(document, text):
    """Return what a customer typed as a number, in the language of the page.

    :raise UserError: not a number
    """
    lang = request.env["res.lang"]._get_data(code=request.env.lang or "en_US")
    amount = read_typed(text, lang.decimal_point or ".", lang.thousands_sep or "")
    return document._parse_store_credit_amount(text if amount is None else float(amount))


def get_linked(values, name):
    """Return the documents (sudo) that the values of a new transaction link to it."""
    model = request.env["payment.transaction"]._fields[name].comodel_name
    commands = values.get(name) or []
    ids = [document_id for command in commands if command[0] == 6 for document_id in command[2]]
    return request.env[model].sudo().browse(ids)


def check_payment_values(provider_id, amount):
    """Refuse what no payment form sends, before anything is looked up or computed of it.

    A number that is none passes every comparison: an order would count as paid.

    :param provider_id: a client's value; None where a saved card says it
    :param amount: a client's value; None where the server knows it
    :raise ValidationError: no id, or no amount
    """
    if provider_id is not None and not is_id(provider_id):
        raise ValidationError(_("Choose a way to pay from the list."))
    if amount is not None and (not is_amount(amount) or amount < 0):
        raise ValidationError(_("The amount to pay is not a number: refresh the page."))


class PaymentPortal(payment.PaymentPortal):
    """Transactions: the amount that the page showed, and the part that goes with it."""

    @route()
    def shop_payment_transaction(self, order_id, access_token, **kwargs):
        """Check that the amount is what store credit leaves to pay.

        # EXTENDS 'website_sale'

        :raise ValidationError: the cart, the credit or the choice changed since the page was
            shown, or the amount is no number
        """
        check_payment_values(kwargs.get("provider_id"), None)
        order = request.env["sale.order"].sudo()
        order = order.browse(order_id).exists() if is_id(order_id) else order
        provider = request.env["payment.provider"].sudo().browse(kwargs.get("provider_id")).exists()
        used = order._get_credit_to_use() if order else 0.0
        if order and provider.code == STORE_CREDIT and kwargs.get("amount") is not None:
            kwargs["amount"] = order._parse_store_credit_amount(kwargs["amount"])
        elif used and provider:
            left = order.amount_total - used
            amount = kwargs.get("amount")
            amount = left if amount is None else order._parse_store_credit_amount(amount)
            if order.currency_id.compare_amounts(amount, left):
                raise ValidationError(_("The cart has been updated. Please refresh the page."))
            # What Odoo checks next; the part is taken off again where the transaction is made.
            kwargs["amount"] = order.amount_total
        # The choice was made here: other pages ask for the whole amount, and get it.
        request.httprequest.environ[CHECKOUT] = order.id
        return super().shop_payment_transaction(order_id, access_token, **kwargs)

    def _create_transaction(self, provider_id, *args, amount=None, custom_create_values=None, **kw):
        """Set the customer's store credit aside together with the payment that completes it.

        # EXTENDS 'payment'

        :raise UserError: store credit shall pay what is no amount
        """
        check_payment_values(provider_id, None)
        values = dict(custom_create_values or {})
        provider = request.env["payment.provider"].sudo().browse(provider_id).exists()
        if provider.code == STORE_CREDIT:
            currency = request.env["res.currency"].browse(kw.get("currency_id")).exists()
            amount = payable.parse_amount(currency or provider.company_id.currency_id, amount)
            document = get_linked(values, "sale_order_ids") or get_linked(values, "invoice_ids")
            if len(document) == 1 and document._is_store_credit_owner(request.env.user):
                document._queue_for_store_credit()
        if not kw.get("is_validation"):
            check_payment_values(provider_id, amount)
        order = self._get_order_with_store_credit(provider, values, kw.get("is_validation"))
        if order:
            due = order._get_store_credit_due()
            used = order._get_credit_to_use()
            amount = min(
                amount, order.currency_id.round(order.amount_total - order.amount_paid - used)
            )
            if order.currency_id.compare_amounts(amount, 0.0) <= 0 or due <= 0:
                raise ValidationError(_("The cart has been updated. Please refresh the page."))
            part = request.env["payment.transaction"].sudo()._prepare_store_credit_part(order, used)
            values["store_credit_part_id"] = part.id
        return super()._create_transaction(
            provider_id, *args, amount=amount, custom_create_values=values or None, **kw
        )

    def _get_order_with_store_credit(
        self, provider: models.BaseModel, values: dict, is_validation: bool
    ) -> models.BaseModel | None:
        """Return the one order (sudo) whose customer chose to pay a part with store credit."""
        order = get_linked(values, "sale_order_ids")
        here = order.ids == [request.httprequest.environ.get(CHECKOUT)]
        if is_validation or not here or not provider or provider.code == STORE_CREDIT:
            return None
        return order if order._get_credit_to_use() else None
