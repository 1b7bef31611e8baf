"""Payment provider "Store Credit": when it is offered, and where its payments are booked."""

from odoo import fields, models
from odoo.exceptions import ValidationError

from odoo.addons.customer_credit_balance.core.money import is_id
from odoo.addons.payment import utils as payment_utils

from ...const import STORE_CREDIT


class PaymentProvider(models.Model):
    """Adds store credit to payment providers, because the shop offers it beside cards to whoever
    owns the document.
    """

    _inherit = "payment.provider"

    # --- fields

    code = fields.Selection(
        selection_add=[(STORE_CREDIT, "Store Credit")], ondelete={STORE_CREDIT: "set default"}
    )

    # --- computes

    def _compute_feature_support_fields(self):
        """Store credit can be given back in part.

        # EXTENDS 'payment'
        """
        super()._compute_feature_support_fields()
        self.filtered(lambda it: it.code == STORE_CREDIT).support_refund = "partial"

    def _compute_journal_id(self):
        """Use the store-credit journal, never any bank.

        # EXTENDS 'account_payment'
        """
        credit = self.filtered(lambda it: it.code == STORE_CREDIT)
        super(PaymentProvider, self - credit)._compute_journal_id()
        for provider in credit:
            provider.journal_id = provider.company_id.sudo().store_credit_journal_id

    def _inverse_journal_id(self):
        """Refuse any other journal for store credit.

        # EXTENDS 'account_payment'
        """
        for provider in self.filtered(lambda it: it.code == STORE_CREDIT):
            if provider.journal_id != provider.company_id.sudo().store_credit_journal_id:
                raise ValidationError(
                    self.env._(
                        "Store credit is paid through the journal %s: choose another store credit "
                        "journal in the settings of the company.",
                        provider.company_id.sudo().store_credit_journal_id.display_name,
                    )
                )
        return super()._inverse_journal_id()

    # --- hooks

    def _get_default_payment_method_codes(self):
        """Return the one payment method of this provider.

        # EXTENDS 'payment'
        """
        self.ensure_one()
        if self.code != STORE_CREDIT:
            return super()._get_default_payment_method_codes()
        return {STORE_CREDIT}

    def _get_payment_method_outstanding_account_id(self, payment_method_id):
        """Book on the liability account: Dr liability / Cr receivable.

        # EXTENDS 'account_payment'
        """
        if self.code != STORE_CREDIT:
            return super()._get_payment_method_outstanding_account_id(payment_method_id)
        return self.company_id.store_credit_account_id.id

    def _get_compatible_providers(
        self, company_id, partner_id, amount, currency_id=None, *args, report=None, **kwargs
    ):
        """Offer store credit only where it can pay the whole amount, to its owner.

        # EXTENDS 'payment'
        """
        amount = self._get_amount_beside_store_credit(amount, **kwargs)
        providers = super()._get_compatible_providers(
            company_id, partner_id, amount, currency_id, *args, report=report, **kwargs
        )
        credit = providers.filtered(lambda it: it.code == STORE_CREDIT)
        if credit and not credit[0]._is_store_credit_offered(amount, currency_id, **kwargs):
            payment_utils.add_to_report(
                report,
                credit,
                available=False,
                reason=self.env._("not enough store credit, or not the customer's own document"),
            )
            providers -= credit
        return providers

    # --- private

    def _get_amount_beside_store_credit(
        self, amount: float, sale_order_id: int | None = None, **kwargs
    ) -> float:
        """Return what the other provider has to collect, for its own limits.

        :param float amount: order currency
        """
        # What the payment page of the shop has worked out; other pages ask for everything.
        used = self.env.context.get("store_credit_used")
        if not sale_order_id or not used:
            return amount
        order = self.env["sale.order"].sudo().browse(sale_order_id)
        left = amount - used
        return left if order.currency_id.compare_amounts(left, 0.0) > 0 else amount

    def _is_store_credit_offered(
        self,
        amount: float,
        currency_id: int,
        *,
        is_validation: bool = False,
        is_express_checkout: bool = False,
        force_tokenization: bool = False,
        sale_order_id: int | None = None,
        invoice_id: int | None = None,
        credit_invoice_id: int | None = None,
        **kwargs,
    ) -> bool:
        """Say whether the user may pay this document with store credit alone.

        :param float amount: what is to be paid, document currency
        """
        self.ensure_one()
        if is_validation or is_express_checkout or force_tokenization:
            return False
        used = self.env.context.get("store_credit_used")
        if used is not None:
            return used > 0 and used >= amount
        if sale_order_id:
            document = self.env["sale.order"].sudo().browse(sale_order_id).exists()
        else:
            # By Odoo's own routes anything may come along: only our pages name a number.
            move_id = credit_invoice_id if is_id(credit_invoice_id) else invoice_id
            document = self.env["account.move"].sudo().browse(move_id).exists()
        if not document or document.currency_id.id != (currency_id or document.currency_id.id):
            return False
        usable = document._get_store_credit_usable(self.env.user)
        # Odoo asks with the total of an invoice, whatever was paid or is saved by paying now.
        if document._name == "account.move":
            amount = min(amount, document._get_store_credit_due())
        return usable > 0 and document.currency_id.compare_amounts(usable, amount) >= 0

    def _prepare_store_credit_transaction(self, document, amount):
        """Return the values that every transaction of this provider has.

        :param float amount: document currency
        """
        self.ensure_one()
        return {
            "provider_id": self.id,
            "payment_method_id": self.with_context(active_test=False).payment_method_ids[:1].id,
            "amount": amount,
            "currency_id": document.currency_id.id,
            "operation": "online_direct",
        }
