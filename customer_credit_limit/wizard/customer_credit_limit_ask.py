"""Dialog that asks for a higher limit: own amount, for a time, unlimited, or another policy."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_credit_balance.models.notice import CLOSE, get_notice

from ..const import USER_GROUP
from ..models.limit_requests.customer_credit_request import CHANGES


class CustomerCreditLimitAsk(models.TransientModel):
    """Changes nothing by itself: it makes a request that others decide on."""

    _name = "customer.credit.limit.ask"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Ask for a Higher Limit"

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    limit_change = fields.Selection(CHANGES, "Wanted", required=True, default="amount")
    wanted_limit = fields.Monetary()
    temporary_from = fields.Date("From", default=fields.Date.context_today)
    temporary_until = fields.Date("Until")
    policy_id = fields.Many2one(
        "customer.credit.policy", "Credit Policy", domain="[('company_id', '=', company_id)]"
    )
    reason = fields.Text(required=True)
    limit_now = fields.Monetary(compute="_compute_now", compute_sudo=True)
    is_unlimited = fields.Boolean(compute="_compute_now", compute_sudo=True)
    exposure_now = fields.Monetary("Owes or Will Owe", compute="_compute_now", compute_sudo=True)

    @api.depends("partner_id", "company_id")
    def _compute_now(self):
        """Show the figures of the customer beside what is wanted."""
        for wizard in self:
            customer = wizard.partner_id.commercial_partner_id._origin
            figures = customer._get_credit_figures(wizard.company_id).get(customer)
            wizard.limit_now = (figures and figures.limit) or 0.0
            wizard.is_unlimited = bool(figures) and figures.limit is None
            wizard.exposure_now = float(figures.exposure.total) if figures else 0.0

    def action_ask(self):
        """Make the request, or bring the open one up to date.

        :return: notification that says who decides
        :raise AccessError: no right to see limits, the customer or the company
        :raise UserError: nothing is raised by it
        """
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group(USER_GROUP):
            raise AccessError(_("Only people who see credit limits may ask for one."))
        if not self.env.su and self.company_id not in self.env.companies:
            raise AccessError(_("Choose a company that you work in."))
        self.partner_id.check_access("read")
        customer = self.partner_id.commercial_partner_id
        profile = self.env["customer.credit.profile"]._get_or_create(customer, self.company_id)
        change = self._get_change()
        self._check_raise(profile, change)
        request = self.env["customer.credit.request"]._ensure_for_limit(
            profile, change, self.reason
        )
        return get_notice(
            _("Waiting for %s.", request.decider_names or _("an approver")),
            title=request.display_name,
            then=CLOSE,
        )

    def _get_change(self) -> dict:
        """Return what is asked for, as the request keeps it."""
        kind = self.limit_change
        amount = self.wanted_limit if kind in ("amount", "temporary") else 0.0
        if kind == "policy":
            amount = self.policy_id.sudo()._get_default_limit() if self.policy_id else 0.0
        return {
            "limit_change": kind,
            "wanted_limit": self.currency_id.round(amount or 0.0),
            "wanted_policy_id": self.policy_id.id if kind == "policy" else False,
            "temporary_from": self.temporary_from if kind == "temporary" else False,
            "temporary_until": self.temporary_until if kind == "temporary" else False,
        }

    def _check_raise(self, profile, change):
        """Stop what raises nothing.

        :raise UserError: with what is missing
        """
        kind, today = self.limit_change, fields.Date.context_today(self)
        if kind in ("amount", "temporary") and self.wanted_limit <= 0:
            raise UserError(_("Say which limit you ask for."))
        if kind == "temporary" and (not self.temporary_until or self.temporary_until < today):
            raise UserError(_("Say until when, today or later."))
        if kind == "policy" and self.policy_id.company_id != self.company_id:
            raise UserError(_("Choose a credit policy of this company."))
        vals = self.env["customer.credit.request"]._prepare_limit(change, change["wanted_limit"])
        if not profile._is_raised(profile._get_allowance(), profile._get_allowance(vals)):
            raise UserError(_("This is no more than the customer has today."))
