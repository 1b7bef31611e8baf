"""Credit profile: limit and hold of one customer in one company."""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from ...const import MANAGER_GROUP
from ...core.limit import limit_on
from ...core.notes import as_note

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
    "hold_rule_id", "hold_ask", "hold_ask_reason",
}  # fmt: skip

PROFILE_COLUMNS = [
    "partner_id", "company_id", "policy_id", "limit_mode", "limit_amount", "temporary_limit",
    "temporary_from", "temporary_until", "last_review_date", "next_review_date", "hold",
    "hold_reason", "hold_message", "hold_until", "hold_review_date", "auto_hold",
    "auto_hold_reason", "grace_until", "auto_hold_level", "auto_held_on", "hold_rule_id",
    "hold_ask", "hold_ask_reason",
]  # fmt: skip

STRICTNESS = {"off": 0, "auto": 1, "on": 2}

ALLOWANCE_FIELDS = {
    "limit_mode", "limit_amount", "policy_id", "temporary_limit", "temporary_from",
    "temporary_until",
}  # fmt: skip

UNLIMITED = float("inf")


@dataclass(frozen=True)
class Allowance:
    """What a customer may owe, day by day; amounts in company currency, infinite if unlimited."""

    for_good: float
    thresholds: tuple = ()
    temporary: float = 0.0
    start: date | None = None
    until: date | None = None

    def at(self, day):
        """Return the limit of a day: a temporary one counts within its dates."""
        runs = self.until and day <= self.until and (not self.start or self.start <= day)
        return self.temporary if runs else self.for_good

    def get_changes(self) -> list:
        """Return the days on which the limit becomes another one."""
        day = timedelta(days=1)
        return [it for it in (self.start, self.until and self.until + day) if it]


class CustomerCreditProfile(models.Model):
    """One row per company and commercial partner; every change is checked and on record.

    Each gate reads profiles, so it is done in one plain statement.
    On and Off overrule the rules until their last day; a release gives days of grace.
    The lower limit wins, a hold stays; nothing is allowed by accident.
    Above the policy's threshold only an approved request raises a limit, by whatever field.
    Once for each date, by the person who chose the hold.
    Only what is shown: the gates decide by the profile itself.
    The permission behind the choices of a profile.
    """

    _name = "customer.credit.profile"
    _inherit = "customer.credit.bounded.mixin"
    _description = "Credit Profile"
    _order = "company_id, partner_id"
    _check_company_auto = True

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

    # --- fields

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
    hold_review_told = fields.Date(
        readonly=True, copy=False, help="The review date that somebody was told of."
    )

    # --- computes

    @api.depends("partner_id", "company_id")
    def _compute_display_name(self):
        """Show the customer: users think of people, not of profiles."""
        for profile in self:
            profile.display_name = profile.partner_id.complete_name

    @api.depends("hold", "hold_until", "auto_hold", "grace_until")
    def _compute_on_hold(self):
        """Say who is held today."""
        for profile in self:
            profile.on_hold = profile._is_on_hold()

    @api.model
    def _search_on_hold(self, operator, value):
        """Find who is held today (one domain on stored columns)."""
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        running = ["|", ("hold_until", "=", False), ("hold_until", ">=", today)]
        over = [("hold_until", "!=", False), ("hold_until", "<", today)]
        by_hand = fields.Domain([("hold", "=", "on"), *running])
        rules = fields.Domain("hold", "=", "auto") | fields.Domain(over)
        no_grace = fields.Domain(["|", ("grace_until", "=", False), ("grace_until", "<", today)])
        held = by_hand | (fields.Domain("auto_hold", "=", True) & rules & no_grace)
        wanted = set(value)
        if wanted >= {True, False}:
            return fields.Domain.TRUE
        return held if True in wanted else ~held

    # --- guards

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
        self.env["res.partner"]._invalidate_credit_limit_cache()
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

    def _check_limit_raise(self, before, vals):
        """Stop a limit above the policy's threshold: it needs an approved request.

        :param before: ``Allowance`` until now
        :raise UserError: with what to do instead
        """
        self.ensure_one()
        if not ALLOWANCE_FIELDS & vals.keys():
            return
        after = self._get_allowance(vals)
        thresholds = [it for it in (*before.thresholds, *after.thresholds) if it]
        if not thresholds or not self._is_raised(before, after, min(thresholds)):
            return
        message = _(
            "A limit above %(threshold)s needs approval: choose Ask for a Higher Limit on the "
            'customer\'s tab "What They May Owe".',
            threshold=self.company_id.currency_id.format(min(thresholds)),
        )
        Audit = self.env["customer.credit.audit"]
        line = Audit._get_log_values(
            "blocked", self.partner_id, self.company_id, note=message,
            new=self._describe(vals, sorted(ALLOWANCE_FIELDS & vals.keys())),
        )  # fmt: skip
        Audit._log_when_over([line])
        raise UserError(message)

    # --- private

    def _is_review_due(self) -> bool:
        """Say whether the limit was to be reviewed before today."""
        self.ensure_one()
        due = self.next_review_date
        return bool(due and due < fields.Date.context_today(self))

    def _format_review_date(self):
        """Return the date of the next review as people read it."""
        return format_date(self.env, self.next_review_date)

    def _is_temporary_limit_valid(self) -> bool:
        """Say whether the temporary limit counts today: it needs a last day."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        start = self.temporary_from
        return bool(
            self.temporary_until and self.temporary_until >= today and (not start or start <= today)
        )

    def _apply(self, vals, note=None):
        """Write past the guards and put it on record; callers have checked the right.

        Rules and approved requests come this way; not callable by RPC. A changed hold is shown on
        the customer's quotations.

        :param str note: why, for the record; else the reason of the hold
        """
        released = self.filtered(lambda it: it._is_release(vals))
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
        released._start_grace()
        if {"hold", "hold_until"} & vals.keys():
            self._start_rule_hold()
        if {"hold", "hold_until", "auto_hold", "grace_until", "policy_id"} & vals.keys():
            for company in self.company_id:
                mine = self.filtered(lambda it, company=company: it.company_id == company)
                self._show_holds_on_orders(company, mine.partner_id.ids)
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

    def _read_values(self, names: dict) -> dict:
        """Return {name: value as written} of these fields."""
        self.ensure_one()
        return {
            name: value.id if isinstance(value := self[name], models.BaseModel) else value
            for name in names
            if name in LIMIT_FIELDS | HOLD_FIELDS
        }

    def _get_change_lines(self, old: dict, vals: dict, note: str | None = None) -> list:
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
    def _get_empty(self, name: str) -> object:
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

    def _get_policy(self) -> models.BaseModel:
        """Return the policy (sudo) that holds for this customer."""
        self.ensure_one()
        policy = self.sudo().policy_id
        return policy or policy._get_default(self.company_id)

    @api.model
    def _get_or_create(
        self, partner: models.BaseModel, company: models.BaseModel
    ) -> models.BaseModel:
        """Return the profile (sudo) of the commercial partner in the company, opening it if needed.

        Not callable by RPC; whoever changes it afterwards is checked by ``write``.
        """
        partner = partner.commercial_partner_id
        domain = [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
        profile = self.sudo().search(domain, limit=1)
        return profile or self.sudo().create({"partner_id": partner.id, "company_id": company.id})

    @api.model
    def _get_or_create_many(
        self, customers: models.BaseModel, company: models.BaseModel
    ) -> models.BaseModel:
        """Return the profiles (sudo) of these commercial partners; not callable by RPC."""
        domain = [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
        profiles = self.sudo().search(domain)
        missing = customers - profiles.partner_id
        return profiles | self.sudo().create(
            [{"partner_id": partner.id, "company_id": company.id} for partner in missing]
        )

    @api.model
    def _is_manager(self) -> bool:
        """Say whether the user may change profiles."""
        return self.env.su or self.env.user.has_group(MANAGER_GROUP)

    def _fetch_of(self, contacts, company):
        """Return the profiles of whom these contacts belong to, with all that decides in the cache.

        Whose contacts they are is read along where it is not known yet.
        """
        self.flush_model()
        owner = contacts._fields["commercial_partner_id"]
        known = not any(owner._cache_missing_ids(contacts))
        rows = self.env.execute_query(
            self._query_of(contacts.commercial_partner_id, company)
            if known
            else self._query_with_owners(contacts, company)
        )
        if not known:
            owners = {contact_id: owner_id for contact_id, owner_id, *_row in rows}
            owner._insert_cache(contacts.browse(owners), owners.values())
            rows = list({row[2]: row[2:] for row in rows if row[2]}.values())
        ids, *columns = zip(*rows, strict=True) if rows else ((),)
        profiles = self.browse(ids)
        for name, values in zip(PROFILE_COLUMNS, columns, strict=bool(rows)):
            self._fields[name]._insert_cache(profiles, values)
        return profiles

    def _query_of(self, customers, company):
        """Return the select of the profiles of these commercial partners."""
        return SQL(
            "SELECT id, %s FROM customer_credit_profile"
            " WHERE company_id = %s AND partner_id %s ORDER BY id",
            SQL(", ").join(map(SQL.identifier, PROFILE_COLUMNS)),
            company.id,
            customers._credit_among(),
        )

    def _query_with_owners(self, contacts, company):
        """Return the select of contacts, their commercial partners and those one's profiles."""
        contacts.flush_model(["commercial_partner_id"])
        return SQL(
            """
            SELECT contact.id, contact.commercial_partner_id, profile.id, %s
              FROM res_partner contact
              LEFT JOIN customer_credit_profile profile
                     ON profile.partner_id = contact.commercial_partner_id
                    AND profile.company_id = %s
             WHERE contact.id %s
             ORDER BY profile.id
            """,
            SQL(", ").join(SQL.identifier("profile", name) for name in PROFILE_COLUMNS),
            company.id,
            contacts._credit_among(),
        )

    def _refresh_lookups(self):
        """Forget what is kept in memory about companies, where these profiles change it."""
        Policy = self.env["customer.credit.policy"]
        chosen = set(self.filtered("policy_id").company_id.ids)
        if (
            not set(self.company_id.ids) <= Policy._get_companies_in_use()
            or not chosen <= Policy._get_companies_with_choice()
        ):
            self.env.registry.clear_cache()

    def _is_on_hold(self) -> bool:
        """Say whether the customer is held today: by hand, or by a rule outside its grace."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        hold = self._get_hold_choice()
        if hold == "auto":
            return self.auto_hold and not (self.grace_until and self.grace_until >= today)
        return hold == "on"

    def _get_hold_choice(self) -> str:
        """Return what counts today: auto, on or off; a choice lapses after its last day."""
        self.ensure_one()
        lapsed = self.hold_until and self.hold_until < fields.Date.context_today(self)
        return "auto" if lapsed else self.hold

    def _get_hold_reason(self) -> str | bool:
        """Return why the customer is held, for colleagues; False when nobody said why.

        Words about a hold by hand that is over say nothing of one by a rule.
        """
        self.ensure_one()
        of_rule = self.auto_hold and self.auto_hold_reason
        by_hand = self._get_hold_choice() != "auto"
        return (by_hand and self.hold_reason) or of_rule or self.hold_reason or False

    def _get_hold_message(self) -> str | bool:
        """Return what customers and the sales team are told of today's hold, or False."""
        lapsed = self and self.hold != self._get_hold_choice()
        return False if lapsed else self.hold_message

    def _get_hold_sentence(self) -> str:
        """Return the sentence for colleagues that says who is held and why."""
        self.ensure_one()
        name = self.partner_id.complete_name
        reason = self._get_hold_message() or self._get_hold_reason()
        if not reason:
            return _("%s is on hold.", name)
        return _("%(customer)s is on hold: %(reason)s", customer=name, reason=reason)

    def _move_to_partner(self, partner):
        """Give these profiles to a commercial partner, merging with the ones it has.

        :param partner: commercial res.partner that stays
        """
        for profile in self.sudo():
            domain = [("partner_id", "=", partner.id), ("company_id", "=", profile.company_id.id)]
            target = self.sudo().search(domain, limit=1)
            if not target:
                profile._change_customer(partner)
                profile._cap_to_default()
            elif target != profile:
                target._absorb(profile)
        self.env["res.partner"]._invalidate_credit_limit_cache()

    def _cap_to_default(self):
        """Let the company default count that the customer had until now, where it is lower.

        A policy was chosen for the contact, as was that no rule may hold it: neither goes along.
        """
        self.ensure_one()
        limit = self._get_policy()._get_default(self.company_id)._get_default_limit()
        vals = {}
        if limit is not None and self._get_own_limit() > limit:
            vals.update(limit_mode="default", limit_amount=0.0)
        elif self.policy_id and self._get_own_limit() != UNLIMITED:
            vals.update(self._get_limit_as_own())
        if limit is not None and self.temporary_until and self.temporary_limit > limit:
            vals.update(temporary_limit=0.0, temporary_from=False, temporary_until=False)
        if self.policy_id:
            vals["policy_id"] = False
        if self.hold == "off":
            vals.update(hold="auto", hold_until=False)
        if vals:
            self._apply(vals, note=_("Merged contacts: the lower limit counts."))

    def _absorb(self, other):
        """Take over what is stricter in another profile, which disappears."""
        self.ensure_one()
        vals = {}
        if other._get_own_limit() < self._get_own_limit():
            vals.update(other._get_limit_as_own())
        if other.temporary_limit < self.temporary_limit or not other.temporary_until:
            vals.update({name: other[name] for name in
                         ("temporary_limit", "temporary_from", "temporary_until")})  # fmt: skip
        if STRICTNESS[other.hold] > STRICTNESS[self.hold]:
            names = ("hold", "hold_reason", "hold_message", "hold_until", "hold_review_date")
            vals.update({name: other[name] for name in names})
        if other.auto_hold and not self.auto_hold:
            vals.update(
                auto_hold=True,
                auto_hold_reason=other.auto_hold_reason,
                auto_hold_level=other.auto_hold_level,
                auto_held_on=other.auto_held_on,
                hold_rule_id=other.hold_rule_id.id,
                grace_until=other.grace_until,
            )
        if vals:
            note = _(
                "Merged with %s: the lower limit and any hold count.",
                other.partner_id.complete_name,
            )
            self._apply(vals, note=note)
        other._drop()

    def _get_limit_as_own(self) -> dict:
        """Return the values of a profile with this limit for good, whatever policy it follows."""
        self.ensure_one()
        limit = self._get_own_limit()
        if limit == UNLIMITED:
            return {"limit_mode": "unlimited", "limit_amount": 0.0}
        return {"limit_mode": "custom" if limit else "none", "limit_amount": limit}

    def _get_own_limit(self) -> float:
        """Return the limit for good, company currency, infinite when unlimited: to compare."""
        self.ensure_one()
        limit = self._get_policy()._get_default_limit()
        if self.limit_mode != "default":
            limit = {"custom": self.limit_amount, "none": 0.0}.get(self.limit_mode)
        return float("inf") if limit is None else limit

    def _get_allowance(self, vals: dict | None = None) -> Allowance:
        """Return the ``Allowance`` of this profile, as these values would make it."""
        self.ensure_one()
        vals = vals or {}
        policy = self.policy_id
        if "policy_id" in vals:
            policy = policy.browse(vals["policy_id"] or ())
        policy = policy.sudo() or policy._get_default(self.company_id)
        mode = vals.get("limit_mode", self.limit_mode)
        amount = vals.get("limit_amount", self.limit_amount) or 0.0
        limit = {"custom": amount, "none": 0.0}.get(mode)
        if mode == "default":
            limit = policy._get_default_limit()
        return Allowance(
            UNLIMITED if limit is None else limit,
            (policy.limit_change_threshold,),
            vals.get("temporary_limit", self.temporary_limit) or 0.0,
            fields.Date.to_date(vals.get("temporary_from", self.temporary_from)) or None,
            fields.Date.to_date(vals.get("temporary_until", self.temporary_until)) or None,
        )

    def _get_default_allowance(self) -> Allowance:
        """Return the ``Allowance`` of a customer who has no profile yet."""
        return self._get_allowance(
            {"policy_id": False, "limit_mode": "default", "temporary_until": False}
        )

    def _is_raised(self, before: Allowance, after: Allowance, threshold: float = 0.0) -> bool:
        """Say whether more is allowed than before, and more than the threshold, on any day."""
        return any(
            self._is_more(now, threshold) and self._is_more(now, known)
            for now, known in self._compare_days(before, after)
        )

    def _get_raise(self, before: Allowance, after: Allowance) -> float:
        """Return how much more is allowed than before, on the day when it is most.

        :return: float >= 0, company currency; infinite where unlimited is more
        """
        pairs = self._compare_days(before, after)
        return max((now - known for now, known in pairs if self._is_more(now, known)), default=0.0)

    @api.model
    def _compare_days(self, before: Allowance, after: Allowance) -> list[tuple[float, float]]:
        """Return (allowed, allowed before) of each day from today on which one of both changes.

        A temporary limit below the one for good holds nobody to it: the higher counts as before.
        """
        today = fields.Date.context_today(self)
        days = {today, *before.get_changes(), *after.get_changes()}
        return [
            (after.at(day), max(before.at(day), before.for_good)) for day in days if day >= today
        ]

    def _is_more(self, amount: float, other: float) -> bool:
        """Compare two limits; unlimited is more than any amount."""
        if UNLIMITED in (amount, other):
            return amount > other
        return self.company_id.currency_id.compare_amounts(amount, other) > 0

    @api.model
    def _cron_review_holds(self):
        """Give one activity for each hold by hand whose review is due; run again, none twice."""
        self._show_lapsed_holds()
        today = fields.Date.context_today(self)
        due = self.sudo().search(
            [("hold", "!=", "auto"), ("hold_review_date", "!=", False),
             ("hold_review_date", "<=", today)]
        )  # fmt: skip
        for profile in due:
            if profile.hold_review_told != profile.hold_review_date:
                profile._ask_to_review()

    def _ask_to_review(self):
        """Give the activity on the customer, and remember for which date."""
        self.ensure_one()
        user = self._get_reviewer()
        if not user or self._get_hold_choice() == "auto":
            return
        translated = self.with_context(lang=user.lang)
        translated.partner_id.with_company(self.company_id).activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            date_deadline=self.hold_review_date,
            summary=translated._get_review_summary(),
            note=as_note(translated.hold_reason),
        )
        self._write_quietly({"hold_review_told": self.hold_review_date})

    def _get_review_summary(self) -> str:
        """Return what is to be looked at, in the language of the context."""
        self.ensure_one()
        names = {"customer": self.partner_id.name, "company": self.company_id.name}
        if self.hold == "off":
            return _("Review: no rule may hold %(customer)s (%(company)s)", **names)
        return _("Review the credit hold of %(customer)s (%(company)s)", **names)

    def _get_reviewer(self) -> models.BaseModel:
        """Return who last chose the hold, or another manager of limits of the company."""
        self.ensure_one()
        managers = self.company_id._get_credit_members(MANAGER_GROUP)
        lines = self.env["customer.credit.audit"].sudo().search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id),
             ("event", "in", ("hold", "release")), ("user_id", "in", managers.ids)],
            limit=1,
        )  # fmt: skip
        return lines.user_id or managers[:1]

    def _is_release(self, vals: dict) -> bool:
        """Say whether these values let a customer go who is held today."""
        self.ensure_one()
        return vals.get("hold") in ("auto", "off") and self.hold == "on" and self._is_on_hold()

    def _start_grace(self):
        """After a release by a person, rules wait for the policy's days of grace."""
        today = fields.Date.context_today(self)
        for profile in self:
            days = profile._get_policy().grace_days
            if days:
                until = fields.Date.add(today, days=days)
                profile.sudo()._write_quietly(
                    {
                        "grace_until": max(profile.grace_until or until, until),
                        "auto_held_on": False,
                    }
                )

    def _start_rule_hold(self):
        """Let rules that a person overruled until now hold from today."""
        for profile in self:
            rules = profile.auto_hold and profile._get_hold_choice() == "auto"
            if rules and profile._is_on_hold() and not profile.auto_held_on:
                today = fields.Date.context_today(self)
                profile.sudo()._write_quietly({"auto_held_on": today})

    @api.model
    def _show_holds_on_orders(self, company, partner_ids):
        """Mark the quotations of held customers, and take the mark from the others.

        Two statements for any number of customers. Quotations that wait, are approved or were
        refused keep what their request says.
        """
        if not partner_ids:
            return
        self.env.flush_all()
        held = self._held_sql(company, partner_ids)
        orders = SQL(
            "orders.state IN ('draft', 'sent') AND orders.company_id = %s"
            " AND partner.id = orders.partner_invoice_id",
            company.id,
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_order orders SET credit_state = 'hold'
                  FROM res_partner partner
                 WHERE %s AND COALESCE(orders.credit_state, 'ok') IN ('ok', 'warning')
                   AND partner.commercial_partner_id IN (%s)
                """,
                orders,
                held,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_order orders SET credit_state = NULL
                  FROM res_partner partner
                 WHERE %s AND orders.credit_state = 'hold'
                   AND partner.commercial_partner_id = ANY(%s)
                   AND partner.commercial_partner_id NOT IN (%s)
                """,
                orders,
                list(partner_ids),
                held,
            )
        )
        self.env["sale.order"].invalidate_model(["credit_state"], flush=False)

    @api.model
    def _show_lapsed_holds(self):
        """Let quotations say what ended by itself: holds, releases, days of grace."""
        today = fields.Date.context_today(self)
        over = self.sudo().search(["|", ("hold_until", "<", today), ("grace_until", "<", today)])
        for company, profiles in over.grouped("company_id").items():
            self._show_holds_on_orders(company, profiles.partner_id.ids)

    @api.model
    def _held_sql(self, company, partner_ids):
        """Return the query of those of these commercial partners whose hold stops something today.

        It is asked for slices of customers by night: all who are held would be read for each.
        """
        today = fields.Date.context_today(self)
        default = self.env["customer.credit.policy"]._get_default(company)
        return SQL(
            """
            SELECT profile.partner_id
              FROM (SELECT it.*, CASE WHEN it.hold_until < %(today)s THEN 'auto'
                                      ELSE it.hold END AS choice
                      FROM customer_credit_profile it
                     WHERE it.company_id = %(company)s AND it.partner_id = ANY(%(ids)s)) profile
              LEFT JOIN customer_credit_policy policy
                ON policy.id = COALESCE(profile.policy_id, %(default)s)
             WHERE (profile.choice = 'on' AND policy.hold_level IS DISTINCT FROM 'warn')
                OR (profile.choice = 'auto' AND profile.auto_hold
                    AND (profile.grace_until IS NULL OR profile.grace_until < %(today)s)
                    AND COALESCE(profile.auto_hold_level, policy.hold_level)
                        IS DISTINCT FROM 'warn')
            """,
            today=today,
            company=company.id,
            ids=list(partner_ids),
            default=default.id or None,
        )

    def _is_on_account_allowed(self) -> bool:
        """Say whether what was chosen for the customer allows to buy on account today."""
        self.ensure_one()
        policy = self.sudo().policy_id
        if policy.on_account:
            return True
        default = (policy and policy._get_default_limit()) or 0.0
        limit = limit_on(
            fields.Date.context_today(self),
            self.limit_mode,
            self.limit_amount,
            default,
            (self.temporary_limit, self.temporary_from, self.temporary_until),
        )
        return limit is None or limit > 0
