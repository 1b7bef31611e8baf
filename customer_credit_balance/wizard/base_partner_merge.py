"""Contact merge: credit accounts are merged before the foreign keys are repointed."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Keep one credit account per company, with nothing lost."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merge the accounts first: the generic code deletes rows that would be double.

        :raise AccessError: credit would change its owner and the caller is no credit manager

        # EXTENDS 'base'
        """
        owners = src_partners._find_credit_owners_at_stake()
        customer = dst_partner.sudo().commercial_partner_id
        owners.filtered(lambda partner: partner.id != customer.id)._check_credit_may_leave()
        Account = self.env["customer.credit.account"].sudo()
        accounts = Account.search([("partner_id", "in", src_partners.ids)])
        companies = accounts.company_id
        Account._move_to_partner(accounts, dst_partner.commercial_partner_id)
        super()._update_foreign_keys(src_partners, dst_partner)
        # Not before: savepoints on the way do at once what waits for the end of the request.
        for company in companies:
            self.env["account.move.line"]._schedule_store_credit_matching_of(customer, company)
