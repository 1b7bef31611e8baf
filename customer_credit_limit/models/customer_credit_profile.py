"""Credit profile: limit and hold of one customer in one company."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from .customer_credit_policy import MANAGER_GROUP

LIMIT_MODES = [
    ("default", "Company default"),
    ("custom", "Own amount"),
    ("none", "No credit"),
    ("unlimited", "Unlimited"),
]
HOLDS = [("auto", "Auto"), ("on", "On"), ("off", "Off")]
LIMIT_FIELDS = {
    "limit_mode", "limit_amount", "temporary_limit", "temporary_from", "temporary_until",
    "policy_id", "last_review_date", "next_review_date",
}  # fmt: skip
HOLD_FIELDS = {
    "hold", "hold_reason", "hold_message", "hold_until", "hold_review_date", "auto_hold",
    "auto_hold_reason", "grace_until",
}  # fmt: skip
RULE_FIELDS = {
    "auto_hold", "auto_hold_reason", "grace_until", "auto_hold_level", "auto_held_on",
    "hold_rule_id",
}  # fmt: skip


class CustomerCreditProfile(models.Model):
    """One row per company and commercial partner; every change is checked and on record."""

    _name = "customer.credit.profile"
    _inherit = "customer.credit.bounded.mixin"
    _description = "Credit Profile"
    _order = "company_id, partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    policy_id = fields.Many2one(
        "customer.credit.policy", "Credit Policy", check_company=True, ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
        help="Empty: the default policy of the company.",
    )  # fmt: skip
    limit_mode = fields.Selection(LIMIT_MODES, "Limit", required=True, default="default")
    limit_amount = fields.Monetary("Limit Amount")
    temporary_limit = fields.Monetary(help="Replaces the limit between the two dates.")
    temporary_from = fields.Date()
    temporary_until = fields.Date(help="Last day of the temporary limit.")
    last_review_date = fields.Date("Last Review")
    next_review_date = fields.Date("Next Review")
    hold = fields.Selection(
        HOLDS,
        required=True,
        default="auto",
        help="Auto: rules decide. On: held by hand. Off: no rule may hold the customer.",
    )
    hold_reason = fields.Char(help="Why, for colleagues.")
    hold_message = fields.Char(help="What customers and the sales team are told.")
    hold_until = fields.Date(help="Last day of On or Off; then rules decide again.")
    hold_review_date = fields.Date("Hold Review")
    auto_hold = fields.Boolean("Held by a Rule", readonly=True)
    auto_hold_reason = fields.Char("Reason of the Rule", readonly=True)
    grace_until = fields.Date(readonly=True, help="Last day on which rules do not hold.")
    on_hold = fields.Boolean(compute="_compute_on_hold", search="_search_on_hold")

    _one_per_partner = models.UniqueIndex(
        "(company_id, partner_id)", "A customer has one credit profile in each company."
    )
    _amounts_positive = models.Constraint(
        "CHECK (limit_amount >= 0 AND temporary_limit >= 0)",
        "A limit cannot be negative: choose No credit to allow none.",
    )
    _temporary_period = models.Constraint(
        "CHECK (temporary_from IS NULL OR temporary_until IS NULL"
        " OR temporary_from <= temporary_until)",
        "A temporary limit must start before it ends.",
    )

    def _is_review_due(self):
        """Say whether the limit was to be reviewed before today."""
        self.ensure_one()
        due = self.next_review_date
        return bool(due and due < fields.Date.context_today(self))

    def _format_review_date(self):
        """Return the date of the next review as people read it."""
        return format_date(self.env, self.next_review_date)

    def _is_temporary_limit_valid(self):
        """Say whether the temporary limit counts today: it needs a last day."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        start = self.temporary_from
        return bool(
            self.temporary_until and self.temporary_until >= today and (not start or start <= today)
        )

    @api.depends("partner_id", "company_id")
    def _compute_display_name(self):
        """Show the customer: users think of people, not of profiles."""
        for profile in self:
            profile.display_name = profile.partner_id.display_name

    # --------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Open profiles of commercial partners (managers only); what they set is on record.

        :raise AccessError: no Customer Credit Limit manager
        :raise ValidationError: a contact of a company
        """
        self._check_values(set().union(*vals_list))
        profiles = super().create(vals_list)
        profiles._refresh_lookups()
        profiles._check_commercial()
        lines = []
        for profile, vals in zip(profiles, vals_list, strict=True):
            profile._check_limit_raise(profile._get_default_allowance(), vals)
            lines += profile._get_change_lines({}, vals)
        self.env["customer.credit.audit"]._log_many(lines)
        return profiles

    def write(self, vals):
        """Change limits and holds (managers only); each change is on record with its figures.

        :raise AccessError: no Customer Credit Limit manager
        :raise UserError: another customer or company, or a limit that needs a request
        """
        self._check_values(vals)
        if {"partner_id", "company_id"} & vals.keys():
            raise UserError(_("A credit profile stays with its customer and company."))
        for profile in self:
            profile._check_limit_raise(profile._get_allowance(), vals)
        return self._apply(vals)

    def unlink(self):
        """Refuse: set the limit to the company's default instead.

        :raise UserError: always
        """
        raise UserError(_("A credit profile cannot be deleted: choose the company default."))

    @api.model
    def _check_values(self, names):
        """Check the right; what rules decide is not for people to set."""
        self.env["customer.credit.policy"]._check_manager()
        if not self.env.su and RULE_FIELDS & set(names):
            raise UserError(_("Rules set this by themselves: choose On or Off to overrule them."))

    @api.constrains("partner_id")
    def _check_commercial(self):
        """Contacts share the profile of their company."""
        for profile in self:
            if profile.partner_id.commercial_partner_id != profile.partner_id:
                raise ValidationError(
                    _("Limits belong to the company of a contact, not to the contact.")
                )

    # --------------------------------------------------------------- private API

    def _apply(self, vals, note=None):
        """Write past the guards and put it on record; callers have checked the right.

        :param str note: why, for the record; else the reason of the hold
        Rules and approved requests come this way; not callable by RPC.
        """
        olds = {profile: profile._read_values(vals) for profile in self}
        res = super().write(vals)
        if vals.get("policy_id"):
            self._refresh_lookups()
        lines = [
            line
            for profile, old in olds.items()
            for line in profile._get_change_lines(old, vals, note)
        ]
        self.env["customer.credit.audit"]._log_many(lines)
        self.env["res.partner"]._invalidate_credit_limit_cache()
        return res

    def _write_quietly(self, vals):
        """Write what follows from a change that is on record; not callable by RPC."""
        res = super().write(vals)
        self.env["res.partner"]._invalidate_credit_limit_cache()
        return res

    def _change_customer(self, partner):
        """Repoint after a contact merge or change of parent; not callable by RPC."""
        return super().write({"partner_id": partner.id})

    def _drop(self):
        """Delete a profile that another one has taken over; not callable by RPC."""
        # pylint: disable-next=super-method-mismatch
        return super().unlink()

    def _read_values(self, names):
        """Return {name: value as written} of these fields."""
        self.ensure_one()
        return {
            name: value.id if isinstance(value := self[name], models.BaseModel) else value
            for name in names
            if name in LIMIT_FIELDS | HOLD_FIELDS
        }

    def _get_change_lines(self, old, vals, note=None):
        """Return the lines of the record for what really changed, limit and hold apart."""
        self.ensure_one()
        new = {name: value for name, value in self._read_values(vals).items()
               if value != old.get(name, self._get_empty(name))}  # fmt: skip
        lines = []
        for event, names in (("limit_change", LIMIT_FIELDS), (None, HOLD_FIELDS)):
            changed = sorted(names & new.keys())
            if changed:
                lines.append(
                    {
                        "event": event or ("hold" if self._is_on_hold() else "release"),
                        "partner": self.partner_id,
                        "company": self.company_id,
                        "note": note or (self.hold_reason if event is None else None) or None,
                        "document": self,
                        "old": self._describe(old, changed),
                        "new": self._describe(new, changed),
                    }
                )
        return lines

    @api.model
    def _get_empty(self, name):
        """Return what a new profile has in this field."""
        return {"limit_mode": "default", "hold": "auto"}.get(
            name, 0.0 if "limit" in name else False
        )

    def _describe(self, values, names):
        """Return the values in words, one "Label: value" for each."""
        return ", ".join(
            self._describe_value(name, values.get(name, self._get_empty(name))) for name in names
        )

    def _describe_value(self, name, value):
        """Return one value as people read it."""
        field = self._fields[name]
        label = field._description_string(self.env)
        if field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        elif field.type == "monetary":
            value = self.company_id.currency_id.format(value or 0.0)
        elif field.type == "many2one":
            value = self.env[field.comodel_name].sudo().browse(value or ()).display_name
        elif field.type == "boolean":
            value = _("Yes") if value else _("No")
        elif field.type == "date":
            value = value and format_date(self.env, value)
        return f"{label}: {value or '-'}"

    def _get_policy(self):
        """Return the policy (sudo) that holds for this customer."""
        self.ensure_one()
        policy = self.sudo().policy_id
        return policy or policy._get_default(self.company_id)

    @api.model
    def _get_or_create(self, partner, company):
        """Return the profile (sudo) of the commercial partner in the company, opening it if needed.

        Not callable by RPC; whoever changes it afterwards is checked by ``write``.
        """
        partner = partner.commercial_partner_id
        domain = [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
        profile = self.sudo().search(domain, limit=1)
        return profile or self.sudo().create({"partner_id": partner.id, "company_id": company.id})

    @api.model
    def _get_or_create_many(self, customers, company):
        """Return the profiles (sudo) of these commercial partners; not callable by RPC."""
        domain = [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
        profiles = self.sudo().search(domain)
        missing = customers - profiles.partner_id
        return profiles | self.sudo().create(
            [{"partner_id": partner.id, "company_id": company.id} for partner in missing]
        )

    @api.model
    def _is_manager(self):
        """Say whether the user may change profiles."""
        return self.env.su or self.env.user.has_group(MANAGER_GROUP)
