"""Accounts: which of them are receivable is kept in memory until it changes."""

from odoo import api, models


class AccountAccount(models.Model):
    """Adds forgetting to accounts, because those with store credit are kept between requests."""

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
