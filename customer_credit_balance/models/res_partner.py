"""Customers: what we owe them, read in batches and keyed on the commercial partner."""

from odoo import api, fields, models

from .customer_credit_account import MANAGER_GROUP

USER_GROUP = "customer_credit_balance.group_customer_credit_user"
CREDIT_FIELDS = [
    "credit_balance", "store_credit_balance", "store_credit_available", "store_credit_reserved",
    "outstanding_credit_amount",
]  # fmt: skip


class ResPartner(models.Model):
    """Credit figures of the commercial partner in the current company."""

    _inherit = "res.partner"

    credit_currency_id = fields.Many2one(
        "res.currency", compute="_compute_credit_currency_id", groups=USER_GROUP
    )
    credit_balance = fields.Monetary(
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        compute_sudo=True,
        groups=USER_GROUP,
        help="All we owe the customer: store credit and outstanding credits.",
    )
    store_credit_balance = fields.Monetary(
        "Store Credit",
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Prepaid money that the customer may spend.",
    )
    store_credit_available = fields.Monetary(
        "Available Store Credit",
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Store credit - reserved + allowed overdraft.",
    )
    store_credit_reserved = fields.Monetary(
        "Reserved Store Credit",
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Set aside for documents whose payment is under way.",
    )
    outstanding_credit_amount = fields.Monetary(
        "Outstanding Credits",
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Posted credit notes and payments that are not applied to an invoice.",
    )
    store_credit_overdraft_limit = fields.Monetary(
        "Allowed Overdraft",
        currency_field="credit_currency_id",
        compute="_compute_credit_balance",
        inverse="_inverse_store_credit_overdraft_limit",
        compute_sudo=True,
        groups=MANAGER_GROUP,
        help="How far the customer may spend beyond the store credit. 0 allows no overdraft.",
    )

    @api.depends_context("company")
    def _compute_credit_currency_id(self):
        """Figures are in the currency of the current company."""
        self.credit_currency_id = self.env.company.currency_id

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_balance(self):
        """Read everything for all customers at once: two queries whatever their number."""
        company = self.env.company
        accounts = self._get_store_credit_account_by_partner(company)
        outstanding = self._get_outstanding_credit_by_partner(company)
        # Most customers have no credit: all at once, then one by one those who have.
        self.update(dict.fromkeys([*CREDIT_FIELDS, "store_credit_overdraft_limit"], 0.0))
        for partner in self:
            customer = partner.commercial_partner_id._origin
            owed, account = outstanding.get(customer, 0.0), accounts.get(customer)
            if account:
                partner.store_credit_balance = account.balance
                partner.store_credit_reserved = account.reserved
                partner.store_credit_available = account.available
                partner.store_credit_overdraft_limit = account.overdraft_limit
                owed += account.balance
            if owed:
                partner.outstanding_credit_amount = outstanding.get(customer, 0.0)
                partner.credit_balance = owed

    def _inverse_store_credit_overdraft_limit(self):
        """Set the overdraft on the credit account, opening it if needed (managers only)."""
        Account = self.env["customer.credit.account"]
        Account._check_manager()
        for partner in self:
            account = Account._get_or_create(partner, self.env.company)
            account.write({"overdraft_limit": partner.store_credit_overdraft_limit})

    @api.model
    def _invalidate_credit_cache(self):
        """Drop cached figures after the ledger moved."""
        self.invalidate_model([*CREDIT_FIELDS, "store_credit_overdraft_limit"], flush=False)
