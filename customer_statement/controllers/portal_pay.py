"""Pay now: all invoices of a statement that are open, in one payment per currency."""

import math

from odoo import _, http
from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.fields import Command
from odoo.http import request

from odoo.addons.account_payment.controllers.portal import PortalAccount

from .portal import StatementPortal


class StatementPayPortal(StatementPortal, PortalAccount):
    """The server reads what is open when the page is shown and again when the payment is made."""

    def _get_payable(self, statement, currency_id=None):
        """Return the open invoices in one currency: the one asked for, or that of the oldest."""
        invoices = statement._get_open_invoices()
        currency = (
            request.env["res.currency"].sudo().browse(int(currency_id))
            if currency_id
            else invoices[:1].currency_id
        )
        return invoices.filtered(lambda invoice: invoice.currency_id == currency)

    @http.route("/my/statements/<int:statement_id>/pay", type="http", auth="public", website=True)
    def pay(self, statement_id, access_token=None, currency=None, **kwargs):
        """Show what is open and how to pay it."""
        try:
            statement = self._get_statement(statement_id, access_token)
            invoices = self._get_payable(statement, currency)
        except (AccessError, MissingError, ValueError):
            return request.redirect("/my")
        self._note_look(statement)
        if not invoices:
            return request.redirect(statement.get_portal_url())
        amount = sum(invoices.mapped("amount_residual"))
        values = {
            "page_name": "statements",
            "statement": statement,
            "invoices": invoices,
            "amount": amount,
            **self._get_common_page_view_values(
                invoices_data={
                    "partner": statement.partner_id,
                    "company": statement.company_id,
                    "total_amount": amount,
                    "currency": invoices.currency_id,
                    "amount_residual": amount,
                    "payment_reference": statement.name,
                    "landing_route": statement.get_portal_url(),
                    "transaction_route": f"/my/statements/{statement.id}/transaction"
                    f"/{invoices.currency_id.id}",
                },
                access_token=access_token,
            ),
        }
        return request.render("customer_statement.portal_pay_statement", values)

    @http.route(
        "/my/statements/<int:statement_id>/transaction/<int:currency_id>",
        type="jsonrpc", auth="public",
    )  # fmt: skip
    def transaction(self, statement_id, currency_id, access_token=None, amount=None, **kwargs):
        """Create the transaction of all open invoices; the amount is the server's.

        :raise ValidationError: without access, with nothing open, or when the visitor's page shows
            another amount than what is open now
        """
        try:
            statement = self._get_statement(statement_id, access_token)
        except (AccessError, MissingError):
            raise ValidationError(_("The access token is invalid."))
        invoices = self._get_payable(statement, currency_id)
        due = sum(invoices.mapped("amount_residual"))
        known = type(amount) in (int, float) and math.isfinite(amount)
        if not invoices or not known or invoices.currency_id.compare_amounts(amount, due):
            raise ValidationError(
                _("What is open has changed in the meantime: load the page again.")
            )
        self._validate_transaction_kwargs(kwargs, additional_allowed_keys={"payment_reference"})
        kwargs.pop("payment_reference", None)
        public = request.env.user._is_public()
        partner = statement.partner_id if public else request.env.user.partner_id
        transaction = self._create_transaction(
            amount=due,
            currency_id=currency_id,
            partner_id=partner.id,
            reference_prefix=statement.name,
            custom_create_values={"invoice_ids": [Command.set(invoices.ids)]},
            **kwargs,
        )
        return transaction._get_processing_values()
