"""Company: an account that held store credit before brings its history into the ledger."""

from odoo import models

from .res_company import JOURNAL_CODE


class ResCompany(models.Model):
    """Adopt what an earlier installation left in the books, so that no money is stranded."""

    _inherit = "res.company"

    def _find_former_store_credit_journal(self):
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
