"""Credit policy: what a company counts, how strict it is, and what it tells its customers."""

from odoo import _, api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...const import MANAGER_GROUP

MODES = [("off", "Off"), ("warn", "Warn"), ("approval", "Approval needed")]

HOLD_LEVELS = [
    ("no_order", "No new sales orders"),
    ("no_confirm", "No confirmation"),
    ("warn", "Warn"),
]

# What gates read of a policy; kept in memory, as it hardly ever changes.
RULES = [
    "is_default", "mode", "basis", "default_limit_mode", "default_limit",
    "include_draft_invoices", "include_store_credit", "horizon_days", "overdue_mode",
    "overdue_days", "overdue_tolerance", "check_invoices", "request_on", "auto_confirm",
    "four_eyes", "request_validity_days", "limit_change_threshold", "hold_level", "grace_days",
    "prepaid_allowed_on_hold", "on_account",
]  # fmt: skip

# What is no rule.
QUIET = {"name", "customer_message", "company_id"}


class CustomerCreditPolicy(models.Model):
    """One policy per company is the default; a customer may be given another one.

    Default limit, threshold, modes: everything that decides about many customers at once.
    """

    _name = "customer.credit.policy"
    _inherit = "customer.credit.bounded.mixin"
    _description = "Credit Policy"
    _order = "company_id, is_default desc, name, id"
    _check_company_auto = True

    _one_default = models.UniqueIndex(
        "(company_id) WHERE is_default", "A company has one default credit policy."
    )
    _amounts_positive = models.Constraint(
        "CHECK (default_limit >= 0 AND overdue_tolerance >= 0 AND limit_change_threshold >= 0)",
        "Amounts of a credit policy cannot be negative.",
    )
    _days_positive = models.Constraint(
        "CHECK (horizon_days >= 0 AND overdue_days >= 0 AND grace_days >= 0"
        " AND request_validity_days >= 0)",
        "Days of a credit policy cannot be negative.",
    )

    # --- fields

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env.company,
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_default = fields.Boolean(
        "Default of the Company",
        copy=False,
        help="Holds for every customer who has no policy of their own.",
    )
    mode = fields.Selection(
        MODES,
        "Over the Limit",
        required=True,
        default="approval",
        help="What happens to a document that takes a customer over the limit.",
    )
    basis = fields.Selection(
        [("orders", "Sales orders"), ("invoices", "Invoices")],
        required=True,
        default="orders",
        help="Sales orders: confirmed orders count before they are invoiced. "
        "Invoices: only invoices count.",
    )
    default_limit_mode = fields.Selection(
        [("custom", "Amount"), ("none", "No credit"), ("unlimited", "Unlimited")],
        "Default Limit",
        required=True,
        default="unlimited",
        help="Limit of customers who have none of their own.",
    )
    default_limit = fields.Monetary("Default Limit Amount")
    include_draft_invoices = fields.Boolean("Count Draft Invoices", default=True)
    include_store_credit = fields.Boolean(
        "Deduct Store Credit", help="Available store credit lowers what the customer owes."
    )
    horizon_days = fields.Integer(
        "Horizon (days)",
        help="Orders to be delivered later than this many days from today are left out. "
        "0 counts all.",
    )
    overdue_mode = fields.Selection(
        MODES,
        "Overdue Invoices",
        required=True,
        default="off",
        help="What happens to a document of a customer with invoices overdue for too long.",
    )
    overdue_days = fields.Integer(
        "Days Overdue", default=30, help="Invoices overdue for more than this many days count."
    )
    overdue_tolerance = fields.Monetary(help="Up to this amount in all, nothing happens.")
    check_invoices = fields.Boolean(
        default=True,
        help="Customer invoices that no order stands behind are checked when they are posted.",
    )
    request_on = fields.Selection(
        [("save", "When a quotation is sent"), ("confirm", "When it is confirmed")],
        "Ask for Approval",
        required=True,
        default="confirm",
    )
    auto_confirm = fields.Boolean(
        "Confirm Approved Orders", default=True, help="After the last approval, by itself."
    )
    four_eyes = fields.Boolean(default=True, help="Whoever asked for an approval cannot give it.")
    request_validity_days = fields.Integer(
        "Approval Valid (days)", default=30, help="0 keeps an approval without an end."
    )
    limit_change_threshold = fields.Monetary(
        "Limits Need Approval Above",
        help="A limit above this amount needs an approved request. 0 asks for none.",
    )
    hold_level = fields.Selection(HOLD_LEVELS, required=True, default="no_order")
    grace_days = fields.Integer(
        "Grace Days", default=3, help="After a release, rules hold the customer no sooner."
    )
    prepaid_allowed_on_hold = fields.Boolean(
        "Prepaid Orders Pass a Hold", default=True, help="Orders that are paid at once go on."
    )
    on_account = fields.Boolean(
        "May Buy on Account",
        help="Customers who were given this policy may order without paying at once. Whoever "
        "only follows the company's default needs the permission, or a limit, of their own.",
    )
    customer_message = fields.Text(
        "Message to Customers",
        translate=True,
        default=lambda self: _(
            "Thank you for your order. It is being reviewed and we will come back to you soon."
        ),
        help="Shown in the shop and the portal instead of internal reasons.",
    )

    # --- guards

    @api.model
    def _check_manager(self):
        """Stop a caller who does not manage credit limits.

        :raise AccessError: for everybody without the group Customer Credit Limit / Manager
        """
        if not self.env.su and not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                _(
                    "Only a Customer Credit Limit manager may do this: ask one, or ask for the "
                    "right."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Create policies (managers only, by access rights) and put them on record.

        One that is to be the default takes over from the default of its company.
        """
        policies = super().create([{**vals, "is_default": False} for vals in vals_list])
        self._forget_rules()
        self.env["customer.credit.audit"]._log_many(
            [
                {
                    "event": "policy",
                    "partner": self.env["res.partner"],
                    "company": policy.company_id,
                    "document": policy,
                    "new": policy.name,
                }
                for policy in policies
            ]
        )
        for policy, vals in zip(policies, vals_list, strict=True):
            if vals.get("is_default"):
                policy.is_default = True
        return policies

    def write(self, vals):
        """Change policies (managers only, by access rights); each change is on record.

        A policy that becomes the default takes over from the one that was.

        :raise UserError: moving a policy to another company, or leaving one without a default
        """
        if "company_id" in vals and any(it.company_id.id != vals["company_id"] for it in self):
            raise UserError(_("A credit policy stays with its company: duplicate it instead."))
        if "is_default" in vals:
            self._check_default_stays(vals["is_default"])
        # What a form shows and nobody stores is no change.
        names = sorted(name for name in vals.keys() - QUIET if self._fields[name].store)
        olds = {policy: {name: policy[name] for name in names} for policy in self}
        if vals.get("is_default"):
            self._take_over_default()
        res = super().write(vals)
        self._forget_rules()
        lines = []
        for policy, old in olds.items():
            changed = [name for name in names if policy[name] != old[name]]
            if changed:
                lines.append(
                    {
                        "event": "policy",
                        "partner": self.env["res.partner"],
                        "company": policy.company_id,
                        "document": policy,
                        "old": ", ".join(f"{name}: {old[name]}" for name in changed),
                        "new": ", ".join(f"{name}: {policy[name]}" for name in changed),
                    }
                )
        if lines:
            self.env["customer.credit.audit"]._log_many(lines)
        return res

    def _check_default_stays(self, is_default):
        """Stop whoever would leave a company without a default policy.

        :raise UserError: with what to do instead
        """
        if not is_default and any(self.mapped("is_default")):
            raise UserError(
                _("A company keeps a default credit policy: make another one the default instead.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_default(self):
        """Every company keeps a default policy."""
        if any(self.mapped("is_default")):
            raise UserError(
                _("The default credit policy cannot be deleted: make another one the default.")
            )

    # --- private

    def _take_over_default(self):
        """Let the defaults of these companies make room for one of these; it is on record."""
        domain = [("is_default", "=", True), ("company_id", "in", self.company_id.ids)]
        former = self.search(domain) - self
        if not former:
            return
        super(CustomerCreditPolicy, former).write({"is_default": False})
        # Before the other one is written: the database takes one default.
        former.flush_recordset(["is_default"])
        self.env["customer.credit.audit"]._log_many(
            [
                {
                    "event": "policy",
                    "partner": self.env["res.partner"],
                    "company": policy.company_id,
                    "document": policy,
                    "old": "is_default: True",
                    "new": "is_default: False",
                }
                for policy in former
            ]
        )

    @api.model
    def _forget_rules(self):
        """Read rules anew, and the figures of customers that follow from them."""
        self.env.registry.clear_cache()
        self.env["res.partner"]._invalidate_credit_limit_cache()

    @api.model
    def _get_default(self, company: models.BaseModel) -> models.BaseModel:
        """Return the default policy (sudo) of the company, or an empty recordset."""
        defaults, _rules = self._get_rules()
        return self.sudo().browse(defaults.get(company.id, ()))._with_rules()

    def _with_rules(self):
        """Return these policies with their rules in the cache, as every gate reads them."""
        _defaults, rules = self._get_rules()
        for policy in self:
            for name, value in rules.get(policy.id, {}).items():
                self._fields[name]._insert_cache(policy, [value])
        return self

    @api.model
    @tools.ormcache()
    def _get_rules(self) -> tuple:
        """Return ({company id: id of its default policy}, {policy id: {field: cached value}})."""
        policies = self.sudo().search_fetch([], ["company_id", *RULES])
        defaults = {policy.company_id.id: policy.id for policy in policies if policy.is_default}
        rules = {
            policy.id: {
                name: self._fields[name].convert_to_cache(policy[name], policy, validate=False)
                for name in ("company_id", *RULES)
            }
            for policy in policies
        }
        return defaults, rules

    @api.model
    @tools.ormcache()
    def _get_companies_in_use(self) -> frozenset:
        """Return the ids of companies where any limit, hold or overdue rule may count.

        Elsewhere documents pay nothing for this addon.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company_id FROM customer_credit_profile
                 UNION
                SELECT company_id FROM customer_credit_policy
                 WHERE default_limit_mode <> 'unlimited' OR overdue_mode <> 'off'
                """
            )
        )
        return frozenset(row[0] for row in rows)

    @api.model
    @tools.ormcache()
    def _get_companies_with_choice(self) -> frozenset:
        """Return the ids of companies where some customer has a policy of its own choice."""
        profiles = self.env["customer.credit.profile"].sudo()
        groups = profiles._read_group([("policy_id", "!=", False)], ["company_id"])
        return frozenset(company.id for (company,) in groups)

    def _get_default_limit(self) -> float | None:
        """Return the limit of customers without their own, company currency; None: unlimited."""
        self.ensure_one()
        if self.default_limit_mode == "custom":
            return self.default_limit
        return 0.0 if self.default_limit_mode == "none" else None
