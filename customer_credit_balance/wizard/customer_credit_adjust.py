"""Adjustment: opening balances, goodwill and corrections, always booked and with a reason."""

from odoo import _, fields, models
from odoo.exceptions import UserError

from ..core.money import is_amount


class CustomerCreditAdjust(models.TransientModel):
    """Dr counterpart / Cr store credit, or the other way round."""

    _name = "customer.credit.adjust"
    _inherit = "customer.credit.wizard.reason.mixin"
    _description = "Adjust Store Credit"
    _check_company_auto = True
    _request_prefix = "adjust"

    amount = fields.Monetary(
        "Change", help="Positive gives the customer store credit, negative takes it back."
    )

    def _get_store_credit_change(self) -> float:
        """The amount carries its sign."""
        return self.amount

    def _check_request(self):
        """Refuse an amount that is no change.

        :raise UserError: zero, not a number or too large
        """
        super()._check_request()
        if not is_amount(self.amount) or self.currency_id.is_zero(self.amount):
            raise UserError(
                _("Enter the change: positive to give store credit, negative to take it back.")
            )
        self._check_positive(abs(self.amount), self.currency_id)

    def _book(self):
        """Post the entry of the ledger, then the journal entry that it waits for."""
        account = self._get_account()
        amount = self.currency_id.round(self.amount)
        liability = self.company_id.store_credit_account_id
        move = self._create_entry(
            [
                {"account_id": self.account_id.id, "balance": amount},
                {"account_id": liability.id, "balance": -amount},
            ],
            self.reason,
        )
        entry = account._append_entry(
            amount, "adjustment", self._get_request_key(), move, note=self.reason, date=self.date
        )
        move._post(soft=False)
        self._match_store_credit()
        self._log_receipt(
            _("Store credit raised") if amount > 0 else _("Store credit lowered"),
            self._get_done_title(),
            [
                (_("Journal entry"), move._get_html_link()),
                (_("Counterpart"), self.account_id.display_name),
                (_("Store credit before"), self._format(entry.balance_after - entry.amount)),
                (_("Store credit now"), self._format(entry.balance_after)),
                (_("Reason"), self.reason),
            ],
        )
        return move

    def _get_done_title(self) -> str:
        """Say in which direction the store credit changed."""
        if self.amount > 0:
            return _("Store credit raised by %s", self._format(self.amount))
        return _("Store credit lowered by %s", self._format(-self.amount))
