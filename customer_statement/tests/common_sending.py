"""Common ground of the tests of sending: customers with addresses and balances, and runs."""

from unittest.mock import patch

from odoo import Command

from .common import StatementCommon


class SendingCommon(StatementCommon):
    """Runs are worked in the test's own transaction, batch by batch."""

    @classmethod
    def setUpClass(cls):
        """Give the customers an address."""
        super().setUpClass()
        cls.Run = cls.env["customer.statement.run"]
        cls.Line = cls.env["customer.statement.run.line"]
        cls.Schedule = cls.env["customer.statement.schedule"]
        cls.Dispute = cls.env["customer.statement.dispute"]
        cls.Mail = cls.env["mail.mail"].sudo()
        cls.customer.email = "azure@example.com"
        cls.other_customer.email = "deco@example.com"
        cls.accountant = cls._new_user(
            "statement_accountant",
            "account.group_account_invoice,customer_statement.group_customer_statement_manager",
        )

    def run_for(self, partners, **vals):
        """Return a run, prepared for these customers."""
        run = self.Run.create(
            {
                "date_to": "2026-01-31",
                "domain": str([("id", "in", partners.ids)]),
                **vals,
            }
        )
        run._prepare(partners)
        return run

    def nightly(self, action):
        """Do what a scheduled action does, without its commits."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            action()

    def work(self, limit=20):
        """Let one worker work until nothing is left; return how many customers it worked."""
        self.env.flush_all()
        total = 0
        while count := self.Run.sudo()._work_batch(limit):
            total += count
        self.env.invalidate_all()
        return total

    def send_run(self, partners, **vals):
        """Return a run that is finished."""
        run = self.run_for(partners, **vals)
        run.action_start()
        self.work()
        return run

    def customers(self, count, amount=100.0):
        """Return customers with an email address who owe this much each."""
        partners = self.env["res.partner"].create(
            [
                {"name": f"Customer {number:03}", "email": f"customer{number}@example.com"}
                for number in range(count)
            ]
        )
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": "2026-01-15",
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Service", "price_unit": amount, "tax_ids": [Command.clear()]}
                        )
                    ],
                }
                for partner in partners
            ]
        )
        moves.action_post()
        return partners

    def mails_of(self, run):
        """Return the emails of a run."""
        statements = self.env["customer.statement"].search([("run_id", "=", run.id)])
        return self.Mail.search(
            [("model", "=", "customer.statement"), ("res_id", "in", statements.ids)]
        )

    def line_of(self, run, partner):
        """Return (result, reason) of a customer in a run."""
        line = run.line_ids.filtered(lambda line: line.partner_id == partner)
        return line.state, line.reason

    def sent(self, partner=None, **options):
        """Return a statement that was sent through the portal."""
        statement = self.statement(partner, **options)
        statement.with_context(statement_delivery="portal").action_send()
        return statement
