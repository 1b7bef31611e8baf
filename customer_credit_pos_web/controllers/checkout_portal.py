"""Portal: pay quotations, orders and invoices with store credit, in full or in part."""

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from odoo.addons.account.controllers import portal as account_portal
from odoo.addons.customer_credit_balance.core.money import is_id
from odoo.addons.sale.controllers import portal as sale_portal

from .checkout import FLASH, format_amount, parse_amount

MODELS = {"orders": "sale.order", "invoices": "account.move"}


class PortalAccount(account_portal.PortalAccount):
    """Invoices: the box above the other ways to pay."""

    def _invoice_get_page_view_values(self, invoice, access_token, **kwargs):
        """Add what the customer, logged in, may pay with store credit.

        # EXTENDS 'account_payment'
        """
        # Tells the providers which document it is about.
        kwargs["credit_invoice_id"] = invoice.id
        values = super()._invoice_get_page_view_values(invoice, access_token, **kwargs)
        values.update(_get_box_values(invoice))
        return values


class CustomerPortal(sale_portal.CustomerPortal):
    """Quotations and orders: the box, and the route that pays."""

    def _get_payment_values(self, order_sudo, **kwargs):
        """Ask for what store credit has not paid of a quotation.

        # EXTENDS 'sale'
        """
        values = super()._get_payment_values(order_sudo, **kwargs)
        if order_sudo.state in ("draft", "sent") and order_sudo._has_store_credit_payment():
            # Whatever paid the other part stays paid when its store credit was gone.
            paid = order_sudo.amount_paid
            if 0 < paid < values["amount"]:
                values["amount"] = order_sudo.currency_id.round(values["amount"] - paid)
        return values

    def _get_page_view_values(self, document, access_token, values, *args, **kwargs):
        """Add the box to the page of an order.

        # EXTENDS 'portal'
        """
        if document._name == "sale.order":
            values.update(_get_box_values(document))
        return super()._get_page_view_values(document, access_token, values, *args, **kwargs)

    @route(
        "/my/<string:kind>/<int:document_id>/store_credit",
        type="http", auth="user", methods=["POST"], website=True, sitemap=False,
    )  # fmt: skip
    def portal_pay_with_store_credit(self, kind, document_id, amount=None, due=None, **_post):
        """Pay a document with store credit, at once; only its customer can, by logging in.

        :param str amount: what was typed
        :param str due: what the page showed as due: when that changed, nothing is paid
        """
        model = MODELS.get(kind)
        try:
            # No access token is passed on: a link never spends.
            document = (
                model and is_id(document_id) and self._document_check_access(model, document_id)
            )
            # As this user: what comes back acts as the superuser.
            document = document and request.env[model].sudo().browse(document.id)
        except (AccessError, MissingError):
            document = None
        if not document:
            return request.redirect("/my")
        try:
            document._pay_with_store_credit(parse_amount(document, amount), due)
        except (UserError, AccessError) as error:
            request.env.cr.rollback()
            request.session[FLASH] = str(error)
        return request.redirect(document.access_url)


def _get_box_values(document) -> dict:
    """Return the values of the box that pays with store credit."""
    usable = 0.0
    if not document._get_store_credit_portal_refusal():
        usable = document._get_store_credit_usable(request.env.user)
    return {
        "store_credit_usable": usable,
        "store_credit_available": document._get_store_credit_available() if usable else 0.0,
        "store_credit_due": document._get_store_credit_due() if usable else 0.0,
        "store_credit_value": format_amount(document, usable),
        "store_credit_currency": document.currency_id,
        "store_credit_message": request.session.pop(FLASH, ""),
        "store_credit_route": f"{document.access_url}/store_credit",
    }
