"""Hold rules: which customers stop buying by themselves, how far, and after how many days."""

from odoo import _, api, fields, models

from .customer_credit_policy import HOLD_LEVELS


class CustomerCreditHoldRule(models.Model):
    """Any reason of a rule is enough; of several rules the first one holds the customer."""

    _name = "customer.credit.hold.rule"
    _description = "Credit Hold Rule"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.credit.bounded.mixin"]
    _order = "company_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env.company,
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    tag_ids = fields.Many2many(
        "res.partner.category", string="Customer Tags",
        help="Only for customers who carry one of these tags. Empty: for all.",
    )  # fmt: skip
    on_overdue = fields.Boolean("Overdue Invoices", default=True, tracking=True)
    overdue_days = fields.Integer(
        default=30, tracking=True, help="Invoices overdue for more than this many days count."
    )
    overdue_amount = fields.Monetary(
        tracking=True, help="Up to this amount in all, nothing happens."
    )
    on_utilisation = fields.Boolean("Share of the Limit Used", tracking=True)
    utilisation = fields.Float(
        "Share (%)", default=120.0, tracking=True,
        help="Exposure above this percentage of the limit. Customers without credit are held as "
        "soon as they owe anything.",
    )  # fmt: skip
    on_temporary_ended = fields.Boolean(
        "Temporary Limit Ended", tracking=True,
        help="A temporary limit has ended and the exposure is above the limit that counts now.",
    )  # fmt: skip
    on_review_due = fields.Boolean(
        "Limit Expired", tracking=True, help="The date of the next review has passed."
    )
    on_broken_promise = fields.Boolean(
        "Broken Promises", tracking=True,
        help="The customer promised to pay by a day and has not paid since.",
    )  # fmt: skip
    hold_level = fields.Selection(
        HOLD_LEVELS, required=True, default="no_order", tracking=True,
        help="What a hold by this rule stops.",
    )  # fmt: skip
    grace_days = fields.Integer(
        tracking=True,
        help="A customer who is newly caught is held after this many days, unless the reason is "
        "gone by then.",
    )
    user_id = fields.Many2one(
        "res.users", "Told", required=True, default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Gets an activity when the rule catches or holds customers.",
    )  # fmt: skip
    last_evaluated = fields.Datetime(readonly=True, copy=False)
    held_count = fields.Integer("Customers Held", compute="_compute_counts", compute_sudo=True)
    grace_count = fields.Integer("In Grace", compute="_compute_counts", compute_sudo=True)
    reason_summary = fields.Char("Reasons", compute="_compute_reason_summary")

    _any_reason = models.Constraint(
        "CHECK (on_overdue OR on_utilisation OR on_temporary_ended OR on_review_due"
        " OR on_broken_promise)",
        "A hold rule needs a reason: choose at least one.",
    )
    _figures_positive = models.Constraint(
        "CHECK (overdue_days >= 0 AND overdue_amount >= 0 AND utilisation > 0 AND grace_days >= 0)",
        "Days and amounts of a hold rule cannot be negative, and its share is above zero.",
    )

    # --------------------------------------------------------------- computes

    def _compute_counts(self):
        """Count whom each rule holds today, and who is in its grace."""
        Profile = self.env["customer.credit.profile"]
        caught = [("hold_rule_id", "in", self.ids), ("auto_hold", "=", True)]
        held = dict(
            Profile._read_group([*caught, ("on_hold", "=", True)], ["hold_rule_id"], ["__count"])
        )
        today = fields.Date.context_today(self)
        grace = dict(
            Profile._read_group([*caught, ("grace_until", ">=", today)], ["hold_rule_id"],
                                ["__count"])
        )  # fmt: skip
        for rule in self:
            rule.held_count = held.get(rule._origin, 0)
            rule.grace_count = grace.get(rule._origin, 0)

    @api.depends(
        "on_overdue", "overdue_days", "overdue_amount", "on_utilisation", "utilisation",
        "on_temporary_ended", "on_review_due", "on_broken_promise",
    )  # fmt: skip
    def _compute_reason_summary(self):
        """Say in one line when the rule holds."""
        for rule in self:
            parts = []
            if rule.on_overdue:
                parts.append(
                    _(
                        "more than %(amount)s overdue for more than %(days)s days",
                        amount=rule.currency_id.format(rule.overdue_amount),
                        days=rule.overdue_days,
                    )
                )
            if rule.on_utilisation:
                parts.append(_("more than %g%% of the limit used", rule.utilisation))
            if rule.on_temporary_ended:
                parts.append(_("over the limit after a temporary limit"))
            if rule.on_review_due:
                parts.append(_("limit not reviewed in time"))
            if rule.on_broken_promise:
                parts.append(_("a promise to pay not kept"))
            rule.reason_summary = ", ".join(parts)

    # --------------------------------------------------------------- guards

    def write(self, vals):
        """Change rules (managers only, by access rights); archived ones release at once.

        :raise AccessError: no Customer Credit Limit manager
        """
        res = super().write(vals)
        if vals.get("active") is False:
            for company in self.company_id:
                self._evaluate(company, held_only=True)
        return res

    def unlink(self):
        """Delete rules (managers only, by access rights); whom they held is released.

        :raise AccessError: no Customer Credit Limit manager
        """
        companies = self.company_id
        res = super().unlink()
        for company in companies:
            self._evaluate(company, held_only=True)
        return res

    # --------------------------------------------------------------- actions

    def action_evaluate(self):
        """Evaluate all rules of these rules' companies now and say what changed.

        :return: notification
        :raise AccessError: no Customer Credit Limit manager
        """
        self.env["customer.credit.policy"]._check_manager()
        self.check_access("read")
        held = released = grace = 0
        for company in self.company_id:
            result = self._evaluate(company)
            held += result["held"]
            released += result["released"]
            grace += result["grace"]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": _("Evaluated"),
                "message": _(
                    "%(held)s newly held, %(grace)s newly in grace, %(released)s released.",
                    held=held,
                    grace=grace,
                    released=released,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_held(self):
        """Return the list of the customers whom this rule holds today."""
        self.ensure_one()
        return self._get_customers_action(_("Held by %s", self.name), [("on_hold", "=", True)])

    def action_open_grace(self):
        """Return the list of the customers whom this rule holds soon."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return self._get_customers_action(
            _("Held soon by %s", self.name), [("grace_until", ">=", today)]
        )

    def action_release_wizard(self):
        """Return the dialog that releases the customers whom this rule holds."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": _("Release Customers"),
            "res_model": "customer.credit.hold.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_operation": "release",
                "default_company_id": self.company_id.id,
                "default_partner_ids": self._get_customers([("on_hold", "=", True)]).ids,
            },
        }

    def _get_customers_action(self, title, domain):
        """Return the action that lists customers caught by this rule."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "res.partner",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", self._get_customers(domain).ids)],
            "context": {"create": False},
        }

    def _get_customers(self, domain):
        """Return the customers caught by these rules whose profile fits the domain."""
        return (
            self.env["customer.credit.profile"]
            .search([("hold_rule_id", "in", self.ids), ("auto_hold", "=", True), *domain])
            .partner_id
        )
