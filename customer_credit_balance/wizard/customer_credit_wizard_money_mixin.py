"""Wizards that move money: the bank or cash journal, its currency and the payment."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

MONEY_TYPES = ("bank", "cash")


class CustomerCreditWizardMoneyMixin(models.AbstractModel):
    """A customer payment against the store-credit or a receivable account."""

    _name = "customer.credit.wizard.money.mixin"
    _inherit = "customer.credit.wizard.mixin"
    _description = "Customer Credit Wizard with Money"
    _check_company_auto = True
    _payment_type = None

    journal_id = fields.Many2one(
        "account.journal",
        "Bank or Cash",
        check_company=True,
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', available_journal_ids)]",
    )
    available_journal_ids = fields.Many2many(
        "account.journal", compute="_compute_available_journal_ids", compute_sudo=True
    )
    journal_currency_id = fields.Many2one(
        "res.currency", compute="_compute_journal_currency_id", compute_sudo=True
    )
    memo = fields.Char(help="Shown on the payment and in the history of the customer.")

    @api.depends("company_id")
    def _compute_available_journal_ids(self):
        """Offer bank and cash journals of the company, but not the journal of store credit."""
        for wizard in self:
            journals = self.env["account.journal"]
            company = wizard.company_id._origin
            if company:
                journals = journals.search(
                    [*journals._check_company_domain(company), ("type", "in", MONEY_TYPES)]
                )
            wizard.available_journal_ids = journals.filtered(lambda j: not j._is_store_credit())

    @api.depends("company_id")
    def _compute_journal_id(self):
        """Propose the first journal that money can come from."""
        for wizard in self:
            if wizard.journal_id not in wizard.available_journal_ids:
                wizard.journal_id = wizard.available_journal_ids[:1]

    @api.depends("journal_id", "company_id")
    def _compute_journal_currency_id(self):
        """Money is counted in the currency of its journal."""
        for wizard in self:
            wizard.journal_currency_id = (
                wizard.journal_id.currency_id or wizard.company_id.currency_id
            )

    def _get_booking_journal(self) -> models.BaseModel:
        """Book in the chosen journal."""
        return self.journal_id

    def _check_journal(self):
        """Money moves through an active bank or cash journal of the company.

        :raise UserError: any other journal, or one without a payment method
        """
        journal = self.journal_id
        if not journal:
            raise UserError(_("Choose the bank or cash journal the money goes through."))
        if journal._is_store_credit() or journal.type not in MONEY_TYPES:
            raise UserError(
                _(
                    "No money goes through the journal %s. Choose a bank or cash journal.",
                    journal.display_name,
                )
            )
        domain = journal._check_company_domain(self.company_id)
        if not journal.active or not journal.filtered_domain(domain):
            raise UserError(
                _(
                    "The journal %(journal)s is archived or of another company. Choose an active "
                    "journal of %(company)s.",
                    journal=journal.display_name,
                    company=self.company_id.name,
                )
            )
        if not journal[f"{self._payment_type}_payment_method_line_ids"]:
            raise UserError(
                _(
                    "The journal %s has no payment method for this. Add one in its settings or "
                    "choose another journal.",
                    journal.display_name,
                )
            )

    def _create_payment(self, amount, currency, account, **vals):
        """Return a draft customer payment against ``account``, tied to this request.

        :param float amount: in ``currency``, positive
        :param account: account.account of the counterpart: liability or receivable
        """
        payment = self.env["account.payment"].create(
            {
                "payment_type": self._payment_type,
                "partner_type": "customer",
                "partner_id": self.partner_id.commercial_partner_id.id,
                "company_id": self.company_id.id,
                "journal_id": self.journal_id.id,
                "amount": amount,
                "currency_id": currency.id,
                "date": self.date,
                "memo": self.memo,
                "destination_account_id": account.id,
                "store_credit_request_key": self._get_request_key(),
                **vals,
            }
        )
        if not payment.outstanding_account_id:
            # With an accounting app a journal may leave the entry to the bank statement; the
            # ledger needs one now. Odoo's own way (`force_payment_move`) would overrule the
            # journal's account as well.
            account = payment._get_outstanding_account(payment.payment_type)
            payment.outstanding_account_id = account
        return payment

    def _post_payment(self, payment):
        """Post the payment and return its journal entry.

        :raise UserError: posting gave no entry on the account of the counterpart
        """
        payment.action_post()
        if payment.move_id.state != "posted":
            raise UserError(
                _(
                    "The payment could not be posted. Give the journal %s an outstanding account "
                    "in its payment methods.",
                    self.journal_id.display_name,
                )
            )
        return payment.move_id
