"""The call list (customer_statement) shows the score (customer_credit_limit)."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.customer_credit_limit.tests.snapshot_common import CreditSnapshotCommon


@tagged("post_install", "-at_install")
class TestCallListAndScore(CreditSnapshotCommon):
    """A customer who is late by 20 days and on the list of the salesperson."""

    def test_the_score_stands_on_the_call_list(self):
        """Points and class of the last night, as on the customer."""
        self.tell_history()
        self.take()
        policy = self.env["customer.reminder.policy"].create(
            {
                "name": "Calls", "company_id": self.company.id, "customer_only": True,
                "step_ids": [Command.clear(), Command.create(
                    {"name": "A call", "days": 3, "channel": "call"}
                )],
            }
        )  # fmt: skip
        self.customer.with_company(self.company).customer_statement_reminder_policy_id = policy
        run = policy.sudo()._make_run(self.today)
        run._start()
        while run._work_batch():
            self.env.flush_all()
        call = run.statement_ids.with_env(self.env)
        self.assertEqual(call.call_state, "todo")
        self.customer.invalidate_recordset()
        customer = self.customer.with_company(self.company)
        self.assertGreater(customer.credit_score, 0)

        caller = self._new_user("caller", "customer_statement.group_customer_statement_manager")

        seen = call.with_user(caller).call_score
        self.assertTrue(seen.startswith(f"{customer.credit_score} · "), seen)
