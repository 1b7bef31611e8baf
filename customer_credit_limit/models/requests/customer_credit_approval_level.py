"""Approval levels: who decides on a request, by how far it goes over the limit and by tag."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ...const import APPROVER_GROUP, MANAGER_GROUP


class CustomerCreditApprovalLevel(models.Model):
    """A request climbs every level that applies to it, in their order."""

    _name = "customer.credit.approval.level"
    _inherit = "customer.credit.bounded.mixin"
    _description = "Credit Approval Level"
    _order = "company_id, sequence, id"

    _min_excess_positive = models.Constraint(
        "CHECK (min_excess >= 0)", "An approval level starts at zero or above."
    )

    # --- fields

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env.company,
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    min_excess = fields.Monetary(
        "From (over the limit)",
        help="Decides on requests that go over the limit by this amount or more. 0: on all, "
        "also on holds and overdue invoices alone.",
    )
    tag_ids = fields.Many2many(
        "res.partner.category", string="Customer Tags",
        # An archived tag still says for whom: without any it would be for everybody.
        context={"active_test": False},
        help="Only for customers who carry one of these tags. Empty: for all.",
    )  # fmt: skip
    user_ids = fields.Many2many("res.users", string="Approvers", domain="[('share', '=', False)]")
    group_ids = fields.Many2many("res.groups", string="Approver Groups")

    # --- guards

    @api.constrains("user_ids")
    def _check_users(self):
        """Whoever is named must hold the right, or they could not decide.

        :raise ValidationError: with the names
        """
        for level in self:
            strangers = level.user_ids.filtered(lambda user: not user.has_group(APPROVER_GROUP))
            if strangers:
                raise ValidationError(
                    _(
                        "%s may not decide on credit requests: give the right Customer Credit "
                        "Limit / Approver first.",
                        ", ".join(strangers.mapped("name")),
                    )
                )

    # --- private

    @api.model
    def _get_for(
        self, company: models.BaseModel, customer: models.BaseModel, excess: float
    ) -> models.BaseModel:
        """Return the levels (sudo) that decide on this excess of this customer, in their order.

        A tag that is archived still says for whom a level decides.

        :param excess: float in company currency, how far over the limit
        """
        levels = self.sudo().search([("company_id", "=", company.id)])
        everything = customer.sudo().commercial_partner_id.with_context(active_test=False)
        tags = everything.category_id
        return levels.filtered(
            lambda level: (
                company.currency_id.compare_amounts(excess, level.min_excess) >= 0
                and (not level.tag_ids or level.tag_ids & tags)
            )
        )

    def _get_members(self) -> models.BaseModel:
        """Return who is named here, holds the right, and works for the company."""
        users = self.sudo().user_ids | self.sudo().group_ids.all_user_ids
        return users._get_credit_approvers(self.company_id)

    def _get_deciders(self, company: models.BaseModel | None = None) -> models.BaseModel:
        """Return who may decide today: the members and whoever stands in for them.

        Nobody named, or nobody left: the credit managers of the company decide.
        """
        company = company or self.company_id
        members = self._get_members() if self else self.env["res.users"].sudo()
        if not members:
            group = self.env.ref(MANAGER_GROUP).sudo()
            members = group.all_user_ids._get_credit_approvers(company)
        absences = self.env["customer.credit.absence"]._get_running(members)
        return members | absences.deputy_id._get_credit_approvers(company)

    def _get_recipients(self, company: models.BaseModel | None = None) -> models.BaseModel:
        """Return who is told: the deciders, less those who are away and have a stand-in."""
        deciders = self._get_deciders(company)
        absences = self.env["customer.credit.absence"]._get_running(deciders)
        away = absences.filtered(lambda it: it.deputy_id in deciders).user_id
        return (deciders - away) or deciders
