"""Top-ups: choose an amount, pay its order, see what became of it."""

from psycopg2.errors import LockNotAvailable

from odoo import _, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.http import request, route
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.core.money import is_id, read_amount
from odoo.addons.payment.controllers.portal import PaymentPortal
from odoo.addons.sale.controllers.portal import CustomerPortal


class StoreCreditTopup(PaymentPortal):
    """For users who are logged in; each sees and pays the top-ups asked for by themselves."""

    # --------------------------------------------------------------- amount

    @route(
        "/my/credit/topup", type="http", auth="user", methods=["GET", "POST"], website=True,
        sitemap=False,
    )  # fmt: skip
    def topup_amount(self, amount=None, other_amount=None, **kw):
        """Ask for an amount; with one, make the order and go on to its payment."""
        website, user = request.website, request.env.user
        if website._get_store_credit_access(user) == "none" or not website._get_topup_product():
            return request.redirect("/my")
        error, wanted = None, other_amount if amount in (None, "", "other") else amount
        if request.httprequest.method == "POST":
            try:
                checked = website._check_topup_amount(wanted)
                order = request.env["sale.order"]._get_or_create_topup(user, website, checked)
                return request.redirect(f"/my/credit/topup/{order.id}")
            except UserError as refused:
                error = refused.args[0]
        low, high = website._get_topup_bounds()
        values = {
            "page_name": "store_credit_topup",
            "credit_account": website._get_store_credit_account(user),
            "currency": website.company_id.sudo().currency_id,
            "suggestions": website._get_topup_suggestions(),
            "low": low,
            "high": high,
            "error": error,
            "wanted": wanted or "",
        }
        return request.render("customer_credit_pos_web.topup_amount", values)

    # --------------------------------------------------------------- payment

    @route("/my/credit/topup/<int:order_id>", type="http", auth="user", website=True, sitemap=False)
    def topup_page(self, order_id, **kw):
        """Show the payment form of a top-up, or what became of its payment."""
        order = self._get_own_topup(order_id)
        if not order:
            return request.redirect("/my/credit")
        tx = order.get_portal_last_transaction()
        values = {
            "page_name": "store_credit_topup",
            "order": order,
            "tx": tx,
            "status": self._get_topup_status(order, tx),
            "credit_account": request.website._get_store_credit_account(request.env.user),
            "currency": order.currency_id,
            # Not "invoice": the trail of the portal would name it as another page.
            "topup_invoice": order._get_topup_invoices().filtered(lambda it: it.state == "posted")[
                :1
            ],
        }
        if values["status"] == "to_pay":
            values.update(self._get_topup_payment_values(order))
        return request.render("customer_credit_pos_web.topup_page", values)

    @route("/my/credit/topup/<int:order_id>/transaction", type="jsonrpc", auth="user", website=True)
    def topup_transaction(self, order_id, access_token=None, **kwargs):
        """Return the processing values of a new payment of exactly this top-up.

        :raise ValidationError: another user's order, another amount, or a provider that is not
            allowed
        :raise UserError: a payment is under way or done
        """
        order = self._get_own_topup(order_id)
        if not order:
            raise ValidationError(_("This top-up does not exist."))
        try:
            request.env.cr.execute(
                SQL("SELECT 1 FROM sale_order WHERE id = %s FOR NO KEY UPDATE NOWAIT", order.id)
            )
        except LockNotAvailable as error:
            raise UserError(_("Payment is already being processed.")) from error
        if self._get_topup_status(order, order.get_portal_last_transaction()) != "to_pay":
            raise UserError(_("This top-up is paid already, or cannot be paid any more."))
        order._check_topups_payable()
        self._validate_transaction_kwargs(kwargs)
        self._check_topup_request(order, kwargs)
        kwargs.update(
            amount=order.amount_total,
            partner_id=request.env.user.partner_id.id,
            currency_id=order.currency_id.id,
            sale_order_id=order.id,
            is_validation=False,
            landing_route=f"/my/credit/topup/{order.id}",
        )
        tx = self._create_transaction(
            custom_create_values={"sale_order_ids": [Command.set(order.ids)]}, **kwargs
        )
        return tx._get_processing_values()

    @route(
        "/my/credit/topup/<int:order_id>/cancel", type="http", auth="user", methods=["POST"],
        website=True,
    )  # fmt: skip
    def topup_cancel(self, order_id, **kw):
        """Give up a top-up for which no payment is under way; one that arrives late counts."""
        order = self._get_own_topup(order_id)
        if order.state == "sent" and not order._has_payment_under_way():
            order._action_cancel()
        return request.redirect("/my/credit")

    # --------------------------------------------------------------- shop

    @route("/shop/credit/add", type="http", auth="user", methods=["POST"], website=True)
    def add_credit_to_cart(self, product_id=None, amount=None, other_amount=None, **kw):
        """Put store credit of the chosen amount into the cart.

        Login is asked for first: store credit needs an account to go to.
        """
        website = request.website
        product_id = self._cast_as_int(product_id)
        product = request.env["product.product"].sudo()
        product = product.browse(product_id).exists() if is_id(product_id) else product
        if not product.is_store_credit or product != website._get_topup_product():
            return request.redirect("/shop")
        wanted = other_amount if amount in (None, "", "other") else amount
        order = request.cart or website._create_cart()
        try:
            with request.env.cr.savepoint():
                checked = website._check_topup_amount(wanted, order.currency_id)
                order._cart_add(product.id, 1, store_credit_amount=checked)
        except UserError as refused:
            request.session["store_credit_error"] = refused.args[0]
            return request.redirect(product.website_url)
        return request.redirect("/shop/cart")

    # --------------------------------------------------------------- helpers

    def _get_own_topup(self, order_id: int) -> models.BaseModel:
        """Return the order (sudo) if it is a top-up asked for by this user here, or none."""
        order = request.env["sale.order"].sudo()
        order = order.browse(order_id).exists() if is_id(order_id) else order
        website = request.website
        own = (
            order.store_credit_topup_user_id == request.env.user
            and order.website_id == website
            and order.company_id == website.company_id
            and order._is_store_credit_topup()
        )
        return order if order and own else order.browse()

    def _get_topup_status(self, order: models.BaseModel, tx: models.BaseModel) -> str:
        """Return "done", "paid", "pending", "cancelled", "expired" or "to_pay"."""
        states = set(order.transaction_ids.mapped("state"))
        if order.state == "sale":
            invoices = order._get_topup_invoices()
            paid = invoices and all(move._is_store_credit_paid() for move in invoices)
            return "done" if paid else "pending"
        if "done" in states:
            return "paid"
        if states & {"pending", "authorized"}:
            return "pending"
        if order.state == "cancel":
            return "cancelled"
        return "expired" if order.is_expired else "to_pay"

    def _get_topup_payment_values(self, order: models.BaseModel) -> dict:
        """Return the values of Odoo's payment form for this order."""
        values = CustomerPortal._get_payment_values(self, order, website_id=request.website.id)
        return {
            **values,
            "transaction_route": f"/my/credit/topup/{order.id}/transaction",
            "landing_route": f"/my/credit/topup/{order.id}",
        }

    def _check_topup_request(self, order, kwargs):
        """Compare what the client sent with the order.

        :raise ValidationError: another amount, or a provider that may not pay top-ups
        """
        amount = read_amount(self._cast_as_float(kwargs.get("amount")))
        if amount is None or order.currency_id.compare_amounts(amount, order.amount_total):
            raise ValidationError(_("The amount has changed. Please refresh the page."))
        values = self._get_topup_payment_values(order)
        if kwargs.get("flow") == "token":
            allowed = kwargs.get("token_id") in values["tokens_sudo"].ids
        else:
            allowed = kwargs.get("provider_id") in values["providers_sudo"].ids
        if not allowed:
            raise ValidationError(_("This payment provider cannot be used for store credit."))
