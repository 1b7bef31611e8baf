"""Invoices: what their customer may pay of them with store credit in the portal."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.customer_credit_balance.core.keys import extend_key, is_uuid, request_key
from odoo.addons.customer_credit_balance.models.application.customer_credit import Wanted

from ...const import STORE_CREDIT


class AccountMove(models.Model):
    """Adds payment by store credit to invoices, because customers pay theirs in the portal; an
    invoice is paid by whom it was made for.
    """

    _name = "account.move"
    _inherit = ["account.move", "store.credit.payable.mixin"]

    # --- hooks

    @api.model
    def _get_credit_server_names(self) -> frozenset[str]:
        """Leave what was mailed to the engine, beside the online payments.

        A payment tied to another invoice would pay that one, whoever's it is.

        # EXTENDS 'customer_credit_balance'
        """
        return super()._get_credit_server_names() | {"store_credit_mailed"}

    @api.model
    def _get_credit_server_refusal(self, names: set[str]) -> UserError:
        """Say what to do instead, where it is about online payments.

        # EXTENDS 'customer_credit_balance'
        """
        if names & {"transaction_ids", "store_credit_mailed"}:
            return AccessError(
                _("Online payments belong to what they were made for: register a payment instead.")
            )
        return super()._get_credit_server_refusal(names)

    def _get_store_credit_customer(self) -> models.BaseModel:
        """Of an entry, such as an opening balance: the user's own customer, when they owe by it.

        # EXTENDS 'customer_credit_pos_web'
        """
        if self.move_type != "entry":
            return super()._get_store_credit_customer()
        customer = self.env.user.sudo().partner_id.commercial_partner_id
        Credit = self.env["customer.credit"].sudo()
        return customer if Credit._get_open_debts(self.sudo(), customer) else customer.browse()

    def _get_store_credit_due(self) -> float:
        """Return the open amount, less the early payment discount, as a card is asked for it.

        An invoice that sells store credit is never paid with it.

        # EXTENDS 'customer_credit_pos_web'
        """
        self.ensure_one()
        if self.move_type == "entry":
            return self._get_entry_due()
        if self.state != "posted" or self.move_type != "out_invoice":
            return 0.0
        if self.line_ids.account_id & self.company_id.sudo().store_credit_account_id:
            return 0.0
        # Spent, but not booked yet: a form that is sent again finds nothing left to pay.
        spent = self.sudo().transaction_ids.filtered(
            lambda tx: tx.provider_code == STORE_CREDIT and tx.state == "done" and not tx.payment_id
        )
        if spent:
            return self.amount_residual - sum(spent.mapped("amount"))
        waiting = sum(self.sudo().line_ids._get_credit_waiting().values())
        return self.amount_residual - self._get_store_credit_discount() - waiting

    def _is_store_credit_allowed(self) -> bool:
        """Follow the switch of the website.

        # EXTENDS 'customer_credit_pos_web'
        """
        website = self._get_store_credit_website()
        return not website or website.credit_on_invoices

    def _get_store_credit_website(self) -> models.BaseModel:
        """Return the website that shows the invoice, else that of the company.

        # EXTENDS 'customer_credit_pos_web'
        """
        website = request and getattr(request, "website", None)
        return website.sudo() if website else super()._get_store_credit_website()

    # --- private

    def _get_entry_due(self) -> float:
        """Return what the user's customer owes by an entry, as an opening balance.

        :return: company currency; 0 in others, which store credit does not pay here
        """
        customer, own = self._get_store_credit_customer(), self.company_id.currency_id
        if self.state != "posted" or not customer:
            return 0.0
        move, Credit = self.sudo(), self.env["customer.credit"].sudo()
        items = self.env["account.move.line"].sudo()
        items = items.union(*(item for item, _open in Credit._get_open_debts(move, customer)))
        if items.currency_id != own:
            return 0.0
        waiting = items._get_credit_waiting()
        return own.round(sum(items.mapped("amount_residual")) - sum(waiting.values()))

    def _pay_entry_with_store_credit(self, amount, due, uuid):
        """Pay an opening balance (sudo) with the current user's store credit, at once.

        :param float amount: company currency
        :param due: what the customer saw as due, a client's value
        :param str uuid: of the form, a client's value: sent twice, it pays once
        :raise UserError: the amount due has changed, or the amount does not fit
        """
        self.ensure_one()
        if self.move_type != "entry" or not is_uuid(uuid):
            raise UserError(_("Load the page again, please."))
        customer = self._get_store_credit_customer()
        self._queue_for_store_credit()
        key = request_key("portal", uuid)
        if self.env["customer.credit.entry"]._find_by_key(extend_key(key, self.id)):
            return
        seen = self._parse_store_credit_amount(due)
        if self.currency_id.compare_amounts(seen, self._get_store_credit_due()):
            raise UserError(_("The amount due has changed meanwhile: look at it again."))
        self._get_store_credit_provider()
        usable = self._get_store_credit_usable(self.env.user)
        if self.currency_id.compare_amounts(amount, usable) > 0:
            raise UserError(_("Less can be paid with store credit here: look at it again."))
        self.env["customer.credit"].sudo()._apply_to_invoices(
            customer, self.company_id,
            [Wanted(self.env["account.move.line"].sudo(), self.sudo(), amount)],
            date=fields.Date.context_today(self), key=key,
        )  # fmt: skip

    def _get_store_credit_discount(self) -> float:
        """Return what paying the whole invoice today saves, document currency."""
        today = fields.Date.context_today(self)
        return self.env["customer.credit"].sudo()._get_early_discount(self.sudo(), today)[0]

    def _get_store_credit_payment_names(self) -> dict:
        """Return how each payment of a printed invoice was made, as {partial id: name}.

        Empty unless store credit paid a part: then customers want to know which part.
        """
        self.ensure_one()
        rows = (self.sudo().invoice_payments_widget or {}).get("content", [])
        payments = {
            row["partial_id"]: self.env["account.payment"].sudo().browse(row["account_payment_id"])
            for row in rows
            if row["account_payment_id"]
        }
        journal = self.company_id.sudo().store_credit_journal_id
        if not any(payment.journal_id == journal for payment in payments.values()):
            return {}
        return {partial: payment._get_store_credit_name() for partial, payment in payments.items()}
