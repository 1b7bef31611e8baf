"""Requests: they close themselves when nothing stands behind them, and approvals expire."""

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import RedirectWarning
from odoo.tests import tagged
from odoo.tools import mute_logger

from .request_common import CreditRequestCommon


@tagged("post_install", "-at_install")
class TestRequestClosing(CreditRequestCommon):
    """Money, limits and cancellations are looked at by a cron, soon after they happen."""

    def triggers(self):
        """Return how often the cron was rung."""
        cron = self.env.ref("customer_credit_limit.cron_reevaluate_requests")
        return self.env["ir.cron.trigger"].sudo().search_count([("cron_id", "=", cron.id)])

    def test_money_that_arrives_releases_the_order(self):
        """The payment rings the bell; the order that fits now is confirmed."""
        self.owe(800.0)
        order = self.waiting_order(600.0, limit=1000.0)
        request = self.request_of(order)
        before = self.triggers()
        self.pay_on_account(500.0)
        self.assertEqual(self.triggers(), before + 1)
        self.Request._cron_reevaluate()
        self.assertEqual((request.state, order.state), ("closed", "sale"))
        self.assertFalse(self.turn_of(request))

    def test_money_of_somebody_else_rings_no_bell(self):
        """Nor does an invoice."""
        self.waiting_order()
        before = self.triggers()
        self.pay_on_account(500.0, self.other_customer)
        self.assertEqual(self.triggers(), before)

    def test_an_order_that_sends_people_elsewhere_stops_no_other(self):
        """Another addon answers with a button to its settings: the rep reads the sentence."""
        self.owe(800.0)
        first, second = self.waiting_order(600.0), self.waiting_order(300.0)
        self.pay_on_account(800.0)
        confirm = self.env.registry["sale.order"]._action_confirm
        sentence = "Set up the carrier first."

        def _action_confirm(order):
            if first in order:
                raise RedirectWarning(sentence, 1, "Settings")
            return confirm(order)

        self.patch(self.env.registry["sale.order"], "_action_confirm", _action_confirm)
        self.Request._cron_reevaluate()
        self.assertEqual((first.state, second.state), ("draft", "sale"))
        self.assertIn(sentence, self.todo_of(first, self.salesperson))

    @mute_logger("odoo.addons.customer_credit_limit.models.endings.customer_credit_request")
    def test_an_order_that_fails_in_any_way_stops_no_other(self):
        """A fault of another addon undoes its own step alone; approvals end all the same."""
        self.owe(800.0)
        first, second = self.waiting_order(600.0), self.waiting_order(300.0)
        self.policy.auto_confirm = False
        old = self.waiting_order(1700.0)
        approved = self.request_of(old)
        approved.with_user(self.approver).action_approve()
        approved.sudo().expires_on = fields.Date.subtract(fields.Date.today(), days=1)
        self.policy.auto_confirm = True
        self.pay_on_account(800.0)
        confirm = self.env.registry["sale.order"]._action_confirm

        def _action_confirm(order):
            if first in order:
                order.note = "half done"
                raise KeyError("carrier")
            return confirm(order)

        self.patch(self.env.registry["sale.order"], "_action_confirm", _action_confirm)
        self.Request._cron_reevaluate()
        self.env.invalidate_all()
        self.assertEqual((first.state, second.state), ("draft", "sale"))
        self.assertNotIn("half done", first.note or "")
        self.assertEqual(self.request_of(first).state, "pending")
        self.assertEqual(approved.state, "expired")

    def test_a_higher_limit_releases_the_order(self):
        """No decision is needed any more."""
        order = self.waiting_order()
        before = self.triggers()
        self.profile().with_user(self.limit_manager).write({"limit_amount": 5000.0})
        self.assertEqual(self.triggers(), before + 1)
        self.Request._cron_reevaluate()
        self.assertEqual((self.request_of(order).state, order.state), ("closed", "sale"))

    def test_a_cancelled_order_closes_its_request(self):
        """Nobody decides on what is gone."""
        order = self.waiting_order()
        order._action_cancel()
        self.Request._cron_reevaluate()
        self.assertEqual(self.request_of(order).state, "closed")

    def test_a_deleted_quotation_closes_its_request(self):
        """The request stays on record, and nobody is left with something to decide."""
        waiting, refused = self.waiting_order(), self.waiting_order(1700.0)
        requests = self.request_of(waiting) | self.request_of(refused)
        self.request_of(refused).with_user(self.approver).action_refuse("No")
        activities = requests.sudo().activity_ids
        self.assertTrue(activities)
        (waiting | refused).with_user(self.sales_manager).unlink()
        self.env.invalidate_all()
        self.assertEqual(requests.exists().mapped("state"), ["closed", "refused"])
        self.assertFalse(requests.order_id)
        self.assertFalse(activities.exists())
        self.assertEqual(requests[-1:].decision_ids.decision, "refuse")
        self.Request._cron_reevaluate()

    def test_what_still_exceeds_stays_with_new_figures(self):
        """The queue shows what is true now."""
        order = self.waiting_order()
        self.pay_on_account(200.0)
        self.Request._cron_reevaluate()
        request = self.request_of(order)
        self.assertEqual((request.state, request.amount), ("pending", 300.0))

    def test_an_approval_that_nobody_used_expires(self):
        """The rep is told to ask again; the order is no longer marked approved."""
        self.policy.auto_confirm = False
        order = self.waiting_order()
        request = self.request_of(order)
        request.with_user(self.approver).action_approve()
        request.sudo().expires_on = fields.Date.subtract(fields.Date.today(), days=1)
        self.Request._cron_reevaluate()
        self.assertEqual((request.state, order.credit_state), ("expired", False))
        self.assertIn("ask again", self.todo_of(order, self.salesperson))

    def test_an_approval_counts_until_its_day_is_over_where_people_work(self):
        """In the evening of its last day in California it is tomorrow in Greenwich."""
        self.policy.auto_confirm = False
        request = self.request_of(self.waiting_order())
        request.with_user(self.approver).action_approve()
        today = fields.Date.today()
        request.sudo().expires_on = today
        managers = self.company._get_credit_members(
            "customer_credit_limit.group_credit_limit_manager"
        )
        managers[:1].tz = "America/Los_Angeles"
        Request = self.Request.with_user(self.env.ref("base.user_root")).with_context(tz=False)
        for hour, state in ((2, "approved"), (9, "expired")):
            with freeze_time(f"{fields.Date.add(today, days=1)} {hour:02}:00:00"):
                Request._cron_reevaluate()
            self.assertEqual(request.state, state)

    def test_a_held_customer_released_by_a_decision(self):
        """A hold is a reason like any other: an approval of this order passes it."""
        order = self.quotation(100.0, user_id=self.salesperson.id)
        self.put_on_hold()
        order.with_user(self.salesperson).action_confirm()
        request = self.request_of(order)
        self.assertIn("on hold", request.reasons)
        request.with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sale")

    def test_what_was_decided_is_in_the_audit(self):
        """Stopped, asked and decided, each with its figures."""
        order = self.waiting_order()
        self.request_of(order).with_user(self.approver).action_approve()
        lines = self.env["customer.credit.audit"].search([("partner_id", "=", self.customer.id)])
        self.assertLessEqual({"blocked", "request", "decision"}, set(lines.mapped("event")))
        decision = lines.filtered(lambda it: it.event == "decision")
        self.assertEqual((decision.user_id, decision.excess), (self.approver, 500.0))
