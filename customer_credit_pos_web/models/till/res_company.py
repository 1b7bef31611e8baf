"""Company: a ready payment method for its tills."""

from datetime import date

from odoo import _, models


class ResCompany(models.Model):
    """Adds the till's payment method to companies, because whoever has a store-credit journal can
    take it at the till.
    """

    _inherit = "res.company"

    # --- hooks

    def _ensure_store_credit_setup(self):
        """Add the till's payment method to what the base sets up.

        # EXTENDS 'customer_credit_balance'
        """
        res = super()._ensure_store_credit_setup()
        self._ensure_store_credit_pos_method()
        return res

    # --- private

    def _ensure_store_credit_pos_method(self):
        """Make the method "Store Credit" on the store-credit journal where there is none.

        Archived methods count: whoever archived it does not want it back. Idempotent.
        """
        Method = self.env["pos.payment.method"].sudo().with_context(active_test=False)
        companies = self.sudo().filtered("store_credit_journal_id")
        present = Method.search([("journal_id", "in", companies.store_credit_journal_id.ids)])
        for company in companies - present.journal_id.company_id:
            Method.create(
                {
                    "name": _("Store Credit"),
                    "journal_id": company.store_credit_journal_id.id,
                    "company_id": company.id,
                    "sequence": 5,
                }
            )

    def _get_rate_difference_account(self, balance: float) -> models.BaseModel:
        """Return the account.account of what rates made: a loss, or a gain; none where not set.

        :param float balance: of the item that stands there, company currency; a loss is a debit
        """
        self.ensure_one()
        gain = self.income_currency_exchange_account_id
        return self.expense_currency_exchange_account_id if balance > 0 else gain

    def _get_most_in_currency(self, amount: float, currency: models.BaseModel, day: date) -> float:
        """Return what ``amount`` pays at most in another currency: a cent more would cost more.

        :param float amount: company currency
        :param currency: res.currency of what is paid
        :return: float, ``currency``
        """
        self.ensure_one()
        own = self.currency_id
        most = own._convert(amount, currency, self, day)
        cost = currency._convert(most, own, self, day)
        return currency.round(most - currency.rounding * (own.compare_amounts(cost, amount) > 0))

    def _get_store_credit_pos_method(self) -> models.BaseModel:
        """Return the active store-credit method of this company (sudo), or none."""
        self.ensure_one()
        return (
            self.env["pos.payment.method"]
            .sudo()
            .search([("is_store_credit", "=", True), ("company_id", "=", self.id)], limit=1)
        )
