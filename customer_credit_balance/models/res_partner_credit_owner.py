"""Whose money it is: a change of the commercial partner takes credit along, if a manager agrees."""

from odoo import _, api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .customer_credit_account import MANAGER_GROUP

# What makes another company the customer of a contact's documents.
OWNER_FIELDS = {"parent_id", "is_company"}


class ResPartner(models.Model):
    """Credit stays with its commercial partner, and changes it only by a credit manager."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        """Let nobody say whose customer a contact is: Odoo derives it from the parent.

        # EXTENDS 'account'
        """
        return super().create([self._drop_commercial_partner(vals) for vals in vals_list])

    def write(self, vals):
        """Keep credit with the commercial partner when a contact gets another parent.

        :raise AccessError: credit would change its owner and the caller is no credit manager

        # EXTENDS 'account'
        """
        vals = self._drop_commercial_partner(vals)
        if not OWNER_FIELDS & vals.keys():
            return super().write(vals)
        owners = self._find_credit_owners_at_stake()
        res = super().write(vals)
        leaving = owners.filtered(
            lambda partner: partner.sudo().commercial_partner_id.id != partner.id
        )
        leaving._check_credit_may_leave()
        self._move_credit_to_commercial_partner()
        return res

    def _drop_commercial_partner(self, vals):
        """Return the values without the commercial partner, a stored field that a client can send.

        Whoever wrote it would see and spend another company's credit. Odoo's own code never does.
        """
        if self.env.su or "commercial_partner_id" not in vals:
            return vals
        return {name: value for name, value in vals.items() if name != "commercial_partner_id"}

    # --------------------------------------------------------------- who may

    def _find_credit_owners_at_stake(self):
        """Return those of these contacts and of what is under them who have credit to lose.

        Looks at every company, whatever the caller works for; superuser flows need no answer.

        :return: commercial res.partner with store credit, reservations, an overdraft, a
            frozen account, or open credits on a receivable account
        """
        if self.env.su or not self.ids:
            return self.browse()
        partners = (
            self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])
        )
        owners = partners.filtered(lambda partner: partner.commercial_partner_id == partner)
        return self.browse(owners.filtered(lambda it: it._get_companies_with_credit()).ids)

    def _get_companies_with_credit(self):
        """Return the companies (sudo) in which this customer has credit of any kind."""
        self.ensure_one()
        accounts = (
            self.env["customer.credit.account"]
            .sudo()
            .search(
                Domain("partner_id", "=", self.id)
                & (
                    Domain("balance", "!=", 0)
                    | Domain("reserved", "!=", 0)
                    | Domain("overdraft_limit", "!=", 0)
                    | Domain("state", "=", "frozen")
                )
            )
        )
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.id),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("amount_residual", "<", 0),
                ]
            )
        )
        return accounts.company_id | lines.company_id

    def _check_credit_may_leave(self):
        """Stop whoever may not decide that the credit of these customers gets another owner.

        :raise AccessError: no credit manager, or not in each company that owes the credit
        """
        if self.env.su or not self:
            return
        manager = self.env.user.has_group(MANAGER_GROUP)
        allowed = set(self.env.user._get_company_ids())
        for partner in self:
            if not manager or not set(partner._get_companies_with_credit().ids) <= allowed:
                raise AccessError(
                    _(
                        "%s has credit that would belong to another customer. Ask a Customer "
                        "Credit manager to make this change.",
                        partner.sudo().display_name,
                    )
                )

    # --------------------------------------------------------------- change of parent

    def _move_credit_to_commercial_partner(self):
        """Merge accounts of contacts that belong to a company now into their company's."""
        Account = self.env["customer.credit.account"].sudo()
        accounts = Account.search([("partner_id", "child_of", self.ids)])
        moved = accounts.filtered(
            lambda account: account.partner_id.commercial_partner_id != account.partner_id
        )
        for account in moved:
            lines = account._find_liability_lines()
            commercial = account.partner_id.commercial_partner_id
            Account._move_to_partner(account, commercial)
            # Odoo follows a new parent, but not a company that becomes a contact.
            lines.filtered(
                lambda line, to=commercial: line.partner_id != to
            ).partner_id = commercial
