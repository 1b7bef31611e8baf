"""Customers of a run of reminders: the step, the oldest due date, and why somebody gets none."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...core.reminders import Verdict

SKIPS = [
    ("early", "No step is due yet"),
    ("waiting", "Has had this step, the next is not due"),
    ("ended", "Has had the last step"),
    ("recent", "Was reminded a few days ago"),
    ("covered", "Open credit covers it"),
    ("disputed", "Disputed"),
    ("promised", "Promised to pay"),
    ("confirmed", "Confirmed and promised a date"),
    ("paying", "A payment is on its way"),
    ("reply", "Answered, nobody has read it yet"),
    ("paused", "Paused by hand"),
    ("frozen", "Store credit is frozen"),
    ("archived", "Archived"),
    ("left_out", "Left out by hand"),
]


class CustomerStatementRunLine(models.Model):
    """Adds the step to the customers of runs, because whoever gets none is listed with why."""

    _inherit = "customer.statement.run.line"

    # --- fields

    reason = fields.Selection(selection_add=SKIPS)
    reminder_step_id = fields.Many2one(
        "customer.reminder.step", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    oldest_due = fields.Date(readonly=True)
    due_amount = fields.Monetary(
        readonly=True, string="Due", help="What is asked for, before credits, in company currency."
    )
    credit_amount = fields.Monetary(
        readonly=True, string="Credits", help="Open credits and store credit of the customer."
    )
    stalled_amount = fields.Monetary(
        "Payment That Did Not Arrive", readonly=True,
        help="What of it somebody began to pay online; the provider left it pending for too long, "
        "so it is waited for no more. In company currency.",
    )  # fmt: skip

    # --- computes

    @api.depends("stalled_amount")
    def _compute_advice(self):
        """Name payments that are waited for no more.

        # EXTENDS 'customer_statement'
        """
        super()._compute_advice()
        for line in self.filtered("stalled_amount"):
            said = _(
                "A payment of %(amount)s is pending for too long and waited for no more: look at "
                "it at the provider.",
                amount=line.currency_id.format(line.stalled_amount),
            )
            line.advice = " ".join(filter(None, [line.advice, said]))

    # --- actions

    def action_leave_out(self):
        """Leave these customers out of this run. Managers only.

        :raise UserError: when somebody got the reminder already, or it is being sent
        """
        self._change_by_hand("todo", {"state": "skipped", "reason": "left_out"})
        return True

    def action_take_in(self):
        """Take customers in again who were left out by hand. Managers only.

        :raise UserError: for customers who are skipped for another reason
        """
        self._change_by_hand("skipped", {"state": "todo", "reason": False})
        return True

    def action_apply_credit(self):
        """Return the dialog that pays what is open with the customer's credits."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.action_credit_apply()

    # --- private

    @api.model
    def _get_advice(self) -> dict:
        """Say what to do about who gets no reminder.

        # EXTENDS 'customer_statement'
        """
        nothing = _("Nothing to do.")
        return {
            **super()._get_advice(),
            "early": nothing,
            "waiting": nothing,
            "recent": nothing,
            "ended": _("Call the customer, or decide what follows."),
            "covered": _("Apply the customer's credit to what is open."),
            "disputed": _("Settle the dispute; reminders go on then."),
            "promised": _("Nothing to do until the day that was promised."),
            "confirmed": _("Nothing to do until the day that was promised."),
            "paying": _("Wait for the payment, or look why it is not booked."),
            "reply": _("Read the answer and decide; reminders go on then."),
            "paused": _("Nothing to do until the pause ends."),
            "frozen": _("Find out why the account is frozen."),
            "archived": _("Restore the customer, or write off what is open."),
            "left_out": _("Take the customer in again, if you like."),
        }

    def _change_by_hand(self, state, vals):
        """Move lines of runs that are not working to another state, under their locks.

        :raise UserError: when one is in another state, or its run is working
        """
        self.run_id._check_statement_manager()
        self.check_access("read")
        self.run_id.check_access("write")
        for line in self:
            by_hand = state == "todo" or line.reason == "left_out"
            if line.state != state or not by_hand or line.run_id.state not in ("draft", "paused"):
                raise UserError(
                    _(
                        "%(customer)s cannot be changed here: pause the run first, or look at "
                        "why the customer is skipped.",
                        customer=line.partner_id.complete_name,
                    )
                )
        lines = self.sudo().with_env(self.sudo().env)
        lines.lock_for_update()
        lines.write(vals)

    def _prepare_verdict(self, verdict, channel):
        """Return the values of a line that say what a core.reminders.Verdict says."""
        standing = verdict.standing
        return {
            # A call has its figures on the portal, where the customer can look at them.
            "delivery": "portal" if channel == "call" else channel or False,
            "reminder_step_id": verdict.rung.id if verdict.rung else False,
            "oldest_due": standing.oldest or False,
            "due_amount": self._get_asked(verdict),
            "credit_amount": standing.credit + standing.store_credit,
            "stalled_amount": standing.stalled,
            "balance": standing.total,
        }

    def _get_left(self) -> float:
        """Return what is asked for after credits, in company currency."""
        self.ensure_one()
        return self.currency_id.round(self.due_amount - self.credit_amount)

    @api.model
    def _get_asked(self, verdict: Verdict) -> float:
        """Return what a reminder asks for before credits, company currency.

        Before the due date it is what comes near.
        """
        standing = verdict.standing
        return standing.near if verdict.rung and verdict.rung.days < 0 else standing.due

    def _settle_count(self):
        """Write which step each customer would get, in one statement.

        # EXTENDS 'customer_statement'
        """
        run = self.run_id.with_company(self.run_id.company_id)
        if not run.reminder_policy_id:
            return super()._settle_count()
        verdicts = run._get_verdicts(self.partner_id)
        rows = []
        for line in self:
            verdict, channel, reason = verdicts[line.partner_id]
            values = line._prepare_verdict(verdict, channel)
            rows.append(
                (line.id, values["delivery"] or None, "skipped" if reason else "todo",
                 reason or None, values["balance"], values["reminder_step_id"] or None,
                 values["oldest_due"] or None, values["due_amount"], values["credit_amount"],
                 values["stalled_amount"])
            )  # fmt: skip
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_statement_run_line line
                   SET delivery = counted.delivery, state = counted.state,
                       reason = counted.reason, balance = counted.balance,
                       reminder_step_id = counted.step, oldest_due = counted.oldest,
                       due_amount = counted.due, credit_amount = counted.credit,
                       stalled_amount = counted.stalled
                  FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::numeric[],
                              %s::int[], %s::date[], %s::numeric[], %s::numeric[], %s::numeric[])
                       AS counted(id, delivery, state, reason, balance, step, oldest, due, credit,
                                  stalled)
                 WHERE line.id = counted.id
                """,
                *map(list, zip(*rows, strict=True)),
            )
        )
        self.invalidate_model()
        return None

    def _tell_salesperson(self):
        """Give the salesperson of the customer a to-do about the reminder."""
        customer = self.partner_id.commercial_partner_id
        user = customer.user_id
        if user._filter_present():
            told = self.statement_id.with_user(user).sudo().with_context(lang=user.lang)
            told.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=told.env._(
                    "%(customer)s got: %(step)s",
                    customer=customer.complete_name,
                    step=told.reminder_step_id.name,
                ),
                user_id=user.id,
            )

    def _put_on_hold(self):
        """Put the customers on hold by rule, in each company's books, once they are reminded."""
        for run, lines in self.grouped("run_id").items():
            customers = lines.partner_id.sudo().commercial_partner_id
            reasons = customers._get_credit_hold_reasons(run.company_id, customers.ids)
            held = customers.filtered(lambda it, reasons=reasons: it.id in reasons)
            if held:
                held._put_on_credit_hold(run.company_id, reasons, run.user_id)

    def _propose_hold(self):
        """Ask whether the customer may go on buying on account, once the reminder is sent."""
        reason = _(
            "%(step)s was sent to %(customer)s: %(amount)s is due, the oldest item since %(day)s.",
            step=self.reminder_step_id.sudo().name,
            customer=self.partner_id.complete_name,
            amount=self.currency_id.format(self.due_amount),
            day=format_date(self.env, self.oldest_due),
        )
        self.partner_id.sudo()._propose_credit_hold(self.company_id, reason, self.run_id.user_id)
