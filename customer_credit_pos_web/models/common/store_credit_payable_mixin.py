"""Documents that their customer may pay with store credit: who, how much, of which account."""

from odoo import Command, _, models
from odoo.exceptions import UserError

from odoo.addons.customer_credit_balance.core.money import read_amount


def parse_amount(currency, amount):
    """Return a client's amount as a float above zero, rounded to the currency.

    :raise UserError: no number, not finite, zero or below
    """
    value = read_amount(amount)
    if value is None:
        raise UserError(currency.env._("Enter the amount of store credit as a number."))
    value = currency.round(value)
    if currency.compare_amounts(value, 0.0) <= 0:
        raise UserError(currency.env._("Enter an amount of store credit above zero."))
    return value


class StoreCreditPayableMixin(models.AbstractModel):
    """What a sale order and an invoice have in common when store credit pays them."""

    _name = "store.credit.payable.mixin"
    _description = "Document Payable with Store Credit"

    # --- hooks

    def _get_store_credit_customer(self) -> models.BaseModel:
        """Hook: return the one customer (commercial partner) who may pay, or none."""
        self.ensure_one()
        return self.partner_id.commercial_partner_id

    def _get_store_credit_due(self) -> float:
        """Hook: return what may still be paid with store credit, document currency."""
        raise NotImplementedError

    def _is_store_credit_allowed(self) -> bool:
        """Hook: do the settings allow store credit on this document?"""
        self.ensure_one()
        return True

    def _get_store_credit_website(self) -> models.BaseModel:
        """Hook: return the website (sudo) whose settings count for this document, or none."""
        self.ensure_one()
        return self.company_id.sudo().website_id

    def _get_store_credit_portal_refusal(self) -> str:
        """Hook: return why the page of this document offers no payment now, or nothing."""
        return ""

    # --- private

    def _is_store_credit_shown(self, user: models.BaseModel) -> bool:
        """Say whether the website lets this user see what the customer has at all."""
        website = self._get_store_credit_website()
        return not website or website._get_store_credit_access(user) != "none"

    def _is_store_credit_owner(self, user: models.BaseModel) -> bool:
        """Say whether this user, logged in, may spend what the document's customer has.

        A link with an access token opens the page for anybody: it never makes an owner.
        """
        self.ensure_one()
        customer = self._get_store_credit_customer()
        return bool(customer) and customer._may_spend_store_credit(user, self.company_id)

    def _is_store_credit_offered_to(self, user: models.BaseModel) -> bool:
        """Say whether the provider is open to this user, as Odoo asks it of every other one.

        Staff try what is not published yet.
        """
        provider = self._find_store_credit_provider()
        return bool(provider) and (provider.is_published or user._is_internal())

    def _find_store_credit_account(self) -> models.BaseModel:
        """Return the credit account (sudo) that pays this document, or none."""
        self.ensure_one()
        customer = self._get_store_credit_customer()
        Account = self.env["customer.credit.account"]
        return Account._find(customer, self.company_id) if customer else Account.sudo()

    def _get_store_credit_available(self, account: models.BaseModel | None = None) -> float:
        """Return what the account can spend on this document: its own reservations count.

        Company currency.

        :param account: the document's credit account, when the caller knows it already
        """
        self.ensure_one()
        account = self._find_store_credit_account() if account is None else account
        if not account or account.state == "frozen":
            return 0.0
        own = self._get_open_store_credit_reservations() if account.reserved else ()
        return account.available + sum(reservation.amount for reservation in own)

    def _get_open_store_credit_reservations(self) -> models.BaseModel:
        """Return the reservations (sudo) that this document holds."""
        self.ensure_one()
        return (
            self.env["customer.credit.reservation"]
            .sudo()
            .search(
                [("res_model", "=", self._name), ("res_id", "=", self.id), ("state", "=", "open")]
            )
        )

    def _get_store_credit_usable(
        self, user: models.BaseModel, available: float | None = None
    ) -> float:
        """Return how much of this document the user may pay with store credit now.

        :param float available: of the account, when the caller knows it already
        :return: float, document currency; 0 for guests, other people, foreign currencies,
            documents that are paid and settings that say no
        """
        self.ensure_one()
        if (
            self.currency_id != self.company_id.currency_id
            or not self._is_store_credit_allowed()
            or not self._is_store_credit_owner(user)
            or not self._is_store_credit_shown(user)
        ):
            return 0.0
        if available is None:
            available = self._get_store_credit_available()
        if available <= 0 or not self._is_store_credit_offered_to(user):
            return 0.0
        usable = min(self._get_store_credit_due(), available)
        return max(self.currency_id.round(usable), 0.0)

    def _parse_store_credit_amount(self, amount):
        """Return a client's amount as a float above zero, rounded to the currency.

        :raise UserError: no number, not finite, zero or below
        """
        self.ensure_one()
        return parse_amount(self.currency_id, amount)

    def _queue_for_store_credit(self):
        """Let payments of one customer follow each other, before any of them takes a reference.

        Of two at the same time the second starts over and sees what the first has paid.
        """
        self.ensure_one()
        customer = self._get_store_credit_customer()
        if customer:
            self.env["customer.credit.mixin"]._touch_credit_account(customer, self.company_id)

    def _pay_with_store_credit(self, amount, due):
        """Pay this document (sudo) with the current user's store credit and book it at once.

        All in one database transaction, which the credit account's row puts in a queue: the
        same form sent twice finds that the amount due has changed.

        :param float amount: document currency
        :param due: what the customer saw as due, a client's value
        :return: payment.transaction, done and post-processed
        :raise UserError: the amount due has changed, the amount does not fit, or the document is
            not to be paid yet
        """
        self.ensure_one()
        self._queue_for_store_credit()
        if refusal := self._get_store_credit_portal_refusal():
            raise UserError(refusal)
        seen = self._parse_store_credit_amount(due)
        if self.currency_id.compare_amounts(seen, self._get_store_credit_due()):
            raise UserError(_("The amount due has changed meanwhile: look at it again."))
        provider = self._get_store_credit_provider()
        Transaction = self.env["payment.transaction"]
        link = "sale_order_ids" if self._name == "sale.order" else "invoice_ids"
        tx = Transaction.create(
            {
                **provider._prepare_store_credit_transaction(self, amount),
                "reference": Transaction._compute_reference(
                    provider.code, **{link: [Command.set(self.ids)]}
                ),
                "partner_id": self.env.user.partner_id.id,
                "landing_route": self.access_url,
                link: [Command.set(self.ids)],
            }
        )
        tx._check_store_credit_spending()
        tx._spend_store_credit()
        tx._post_process()
        return tx

    def _get_store_credit_provider(self) -> models.BaseModel:
        """Return the provider (sudo) of the document's company.

        :raise UserError: it was switched off
        """
        provider = self._find_store_credit_provider()
        if not provider:
            raise UserError(_("Store credit cannot be used here at the moment."))
        return provider

    def _find_store_credit_provider(self) -> models.BaseModel:
        """Return the provider (sudo) of the document's company, or none: it was switched off."""
        Provider = self.env["payment.provider"].sudo()
        return Provider.search_fetch(
            [
                *Provider._check_company_domain(self.company_id),
                ("code", "=", "store_credit"),
                ("state", "!=", "disabled"),
            ],
            ["is_published"],
            limit=1,
        )
