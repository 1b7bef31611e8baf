"""Runs of reminders: the same engine as for statements, another question to each customer."""

from datetime import date

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date


class CustomerStatementRun(models.Model):
    """Adds a policy to runs, because reminders are sent exactly once, paused and resumed alike."""

    _inherit = "customer.statement.run"

    # --- fields

    reminder_policy_id = fields.Many2one(
        "customer.reminder.policy", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null", check_company=True,
    )  # fmt: skip

    # --- computes

    @api.depends("reminder_policy_id")
    def _compute_name(self):
        """Name a run of reminders by its policy.

        # EXTENDS 'customer_statement'
        """
        super()._compute_name()
        for run in self.filtered("reminder_policy_id"):
            run.name = f"{run.reminder_policy_id.name}, {format_date(self.env, run.date_to)}"

    # --- guards

    def copy_data(self, default=None):
        """Refuse to copy reminders: without its policy a run sends plain statements to everybody.

        # EXTENDS 'base'
        :raise UserError: one of them is a run of reminders
        """
        if self.reminder_policy_id:
            raise UserError(_("This run is repeated by what it was made of already."))
        return super().copy_data(default)

    # --- actions

    def action_open_reminder_lines(self):
        """Return the action that lists who gets which step, and who none and why."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_statement.action_customer_reminder_line"
        )
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    # --- hooks

    def _can_repeat(self) -> bool:
        """Leave reminders to their policy.

        # EXTENDS 'customer_statement'
        """
        return not self.reminder_policy_id and super()._can_repeat()

    # --- private

    def _get_customer_query(self, limit: int | None = None) -> SQL:
        """Find the customers of the policy who have something due.

        # EXTENDS 'customer_statement'
        """
        if not self.reminder_policy_id:
            return super()._get_customer_query(limit)
        return self.reminder_policy_id._get_customer_query(self.date_to, limit)

    def _is_per_contact(self) -> bool:
        """Send one reminder to each customer, whatever the layout says.

        # EXTENDS 'customer_statement'
        """
        return not self.reminder_policy_id and super()._is_per_contact()

    def _get_summary(self) -> str:
        """Speak of reminders.

        # EXTENDS 'customer_statement'
        """
        if not self.reminder_policy_id or self.state != "draft":
            return super()._get_summary()
        return _(
            "%(total)s customers with something due, %(todo)s get a reminder, %(others)s do not",
            total=self.total_count,
            todo=self.todo_count,
            others=self.skipped_count,
        )

    def _get_day(self) -> date:
        """Return the day as of which this run decides: that of its list, then that of sending.

        Workers have no time zone: it is the day of the responsible person.
        """
        self.ensure_one()
        if self.state == "draft":
            return self.date_to
        return max(self.date_to, fields.Date.context_today(self.with_user(self.user_id)))

    def _start(self):
        """Let the runs be of the day on which they begin.

        # EXTENDS 'customer_statement'
        """
        super()._start()
        for run in self.filtered(lambda it: it.reminder_policy_id and it.state != "draft"):
            if (day := run._get_day()) != run.date_to:
                run._write_engine({"date_to": day})

    def _get_verdicts(self, partners: models.BaseModel) -> dict:
        """Return {partner: (core.reminders.Verdict, channel or False, reason or False)}.

        What this run sent and nobody got reminded nobody.
        """
        self.ensure_one()
        policy = self.reminder_policy_id
        verdicts = self.env["customer.reminder.reader"].sudo()._read(
            policy, partners, self._get_day(), self._find_undelivered(partners)
        )  # fmt: skip
        channels = {step.id: step.channel for step in policy.sudo().step_ids}
        found = {}
        recipients = partners._get_statement_recipients()
        for partner in partners:
            verdict = verdicts[partner.commercial_partner_id]
            channel = verdict.rung and channels[verdict.rung.id]
            reason = verdict.reason
            if not reason and channel == "mail" and not recipients[partner].to:
                reason = "no_address"
            found[partner] = (verdict, channel or False, reason or False)
        return found

    def _find_undelivered(self, partners: models.BaseModel) -> models.BaseModel:
        """Return the reminders of this run to these customers that nobody got (sudo)."""
        return (
            self.env["customer.statement"]
            .sudo()
            .search(
                [
                    ("run_id", "=", self.id),
                    ("partner_id", "in", partners.ids),
                    ("state", "!=", "draft"),
                    *self.env["customer.statement"]._get_undelivered_domain(),
                ]
            )
        )

    def _find_past(self, reminders: models.BaseModel) -> models.BaseModel:
        """Return those of these reminders that ask for something else than today; say why (sudo).

        Who is to get none is skipped; of others somebody decides, who tries again.
        """
        self.ensure_one()
        verdicts, past = self._get_verdicts(reminders.partner_id), reminders.browse()
        for line in reminders._get_run_lines():
            verdict, channel, reason = verdicts[line.partner_id]
            if reason:
                line._settle("skipped", reason)
            else:
                line._write_engine(line._prepare_verdict(verdict, channel))
            if reason or not line.statement_id._says(line):
                past += line.statement_id
        return past

    def _choose_again(self, lines):
        """Ask again who is to be reminded; what is asked for now is said anew where it differs.

        # EXTENDS 'customer_statement'
        """
        again = super()._choose_again(lines)
        if not self.reminder_policy_id or not again:
            return again
        verdicts, day = self._get_verdicts(again.partner_id), self._get_day()
        same = again.browse()
        for line in again:
            verdict, channel, reason = verdicts[line.partner_id]
            statement = line.statement_id
            if statement.mail_state in ("waiting", "sent"):
                same += line
            elif not reason:
                line._write_engine(line._prepare_verdict(verdict, channel))
                if statement.date_to == day and statement._says(line):
                    same += line
                else:
                    statement._replace_undelivered()
                    line._write_engine({"statement_id": False})
        return same

    def _skip(self, lines):
        """Ask again who gets which step, now that the letters are made.

        # EXTENDS 'customer_statement'
        """
        if not self.reminder_policy_id:
            return super()._skip(lines)
        verdicts = self._get_verdicts(lines.partner_id)
        wanted = lines.browse()
        for line in lines:
            verdict, channel, reason = verdicts[line.partner_id]
            values = line._prepare_verdict(verdict, channel)
            if reason:
                line._settle("skipped", reason, **values)
            else:
                line._write_engine(values)
                wanted += line
        return wanted

    def _make_statements(self, lines):
        """Make a statement of open items for each customer, with the words of the step.

        # EXTENDS 'customer_statement'
        """
        if not self.reminder_policy_id:
            return super()._make_statements(lines)
        made, day = self.env["customer.statement"], self._get_day()
        for step, some in lines.grouped("reminder_step_id").items():
            drafts = some.statement_id
            drafts._write_engine({"date_to": day})
            drafts.action_generate()
            fresh = some.filtered(lambda line: not line.statement_id)
            if fresh:
                drafts += self.env["customer.statement"]._generate(
                    fresh.partner_id, self.company_id, "open_items", None, day,
                    step.sudo().template_id
                    or self.template_id._get_default(self.company_id, "commercial"),
                    engine={"run_id": self.id},
                    user_id=self._get_person_in_charge().id, note=self.message,
                    attach_invoices=step.sudo().attach_invoices,
                )  # fmt: skip
            by_partner = {line.partner_id: line for line in some}
            for statement in drafts:
                statement._write_engine(
                    {
                        "reminder_step_id": step.id,
                        "reminder_days": step.sudo().days,
                        "reminder_hold": step.sudo().put_on_hold,
                        "reminder_oldest": by_partner[statement.partner_id].oldest_due,
                        "reminder_asked": by_partner[statement.partner_id]._get_left(),
                    }
                )
            made += drafts
        return made

    def _make_and_deliver(self, lines, delivery):
        """Tell the salespeople of those who got a reminder, where the step says so.

        # EXTENDS 'customer_statement'
        """
        super()._make_and_deliver(lines, delivery)
        calls = lines.filtered(
            lambda line: line.state == "done" and line.reminder_step_id.sudo().channel == "call"
        )
        calls.statement_id._write_engine({"call_state": "todo", "call_on": self._get_day()})
        done = lines.filtered(lambda line: line.state == "done")
        for line in done:
            step = line.reminder_step_id.sudo()
            if step.tell_salesperson:
                line._tell_salesperson()
            if step.propose_hold and not step.put_on_hold:
                line._propose_hold()
        done.filtered(lambda line: line.statement_id.reminder_hold)._put_on_hold()
