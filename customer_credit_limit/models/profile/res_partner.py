"""Customers: limit, exposure and hold of the commercial partner in the current company."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.customer_credit_balance.core.allocation import Item
from odoo.addons.customer_credit_balance.models.computed import keep_computed
from odoo.addons.customer_credit_balance.models.exposure.scope import CreditQuestion

from ...const import MANAGER_GROUP, USER_GROUP
from ...core.limit import limit_on
from .customer_credit_profile import HOLDS, LIMIT_MODES

LIMIT_CACHE = [
    "credit_limit_mode", "credit_limit_amount", "credit_limit_effective", "credit_exposure",
    "credit_is_unlimited", "credit_headroom", "customer_credit_over_by", "credit_utilisation",
    "credit_hold", "credit_on_hold", "credit_hold_reason", "customer_credit_policy_id",
    "credit_temporary_limit", "credit_temporary_from", "credit_temporary_until",
    "credit_last_review_date", "credit_next_review_date",
    "credit_hold_message", "credit_hold_until", "credit_hold_review_date",
]  # fmt: skip

# Field of the contact: field of the profile.
PROFILE_FIELDS = {
    "customer_credit_policy_id": "policy_id",
    "credit_temporary_limit": "temporary_limit",
    "credit_temporary_from": "temporary_from",
    "credit_temporary_until": "temporary_until",
    "credit_last_review_date": "last_review_date",
    "credit_next_review_date": "next_review_date",
    "credit_hold_message": "hold_message",
    "credit_hold_until": "hold_until",
    "credit_hold_review_date": "hold_review_date",
}

# All that people choose for a customer; several of them at once are one event.
CHOICES = {
    "credit_limit_mode": "limit_mode",
    "credit_limit_amount": "limit_amount",
    "credit_hold": "hold",
    "credit_hold_reason": "hold_reason",
    **PROFILE_FIELDS,
}


class ResPartner(models.Model):
    """Adds limit, headroom and hold to contacts, because people set them there; the profile keeps
    what is set.

    For managers of credit limits, in the current company.
    Readers for gates, lists and other addons: no record rule applies, sudo figures.
    What nobody decided for this very customer is no permission.
    """

    _inherit = "res.partner"

    # --- fields

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
        "Owes or Will Owe",
        currency_field="credit_currency_id",
        compute="_compute_credit_exposure",
        search="_search_credit_exposure",
        compute_sudo=True,
        groups=USER_GROUP,
        help="What the customer owes or will owe, as far as it counts against the limit.",
    )
    credit_headroom = fields.Monetary(
        "May Still Owe",
        currency_field="credit_currency_id",
        compute="_compute_credit_exposure",
        search="_search_credit_headroom",
        compute_sudo=True,
        groups=USER_GROUP,
        help="What the customer may still owe; below zero when over the limit. 0 when unlimited.",
    )
    customer_credit_over_by = fields.Monetary(
        "Over the Limit by",
        currency_field="credit_currency_id",
        compute="_compute_credit_exposure",
        compute_sudo=True,
        groups=USER_GROUP,
        help="By how much the customer owes, or will owe, more than the limit.",
    )
    credit_utilisation = fields.Float(
        "Utilisation (%)",
        compute="_compute_credit_exposure",
        search="_search_credit_utilisation",
        compute_sudo=True,
        groups=USER_GROUP,
        help="What the customer owes or will owe, in percent of the limit. 0 when unlimited.",
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
    customer_credit_policy_id = fields.Many2one(
        "customer.credit.policy", "Credit Limit Policy", compute="_compute_credit_profile",
        inverse="_inverse_credit_profile", compute_sudo=True, groups=MANAGER_GROUP,
        domain="[('company_id', 'in', allowed_company_ids)]",
    )  # fmt: skip
    credit_temporary_limit = fields.Monetary(
        "Temporary Limit", currency_field="credit_currency_id", compute="_compute_credit_profile",
        inverse="_inverse_credit_profile", compute_sudo=True, groups=MANAGER_GROUP,
        help="Replaces the limit between the two dates.",
    )  # fmt: skip
    credit_temporary_from = fields.Date(
        "Temporary From", compute="_compute_credit_profile", inverse="_inverse_credit_profile",
        compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip
    credit_temporary_until = fields.Date(
        "Temporary Until", compute="_compute_credit_profile", inverse="_inverse_credit_profile",
        compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip
    credit_last_review_date = fields.Date(
        "Last Credit Review", compute="_compute_credit_profile",
        inverse="_inverse_credit_profile", compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip
    credit_next_review_date = fields.Date(
        "Next Credit Review", compute="_compute_credit_profile",
        inverse="_inverse_credit_profile", compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip
    credit_hold_message = fields.Char(
        "Hold Message", compute="_compute_credit_profile", inverse="_inverse_credit_profile",
        compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip
    credit_hold_until = fields.Date(
        "Hold Until", compute="_compute_credit_profile", inverse="_inverse_credit_profile",
        compute_sudo=True, groups=MANAGER_GROUP, help="Last day; then rules decide again.",
    )  # fmt: skip
    credit_hold_review_date = fields.Date(
        "Hold Review", compute="_compute_credit_profile", inverse="_inverse_credit_profile",
        compute_sudo=True, groups=MANAGER_GROUP,
    )  # fmt: skip

    # --- computes

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_limit(self):
        """Read the profiles of all customers at once."""
        company = self.env.company
        profiles = self._get_credit_profile_by_partner(company)
        default = self.env["customer.credit.policy"]._get_default(company)
        names = ("credit_limit_mode", "credit_limit_amount", "credit_limit_effective",
                 "credit_is_unlimited")  # fmt: skip
        rows = [
            self._get_credit_limit_values(
                profiles.get(partner.commercial_partner_id._origin), default
            )
            for partner in self
        ]
        keep_computed(self, dict(zip(names, zip(*rows, strict=True), strict=bool(rows))))

    @api.depends_context("company")
    @api.depends("commercial_partner_id", "credit_limit_effective", "credit_is_unlimited")
    def _compute_credit_exposure(self):
        """Read the exposure of all customers at once, beside the limits that are shown."""
        exposures = self._get_credit_limit_exposure_by_partner(self.env.company)
        names = ("credit_exposure", "credit_headroom", "customer_credit_over_by",
                 "credit_utilisation")  # fmt: skip
        rows = []
        for partner in self:
            customer = partner.commercial_partner_id._origin
            exposure, limit = exposures.get(customer), partner.credit_limit_effective
            known = exposure and not partner.credit_is_unlimited
            headroom = float(exposure.headroom(limit)) if known else 0.0
            rows.append((
                float(exposure.total) if exposure else 0.0,
                headroom,
                max(-headroom, 0.0),
                float(exposure.utilisation(limit)) if known else 0.0,
            ))  # fmt: skip
        keep_computed(self, dict(zip(names, zip(*rows, strict=True), strict=bool(rows))))

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

    def _inverse_credit_limit_mode(self):
        """Set the mode (Customer Credit Limit managers only)."""
        self._write_credit_profile("limit_mode", "credit_limit_mode")

    def _inverse_credit_limit_amount(self):
        """Set the own amount; a customer without own choice gets it as own limit (managers)."""
        # All is read first: writing one profile drops what was typed for the others.
        amounts = {partner: partner.credit_limit_amount for partner in self}
        for partner, amount in amounts.items():
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

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_profile(self):
        """Read the profiles of all customers at once."""
        profiles = self._get_credit_profile_by_partner(self.env.company)
        for partner in self:
            profile = profiles.get(partner.commercial_partner_id._origin)
            for name, source in PROFILE_FIELDS.items():
                partner[name] = profile[source] if profile else False

    def _inverse_credit_profile(self):
        """Write what differs to the profile, which checks the right (managers only)."""
        # All is read first: writing one profile drops what was typed for the others.
        choices = {
            partner: {source: partner[name] for name, source in PROFILE_FIELDS.items()}
            for partner in self
        }
        for partner, wanted in choices.items():
            profile = partner._get_credit_profile_to_write()
            profile.write(
                {
                    name: value.id if isinstance(value, models.BaseModel) else value
                    for name, value in wanted.items()
                    if profile[name] != value
                }
            )

    # --- guards

    def write(self, vals):
        """Keep the stricter profile with the commercial partner when the parent changes.

        Choices that are made together are written, and put on record, as one.

        # EXTENDS 'customer_credit_balance'
        """
        chosen = {CHOICES[name]: vals[name] for name in CHOICES if name in vals}
        if len(chosen) > 1:
            vals = {name: value for name, value in vals.items() if name not in CHOICES}
        res = super().write(vals)
        if len(chosen) > 1:
            self._write_credit_choices(chosen)
        if {"parent_id", "is_company"} & vals.keys():
            Profile = self.env["customer.credit.profile"].sudo()
            for profile in Profile.search([("partner_id", "child_of", self.ids)]):
                commercial = profile.partner_id.commercial_partner_id
                if commercial != profile.partner_id:
                    profile._move_to_partner(commercial)
        return res

    # --- hooks

    def _may_buy_on_account(self, company: models.BaseModel) -> bool:
        """Add customers with a limit of their own above zero, or a policy that allows it.

        The company's default policy is nobody's decision on a customer, and so counts neither
        with its limit nor with its permission.

        # EXTENDS 'customer_credit_balance'
        """
        if super()._may_buy_on_account(company):
            return True
        profiles = self[:1]._get_credit_profile_by_partner(company)
        return any(profile._is_on_account_allowed() for profile in profiles.values())

    def _propose_credit_hold(self, company, reason, user):
        """Ask who decides on holds of a customer, and nobody about those who are held already.

        # EXTENDS 'customer_credit_balance'
        """
        profiles = self.env["customer.credit.profile"].sudo()._get_or_create_many(
            self.commercial_partner_id, company
        )  # fmt: skip
        for profile in profiles:
            if not profile._is_on_hold():
                decider = profile._get_reviewer() or user
                super(ResPartner, profile.partner_id)._propose_credit_hold(company, reason, decider)

    # --- private

    def _get_credit_limit_values(
        self, profile: models.BaseModel | None, default: models.BaseModel
    ) -> tuple:
        """Return (mode, amount chosen, what may be owed, whether it is unlimited) of a profile."""
        policy = (profile and profile.policy_id) or default
        mode = profile.limit_mode if profile else "default"
        amount = policy._get_default_limit() if policy and mode == "default" else 0.0
        if mode == "custom":
            amount = profile.limit_amount
        limit = self._get_effective_credit_limit(profile, default)
        return mode, amount or 0.0, limit or 0.0, limit is None

    def _write_credit_profile(self, name, field_name):
        """Copy a field to the profile, checked there; a default value opens no profile."""
        for value, partners in self.grouped(field_name).items():
            partners._write_credit_choices({name: value})

    def _write_credit_choices(self, values):
        """Write choices to the profiles, checked there; empty ones open no profile."""
        profiles = self._get_credit_profile_by_partner(self.env.company)
        empty = all(value in (False, None, "default", "auto") for value in values.values())
        for partner in self:
            if empty and partner.commercial_partner_id._origin not in profiles:
                continue
            profile = partner._get_credit_profile_to_write()
            chosen = {
                name: profile._fields[name].convert_to_cache(value, profile) or False
                for name, value in values.items()
            }
            # An amount for a customer without own choice is an own limit.
            mode = chosen.get("limit_mode", profile.limit_mode)
            if "limit_amount" in chosen and mode == "default":
                chosen["limit_mode"] = "custom"
            profile.write(chosen)

    def _get_credit_profile_to_write(self) -> models.BaseModel:
        """Return the profile of the customer with the user's own rights.

        :raise AccessError: no Customer Credit Limit manager
        """
        self.ensure_one()
        self.env["customer.credit.policy"]._check_manager()
        profile = self.env["customer.credit.profile"]._get_or_create(self, self.env.company)
        return profile.sudo(self.env.su)

    @api.model
    def _invalidate_credit_limit_cache(self):
        """Drop cached figures after a profile or policy changed."""
        self.invalidate_model(LIMIT_CACHE, flush=False)

    def _get_credit_profile_by_partner(self, company: models.BaseModel) -> dict:
        """Return {commercial res.partner: its customer.credit.profile (sudo)}, in one query.

        Customers without a profile are left out: they follow the company's default policy.
        """
        if company.id not in self.env["customer.credit.policy"]._get_companies_in_use():
            return {}
        profiles = self.env["customer.credit.profile"].sudo()._fetch_of(self._origin, company)
        profiles.policy_id._with_rules()
        known = {customer.id: customer for customer in self._get_credit_customers()}
        return {known[profile.partner_id.id]: profile for profile in profiles}

    def _get_credit_policy_by_partner(self, company: models.BaseModel) -> dict:
        """Return {commercial res.partner: customer.credit.policy (sudo)} for every customer."""
        Policy = self.env["customer.credit.policy"]
        default = Policy._get_default(company)
        customers = self._get_credit_customers()
        if company.id not in Policy._get_companies_with_choice():
            return dict.fromkeys(customers, default)
        profiles = self._get_credit_profile_by_partner(company)
        return {
            customer: (customer in profiles and profiles[customer].policy_id) or default
            for customer in customers
        }

    def _get_credit_limit_by_partner(self, company: models.BaseModel) -> dict:
        """Return what each customer may owe today, in one query.

        A temporary limit counts within its dates, then the customer's own choice, then the
        policy's default.

        :param company: res.company whose limits count
        :return: {commercial res.partner: float | None} for every customer, company currency;
            0.0 means no credit at all, None means unlimited
        """
        customers = self._get_credit_customers()
        Policy = self.env["customer.credit.policy"]
        default = Policy._get_default(company)
        default_limit = default._get_default_limit() if default else None
        limits = dict.fromkeys(customers, default_limit)
        if company.id not in Policy._get_companies_in_use():
            return limits
        known = {customer.id: customer for customer in limits}
        defaults = {None: default_limit}
        today = fields.Date.context_today(self)
        for partner_id, policy_id, mode, amount, *temporary in customers._read_limit_choices(
            company
        ):
            if policy_id not in defaults:
                policy = Policy.sudo().browse(policy_id)._with_rules()
                defaults[policy_id] = policy._get_default_limit()
            limits[known[partner_id]] = limit_on(
                today, mode, amount, defaults[policy_id], tuple(temporary)
            )
        return limits

    def _read_limit_choices(self, company: models.BaseModel) -> list:
        """Return what was chosen for these customers, as rows: cheap for thousands of them."""
        self.env["customer.credit.profile"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT partner_id, policy_id, limit_mode, limit_amount::float8,
                       temporary_limit::float8, temporary_from, temporary_until
                  FROM customer_credit_profile
                 WHERE company_id = %s AND partner_id %s
                """,
                company.id,
                self._credit_among(),
            )
        )

    def _get_effective_credit_limit(
        self, profile: models.BaseModel | None, default_policy: models.BaseModel
    ) -> float | None:
        """Return today's limit of a profile (or of none), company currency; None is unlimited."""
        policy = (profile and profile.policy_id) or default_policy
        default = policy._get_default_limit() if policy else None
        if not profile:
            return default
        return limit_on(
            fields.Date.context_today(self),
            profile.limit_mode,
            profile.limit_amount,
            default,
            (profile.temporary_limit, profile.temporary_from, profile.temporary_until),
        )

    def _get_credit_overdue_by_partner(self, company: models.BaseModel, days: int = 0) -> dict:
        """Return what each customer has left unpaid for more than so many days after its due date.

        Items marked as left out of follow-up (disputed) do not count, nor those that are agreed to
        be paid later.

        :return: {commercial res.partner: (float > 0, days of the oldest)}, company currency, one
            query; customers without such items are left out
        """
        customers = self._origin.commercial_partner_id
        values = {**self._get_credit_overdue_values(days), "asked": ["overdue", "overdue_days"]}
        terms = customers._read_credit_terms(company, CreditQuestion(((customers, values),)))
        ages = terms["overdue_days"]
        return {
            customer: (amount, int(ages.get(customer, 0)))
            for customer, amount in terms["overdue"].items()
        }

    @api.model
    def _get_credit_overdue_values(self, days: int) -> dict:
        """Return the values by which is asked what is overdue for more than so many days."""
        return {"today": fields.Date.context_today(self), "overdue_days": days}

    def _credit_overdue_query(self, scope):
        """Return the select of what is overdue for too long, and of the days of the oldest."""
        return SQL(
            """
            SELECT part.code, overdue.partner_id, part.amount
              FROM (SELECT line.partner_id, SUM(line.amount_residual) AS amount,
                           %(today)s - MIN(COALESCE(line.date_maturity, line.date)) AS days
                      FROM account_move_line line
                     WHERE line.account_id = ANY(%(accounts)s) AND line.partner_id %(among)s
                       AND line.company_id = %(company)s AND %(is_overdue)s
                     GROUP BY line.partner_id) overdue,
                   LATERAL (VALUES ('overdue', overdue.amount),
                                   ('overdue_days', overdue.days)) part(code, amount)
            """,
            today=scope["today"],
            is_overdue=self._credit_is_overdue(
                SQL("%s - %s", scope["today"], scope["overdue_days"])
            ),
            accounts=scope["accounts"],
            among=scope.among_by_index,
            company=scope["company"],
        )

    @api.model
    def _credit_is_overdue(self, before):
        """Return the condition on an item ``line`` that it was to be paid before a day.

        What is disputed, or agreed to be paid later, is left out. The one answer to what is
        overdue: gates, lists, rules.

        :param before: SQL or date
        """
        return SQL(
            """line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
               AND line.amount_residual > 0 AND line.no_followup IS NOT TRUE
               AND COALESCE(line.date_maturity, line.date) < %s AND NOT %s""",
            before,
            self._credit_is_postponed(),
        )

    @api.model
    def _get_credit_overdue_by_move(
        self, company: models.BaseModel, days: int, moves: models.BaseModel
    ) -> dict:
        """Return what is overdue of each invoice for more than so many days, by one query.

        :return: {id of the account.move: float > 0}, company currency
        """
        accounts = self._get_receivable_account_ids(company)
        if not accounts or not moves.ids:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.move_id, SUM(line.amount_residual)
                  FROM account_move_line line
                 WHERE line.move_id IN %s AND line.account_id IN %s AND %s
                 GROUP BY line.move_id
                """,
                tuple(moves.ids),
                accounts,
                self._credit_is_overdue(fields.Date.context_today(self) - timedelta(days=days)),
            )
        )
        return {move_id: float(amount) for move_id, amount in rows}

    def _get_credit_open_items(
        self, company: models.BaseModel, overdue_days: int | None = None
    ) -> list:
        """Return the customer's open invoices as core ``Item``s, oldest first, one query.

        :param overdue_days: only those overdue for more than so many days, disputed ones out
        :return: [Item]: key is the id of the account.move, amount what remains (company currency)
        """
        self.ensure_one()
        only = SQL("line.parent_state = 'posted' AND line.amount_residual > 0")
        if overdue_days is not None:
            today = fields.Date.context_today(self)
            only = self._credit_is_overdue(today - timedelta(days=overdue_days))
        account_ids = self._get_receivable_account_ids(company) or (0,)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.move_id, MIN(COALESCE(line.date_maturity, line.date)) AS due,
                       SUM(line.amount_residual)
                  FROM account_move_line line
                 WHERE line.account_id IN %(accounts)s AND line.partner_id = %(partner)s
                   AND line.reconciled IS NOT TRUE AND line.company_id = %(company)s
                   AND %(only)s
                 GROUP BY line.move_id ORDER BY due, line.move_id
                """,
                accounts=account_ids,
                partner=self.commercial_partner_id.id,
                company=company.id,
                only=only,
            )
        )
        return [Item(move_id, due, float(amount), due) for move_id, due, amount in rows]
