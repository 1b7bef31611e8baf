"""Accounts: which are receivable is kept in memory; that of store credit stays what it is."""

from odoo import _, api, models
from odoo.exceptions import ValidationError


class AccountAccount(models.Model):
    """Adds forgetting to accounts, because those with store credit are kept between requests.

    Adds protection to the account of store credit, because what is left of each credit stands on
    it: an account that matches nothing leaves nothing open.
    """

    _inherit = "account.account"

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Forget the receivable accounts.

        # EXTENDS 'account'
        """
        accounts = super().create(vals_list)
        self.env.registry.clear_cache()
        return accounts

    def write(self, vals):
        """Forget the receivable accounts when their kind or companies change.

        # EXTENDS 'account'
        """
        res = super().write(vals)
        if {"account_type", "company_ids", "code"} & vals.keys():
            self.env.registry.clear_cache()
        return res

    def unlink(self):
        """Forget the receivable accounts.

        # EXTENDS 'account'
        """
        res = super().unlink()
        self.env.registry.clear_cache()
        return res

    @api.constrains("account_type", "reconcile", "active")
    def _check_store_credit_account(self):
        """Customers spend what is open on a current liability that can be booked and matched.

        :raise ValidationError: another type, no reconciliation, or archived
        """
        used = set(self.env["res.company"]._get_store_credit_account_map().values())
        for account in self.filtered(lambda it: it.id in used):
            fits = account.account_type == "liability_current" and account.reconcile
            if not fits or not account.active:
                raise ValidationError(
                    _(
                        "The account %s holds store credit: it must stay an active account of "
                        "current liabilities that allows reconciliation. Rename or recode it "
                        "instead.",
                        account.display_name,
                    )
                )
