"""Matching on the liability account: what is spent consumes the oldest credit first."""

from odoo import api, models

SCHEDULED = "customer_credit_balance.matching"


class AccountMoveLine(models.Model):
    """Keep what remains of each top-up right, without touching unapplied payments."""

    _inherit = "account.move.line"

    @api.model
    def _match_store_credit(self, partners, company):
        """Match open liability items of these customers, oldest first.

        A payment that is not applied to an invoice yet stays out: matched on its liability
        side it would count as settled, and automatic matching would skip it.
        """
        account_id = self.env["res.company"]._get_store_credit_account_map().get(company.id)
        if not account_id:
            return
        lines = self.sudo().search(
            [
                ("account_id", "=", account_id),
                ("company_id", "=", company.id),
                ("partner_id", "in", partners.commercial_partner_id.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", "!=", 0.0),
            ],
            order="date, id",
        )
        # Odoo sorts what it matches by day and then by amount: keep ours, oldest first.
        lines = lines._without_unapplied_payments().with_context(reduced_line_sorting=True)
        for group in lines.grouped("partner_id").values():
            signs = {line.amount_residual > 0 for line in group}
            if len(signs) == 2:
                group.reconcile()

    def _without_unapplied_payments(self):
        """Leave out payments by store credit whose receivable side is still open."""
        unapplied = self.filtered(lambda line: line.balance > 0).move_id.filtered(
            lambda move: (
                move.origin_payment_id
                and any(
                    item.account_id.account_type == "asset_receivable" and not item.reconciled
                    for item in move.line_ids
                )
            )
        )
        return self.filtered(lambda line: line.move_id not in unapplied)

    def _schedule_store_credit_matching(self):
        """Match these customers when the transaction commits: by then invoices are matched."""
        if not self:
            return
        precommit = self.env.cr.precommit
        if SCHEDULED not in precommit.data:
            precommit.data[SCHEDULED] = {}
            precommit.add(self.env["account.move.line"].sudo()._match_scheduled_store_credit)
        for line in self:
            customers = precommit.data[SCHEDULED].setdefault(line.company_id.id, set())
            customers.add(line.partner_id.commercial_partner_id.id)

    @api.model
    def _match_scheduled_store_credit(self):
        """Match what this transaction moved, company by company."""
        for company_id, partner_ids in self.env.cr.precommit.data.pop(SCHEDULED, {}).items():
            self._match_store_credit(
                self.env["res.partner"].browse(partner_ids).exists(),
                self.env["res.company"].browse(company_id),
            )
