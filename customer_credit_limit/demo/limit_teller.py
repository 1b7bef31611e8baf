"""The teller of the story of limits: each step by the user whose work it is."""

from odoo import Command, fields

from odoo.addons.customer_credit_balance.demo.teller import Teller

from .limit_story import HISTORY, limit_steps

APPROVERS = (
    ("Credit desk", 10, 0.0, "customer_credit_balance.demo_user_credit"),
    ("Finance director", 20, 5000.0, "base.user_admin"),
)
REVIEW_IN_DAYS = 14


class LimitTeller(Teller):
    """Plays the steps of ``limit_story.py`` after those of the base."""

    def has_limits(self):
        """Say whether the story of limits was told before in this company."""
        domain = [
            ("partner_id", "=", self.partner("builder").id),
            ("company_id", "=", self.company.id),
        ]
        return bool(self.root["customer.credit.profile"].search_count(domain, limit=1))

    def tell_limits(self):
        """Name the approvers, play every step, and take the figures of two years."""
        self.company.sudo()._ensure_credit_policy()
        self.name_approvers()
        policy = self.env["customer.credit.policy"]._get_default(self.company)
        policy.with_env(self.env).write({"overdue_mode": "warn", "overdue_days": 15})
        for days, verb, customer, *arguments in sorted(HISTORY, key=lambda step: -step[0]):
            getattr(self, verb)(fields.Date.subtract(self.today(), days=days), customer, *arguments)
        for verb, customer, *arguments in limit_steps():
            getattr(self, verb)(customer, *arguments)
        self.root.flush_all()
        Snapshot = self.root["customer.credit.snapshot"].sudo()
        for day in Snapshot._get_missing_days(self.company):
            Snapshot._take(self.company, day)

    def name_approvers(self):
        """The credit desk decides; far over the limit the finance director does as well."""
        for name, sequence, excess, user in APPROVERS:
            self.env["customer.credit.approval.level"].create(
                {
                    "name": name,
                    "company_id": self.company.id,
                    "sequence": sequence,
                    "min_excess": excess,
                    "user_ids": [Command.set(self.root.ref(user).ids)],
                }
            )

    # --------------------------------------------------------------- verbs

    def limit(self, customer, amount):
        """The credit manager sets a limit: an amount, no credit (0) or unlimited (None)."""
        partner = self.partner(customer)
        partner.credit_limit_mode = {None: "unlimited", 0: "none"}.get(amount, "custom")
        if amount:
            partner.credit_limit_amount = amount
            partner.credit_next_review_date = fields.Date.add(self.today(), months=6)

    def hold(self, customer, reason, message):
        """The credit manager holds a customer, to be looked at again in two weeks."""
        self.partner(customer).write(
            {
                "credit_hold": "on",
                "credit_hold_reason": reason,
                "credit_hold_message": message,
                "credit_hold_review_date": fields.Date.add(self.today(), days=REVIEW_IN_DAYS),
            }
        )

    def quote(self, customer, label, product, quantity):
        """The rep prepares a quotation."""
        order = self.quotation(self.today(), customer, product, quantity)
        self.documents[customer, label] = order

    def confirm(self, customer, label):
        """The rep confirms it: over the limit it waits, and a request is made."""
        self.documents[customer, label].action_confirm()

    def reduce(self, customer, label, quantity):
        """The rep takes the order down to what was approved."""
        self.documents[customer, label].order_line.product_uom_qty = quantity

    def approve_up_to(self, customer, label, ceiling, reason):
        """The credit desk approves a document of at most this amount."""
        request = self.documents[customer, label].credit_request_id
        request.with_env(self.env).action_approve_up_to(float(ceiling), reason)

    def today(self):
        """Return today where the accountant works."""
        return fields.Date.context_today(self.accountant)
