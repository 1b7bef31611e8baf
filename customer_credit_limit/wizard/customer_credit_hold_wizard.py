"""Mass hold and release: many customers at once, with a count before anything happens."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_credit_balance.models.notice import CLOSE, get_notice


class CustomerCreditHoldWizard(models.TransientModel):
    """Carries choices only: the right is checked when it is applied, each change is on record."""

    _name = "customer.credit.hold.wizard"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Hold or Release Customers"

    operation = fields.Selection(
        [("hold", "Hold"), ("release", "Release")], required=True, default="hold"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", required=True,
        default=lambda self: self._get_default_partners(),
    )  # fmt: skip
    reason = fields.Char(help="Why, for colleagues.")
    message = fields.Char("Message for Customers", help="What customers and sales are told.")
    until = fields.Date(help="Last day; then rules decide again. Empty: without an end.")
    customer_count = fields.Integer(compute="_compute_counts")
    change_count = fields.Integer(compute="_compute_counts")
    rule_count = fields.Integer(compute="_compute_counts")
    order_count = fields.Integer(compute="_compute_counts")
    summary = fields.Text(compute="_compute_summary")

    @api.model
    def _get_default_partners(self) -> models.BaseModel:
        """Return the customers that were ticked in the list."""
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        ticked = self.env["res.partner"].browse(self.env.context.get("active_ids", []))
        return ticked.exists().commercial_partner_id

    @api.depends("operation", "company_id", "partner_ids")
    def _compute_counts(self):
        """Say how many customers and quotations it touches, before it does."""
        for wizard in self:
            customers = wizard.partner_ids._origin.commercial_partner_id
            profiles = customers._get_credit_profile_by_partner(wizard.company_id)
            held = [it for it in profiles.values() if it._is_on_hold()]
            changes = (
                [it for it in held if it._get_hold_choice() != "on"] if wizard.operation == "hold"
                else held
            )  # fmt: skip
            wizard.customer_count = len(customers)
            wizard.change_count = (
                len(customers) - len(held) + len(changes)
                if wizard.operation == "hold" else len(held)
            )  # fmt: skip
            wizard.rule_count = len([it for it in held if it.auto_hold])
            # How many there are: managers of limits need not sell, or see what others sell.
            orders = self.env["sale.order"].sudo()
            wizard.order_count = orders.search_count(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("state", "in", ("draft", "sent")),
                    ("partner_invoice_id.commercial_partner_id", "in", customers.ids),
                ]
            )

    @api.depends("change_count", "customer_count", "order_count", "rule_count", "operation")
    def _compute_summary(self):
        """Put the counts into sentences, a line each; of one customer only what is news."""
        for wizard in self:
            counts = {"count": wizard.change_count, "all": wizard.customer_count}
            holds, sentences = wizard.operation == "hold", []
            if counts["all"] > 1 or not counts["count"]:
                sentences.append(
                    _("%(count)s of %(all)s customers will be held.", **counts) if holds
                    else _("%(count)s of %(all)s customers will be released.", **counts)
                )  # fmt: skip
            if wizard.order_count:
                sentences.append(_("Open quotations: %s", wizard.order_count))
            if wizard.rule_count and not holds:
                sentences.append(
                    _(
                        "Held by a rule: %s. No rule holds them again before the day below, or "
                        "the days of grace.",
                        wizard.rule_count,
                    )
                )
            wizard.summary = "\n".join(sentences)

    def action_apply(self):
        """Hold or release the customers.

        :return: notification with the number of customers
        :raise AccessError: no Customer Credit Limit manager, or not of this company
        :raise UserError: a hold without a reason, or a last day that is over
        """
        self.ensure_one()
        self.env["customer.credit.policy"]._check_manager()
        if self.company_id not in self.env.companies and not self.env.su:
            raise AccessError(_("Choose a company that you work in."))
        if self.until and self.until < fields.Date.context_today(self):
            raise UserError(_("Say until when, today or later."))
        customers = self.partner_ids.commercial_partner_id
        customers.check_access("read")
        profiles = self.env["customer.credit.profile"]._get_or_create_many(
            customers, self.company_id
        )
        if self.operation == "hold":
            profiles = self._hold(profiles)
        else:
            profiles = self._release(profiles.filtered(lambda it: it._is_on_hold()))
        return self._report(len(profiles))

    def _hold(self, profiles):
        """Hold by hand; whoever is held so already gets the new words."""
        if not (self.reason or "").strip():
            raise UserError(_("Say why, for colleagues."))
        profiles._apply(
            {
                "hold": "on",
                "hold_reason": self.reason,
                "hold_message": self.message,
                "hold_until": self.until,
            }
        )
        return profiles

    def _release(self, profiles):
        """Release; where a rule would hold again, no rule may until the last day."""
        empty = {"hold_reason": False, "hold_message": False, "hold_review_date": False}
        today = fields.Date.context_today(self)
        for profile in profiles:
            until = self.until
            if not until and profile.auto_hold:
                until = fields.Date.add(today, days=max(profile._get_policy().grace_days, 1))
            choice = {"hold": "off" if until else "auto", "hold_until": until}
            profile._apply({**empty, **choice}, note=self.reason)
        return profiles

    def _report(self, count):
        """Return the message that says how many customers were held or released."""
        done = _("%s customers held", count) if self.operation == "hold" else _(
            "%s customers released", count
        )  # fmt: skip
        return get_notice(_("Each change is in the credit audit."), title=done, then=CLOSE)
