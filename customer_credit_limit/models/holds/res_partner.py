"""Customers: what a hold rule says of them, in one sentence for the tab "What They May Owe"."""

from odoo import api, fields, models

from odoo.addons.customer_credit_balance.models.door import door

from ...const import MANAGER_GROUP, USER_GROUP

HOLD_CACHE = ["credit_hold_notice", "customer_credit_hold_question", "customer_credit_hold_asked"]


class ResPartner(models.Model):
    """Adds the notice of a coming hold to contacts, because a hold should be told before it stops
    somebody.
    """

    _inherit = "res.partner"

    # --- fields

    credit_hold_notice = fields.Char(
        compute="_compute_credit_hold_notice", compute_sudo=True, groups=USER_GROUP
    )

    customer_credit_hold_question = fields.Char(
        compute="_compute_credit_hold_question", compute_sudo=True, groups=MANAGER_GROUP,
        help="Why a rule would put this private person on hold, while nobody has decided.",
    )  # fmt: skip
    customer_credit_hold_asked = fields.Boolean(
        compute="_compute_credit_hold_question", search="_search_credit_hold_asked",
        compute_sudo=True, groups=MANAGER_GROUP, string="Put on Hold?",
    )  # fmt: skip

    # --- computes

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_hold_question(self):
        """Read the profiles of all customers at once."""
        profiles = self._get_credit_profile_by_partner(self.env.company)
        for partner in self:
            profile = profiles.get(partner.commercial_partner_id._origin)
            is_asked = bool(profile) and profile.hold_ask == "open"
            partner.customer_credit_hold_asked = is_asked
            partner.customer_credit_hold_question = is_asked and profile.hold_ask_reason

    def _search_credit_hold_asked(self, operator, value):
        """Search about whom somebody is to decide, in the current company.

        :raise AccessError: no Customer Credit Limit manager; Odoo asks for groups after this
        """
        self._check_field_access(self._fields["customer_credit_hold_asked"], "read")
        if operator != "in":
            return NotImplemented
        if set(value) >= {True, False}:
            return fields.Domain.TRUE
        asked = self._search_credit_profile([("hold_ask", "=", "open")])
        return asked if True in value else ~asked

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_hold_notice(self):
        """Read the profiles of all customers at once."""
        profiles = self._get_credit_profile_by_partner(self.env.company)
        for partner in self:
            profile = profiles.get(partner.commercial_partner_id._origin)
            partner.credit_hold_notice = profile and profile._get_rule_notice()

    # --- actions

    @door
    def action_credit_hold_agree(self):
        """Put private persons on hold of whom a rule asks. Managers of credit limits only.

        :raise AccessError: no Customer Credit Limit manager
        :raise UserError: nothing is asked any more
        """
        self._answer_credit_hold("yes")
        return True

    @door
    def action_credit_hold_decline(self):
        """Leave private persons alone of whom a rule asks, until its reason is gone.

        :raise AccessError: no Customer Credit Limit manager
        :raise UserError: nothing is asked any more
        """
        self._answer_credit_hold("no")
        return True

    # --- hooks

    def _put_on_credit_hold(self, company, reasons, user):
        """Hold now, as rules do; about private persons a manager is asked.

        # EXTENDS 'customer_credit_balance'
        """
        Rule = self.env["customer.credit.hold.rule"].sudo()
        result = Rule._evaluate_customers(company, self.commercial_partner_id)
        for profile in result["asked"]:
            profile._ask_to_hold(reasons.get(profile.partner_id.id), user)

    # --- private

    @api.model
    def _invalidate_credit_limit_cache(self):
        """Drop what was said of holds of rules, too.

        # EXTENDS 'customer_credit_limit'
        """
        super()._invalidate_credit_limit_cache()
        self.invalidate_model(HOLD_CACHE, flush=False)

    def _answer_credit_hold(self, answer):
        """Write what the user decided in the current company.

        :raise AccessError: no Customer Credit Limit manager
        """
        self.env["customer.credit.policy"]._check_manager()
        self.check_access("read")
        company = self.env.company
        customers = self.commercial_partner_id
        profiles = self.env["customer.credit.profile"]._get_or_create_many(customers, company)
        for profile in profiles:
            profile._answer_hold(answer)
        profiles._drop_questions(company, customers)
