"""Top-up: money received becomes store credit."""

from odoo import _, api, fields, models


class CustomerCreditTopup(models.TransientModel):
    """Dr bank / Cr store credit, as a customer payment."""

    _name = "customer.credit.topup"
    _inherit = "customer.credit.wizard.money.mixin"
    _description = "Top Up Store Credit"
    _check_company_auto = True
    _request_prefix = "topup"
    _payment_type = "inbound"

    amount = fields.Monetary(
        "Amount Received",
        currency_field="journal_currency_id",
        help="In the currency of the journal.",
    )
    credit_amount = fields.Monetary(
        "Store Credit Given",
        compute="_compute_credit_amount",
        help="What the money is worth in the company's currency on that day.",
    )

    @api.depends("amount", "date", "journal_id", "company_id")
    def _compute_credit_amount(self):
        """Convert at the rate of the day."""
        for wizard in self:
            company, date = wizard.company_id, wizard.date or fields.Date.context_today(wizard)
            currency = wizard.journal_currency_id or company.currency_id
            wizard.credit_amount = currency._convert(
                wizard.amount, company.currency_id, company, date
            )

    @api.depends("credit_amount")
    def _compute_figures(self):
        """Follow the amount given."""
        return super()._compute_figures()

    def _get_store_credit_change(self) -> float:
        """What the customer gains."""
        return self.credit_amount

    def _check_request(self):
        """Refuse amounts that are not positive and journals without money."""
        super()._check_request()
        self._check_journal()
        self._check_positive(self.amount, self.journal_currency_id)
        self._check_positive(self.credit_amount, self.currency_id)

    def _book(self):
        """Post the entry of the ledger, then the payment that it waits for."""
        account = self._get_account()
        payment = self._create_payment(
            self.journal_currency_id.round(self.amount),
            self.journal_currency_id,
            self.company_id.store_credit_account_id,
        )
        entry = account._append_entry(
            self.credit_amount,
            "topup",
            self._get_request_key(),
            payment,
            note=self.memo or None,
            date=self.date,
        )
        move = self._post_payment(payment)
        # Credit that was overdrawn before is settled by the money that arrived.
        self._match_store_credit()
        self._log_topup(entry, move)
        return move

    def _log_topup(self, entry, move):
        """Write the receipt."""
        foreign = self.journal_currency_id != self.currency_id
        self._log_receipt(
            _("Store credit topped up"),
            _("Store credit topped up by %s", self._format(entry.amount)),
            [
                (_("Received"), foreign and self.journal_currency_id.format(self.amount)),
                (_("Through"), self.journal_id.name),
                (_("Journal entry"), move._get_html_link()),
                (_("Store credit before"), self._format(entry.balance_after - entry.amount)),
                (_("Store credit now"), self._format(entry.balance_after)),
                (_("Memo"), self.memo),
            ],
        )

    def _get_done_title(self) -> str:
        """Say what the customer gained."""
        return _("Store credit topped up by %s", self._format(self.credit_amount))
