"""Reminder policies: which steps, from what amount, and for which customers."""

from contextlib import contextmanager
from datetime import date, timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL

# On the cursor while a policy writes its steps: it checks them once all are written.
STEPPING = "customer_statement.stepping"

AUTOMATIC = [
    ("off", "When somebody starts them"),
    ("prepare", "Prepare them every day, somebody sends"),
    ("send", "Send them every day"),
]


class CustomerReminderPolicy(models.Model):
    """A ladder of steps of a company: one for all customers, others for tags or chosen ones.

    Nothing is sent by itself until somebody says so.
    """

    _name = "customer.reminder.policy"
    _description = "Reminder Policy"
    _inherit = ["customer.credit.numbers.mixin", "mail.thread", "customer.statement.due.mixin"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    _minimum_positive = models.Constraint(
        "CHECK(minimum_amount >= 0)", "The smallest amount cannot be negative."
    )
    _gap_positive = models.Constraint(
        "CHECK(gap_days BETWEEN 0 AND 366)",
        "The days between two reminders are between 0 and 366.",
    )

    # --- fields

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(
        default=10, help="A customer with tags of several policies gets the first of them."
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Sender of the reminders.",
    )
    step_ids = fields.One2many(
        "customer.reminder.step",
        "policy_id",
        string="Steps",
        copy=True,
        default=lambda self: self._get_first_steps(),
    )
    tag_ids = fields.Many2many(
        "res.partner.category",
        "customer_reminder_policy_tag_rel",
        string="Customers with Tags",
        # An archived tag still says for whom: without any the policy would be for everybody.
        context={"active_test": False},
        help="Empty: all customers of the company that have no other policy.",
    )
    customer_only = fields.Boolean(
        string="Chosen Customers Only",
        help="Only for customers on whom this policy is set.",
    )
    automatic = fields.Selection(
        AUTOMATIC,
        string="Sent",
        required=True,
        default="off",
        tracking=True,
        help="Reminders go out by themselves only when this is chosen. Prepared ones wait on a "
        "list, where you leave somebody out and start them.",
    )
    minimum_amount = fields.Monetary(
        string="Smallest Amount",
        tracking=True,
        help="Customers who owe less, after their credits, get none. 0 reminds of every amount.",
    )
    gap_days = fields.Integer(
        string="Days Between Reminders",
        default=3,
        required=True,
        tracking=True,
        help="At least so many days lie between two reminders to one customer.",
    )
    last_run_day = fields.Date(readonly=True, copy=False)
    run_ids = fields.One2many("customer.statement.run", "reminder_policy_id", readonly=True)
    run_count = fields.Integer(compute="_compute_run_count")

    # --- computes

    def _compute_run_count(self):
        """Count the runs in one query."""
        counts = dict(
            self.env["customer.statement.run"]._read_group(
                [("reminder_policy_id", "in", self.ids)], ["reminder_policy_id"], ["__count"]
            )
        )
        for policy in self:
            policy.run_count = counts.get(policy, 0)

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Make policies; their steps are looked at together."""
        with self._keep_steps_together():
            return super().create(vals_list)

    def write(self, vals):
        """Change policies; their steps are looked at together, so that days may change places."""
        with self._keep_steps_together():
            return super().write(vals)

    @api.constrains("company_id", "tag_ids", "active", "customer_only")
    def _check_one_for_all(self):
        """Refuse a second policy for all customers of a company.

        :raise ValidationError: names the other one
        """
        for policy in self.filtered(
            lambda record: record.active and not record.tag_ids and not record.customer_only
        ):
            others = self.search(
                [("company_id", "=", policy.company_id.id), ("tag_ids", "=", False),
                 ("id", "!=", policy.id), ("customer_only", "=", False)]
            )  # fmt: skip
            if others:
                raise ValidationError(
                    _(
                        "%(policy)s is for all customers already: choose tags, or that this one "
                        "is for chosen customers only.",
                        policy=others[0].name,
                    )
                )

    @api.constrains("step_ids", "active")
    def _check_steps(self):
        """Refuse two steps on one day.

        :raise ValidationError: then
        """
        for policy in self:
            days = policy.step_ids.mapped("days")
            if len(days) != len(set(days)):
                raise ValidationError(_("Two steps of one policy cannot be on the same day."))

    # --- actions

    def action_prepare_run(self):
        """Return the list of who would get which reminder today; nothing is sent. Managers only.

        :raise UserError: for a policy without steps
        """
        self.ensure_one()
        self.env["customer.statement.run"]._check_statement_manager()
        self.check_access("write")
        return self._make_run(fields.Date.context_today(self))._get_form_action()

    def action_open_runs(self):
        """Return the action that lists the runs of this policy."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statement.action_customer_reminder_run"
        )
        return {**action, "domain": [("reminder_policy_id", "=", self.id)], "context": {}}

    # --- private

    @contextmanager
    def _keep_steps_together(self):
        """Leave it to the policy to check its steps once all of them are written."""
        cache = self.env.cr.cache
        cache[STEPPING] = cache.get(STEPPING, 0) + 1
        try:
            yield
        finally:
            cache[STEPPING] = cache.get(STEPPING, 1) - 1

    @api.model
    def _get_first_steps(self) -> list:
        """Return the commands of the steps that a new policy begins with."""
        Step = self.env["customer.reminder.step"]
        return [
            Command.create({"days": days, **Step._get_first_texts(days)})
            for days in Step._get_first_days()
        ]

    def _get_steps(self) -> models.BaseModel:
        """Return the steps in the order of their days."""
        self.ensure_one()
        return self.step_ids.sorted("days")

    def _get_partner_domain(self) -> Domain:
        """Return the domain of the customers whom this policy is for, of commercial partners.

        The customer's own policy comes first, then the first policy with one of the tags, then
        the one without any.
        """
        self.ensure_one()
        own = "customer_statement_reminder_policy_id"
        if self.customer_only:
            return Domain(own, "=", self.id)
        others = self.search([("company_id", "=", self.company_id.id), ("id", "!=", self.id),
                              ("customer_only", "=", False)])  # fmt: skip
        before = others.filtered(
            lambda other: (
                other.tag_ids
                and (not self.tag_ids or (other.sequence, other.id) < (self.sequence, self.id))
            )
        )
        general = Domain(own, "=", False) | Domain(f"{own}.active", "=", False)
        if self.tag_ids:
            general &= self.tag_ids._get_partner_domain()
        if before:
            general &= ~before.tag_ids._get_partner_domain()
        return Domain(own, "=", self.id) | general

    def _get_customer_query(self, as_of: date, limit: int | None = None) -> SQL:
        """Return the select of the ids of customers with something that is due as of a day.

        Archived ones too: a list says why they are left out. What was paid since then, and what
        the first step looks ahead for, counts.
        """
        self.ensure_one()
        Partner = self.env["res.partner"].with_company(self.company_id).with_context(
            active_test=False
        )  # fmt: skip
        found = Partner._search(
            self._get_partner_domain() & Domain("company_id", "in", [False, self.company_id.id])
        )
        companies = self.env["customer.statement.run"]._get_companies(self.company_id)
        day = fields.Date.to_date(as_of)
        horizon = day - timedelta(days=min([0, *self.step_ids.mapped("days")]))
        return SQL(
            """
            SELECT partner.id
              FROM res_partner partner
             WHERE partner.id IN %(found)s
               AND partner.id IN (
                   SELECT COALESCE(owner.commercial_partner_id, owner.id)
                     FROM account_move_line line
                     JOIN account_account account ON account.id = line.account_id
                     JOIN res_partner owner ON owner.id = line.partner_id
                    WHERE line.company_id = ANY(%(companies)s) AND line.parent_state = 'posted'
                      AND account.account_type = 'asset_receivable' AND line.balance > 0
                      AND line.date <= %(day)s
                      AND COALESCE(line.date_maturity, line.date) <= %(horizon)s
                      AND (line.reconciled IS NOT TRUE
                           OR EXISTS (SELECT FROM account_partial_reconcile partial
                                       WHERE partial.debit_move_id = line.id
                                         AND partial.max_date > %(day)s)))
             ORDER BY partner.complete_name, partner.id
             LIMIT %(limit)s
            """,
            found=found.subselect(),
            companies=companies.ids,
            day=day,
            horizon=horizon,
            limit=limit,
        )

    def _make_run(self, day):
        """Return a new run of this policy as of a day, counted or being counted.

        :raise UserError: for a policy without steps
        """
        self.ensure_one()
        if not self.step_ids:
            raise UserError(_("%(policy)s has no steps yet: add one first.", policy=self.name))
        Run = self.env["customer.statement.run"].with_company(self.company_id)
        run = Run.create(
            {"company_id": self.company_id.id, "user_id": self.user_id.id, "date_to": day,
             "kind": "open_items", "skip_zero": True}
        )  # fmt: skip
        run._write_engine({"reminder_policy_id": self.id})
        run._count_customers()
        return run

    @api.model
    def _cron_remind(self):
        """Make the run of each policy that works by itself, once a day; one that fails stops none.

        What the responsible person is to check is left for that person.
        """
        # Somewhere it is tomorrow already.
        latest = fields.Date.context_today(self) + timedelta(days=1)
        due = [
            ("automatic", "!=", "off"),
            ("step_ids", "!=", False),
            "|",
            ("last_run_day", "=", False),
            ("last_run_day", "<", latest),
        ]
        self._do_due(due, lambda policy: policy._remind())
        # Last: a call list that cannot be read stops no reminder.
        self.env["customer.statement"]._settle_calls()

    def _remind(self):
        """Make the run of today, once; start it, or ask the responsible person to look at it."""
        self.ensure_one()
        today = self._get_today()
        if self.last_run_day and self.last_run_day >= today:
            return
        self._leave_unsent()
        run = self._make_run(today)
        self.last_run_day = today
        if self.automatic == "send":
            run._start()
        elif run.counting or run.todo_count:
            user = self._get_told_user()
            told = self.with_context(lang=user.lang or self.env.lang)
            told.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=told.env._("Look at the reminders of today and start them"),
                user_id=user.id,
            )
        else:
            run.unlink()

    def _leave_unsent(self):
        """Drop the lists that were prepared before and that nobody started: today's takes over."""
        unsent = self.run_ids.filtered(lambda run: run.state == "draft" and not run.counting)
        self.activity_unlink(["mail.mail_activity_data_todo"])
        unsent._write_engine({"state": "cancelled", "finished_at": fields.Datetime.now()})
