"""Payment plans: who owes what in which parts, who agreed when, and how it ended."""

from collections.abc import Iterable
from datetime import date as Date
from datetime import timedelta
from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_credit_balance.core.money import to_decimal
from odoo.addons.customer_credit_balance.models.door import door

from ...core import plans
from ..runs.customer_statement_due_mixin import PROBLEM_ACTIVITY

STATES = [
    ("offered", "Offered"),
    ("active", "Agreed"),
    ("kept", "Kept"),
    ("broken", "Broken"),
    ("cancelled", "Cancelled"),
]

# Who agrees to wait for money: those who keep the books, or answer for credit or statements.
OFFERERS = (
    "customer_statement.group_customer_statement_manager,account.group_account_invoice,"
    "customer_credit_balance.group_customer_credit_manager"
)

TEMPLATES = {
    "offered": "customer_statement.mail_template_payment_plan_offered",
    "active": "customer_statement.mail_template_payment_plan_agreed",
    "due": "customer_statement.mail_template_payment_plan_due",
    "broken": "customer_statement.mail_template_payment_plan_broken",
}


class CustomerPaymentPlan(models.Model):
    """What is planned and who agreed is written once; what is paid is read from the books.

    A plan changes neither invoices nor entries: while it is kept, what it covers is not chased
    and not overdue.
    """

    _name = "customer.payment.plan"
    _inherit = [
        "customer.credit.evidence.mixin", "mail.thread", "customer.statement.due.mixin",
        "customer.statement.viewer.mixin", "portal.mixin",
    ]  # fmt: skip
    _description = "Payment Plan"
    _order = "id desc"
    _mail_post_access = "read"

    _agreed_by_somebody = models.Constraint(
        "CHECK(state IN ('offered', 'cancelled') OR agreed_on IS NOT NULL)",
        "A plan counts from the day on which somebody agreed.",
    )

    # --- fields

    name = fields.Char("Number", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(
        "Planned", readonly=True, help="What the covered items left open when it was agreed."
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="offered", tracking=True, index=True
    )
    item_ids = fields.One2many("customer.payment.plan.item", "plan_id", "Covers", readonly=True)
    part_ids = fields.One2many("customer.payment.plan.part", "plan_id", "Parts", readonly=True)
    grace_days = fields.Integer(
        readonly=True, help="A part is broken when it is unpaid so many days after its date."
    )
    notice_days = fields.Integer(readonly=True, help="Days before a part, with a notice of it.")
    by_customer = fields.Boolean("Proposed by the Customer", readonly=True)
    offered_by_id = fields.Many2one("res.users", "Offered By", readonly=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", "Responsible", readonly=True, ondelete="restrict",
        help="Hears of what happens to the plan, beside the salesperson of the customer.",
    )  # fmt: skip
    agreed_by_id = fields.Many2one("res.partner", "Agreed By", readonly=True, ondelete="restrict")
    agreed_at = fields.Datetime(readonly=True)
    agreed_on = fields.Date(readonly=True, index="btree_not_null")
    ended_on = fields.Date(readonly=True, help="The first day on which it counts no more.")
    end_reason = fields.Char("Ended Because", readonly=True)
    broken_date = fields.Date(readonly=True, help="The date of the part that was not paid.")
    paid_amount = fields.Monetary("Paid", compute="_compute_progress", compute_sudo=True)
    open_amount = fields.Monetary("Open", compute="_compute_progress", compute_sudo=True)
    next_date = fields.Date("Next Part", compute="_compute_progress", compute_sudo=True)
    next_amount = fields.Monetary(
        compute="_compute_progress", compute_sudo=True, help="What the next part lacks."
    )
    is_late = fields.Boolean("Part Overdue", compute="_compute_progress", compute_sudo=True)

    # --- computes

    def _compute_access_url(self):
        """Give the page of the portal.

        # EXTENDS 'portal'
        """
        for plan in self:
            plan.access_url = f"/my/payment_plans/{plan.id}"

    @api.depends("state", "item_ids.move_line_id.amount_residual_currency",
                 "item_ids.move_line_id.parent_state", "part_ids.amount")  # fmt: skip
    def _compute_progress(self):
        """Read what is paid from the books: payments count against the oldest part first."""
        today = fields.Date.context_today(self)
        for plan in self:
            paid = plan._get_paid()
            amounts = plans.get_paid(plan._get_parts(), paid)
            missing = [
                (part, part.amount - float(amount))
                for part, amount in zip(plan._get_ordered(), amounts, strict=True)
                if float(amount) < part.amount
            ]
            plan.paid_amount = float(paid)
            plan.open_amount = plan.amount - float(paid)
            plan.next_date = missing[0][0].date if missing else False
            plan.next_amount = missing[0][1] if missing else 0.0
            plan.is_late = bool(
                plan.state == "active" and missing and missing[0][0].date < today
            )  # fmt: skip

    # --- guards

    def unlink(self):
        """Refuse: plans stay on record.

        :raise UserError: always
        """
        raise UserError(_("A payment plan stays on record: cancel it instead."))

    @api.model
    def _check_may_offer(self, customer, company):
        """Refuse callers who may not agree to wait for this customer's money.

        :raise AccessError: then
        """
        if self.env.su:
            return
        self.env["customer.statement"]._check_may_make(customer, company)
        if not self.env.user.has_groups(OFFERERS):
            raise AccessError(
                _("Only accountants and managers of credit or statements agree to payment plans.")
            )

    def _check_may_change(self):
        """Refuse callers who may not offer plans to these customers; superuser mode passes.

        :raise AccessError: then
        """
        if not self.env.su:
            self.check_access("read")
        for company, some in self.grouped("company_id").items():
            self._check_may_offer(some.partner_id, company)

    # --- actions

    @door
    def action_agree(self):
        """Note that the customers agreed to what was offered, as they said to the user.

        :raise AccessError: for who may not offer plans
        :raise UserError: it is no offer any more, or something else is open than was offered
        """
        self._check_may_change()
        for plan in self:
            plan.sudo()._agree(self.env.user.partner_id)
        return True

    @door
    def action_cancel(self):
        """End plans that are not needed any more: what they cover is chased again.

        :raise AccessError: for who may not offer plans
        :raise UserError: one has ended already
        """
        self._check_may_change()
        for plan in self:
            if plan.state not in ("offered", "active"):
                raise UserError(_("%s has ended already.", plan.name))
            plan.sudo()._end("cancelled", _("Cancelled by %s", self.env.user.name))
        return True

    @door(single=True)
    def action_open_items(self):
        """Return the action that lists the documents that the plan covers.

        :raise AccessError: for who may not read invoices
        """
        self.check_access("read")
        self.env["account.move"].check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": _("Covered by %s", self.name),
            "res_model": "account.move",
            "domain": [("id", "in", self.sudo().item_ids.move_id.ids)],
            "views": [(False, "list"), (False, "form")],
            "help": _("The documents of this plan are in another company, or were deleted."),
        }

    # --- hooks

    @api.model
    def _outsider_fields(self):
        """Show portal users what was agreed, and what is paid of it.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            "name", "company_id", "partner_id", "currency_id", "amount", "state", "item_ids",
            "part_ids", "agreed_on", "ended_on", "paid_amount", "open_amount", "next_date",
            "next_amount", "is_open_to_viewer", "access_url",
        }  # fmt: skip

    # --- private

    @api.model
    def _find_coverable(
        self, customer: models.BaseModel, company: models.BaseModel, due_until: Date | None = None
    ) -> models.BaseModel:
        """Return the open debts (sudo) that a plan may cover, first due first.

        What another plan covers, or somebody pays at this moment, is left out.

        :param customer: res.partner, one customer
        :param due_until: only what is due until that day
        """
        debts = customer.commercial_partner_id._find_open_receivable(
            company, ">", [("amount_residual_currency", ">", 0)]
        )
        if due_until:
            debts = debts.filtered(lambda item: (item.date_maturity or item.date) <= due_until)
        debts -= self._find_covered(debts)
        return self.env["payment.transaction"]._leave_out_on_their_way(debts)

    @api.model
    def _find_covered(self, items: models.BaseModel) -> models.BaseModel:
        """Return those of these journal items (sudo) that a plan covers now."""
        Item = self.env["customer.payment.plan.item"].sudo()
        return Item.search(
            [("move_line_id", "in", items.ids), ("is_live", "=", True)]
        ).move_line_id  # fmt: skip

    @api.model
    def _make(
        self, customer: models.BaseModel, company: models.BaseModel, items: models.BaseModel,
        parts: Iterable[tuple], **values: object,
    ) -> models.BaseModel:  # fmt: skip
        """Return a new offer (sudo) that covers these items; the caller checks rights.

        What is open is read here: nothing that a client sent counts but days and amounts.

        :param items: account.move.line, open debts of the customer in one currency
        :param parts: (date, amount in that currency)
        :raise UserError: no plan can be made so, with what to do
        """
        customer = customer.commercial_partner_id
        # Of two at the same time the second starts over, and sees what the first one covers.
        self.env["customer.credit.mixin"].sudo()._touch_credit_account(customer, company)
        debts = self._find_coverable(customer, company)
        if not items or items - debts:
            raise UserError(
                _("Something of this is paid or planned already: open the dialog again.")
            )
        items = debts.filtered(lambda item: item in items)
        if len(items.currency_id) > 1:
            raise UserError(_("A plan is in one currency: choose documents of one."))
        today = fields.Date.context_today(self)
        rows = [
            plans.Part(day, plans.to_amount(amount, items.currency_id.decimal_places))
            for day, amount in parts
        ]
        self._check_parts(rows, items)
        policy = self.env["customer.reminder.policy"].sudo()._find_for(customer, company)
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        plan = self.sudo().create(
            {
                "name": sequence.next_by_code(self._name, sequence_date=today),
                "company_id": company.id,
                "partner_id": customer.id,
                "currency_id": items.currency_id.id,
                "amount": float(sum(part.amount for part in rows)),
                "grace_days": policy.plan_grace_days if policy else 3,
                "notice_days": policy.plan_notice_days if policy else 3,
                "item_ids": [
                    fields.Command.create(values) for values in self._get_item_rows(items)
                ],
                "part_ids": [
                    fields.Command.create({"date": part.date, "amount": float(part.amount)})
                    for part in rows
                ],
                **values,
            }
        )
        # Customers answer the emails of a plan: somebody hears of it.
        plan.message_subscribe(plan._get_told_user().partner_id.ids)
        return plan

    @api.model
    def _get_item_rows(self, items: models.BaseModel) -> list:
        """Return the values of what a plan covers, as it is open now."""
        return [
            {
                "move_line_id": item.id,
                "move_id": item.move_id.id,
                "name": item.move_id.name,
                "due": item.date_maturity or item.date,
                "amount": item.amount_residual_currency,
            }
            for item in items
        ]

    @api.model
    def _check_parts(self, parts, items):
        """Refuse parts that do not add up to what is open.

        :param parts: list of core.plans.Part
        :raise UserError: with what to do
        """
        currency = items.currency_id
        total = to_decimal(currency.round(sum(items.mapped("amount_residual_currency"))))
        try:
            plans.check_parts(parts, total, fields.Date.context_today(self))
        except plans.PlanError as error:
            raise UserError(self._explain(error, currency)) from None

    @api.model
    def _explain(self, error: plans.PlanError, currency: models.BaseModel) -> str:
        """Return what is wrong with a plan, and what to do."""
        value = error.value
        money = currency.format(abs(float(value))) if isinstance(value, Decimal) else ""
        if error.code == "sum" and value < 0:
            return _("The parts are %s more than what is open: lower one of them.", money)
        return {
            "none": _("A plan has at least one part: add one."),
            "count": _("A plan has between 1 and %s parts.", plans.MOST_PARTS),
            "total": _("There is too little open for so many parts: choose fewer."),
            "amount": _("Each part is more than nothing: enter an amount, or remove the part."),
            "past": _("A part cannot be due before today: choose later days."),
            "twice": _("Two parts are due on one day: choose another day for one of them."),
            "sum": _("The parts lack %s of what is open: raise one of them.", money),
            "most_parts": _("Choose %s parts at most, or ask us.", value),
            "longest_days": _("The last part is due within %s days at most: choose fewer parts.",
                              value),
            "smallest_part": _("Each part is %s at least: choose fewer parts.", money),
            "largest_amount": _("Plans are possible up to %s: choose fewer documents, or ask us.",
                                money),
        }[error.code]  # fmt: skip

    def _agree(self, person):
        """Let an offer count from now on, if it still adds up (sudo).

        :param person: res.partner who agreed, or to whom the customer said so
        :raise UserError: it is no offer any more, or something else is open than was offered
        """
        self.ensure_one()
        customer, company = self.partner_id.commercial_partner_id, self.company_id
        self.env["customer.credit.mixin"].sudo()._touch_credit_account(customer, company)
        if self.state != "offered":
            raise UserError(_("%s is no offer any more.", self.name))
        items = self.item_ids.move_line_id
        gone = len(items) != len(self.item_ids)
        changed = _(
            "Something of %s is paid, being paid or planned already: ask for a new offer.",
            self.name,
        )
        if gone or items - self._find_coverable(customer, company):
            raise UserError(changed)
        try:
            self._check_parts(self._get_parts(), items)
        except UserError:
            # Whoever agrees cannot change the parts.
            raise UserError(changed) from None
        self._write_engine(
            {
                "state": "active",
                "agreed_by_id": person.id,
                "agreed_at": fields.Datetime.now(),
                "agreed_on": fields.Date.context_today(self),
            }
        )
        self.item_ids._set_live(True)
        self._send("active")

    def _end(self, state, reason, broken=None):
        """End plans (sudo): what they cover is chased and overdue again."""
        self._write_engine(
            {
                "state": state,
                "end_reason": reason,
                "ended_on": fields.Date.context_today(self),
                "broken_date": broken,
            }
        )
        self.item_ids._set_live(False)
        self.activity_unlink(["mail.mail_activity_data_todo", PROBLEM_ACTIVITY])

    @api.model
    def _find_agreed(
        self, customers: models.BaseModel, companies: models.BaseModel
    ) -> models.BaseModel:
        """Return the plans of customers that counted on some day, oldest first."""
        return self.search(
            [
                ("partner_id.commercial_partner_id", "in", customers.ids),
                ("company_id", "in", companies.ids),
                ("agreed_on", "!=", False),
            ],
            order="id",
        )

    def _filter_kept(
        self, customer: models.BaseModel, company: models.BaseModel, day: Date
    ) -> models.BaseModel:
        """Return those of a customer that counted at the end of a day."""
        return self.filtered(
            lambda plan: (
                plan.partner_id.commercial_partner_id == customer
                and plan.company_id == company
                and plan.agreed_on <= day
                and (not plan.ended_on or plan.ended_on > day)
            )
        )

    def _get_ordered(self) -> models.BaseModel:
        """Return the parts, the oldest first."""
        return self.part_ids.sorted(lambda part: (part.date, part._origin.id or 0))

    def _get_parts(self) -> list:
        """Return the parts as core.plans.Part, the oldest first."""
        return [
            plans.Part(part.date, to_decimal(self.currency_id.round(part.amount)))
            for part in self._get_ordered()
        ]

    def _get_paid(self) -> Decimal:
        """Return what the books say is paid of what is covered, in the currency of the plan."""
        self.ensure_one()
        left = sum(item._get_open() for item in self.item_ids)
        return to_decimal(self.currency_id.round(self.amount - left))

    def _get_debts(self) -> models.BaseModel:
        """Return the covered items (sudo) that are open, first due first."""
        return (
            self.sudo()
            .item_ids.move_line_id.filtered(
                lambda item: item.parent_state == "posted" and item.amount_residual_currency > 0
            )
            ._sort_first_due()
        )

    def _is_being_paid(self) -> bool:
        """Return whether a payment of something that is covered is on its way."""
        debts = self._get_debts()
        return bool(debts - self.env["payment.transaction"]._leave_out_on_their_way(debts))

    def _is_being_corrected(self) -> bool:
        """Return whether a covered document is in draft: what is paid of it says nobody now."""
        return "draft" in self.sudo().item_ids.move_line_id.mapped("parent_state")

    # --------------------------------------------------------------- of customers

    @api.model
    def _find_rules(
        self, customer: models.BaseModel, company: models.BaseModel
    ) -> models.BaseModel:
        """Return the policy (sudo) by which a customer chooses a plan, none when a person must.

        Whoever broke a plan within a year, or has an offer that waits, asks a person.
        """
        customer = customer.commercial_partner_id
        policy = self.env["customer.reminder.policy"].sudo()._find_for(customer, company)
        if not policy.plan_in_portal or not customer.sudo().active:
            return policy.browse()
        year = fields.Date.context_today(self) - timedelta(days=365)
        stopped = self.sudo().search_count(
            [
                ("partner_id.commercial_partner_id", "=", customer.id),
                ("company_id", "=", company.id),
                "|",
                ("state", "=", "offered"),
                "&",
                ("state", "=", "broken"),
                ("ended_on", ">", year),
            ],
            limit=1,
        )
        return policy.browse() if stopped else policy

    @api.model
    def _find_proposable(
        self, customer: models.BaseModel, company: models.BaseModel
    ) -> models.BaseModel:
        """Return what is overdue (sudo) and may be planned by the customer: nothing disputed."""
        yesterday = fields.Date.context_today(self) - timedelta(days=1)
        items = self._find_coverable(customer, company, yesterday)
        items -= self.env["customer.statement"]._get_disputed(items)
        return items.filtered(lambda item: not item.no_followup)

    @api.model
    def _prepare_proposal(
        self, items: models.BaseModel, policy: models.BaseModel, count: int, every: str
    ) -> list:
        """Return the parts (core.plans.Part) that a customer asks for, the first of them today.

        :param items: open debts of one customer in one currency
        :param policy: customer.reminder.policy that allows it
        :raise UserError: more than the policy allows, with what to do
        """
        currency, company = items.currency_id, items.company_id
        customer = items.partner_id.commercial_partner_id
        today = fields.Date.context_today(self)
        rules = policy._get_plan_rules(currency, today)
        total = currency.round(sum(items.mapped("amount_residual_currency")))
        if every not in plans.EVERY:
            raise UserError(_("Choose how often you pay."))
        running = self.sudo().search(
            [("partner_id.commercial_partner_id", "=", customer.id),
             ("company_id", "=", company.id), ("state", "=", "active")]
        )  # fmt: skip
        owed = sum(
            plan.currency_id._convert(plan.open_amount, currency, company, today)
            for plan in running
        )
        try:
            amounts = plans.split(total, count, currency.decimal_places)
            days = plans.get_days(today, count, every)
            parts = [plans.Part(*row) for row in zip(days, amounts, strict=True)]
            plans.check_rules(parts, rules, today, plans.to_amount(owed, currency.decimal_places))
        except plans.PlanError as error:
            raise UserError(self._explain(error, currency)) from None
        return parts

    @api.model
    def _propose(
        self, customer: models.BaseModel, company: models.BaseModel, item_ids: list, count: int,
        every: str, person: models.BaseModel,
    ) -> models.BaseModel:  # fmt: skip
        """Return a new plan (sudo) that a customer chose within the policy; it counts at once.

        :param item_ids: ids of journal items that the customer ticked
        :param person: res.partner who chose
        :raise UserError: it is not allowed, with what to do
        """
        customer = customer.commercial_partner_id
        self.env["customer.credit.mixin"].sudo()._touch_credit_account(customer, company)
        policy = self._find_rules(customer, company)
        if not policy:
            raise UserError(_("Ask us for a payment plan: write to us or call."))
        wanted = set(item_ids)
        items = self._find_proposable(customer, company).filtered(lambda item: item.id in wanted)
        if not items or len(items) != len(wanted) or len(items.currency_id) > 1:
            raise UserError(_("Something of this was paid or changed meanwhile: choose again."))
        parts = self._prepare_proposal(items, policy, count, every)
        seller = customer.user_id
        plan = self._make(
            customer, company, items, [(part.date, part.amount) for part in parts],
            by_customer=True,
            user_id=(seller._filter_present() or policy.user_id).id,
        )  # fmt: skip
        plan._agree(person)
        return plan

    # --------------------------------------------------------------- every day

    @api.model
    def _cron_check(self):
        """End plans that are kept or broken, and tell customers of parts that come near."""
        waiting = [("state", "in", ("offered", "active"))]
        self._do_due(waiting, lambda plan: plan._check_today())

    @api.model
    def _check_all_of(self, company):
        """Look at the plans of a company now: who broke one yesterday is chased today.

        One that fails says so on itself and stops no other.

        :raise OperationalError: somebody else wrote at the same time
        """
        for plan in self.sudo().search(
            [("state", "=", "active"), ("company_id", "child_of", company.id)], order="id"
        ):
            plan._do_alone(lambda it: it._check_today())

    def _check_today(self):
        """End this plan if it is kept or broken by now, or give notice of its next part (sudo)."""
        self.ensure_one()
        today = self._get_today()
        parts, paid = self._get_parts(), self._get_paid()
        if self.state == "offered":
            if parts[0].date < today:
                self._end("cancelled", _("Nobody agreed before the first part was due."))
            return
        if self.item_ids._find_gone():
            self._end("cancelled", _("A document that it covers was cancelled."))
            self._tell("gone")
        elif self.item_ids._find_changed():
            self._end("cancelled", _("A document that it covers asks for something else now."))
            self._tell("changed")
        elif self._end_if_paid():
            return
        elif broken := plans.find_broken(parts, paid, today, self.grace_days):
            if not self._is_being_paid() and not self._is_being_corrected():
                self._break(broken)
        else:
            self._give_notice(today)

    def _end_if_paid(self):
        """End agreed plans of which nothing is open (sudo); return whether there are any."""
        paid = self.filtered(
            lambda plan: (
                plan.state == "active"
                and not (plan.item_ids._find_gone() or plan.item_ids._find_changed())
                and plan._get_paid() >= sum(part.amount for part in plan._get_parts())
            )
        )
        if paid:
            paid._end("kept", _("Everything is paid."))
        return bool(paid)

    def _break(self, part):
        """End the plan because a part was not paid; customer and salesperson hear of it."""
        self._end("broken", _("A part was not paid in time."), part.date)
        self._send("broken")
        self._tell("broken")

    def _give_notice(self, today):
        """Tell the customer, once each, of parts that are due in the next days.

        The email names what is to be paid next: while that is overdue, no later part is told.
        """
        near = self._get_ordered().filtered(
            lambda part: (
                not part.noticed_on
                and part.state != "paid"
                and (part.date - today).days <= self.notice_days
                # A part of the day of the agreement was told with it.
                and part.date > self.agreed_on
            )
        )
        if not near or self.next_date < today:
            return
        near.sudo()._write_engine({"noticed_on": today})
        if not self._send("due"):
            self._tell("no_address")

    def _tell(self, kind):
        """Give the responsible person and the salesperson a to-do, each in the own language."""
        seller = self.partner_id.commercial_partner_id.user_id
        for user in self._get_told_user() | seller._filter_present():
            plan = self.with_user(user).sudo().with_context(lang=user.lang)
            plan.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=plan._get_news(kind),
                user_id=user.id,
            )

    def _get_news(self, kind: str) -> str:
        """Return what happened to the plan, for a colleague."""
        words = {"plan": self.name, "customer": self.partner_id.complete_name}
        if kind == "gone":
            return _(
                "%(plan)s of %(customer)s ended: a document that it covers was cancelled", **words
            )
        if kind == "changed":
            return _(
                "%(plan)s of %(customer)s ended: a document that it covers was changed, or what "
                "had paid a part of it was taken back. Agree on a new plan, if need be.",
                **words,
            )
        if kind == "broken":
            return _("%(customer)s did not keep %(plan)s: call, or remind again", **words)
        return _(
            "A part of %(plan)s is due soon, and %(customer)s has no email address: call", **words
        )

    def _send(self, kind):
        """Send the email of an event to who gets the statements; return whether somebody does."""
        self.ensure_one()
        recipients = self.partner_id._get_statement_recipients()[self.partner_id]
        if not recipients.to:
            return False
        self._portal_ensure_token()
        self.env.ref(TEMPLATES[kind]).sudo().send_mail(
            self.id,
            email_values={"recipient_ids": [fields.Command.set(recipients.to.ids)]},
        )
        return True

    def _get_view_url(self) -> str:
        """Return the full address of the plan on the portal, with its access token."""
        self.ensure_one()
        return self.get_base_url() + self.get_portal_url()

    @api.model
    def _get_broken(self, company: models.BaseModel, since: Date | None = None) -> dict:
        """Return {id of the customer: [(date of the part, whether it is still unpaid)]}."""
        domain = [("state", "=", "broken"), ("company_id", "=", company.id)]
        if since:
            domain.append(("broken_date", ">=", since))
        found = {}
        for plan in self.sudo().search(domain, order="broken_date, id"):
            customer = plan.partner_id.commercial_partner_id
            unpaid = plan.currency_id.compare_amounts(plan.open_amount, 0.0) > 0
            found.setdefault(customer.id, []).append((plan.broken_date, unpaid))
        return found
