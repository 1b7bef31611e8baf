"""Requests: asked once, decided by the right people, valid for what was approved."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .request_common import CreditRequestCommon


@tagged("post_install", "-at_install")
class TestRequests(CreditRequestCommon):
    """The way of an order from the queue to its confirmation."""

    def test_an_order_over_the_limit_waits_with_a_request(self):
        """The request keeps the figures, the order says that it waits."""
        order = self.waiting_order()
        request = self.request_of(order)
        self.assertEqual((order.state, order.credit_state), ("draft", "waiting"))
        self.assertEqual(
            (request.state, request.kind, request.order_id), ("pending", "order", order)
        )
        self.assertEqual(
            (request.amount, request.order_amount, request.credit_limit, request.exposure),
            (500.0, 1500.0, 1000.0, 0.0),
        )
        self.assertEqual(request.requester_id, self.salesperson)
        self.assertIn("500.00", request.reasons)
        self.assertEqual(order.credit_request_id, request)
        self.assertIn(self.approver.name, order.with_user(self.salesperson).credit_waits_for)

    def test_every_approver_of_the_level_gets_an_activity_and_a_mail(self):
        """And nobody of the next level yet."""
        self.level.user_ids = self.approver + self.limit_manager
        self.new_level("Board", self.director, sequence=20)
        request = self.request_of(self.waiting_order())
        self.assertEqual(self.turn_of(request), self.approver + self.limit_manager)
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", request._name), ("res_id", "=", request.id)])
        )
        people = self.approver + self.limit_manager
        self.assertEqual(mails.recipient_ids, people.filtered("email").partner_id)
        for mail in mails:
            # The link in it is one person's own.
            self.assertEqual(len(mail.recipient_ids), 1)
            self.assertIn(request.order_id.name, mail.body_html)

    def test_a_mail_that_cannot_be_made_stops_no_order(self):
        """Somebody edited the template badly: the approver has the activity."""
        self.level.user_ids = self.approver
        template = self.env.ref("customer_credit_limit.mail_template_credit_request").sudo()
        template.body_html = '<t t-out="object.no_such_field"/>'
        with self.assertLogs("odoo.addons.customer_credit_limit", "WARNING"):
            request = self.request_of(self.waiting_order())
        self.assertEqual((request.state, self.turn_of(request)), ("pending", self.approver))

    def test_confirming_again_asks_only_once(self):
        """The second asking updates the first."""
        order = self.waiting_order()
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(self.Request.search_count([("order_id", "=", order.id)]), 1)
        self.assertEqual(self.request_of(order).round, 1)

    def test_the_last_approval_confirms_the_order(self):
        """Nobody has to press Confirm."""
        order = self.waiting_order()
        request = self.request_of(order)
        request.with_user(self.approver).action_approve()
        self.assertEqual((request.state, request.ceiling), ("approved", 1500.0))
        self.assertEqual(request.expires_on, fields.Date.today() + timedelta(days=30))
        self.assertEqual((order.state, order.credit_state), ("sale", "approved"))
        self.assertFalse(self.turn_of(request))
        decision = request.decision_ids
        self.assertEqual(
            (decision.user_id, decision.decision, decision.level_id),
            (self.approver, "approve", self.level),
        )

    def test_without_the_setting_the_rep_is_told(self):
        """The rep confirms, and it passes."""
        self.policy.auto_confirm = False
        order = self.waiting_order()
        self.request_of(order).with_user(self.approver).action_approve()
        self.assertEqual((order.state, order.credit_state), ("draft", "approved"))
        self.assertIn("confirm the order", self.todo_of(order, self.salesperson))
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_decision_survives_an_order_that_cannot_be_confirmed(self):
        """The approval stays, the rep is told what else is wrong."""
        order = self.waiting_order()
        order.order_line.product_id = False
        self.request_of(order).with_user(self.approver).action_approve()
        self.assertEqual(self.request_of(order).state, "approved")
        self.assertEqual(order.state, "draft")
        self.assertTrue(self.todo_of(order, self.salesperson))

    def test_levels_are_climbed_by_excess(self):
        """A small excess needs one decision, a big one both, in their order."""
        board = self.new_level("Board", self.director, min_excess=1000.0, sequence=20)
        small = self.waiting_order(1500.0)
        self.assertEqual(self.request_of(small)._get_levels(), self.level)
        big = self.quotation(3000.0)
        big.with_user(self.salesperson).action_confirm()
        request = self.request_of(big)
        with self.assertRaisesRegex(UserError, "waits for"):
            request.with_user(self.director).action_approve()
        request.with_user(self.approver).action_approve()
        self.assertEqual((request.state, request.level_id), ("pending", board))
        self.assertEqual(self.turn_of(request), self.director)
        self.assertEqual(big.state, "draft")
        request.with_user(self.director).action_approve()
        self.assertEqual((request.state, big.state), ("approved", "sale"))

    def test_levels_look_at_the_tags_of_the_customer(self):
        """A level of a tag is for customers with that tag."""
        tag = self.env["res.partner.category"].create({"name": "Export"})
        self.new_level("Export", self.director, sequence=5, tag_ids=[Command.set(tag.ids)])
        self.assertEqual(self.request_of(self.waiting_order()).level_id, self.level)
        self.customer.category_id = tag
        order = self.quotation(2000.0)
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(self.request_of(order).level_id.name, "Export")

    def test_without_levels_credit_managers_decide(self):
        """Nobody is left waiting for nobody."""
        self.level.active = False
        request = self.request_of(self.waiting_order())
        with self.assertRaises(UserError):
            request.with_user(self.approver).action_approve()
        request.with_user(self.limit_manager).action_approve()
        self.assertEqual(request.state, "approved")

    def test_a_stand_in_decides_while_somebody_is_away(self):
        """The stand-in is told instead, and only for these days."""
        today = fields.Date.today()
        absence = (
            self.env["customer.credit.absence"]
            .with_user(self.approver)
            .create({"deputy_id": self.director.id, "date_from": today, "date_to": today})
        )
        request = self.request_of(self.waiting_order())
        self.assertEqual(self.turn_of(request), self.director)
        absence.write(
            {"date_from": today - timedelta(days=9), "date_to": today - timedelta(days=1)}
        )
        with self.assertRaises(UserError):
            request.with_user(self.director).action_approve()
        absence.date_to = today
        request.with_user(self.director).action_approve()
        self.assertEqual(request.state, "approved")

    def test_approved_up_to_a_lower_amount(self):
        """The order must shrink to it; then it passes."""
        order = self.waiting_order()
        self.request_of(order).with_user(self.approver).action_approve_up_to(1200.0, "Half now")
        self.assertEqual((order.state, order.credit_state), ("draft", "waiting"))
        self.assertIn("1,200.00", self.todo_of(order, self.salesperson))
        order.order_line.price_unit = 1200.0
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "approved"))

    def test_an_order_that_grew_goes_back_to_the_queue(self):
        """The approval does not stretch; the difference is shown."""
        self.policy.auto_confirm = False
        order = self.waiting_order()
        request = self.request_of(order)
        request.with_user(self.approver).action_approve()
        order.order_line.price_unit = 1600.0
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual((order.state, order.credit_state), ("draft", "waiting"))
        self.assertEqual((request.state, request.round, request.ceiling), ("pending", 2, 0.0))
        self.assertEqual(self.turn_of(request), self.approver)
        bodies = " ".join(str(body) for body in request.message_ids.mapped("body"))
        self.assertIn("1,600.00", bodies)

    def test_a_confirmed_order_does_not_grow_past_its_approval(self):
        """Neither after it was invoiced."""
        order = self.waiting_order()
        self.request_of(order).with_user(self.approver).action_approve()
        self.invoice_order(order)
        with self.assertRaises(UserError):
            order.with_user(self.salesperson).order_line.product_uom_qty = 1.5

    def test_whoever_asked_sees_the_decision_at_once(self):
        """In an open browser, whatever was decided: confirmed, refused, asked back."""
        users = self.registry["res.users"]
        for decide, words in (
            ("action_approve", "the order is confirmed"),
            ("action_refuse", "refused"),
            ("action_ask", "Question"),
        ):
            order = self.waiting_order()
            with patch.object(users, "_bus_send", autospec=True) as sent:
                getattr(self.request_of(order).with_user(self.approver), decide)()
            shown = [
                call.args[2]
                for call in sent.call_args_list
                if call.args[0] == self.salesperson and call.args[1] == "simple_notification"
            ]
            self.assertEqual([it["title"] for it in shown], [order.name])
            self.assertIn(words, shown[0]["message"])

    def test_refused_tells_the_rep_why(self):
        """On the order, by an activity."""
        order = self.waiting_order()
        self.request_of(order).with_user(self.approver).action_refuse("Three cheques bounced")
        self.assertEqual((order.state, order.credit_state), ("draft", "refused"))
        self.assertIn("Three cheques bounced", self.todo_of(order, self.salesperson))

    def test_a_manager_is_told_where_whoever_asked_has_left_too(self):
        """Nobody is left who sells the order or has asked."""
        order = self.waiting_order()
        former = self._new_user("credit_former", "sales_team.group_sale_salesman")
        request = self.request_of(order).sudo()
        order.sudo().user_id = request.requester_id = former
        former.active = False
        request.with_user(self.approver).action_refuse("Three cheques bounced")
        told = order.sudo().activity_ids.user_id
        self.assertTrue(told.active)
        self.assertTrue(told.has_group("customer_credit_limit.group_credit_limit_manager"))

    def test_who_asked_is_told_where_the_salesperson_has_left(self):
        """Nobody reads the activities of somebody who is archived."""
        order = self.waiting_order()
        former = self._new_user("credit_former", "sales_team.group_sale_salesman")
        order.sudo().user_id = former
        former.active = False
        self.request_of(order).with_user(self.approver).action_refuse("Three cheques bounced")
        self.assertIn("Three cheques bounced", self.todo_of(order, self.salesperson))

    def test_a_question_is_answered(self):
        """The request stays open, and comes back with the answer."""
        order = self.waiting_order()
        request = self.request_of(order)
        request.with_user(self.approver).action_ask("Is there a deposit?")
        self.assertEqual(request.state, "asked")
        self.assertIn("Is there a deposit?", self.todo_of(order, self.salesperson))
        request.with_user(self.salesperson).action_answer("Half of it on Friday")
        self.assertEqual(request.state, "pending")
        self.assertEqual(self.turn_of(request), self.approver)

    def test_fifty_orders_in_one_go(self):
        """Good ones pass, the others wait; all are decided in one go as well."""
        self.set_limit(1000.0)
        orders = self.env["sale.order"].concat(*(self.quotation(100.0) for _i in range(12)))
        orders.with_user(self.salesperson).action_confirm()
        self.assertEqual(orders.mapped("state").count("sale"), 10)
        requests = self.Request.search([("order_id", "in", orders.ids)])
        self.assertEqual(len(requests), 2)
        requests.with_user(self.approver).action_approve()
        self.assertEqual(set(orders.mapped("state")), {"sale"})

    def test_a_batch_leaves_what_is_not_mine(self):
        """Decided ones are reported, not raised."""
        self.set_limit(100.0)
        orders = self.quotation(500.0) + self.quotation(600.0)
        orders.with_user(self.salesperson).action_confirm()
        requests = self.Request.search([("order_id", "in", orders.ids)])
        requests[0].with_user(self.approver).action_refuse("No")
        res = requests.with_user(self.approver).action_approve()
        self.assertIn("1 of 2", res["params"]["title"])
        self.assertEqual(set(requests.mapped("state")), {"refused", "approved"})

    def test_a_hold_after_the_asking_is_asked_about(self):
        """Approve opens a question that names the hold; only a yes to it releases the order."""
        order = self.waiting_order()
        request = self.request_of(order).with_user(self.approver)
        self.put_on_hold()
        action = request.action_approve()
        self.assertEqual((request.state, order.state), ("pending", "draft"))
        dialog = (
            self.env[action["res_model"]].with_user(self.approver)
            .with_context(**action["context"]).create({})
        )  # fmt: skip
        self.assertIn("Unpaid since spring", dialog.hold_news)
        dialog.action_approve()
        self.assertEqual(request.state, "approved")
        self.assertIn("Unpaid since spring", request.reasons)

    def test_a_hold_that_the_request_tells_is_approved_at_once(self):
        """No question where the approver has read of the hold."""
        self.policy.hold_level = "no_confirm"
        self.put_on_hold()
        request = self.request_of(self.waiting_order()).with_user(self.approver)
        self.assertTrue(request.action_approve() is True)
        self.assertEqual(request.state, "approved")

    def test_the_words_of_a_request_follow_the_figures(self):
        """What the approver reads is said as it is now, on the form and on the list of to-dos."""
        order = self.waiting_order()
        request = self.request_of(order)
        self.assertFalse(request.reasons_now)
        self.set_limit(1200.0)
        request.invalidate_recordset()
        self.assertIn("300.00", request.reasons_now)
        self.assertIn("500.00", request.reasons)
        request.sudo()._reevaluate()
        self.assertIn("300.00", request.reasons)
        activity = request.activity_ids.filtered(lambda it: it.user_id == self.approver)
        self.assertIn("300.00", f"{activity.summary} {activity.note}")
        request.invalidate_recordset()
        self.assertFalse(request.reasons_now)
