"""Wizards that decide: a reason and the account that bears it."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

# Accounts that have a wizard of their own, and what to use instead.
MONEY_ACCOUNTS = ("asset_cash", "liability_credit_card")
DEBT_ACCOUNTS = ("asset_receivable", "liability_payable")


class CustomerCreditWizardReasonMixin(models.AbstractModel):
    """A journal entry between store credit and a counterpart account, with its reason."""

    _name = "customer.credit.wizard.reason.mixin"
    _inherit = "customer.credit.wizard.mixin"
    _description = "Customer Credit Wizard with a Reason"
    _check_company_auto = True

    account_id = fields.Many2one(
        "account.account",
        "Counterpart Account",
        check_company=True,
        compute="_compute_account_id",
        store=True,
        readonly=False,
        domain="[('account_type', 'not in', ('asset_receivable', 'liability_payable', "
        "'asset_cash', 'liability_credit_card', 'off_balance'))]",
        help="Bears the change: an expense for goodwill, equity for opening balances.",
    )
    reason = fields.Char(required=True, help="Shown in the history of the customer.")

    @api.depends("company_id")
    def _compute_account_id(self):
        """Propose the account chosen in the settings."""
        for wizard in self:
            allowed = wizard._is_company_allowed(wizard.company_id)
            company = wizard.company_id.sudo()
            wizard.account_id = allowed and company.store_credit_adjustment_account_id

    def _check_request(self):
        """Refuse without a reason or with an account that is not for this.

        :raise UserError: no reason, or an account that money, debts or store credit stand on
        """
        super()._check_request()
        if not (self.reason or "").strip():
            raise UserError(_("Give a reason: it is kept in the history of the customer."))
        self._check_counterpart(self.account_id)

    def _check_counterpart(self, account):
        """The counterpart is an active account of the company that may bear the change."""
        if not account:
            raise UserError(_("Choose the account that bears the change."))
        name = account.display_name
        if not account.active or not account.filtered_domain(
            account._check_company_domain(self.company_id)
        ):
            raise UserError(
                _(
                    "The account %(account)s is archived or of another company. Choose an active "
                    "account of %(company)s.",
                    account=name,
                    company=self.company_id.name,
                )
            )
        if account == self.company_id.store_credit_account_id:
            raise UserError(
                _("%s holds the store credit itself. Choose another counterpart.", name)
            )
        if account.account_type in MONEY_ACCOUNTS:
            raise UserError(_("%s holds money. Use a top-up or a refund when money moves.", name))
        if account.account_type in DEBT_ACCOUNTS:
            raise UserError(
                _("%s holds invoices and payments. Use a transfer for outstanding credits.", name)
            )
        if account.account_type == "off_balance":
            raise UserError(_("%s is off the balance sheet. Choose another account.", name))
