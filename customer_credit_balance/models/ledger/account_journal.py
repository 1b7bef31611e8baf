"""Journal: the store-credit journal stays what the ledger needs."""

from odoo import _, api, models
from odoo.exceptions import ValidationError


class AccountJournal(models.Model):
    """Adds protection to the journal of store credit, because the ledger books through it alone."""

    _inherit = "account.journal"

    # --- guards

    @api.constrains("type", "active")
    def _check_store_credit_journal(self):
        """Payments, tills and providers need a bank journal that is there.

        :raise ValidationError: another type, or archived
        """
        for journal in self:
            if journal._is_store_credit() and (journal.type != "bank" or not journal.active):
                raise ValidationError(
                    _(
                        "The journal %s books store credit: it must stay an active bank journal. "
                        "Choose another store credit journal in the settings first.",
                        journal.name,
                    )
                )

    # --- private

    def _is_store_credit(self) -> bool:
        """Say whether this is the store-credit journal of its company."""
        self.ensure_one()
        return self == self.company_id.sudo().store_credit_journal_id

    def _get_store_credit_payment_account(self) -> models.BaseModel:
        """Return the one liability account that all payments of this bank journal go to, if any."""
        self.ensure_one()
        lines = self.inbound_payment_method_line_ids + self.outbound_payment_method_line_ids
        account = lines.payment_account_id
        fits = len(account) == 1 and account.account_type == "liability_current"
        return account if fits and account.reconcile and self.type == "bank" else account.browse()
