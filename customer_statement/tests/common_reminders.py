"""Common ground of the tests of reminders: a policy, customers who are late, runs as of a day."""

from contextlib import contextmanager

from freezegun import freeze_time

from odoo import Command

from .common_sending import SendingCommon

DAY = "2026-02-10"


class ReminderCommon(SendingCommon):
    """The invoices are due on 2026-01-15, 26 days before the day."""

    @classmethod
    def setUpClass(cls):
        """Make the policy of the company with the steps that every policy begins with."""
        super().setUpClass()
        cls.Policy = cls.env["customer.reminder.policy"]
        cls.Reminders = cls.env["customer.reminder.reader"]
        cls.policy = cls.Policy.create({"name": "Reminders", "company_id": cls.company.id})

    def setUp(self):
        """Send runs on their own day, but for tests that say another one."""
        super().setUp()
        Run = self.env.registry["customer.statement.run"]
        self.moved, read = False, Run._get_day
        self.patch(Run, "_get_day", lambda run: read(run) if self.moved else run.date_to)

    @contextmanager
    def on(self, day):
        """Let runs be started, and worked on, at noon of a day."""
        self.moved = True
        with freeze_time(f"{day} 12:00:00"):
            yield
        self.moved = False

    def late(self, count, amount=100.0, due="2026-01-15"):
        """Return customers with one invoice each that was due on a day."""
        partners = self.env["res.partner"].create(
            [
                {"name": f"Late {number}", "email": f"late{number}@example.com"}
                for number in range(count)
            ]
        )
        for partner in partners:
            self.owe(partner, amount, due)
        return partners

    def owe(self, partner, amount, due="2026-01-15"):
        """Return a posted invoice of a customer that is due on a day."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": min(due, "2026-01-15"),
                "invoice_date_due": due,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Service", "price_unit": amount, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )
        move.action_post()
        return move

    def step(self, days):
        """Return the step of the policy on this day."""
        return self.policy.step_ids.filtered(lambda step: step.days == days)

    def verdicts(self, partners, day=DAY):
        """Return {customer: (days of the step or None, reason)}."""
        found = self.Reminders._read(self.policy, partners, day)
        return {
            partner: (verdict.rung.days if verdict.rung else None, verdict.reason)
            for partner, verdict in found.items()
        }

    def verdict(self, partner, day=DAY):
        """Return (days of the step or None, reason) of one customer."""
        return self.verdicts(partner, day)[partner]

    def reminder_run(self, day=DAY):
        """Return the run of the policy as of a day, counted."""
        return self.policy._make_run(day)

    def remind(self, day=DAY):
        """Return a run of reminders that is finished."""
        run = self.reminder_run(day)
        if run.todo_count:
            run.action_start()
            self.work()
        return run

    def invoice_of(self, partner):
        """Return the invoice of a customer."""
        return self.env["account.move"].search(
            [("partner_id", "=", partner.id), ("move_type", "=", "out_invoice")]
        )

    def bounce(self, run):
        """Let the emails of a run come back."""
        for statement in run.line_ids.statement_id:
            statement._record_mail_result("bounced", "no such mailbox")

    def reminder_of(self, run, partner):
        """Return the reminder of a customer in a run."""
        return run.line_ids.filtered(lambda line: line.partner_id == partner).statement_id
