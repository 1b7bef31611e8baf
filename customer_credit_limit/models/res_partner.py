"""Customers: limit, exposure and hold of the commercial partner in the current company."""

from odoo import api, fields, models

from .customer_credit_profile import HOLDS, LIMIT_MODES

USER_GROUP = "customer_credit_balance.group_customer_credit_user"
LIMIT_CACHE = [
    "credit_limit_mode", "credit_limit_amount", "credit_limit_effective", "credit_exposure",
    "credit_headroom", "credit_utilisation", "credit_hold", "credit_on_hold",
    "credit_hold_reason", "credit_policy_id", "credit_temporary_limit", "credit_temporary_from",
    "credit_temporary_until", "credit_last_review_date", "credit_next_review_date",
    "credit_hold_message", "credit_hold_until", "credit_hold_review_date",
]  # fmt: skip


class ResPartner(models.Model):
    """Each figure is live and read for all partners at once; the profile keeps what is set."""

    _inherit = "res.partner"

    credit_limit_mode = fields.Selection(
        LIMIT_MODES,
        "Limit Choice",
        compute="_compute_credit_limit",
        inverse="_inverse_credit_limit_mode",
        search="_search_credit_limit_mode",
        compute_sudo=True,
        groups=USER_GROUP,
        help="How much the customer may owe: as the company's policy says, an own amount, "
        "nothing, or anything.",
    )
    credit_limit_amount = fields.Monetary(
        "Limit Amount",
        currency_field="credit_currency_id",
        compute="_compute_credit_limit",
        inverse="_inverse_credit_limit_amount",
        compute_sudo=True,
        groups=USER_GROUP,
        help="The customer's own amount; without one, that of the policy.",
    )
    credit_limit_effective = fields.Monetary(
        "Limit Today",
        currency_field="credit_currency_id",
        compute="_compute_credit_limit",
        compute_sudo=True,
        groups=USER_GROUP,
        help="What the customer may owe today, temporary limit included. 0 when unlimited.",
    )
    credit_is_unlimited = fields.Boolean(
        compute="_compute_credit_limit", compute_sudo=True, groups=USER_GROUP
    )
    credit_exposure = fields.Monetary(
        "Exposure",
        currency_field="credit_currency_id",
        compute="_compute_credit_exposure",
        search="_search_credit_exposure",
        compute_sudo=True,
        groups=USER_GROUP,
        help="What the customer owes or will owe, as far as it counts against the limit.",
    )
    credit_headroom = fields.Monetary(
        "Headroom",
        currency_field="credit_currency_id",
        compute="_compute_credit_exposure",
        search="_search_credit_headroom",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Limit - exposure; negative when over the limit. 0 when unlimited.",
    )
    credit_utilisation = fields.Float(
        "Utilisation (%)",
        compute="_compute_credit_exposure",
        search="_search_credit_utilisation",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Exposure in percent of the limit. 0 when unlimited.",
    )
    credit_hold = fields.Selection(
        HOLDS,
        "Credit Hold",
        compute="_compute_credit_hold",
        inverse="_inverse_credit_hold",
        search="_search_credit_hold",
        compute_sudo=True,
        groups=USER_GROUP,
        help="Auto: rules decide. On: held by hand. Off: no rule may hold the customer.",
    )
    credit_on_hold = fields.Boolean(
        "On Hold",
        compute="_compute_credit_hold",
        search="_search_credit_on_hold",
        compute_sudo=True,
        groups=USER_GROUP,
    )
    credit_hold_reason = fields.Char(
        compute="_compute_credit_hold",
        inverse="_inverse_credit_hold_reason",
        compute_sudo=True,
        groups=USER_GROUP,
    )

    # --------------------------------------------------------------- computes

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_limit(self):
        """Read the profiles of all customers at once."""
        company = self.env.company
        profiles = self._get_credit_profile_by_partner(company)
        default = self.env["customer.credit.policy"]._get_default(company)
        for partner in self:
            profile = profiles.get(partner.commercial_partner_id._origin)
            policy = (profile and profile.policy_id) or default
            mode = profile.limit_mode if profile else "default"
            amount = policy._get_default_limit() if policy and mode == "default" else 0.0
            if mode == "custom":
                amount = profile.limit_amount
            limit = self._get_effective_credit_limit(profile, default)
            partner.credit_limit_mode = mode
            partner.credit_limit_amount = amount or 0.0
            partner.credit_limit_effective = limit or 0.0
            partner.credit_is_unlimited = limit is None

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_exposure(self):
        """Read limit and exposure of all customers at once."""
        company = self.env.company
        exposures = self._get_credit_limit_exposure_by_partner(company)
        limits = self._get_credit_limit_by_partner(company)
        for partner in self:
            customer = partner.commercial_partner_id._origin
            exposure, limit = exposures.get(customer), limits.get(customer)
            partner.credit_exposure = float(exposure.total) if exposure else 0.0
            known = exposure and limit is not None
            partner.credit_headroom = float(exposure.headroom(limit)) if known else 0.0
            partner.credit_utilisation = float(exposure.utilisation(limit)) if known else 0.0

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_hold(self):
        """Read the profiles of all customers at once."""
        profiles = self._get_credit_profile_by_partner(self.env.company)
        for partner in self:
            profile = profiles.get(partner.commercial_partner_id._origin)
            partner.credit_hold = profile.hold if profile else "auto"
            partner.credit_on_hold = bool(profile) and profile._is_on_hold()
            partner.credit_hold_reason = profile._get_hold_reason() if profile else False

    # --------------------------------------------------------------- inverses

    def _inverse_credit_limit_mode(self):
        """Set the mode (Customer Credit Limit managers only)."""
        self._write_credit_profile("limit_mode", "credit_limit_mode")

    def _inverse_credit_limit_amount(self):
        """Set the own amount; a customer without own choice gets it as own limit (managers)."""
        for partner in self:
            amount = partner.credit_limit_amount
            profile = partner._get_credit_profile_to_write()
            if profile.limit_mode == "default":
                profile.write({"limit_mode": "custom", "limit_amount": amount})
            else:
                profile.write({"limit_amount": amount})

    def _inverse_credit_hold(self):
        """Hold or release the customer (Customer Credit Limit managers only)."""
        self._write_credit_profile("hold", "credit_hold")

    def _inverse_credit_hold_reason(self):
        """Set the reason (Customer Credit Limit managers only)."""
        self._write_credit_profile("hold_reason", "credit_hold_reason")

    def _write_credit_profile(self, name, field_name):
        """Copy a field to the profile, checked there; a default value opens no profile."""
        profiles = self._get_credit_profile_by_partner(self.env.company)
        for partner in self:
            value = partner[field_name]
            customer = partner.commercial_partner_id._origin
            if customer not in profiles and value in (False, "default", "auto"):
                continue
            partner._get_credit_profile_to_write().write({name: value})

    def _get_credit_profile_to_write(self):
        """Return the profile of the customer with the user's own rights.

        :raise AccessError: no Customer Credit Limit manager
        """
        self.ensure_one()
        self.env["customer.credit.policy"]._check_manager()
        profile = self.env["customer.credit.profile"]._get_or_create(self, self.env.company)
        return profile.sudo(self.env.su)

    # --------------------------------------------------------------- searches

    @api.model
    def _search_credit_profile(self, domain):
        """Return the domain of partners whose customer's profile fits (current company)."""
        self._check_credit_search()
        profiles = (
            self.env["customer.credit.profile"]
            .sudo()
            ._search([*domain, ("company_id", "=", self.env.company.id)])
        )
        return fields.Domain("commercial_partner_id", "in", profiles.subselect("partner_id"))

    def _search_credit_choice(self, name, empty, operator, value):
        """Search a choice of the profile; customers without a profile have the empty one."""
        if operator != "in" or not all(isinstance(it, (str, bool, type(None))) for it in value):
            return NotImplemented
        if empty in value:
            others = [key for key, _label in self._fields[f"credit_{name}"].selection
                      if key not in value]  # fmt: skip
            return ~self._search_credit_profile([(name, "in", others)])
        return self._search_credit_profile([(name, "in", list(value))])

    def _search_credit_limit_mode(self, operator, value):
        """Search by mode in the current company."""
        return self._search_credit_choice("limit_mode", "default", operator, value)

    def _search_credit_hold(self, operator, value):
        """Search by hold in the current company."""
        return self._search_credit_choice("hold", "auto", operator, value)

    def _search_credit_on_hold(self, operator, value):
        """Search who is held today in the current company."""
        if operator != "in":
            return NotImplemented
        if set(value) >= {True, False}:
            return fields.Domain.TRUE
        held = self._search_credit_profile([("on_hold", "in", [True])])
        return held if True in value else ~held

    # --------------------------------------------------------------- cache, merge, parent

    @api.model
    def _invalidate_credit_limit_cache(self):
        """Drop cached figures after a profile or policy changed."""
        self.invalidate_model(LIMIT_CACHE, flush=False)

    def write(self, vals):
        """Keep the stricter profile with the commercial partner when the parent changes.

        # EXTENDS 'customer_credit_balance'
        """
        res = super().write(vals)
        if {"parent_id", "is_company"} & vals.keys():
            Profile = self.env["customer.credit.profile"].sudo()
            for profile in Profile.search([("partner_id", "child_of", self.ids)]):
                commercial = profile.partner_id.commercial_partner_id
                if commercial != profile.partner_id:
                    profile._move_to_partner(commercial)
        return res
