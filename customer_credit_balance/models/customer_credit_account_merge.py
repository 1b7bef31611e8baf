"""Contact merge and change of parent: two credit accounts become one, nothing is lost."""

from odoo import _, api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.keys import extend_key, request_key


class CustomerCreditAccount(models.Model):
    """Move balance and reservations to the contact that stays; the history stays readable."""

    _inherit = "customer.credit.account"

    @api.model
    def _move_to_partner(self, accounts, partner):
        """Make ``partner`` the owner of ``accounts``, company by company.

        :param accounts: customer.credit.account (sudo) of contacts that disappear
        :param partner: commercial res.partner that stays
        """
        for account in accounts.sorted("id"):
            target = self._find(partner, account.company_id)
            if target and target != account and not account.merged_into_id:
                account._merge_into(target)
            account._repoint(partner)

    def _find_liability_lines(self):
        """Return the journal items (sudo) of this customer on the liability account."""
        self.ensure_one()
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("account_id", "=", self.company_id.sudo().store_credit_account_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "=", self.partner_id.id),
                ]
            )
        )

    def _merge_into(self, target):
        """Move balance and reservations to ``target``; the entries stay (append-only).

        :param target: customer.credit.account of the contact that stays
        :raise UserError: accounts of two companies
        """
        self.ensure_one()
        if self.company_id != target.company_id:
            raise UserError(_("Credit accounts of two companies cannot be merged."))
        moved, key = self.balance, request_key("merge", self.id, target.id)
        lower = min(self.overdraft_limit, target.overdraft_limit)
        if not self.currency_id.is_zero(moved):
            target._post(moved, "merge", extend_key(key, "in"), self, force=True)
        reserved = self.reserved
        if not self.currency_id.is_zero(reserved):
            target._move_reserved(reserved, force=True)
            self.reservation_ids._move_open_to(target)
        frozen = "frozen" in (self + target).mapped("state")
        if not self.currency_id.is_zero(moved):
            self._post(-moved, "merge", extend_key(key, "out"), target, force=True)
        self._close_merged(target)
        target._apply_lower_overdraft(lower, frozen)

    def _close_merged(self, target):
        """Mark this emptied account as merged; it never moves again."""
        self._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET merged_into_id = %s, reserved = 0, overdraft_limit = 0, state = 'active',
                       write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = %s RETURNING id
                """,
                target.id,
                self.id,
            )
        )
        self.invalidate_recordset()

    def _apply_lower_overdraft(self, overdraft, frozen):
        """Keep the lower overdraft of the two; freeze when the sum is below its floor."""
        floor = self.balance - self.reserved + overdraft
        below = self.currency_id.compare_amounts(floor, 0.0) < 0
        if (frozen or below) and self.state != "frozen":
            self._set_state("frozen", _("two contacts were merged, their figures need a look"))
        if self.currency_id.compare_amounts(overdraft, self.overdraft_limit):
            self.sudo().write({"overdraft_limit": overdraft})
        if below:
            self._alert_below_floor()

    def _repoint(self, partner):
        """Set another owner past the guard of ``write``."""
        self._execute_guarded(
            SQL(
                """
                UPDATE customer_credit_account
                   SET partner_id = %s, write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = %s RETURNING id
                """,
                partner.id,
                self.id,
            )
        )
        self.invalidate_recordset()
