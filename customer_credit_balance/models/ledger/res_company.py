"""Company: the store-credit account and journal, and the settings of customer credit."""

from odoo import _, api, fields, models, tools
from odoo.exceptions import UserError

from ...core.charts import ENGLISH

JOURNAL_CODE = "CCRED"


class ResCompany(models.Model):
    """Adds where store credit is booked to companies, because each has accounts and a journal of
    its own.

    Adopt what an earlier installation left in the books, so that no money is stranded.
    """

    _inherit = "res.company"

    # --- fields

    store_credit_account_id = fields.Many2one(
        "account.account",
        "Store Credit Account",
        check_company=True,
        domain="[('account_type', '=', 'liability_current'), ('reconcile', '=', True)]",
        groups="base.group_user",
        help="Liability account that holds what the company owes its customers as store credit.",
    )
    store_credit_journal_id = fields.Many2one(
        "account.journal",
        "Store Credit Journal",
        check_company=True,
        domain="[('type', '=', 'bank')]",
        groups="base.group_user",
        help="Journal for payments by store credit, transfers and adjustments.",
    )
    store_credit_adjustment_account_id = fields.Many2one(
        "account.account",
        "Store Credit Adjustment Account",
        check_company=True,
        groups="base.group_user",
        help="Proposed counterpart of adjustments: goodwill, corrections, opening balances.",
    )

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Forget which accounts hold store credit when a company is added."""
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        """Keep the account while the ledger stands on it.

        :raise UserError: another account although journal items exist on the old one
        """
        if "store_credit_account_id" in vals:
            self._check_store_credit_account_change(vals["store_credit_account_id"])
        res = super().write(vals)
        if "store_credit_account_id" in vals:
            self.env.registry.clear_cache()
            self._mirror_store_credit_history()
        return res

    def _check_store_credit_account_change(self, account_id):
        """The balance cannot be left behind on another account."""
        for company in self:
            if company.store_credit_account_id.id == account_id:
                continue
            if (
                self.env["customer.credit.entry"]
                .sudo()
                .search_count([("company_id", "=", company.id)], limit=1)
            ):
                raise UserError(
                    _(
                        "Store credit of %(company)s is booked on %(account)s already: the account "
                        "cannot be changed any more. Rename or recode it instead.",
                        company=company.name,
                        account=company.store_credit_account_id.display_name,
                    )
                )

    # --- private

    @api.model
    @tools.ormcache()
    def _get_store_credit_account_map(self) -> dict:
        """Return {company id: id of its store-credit liability account}."""
        companies = self.sudo().search_fetch(
            [("store_credit_account_id", "!=", False)], ["store_credit_account_id"]
        )
        return {company.id: company.store_credit_account_id.id for company in companies}

    def _ensure_store_credit_setup(self):
        """Create liability account and journal where a chart of accounts exists but they do not.

        Called at install, after each chart is loaded, and for branches. Idempotent.
        """
        for company in self.sudo():
            if not company._has_chart_of_accounts():
                continue
            env_company = company.with_company(company)
            if not company.store_credit_account_id:
                company.store_credit_account_id = env_company._create_store_credit_account()
            if not company.store_credit_journal_id:
                company.store_credit_journal_id = env_company._create_store_credit_journal()
            if not company.store_credit_adjustment_account_id:
                company.store_credit_adjustment_account_id = (
                    env_company._create_store_credit_adjustment_account()
                )
            company._translate_credit_names()

    def _has_chart_of_accounts(self):
        """Say whether this company (or its root) has accounts to sell with."""
        self.ensure_one()
        Account = self.env["account.account"].sudo().with_company(self)
        return bool(
            Account.search_count(
                [
                    *Account._check_company_domain(self),
                    ("account_type", "=", "asset_receivable"),
                ],
                limit=1,
            )
        )

    def _create_store_credit_account(self):
        """Return the liability account: the root company's for a branch, else a new one."""
        root = self.root_id
        if root != self and root.store_credit_account_id:
            return root.store_credit_account_id
        former = self._find_former_store_credit_journal()
        if former:
            return former._get_store_credit_payment_account()
        return root._create_store_credit_liability()

    def _create_store_credit_journal(self):
        """Return the journal "Customer Credit", whose payments are booked on the liability."""
        Journal = self.env["account.journal"].with_company(self)
        code = JOURNAL_CODE
        taken = Journal.search([("company_id", "=", self.id), ("code", "=", code)], limit=1)
        if taken and taken._get_store_credit_payment_account() == self.store_credit_account_id:
            return taken
        if taken:
            code = Journal._get_next_journal_default_code("bank", self)
        journal = Journal.with_context(lang=None).create(
            {
                "name": ENGLISH[2],
                "type": "bank",
                "code": code,
                "company_id": self.id,
                "show_on_dashboard": False,
            }
        )
        journal = journal.with_env(self.env)
        lines = journal.inbound_payment_method_line_ids + journal.outbound_payment_method_line_ids
        lines.payment_account_id = self.store_credit_account_id
        return journal

    def _create_store_credit_adjustment_account(self):
        """Return the expense account proposed for goodwill and corrections.

        The root company's for a branch, else a new one: a name of its own tells readers of the
        profit and loss what it holds, whatever the chart.
        """
        root = self.root_id
        if root != self and root.store_credit_adjustment_account_id:
            return root.store_credit_adjustment_account_id
        return root._create_credit_adjustment_expense()

    def _find_former_store_credit_journal(self) -> models.BaseModel:
        """Return the journal of an earlier installation whose payments go to a liability."""
        journals = (
            self.env["account.journal"]
            .with_company(self)
            .search([("company_id", "=", self.id), ("code", "=", JOURNAL_CODE)], limit=1)
        )
        return journals.filtered(lambda journal: journal._get_store_credit_payment_account())

    def _mirror_store_credit_history(self):
        """Give every item that is posted on the account already its entry.

        The books are the authority: a customer whose items end below zero gets a frozen
        account and somebody a to-do, the others their balance.

        :raise UserError: an item on the account without a customer
        """
        for company in self.filtered("store_credit_account_id"):
            lines = (
                self.env["account.move.line"]
                .sudo()
                .search(
                    [
                        ("account_id", "=", company.store_credit_account_id.id),
                        ("company_id", "=", company.id),
                        ("parent_state", "=", "posted"),
                    ]
                )
            )
            lines._sync_store_credit_entries(force=True)
