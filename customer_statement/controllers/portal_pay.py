"""Pay now: what a customer chooses of a statement, in one payment per currency."""

import re

from odoo import _, http, models
from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.fields import Command
from odoo.http import request

from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.addons.customer_credit_balance.core.money import is_amount

from .portal import ID_LIMIT, StatementPortal

# Documents in one payment, when they are named one by one.
MOST_CHOSEN = 500


class StatementPayPortal(StatementPortal, PortalAccount):
    """The server reads what is open when the page is shown and again when the payment is made.

    A client names documents. Amounts are the server's; the client's is compared only, so that
    nobody pays another amount than what the page showed.
    """

    def _read_ids(self, texts: list[str]) -> list:
        """Return ids that a client sent as texts.

        :raise ValueError: something else, or too many
        """
        if len(texts) > MOST_CHOSEN or not all(
            re.fullmatch(r"[0-9]{1,10}", str(it)) for it in texts
        ):  # fmt: skip
            raise ValueError("ids")
        return [int(text) for text in texts if int(text) < ID_LIMIT]

    def _read_chosen(self) -> list[int] | None:
        """Return the ids that the form of the page sends; None when it was not sent."""
        arguments = request.httprequest.args
        return self._read_ids(arguments.getlist("item")) if arguments.get("choose") else None

    @http.route("/my/statements/<int:statement_id>/pay", type="http", auth="public", website=True)
    def pay(self, statement_id, access_token=None, currency=None, **kwargs):
        """Show what is open, what the credits pay of it, and how to pay the rest."""
        try:
            statement = self._get_statement(statement_id, access_token)
            chosen = self._read_chosen()
            plan = statement._get_payment_plan(
                currency and int(currency), chosen, self._is_known(statement)
            )
        except (AccessError, MissingError, ValueError):
            return request.redirect("/my")
        self._note_look(statement)
        if not plan:
            return request.redirect(statement.get_portal_url())
        values = {
            "page_name": "statements",
            "statement": statement,
            "plan": plan,
            "known": self._is_known(statement),
            "choosable": len(plan.debts) <= MOST_CHOSEN,
            "access_token": access_token,
            "currency": plan.currency,
        }
        if plan.due:
            values |= self._get_payment_form_values(statement, plan, chosen, access_token)
        return request.render("customer_statement.portal_pay_statement", values)

    def _get_payment_form_values(
        self, statement: models.BaseModel, plan: object, chosen: object, access_token: str | None
    ) -> dict:
        """Return what Odoo's payment form needs; its route names the chosen documents."""
        route = f"/my/statements/{statement.id}/transaction/{plan.currency.id}"
        if chosen is not None:
            route += "/" + "-".join(str(debt.item.id) for debt in plan.chosen)
        values = self._get_common_page_view_values(
            invoices_data={
                "partner": statement.partner_id,
                "company": statement.company_id,
                "total_amount": plan.due,
                "currency": plan.currency,
                "amount_residual": plan.due,
                "payment_reference": statement._get_payment_reference(),
                "landing_route": statement.get_portal_url(),
                "transaction_route": route,
            },
            access_token=access_token,
        )
        if not self._is_customer(statement):
            values["tokens_sudo"] = values["tokens_sudo"].browse()
        return values | {"amount": plan.due}

    @http.route(
        [
            "/my/statements/<int:statement_id>/transaction/<int:currency_id>",
            "/my/statements/<int:statement_id>/transaction/<int:currency_id>/<string:items>",
        ],
        type="jsonrpc", auth="public",
    )  # fmt: skip
    def transaction(
        self, statement_id, currency_id, items=None, access_token=None, amount=None, **kwargs
    ):
        """Create the transaction of the chosen documents; the amount is the server's.

        :param str items: ids of journal items, joined by hyphens; by default all of the statement
        :raise ValidationError: without access, with nothing to pay, or when the visitor's page
            shows another amount than what is due now
        """
        try:
            statement = self._get_statement(statement_id, access_token)
            chosen = self._read_ids(items.split("-")) if items is not None else None
        except (AccessError, MissingError):
            raise ValidationError(_("The access token is invalid."))
        except ValueError:
            raise ValidationError(_("Choose the documents to pay on the page of the statement."))
        # Of two at the same time the second starts over, and sees what the first one pays.
        request.env["customer.credit.mixin"].sudo()._touch_credit_account(
            statement.commercial_partner_id, statement.company_id
        )
        plan = statement._get_payment_plan(currency_id, chosen, self._is_known(statement))
        if (
            not plan
            or not plan.due
            or (chosen is not None and set(chosen) != {debt.item.id for debt in plan.chosen})
            or not is_amount(amount)
            or plan.currency.compare_amounts(amount, plan.due)
        ):
            raise ValidationError(
                _("What is open has changed in the meantime: load the page again.")
            )
        self._validate_transaction_kwargs(kwargs, additional_allowed_keys={"payment_reference"})
        kwargs.pop("payment_reference", None)
        if not self._is_customer(statement):
            self._check_no_saved_card(kwargs)
        # A client says neither that it only checks a card, nor where people land.
        kwargs.update(is_validation=False, landing_route=statement.get_portal_url())
        return self._create_statement_transaction(statement, plan, kwargs)

    def _check_no_saved_card(self, kwargs):
        """Keep saved cards for people of the customer who are logged in: a link gets forwarded.

        :raise ValidationError: the payment would use one
        """
        if kwargs.get("flow") == "token" or kwargs.get("token_id"):
            raise ValidationError(_("Log in to pay with a saved card, or pay another way."))

    def _create_statement_transaction(self, statement, plan, kwargs):
        """Return the processing values of a new transaction for this plan."""
        debts = request.env["account.move.line"].sudo().union(*(it.item for it in plan.chosen))
        invoices = debts.move_id.filtered(lambda move: move.is_invoice(include_receipts=True))
        public = request.env.user._is_public()
        partner = statement.partner_id if public else request.env.user.partner_id
        transaction = self._create_transaction(
            amount=plan.due,
            currency_id=plan.currency.id,
            partner_id=partner.id,
            reference_prefix=statement.name,
            custom_create_values={
                "invoice_ids": [Command.set(invoices.ids)],
                "statement_id": statement.id,
                "statement_item_ids": [Command.set(debts.ids)],
                "statement_credit_ids": [Command.set([item.id for item, _used in plan.credits])],
            },
            **kwargs,
        )
        return transaction._get_processing_values()
