"""Requests: nobody walks around the people who decide, by no door."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .request_common import CreditRequestCommon


@tagged("post_install", "-at_install")
class TestRequestGuards(CreditRequestCommon):
    """Each guard, tried as whoever would like to pass it."""

    def test_only_approvers_decide(self):
        """Reps, credit managers, portal users and employees do not."""
        request = self.request_of(self.waiting_order())
        for user in (self.salesperson, self.sales_manager, self.employee, self.portal_user):
            for act in ("action_approve", "action_refuse", "action_ask"):
                with self.assertRaises(AccessError):
                    getattr(request.with_user(user), act)()
            with self.assertRaises(AccessError):
                request.with_user(user).action_approve_up_to(9999.0)
        self.assertEqual(request.state, "pending")

    def test_who_asked_does_not_decide(self):
        """Four eyes, whatever the context says; unless the company wants it otherwise."""
        self.level.user_ids += self.limit_manager
        order = self.waiting_order(user=self.limit_manager)
        request = self.request_of(order)
        self.assertNotIn(self.limit_manager, self.turn_of(request))
        forged = {"four_eyes": False, "bypass_risk": True, "force": True, "su": True}
        with self.assertRaisesRegex(AccessError, "somebody else"):
            request.with_user(self.limit_manager).with_context(**forged).action_approve()
        self.policy.four_eyes = False
        request.with_user(self.limit_manager).action_approve()
        self.assertEqual(request.state, "approved")

    def test_who_lets_the_order_grow_does_not_decide_on_it(self):
        """An approver who edits the order, and then asks back or waits for the cron."""
        for refresh in (
            lambda request: request.with_user(self.approver).action_ask("Why?"),
            lambda request: self.Request._cron_reevaluate(),
        ):
            order = self.waiting_order(1500.0)
            request = self.request_of(order)
            order.with_user(self.approver).order_line.price_unit = 90_000.0
            refresh(request)
            self.assertEqual(request.requester_id, self.salesperson)
            request.with_user(self.approver).action_approve()
            self.assertEqual((request.ceiling, order.state), (1500.0, "draft"))

    def test_another_customer_is_asked_for_anew(self):
        """Who writes another customer on the order asks for that one, from the first level on."""
        self.new_level("Board", self.director, sequence=20)
        self.level.user_ids += self.limit_manager
        self.set_limit(100.0, self.other_customer)
        order = self.waiting_order(1500.0)
        request = self.request_of(order)
        request.with_user(self.approver).action_approve()
        other = self.other_customer.id
        mine = order.with_user(self.limit_manager)
        mine.write({"partner_id": other, "partner_invoice_id": other})
        mine.order_line.price_unit = 1400.0
        mine.action_confirm()
        self.assertEqual(
            (request.partner_id, request.requester_id), (self.other_customer, self.limit_manager)
        )
        self.assertEqual((request.ceiling, self.turn_of(request)), (0.0, self.approver))

    def test_another_customer_is_nothing_that_a_cron_asks_for(self):
        """The request of the one ends, and whoever asked is told to ask for the other."""
        self.set_limit(100.0, self.other_customer)
        order = self.waiting_order(1500.0)
        request = self.request_of(order)
        other = self.other_customer.id
        order.write({"partner_id": other, "partner_invoice_id": other})
        self.Request._cron_reevaluate()
        self.assertEqual((request.state, request.partner_id), ("closed", self.customer))
        self.assertFalse(order.credit_state)
        self.assertIn("asked for again", self.todo_of(order, self.salesperson))
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(self.request_of(order).partner_id, self.other_customer)

    def test_another_company_is_asked_anew(self):
        """A request stays with the company whose people decide on it."""
        order = self.waiting_order(1500.0)
        request = self.request_of(order)
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        branch._ensure_credit_policy()
        self.set_limit(100.0, company=branch)
        order.order_line.tax_ids = False
        order.company_id = branch
        order.action_confirm()
        self.assertEqual((request.state, request.company_id), ("closed", self.company))
        self.assertEqual(self.request_of(order).company_id, branch)

    def test_nobody_writes_or_creates_a_request(self):
        """Not even credit managers: a request is what gates and decisions make of it."""
        order = self.waiting_order()
        request = self.request_of(order)
        vals = {"state": "approved", "ceiling": 99999.0}
        for user in (
            self.salesperson,
            self.approver,
            self.limit_manager,
            self.env.ref("base.user_admin"),
        ):
            mine = request.with_user(user)
            with self.assertRaises(UserError):
                mine.write(vals)
            with self.assertRaises(UserError):
                mine.copy(vals)
            with self.assertRaises(UserError):
                mine.unlink()
            with self.assertRaises(UserError):
                mine.create({**vals, "partner_id": self.customer.id})
        self.assertEqual(request.state, "pending")

    def test_nobody_writes_a_request_through_the_order(self):
        """One2many commands are writes, too."""
        order = self.waiting_order()
        request = self.request_of(order)
        for user in (self.salesperson, self.limit_manager):
            with self.assertRaises(UserError):
                order.with_user(user).write(
                    {"credit_request_ids": [Command.update(request.id, {"state": "approved"})]}
                )
                self.env.flush_all()
        request.invalidate_recordset()
        self.assertEqual(request.state, "pending")

    def test_a_decision_stays_as_it_was_made(self):
        """In the ORM."""
        request = self.request_of(self.waiting_order())
        request.with_user(self.approver).action_approve()
        decision = request.decision_ids
        for user in (self.approver, self.limit_manager):
            with self.assertRaises(UserError):
                decision.with_user(user).write({"decision": "refuse"})
            with self.assertRaises(UserError):
                decision.with_user(user).unlink()
            with self.assertRaises(UserError):
                decision.with_user(user).create({"request_id": request.id})

    def test_the_dialog_has_no_authority(self):
        """A rep who calls it gets no further than by the button."""
        request = self.request_of(self.waiting_order())
        methods = {"approve": "approve", "up_to": "approve_up_to", "refuse": "refuse", "ask": "ask"}
        for decision, method in methods.items():
            wizard = (
                self.env["customer.credit.request.decide"]
                .with_user(self.salesperson)
                .create(
                    {
                        "request_ids": [Command.set(request.ids)],
                        "decision": decision,
                        "ceiling": 9999.0,
                        "reason": "please",
                    }
                )
            )
            with self.assertRaises(AccessError):
                getattr(wizard, f"action_{method}")()
        self.assertEqual(request.state, "pending")

    def test_an_approval_holds_for_its_document_alone(self):
        """Not for another order of the same customer, nor for another customer."""
        self.policy.auto_confirm = False
        order = self.waiting_order()
        self.request_of(order).with_user(self.approver).action_approve()
        other = self.quotation(1500.0)
        other.with_user(self.salesperson).action_confirm()
        self.assertEqual(other.state, "draft")
        self.set_limit(100.0, self.other_customer)
        order.with_user(self.salesperson).write(
            {"partner_id": self.other_customer.id, "partner_invoice_id": self.other_customer.id}
        )
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, "draft")

    def test_an_approval_has_a_last_day(self):
        """The day after, the order asks again."""
        self.policy.auto_confirm = False
        order = self.waiting_order()
        request = self.request_of(order)
        request.with_user(self.approver).action_approve()
        request.sudo().expires_on = fields.Date.subtract(fields.Date.today(), days=1)
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, "draft")

    def test_the_order_cannot_be_told_that_it_is_approved(self):
        """State, request and context are no authority."""
        order = self.waiting_order()
        for user in (self.salesperson, self.limit_manager, self.env.ref("base.user_admin")):
            with self.assertRaises(UserError):
                order.with_user(user).write({"credit_state": "approved"})
            with self.assertRaises(UserError):
                order.with_user(user).with_context(bypass_risk=True).write({"state": "sale"})
        self.assertEqual(order.state, "draft")

    def test_a_stand_in_needs_the_right_already(self):
        """An absence gives nobody a right, and nobody sends others away."""
        today = fields.Date.today()
        vals = {"date_from": today, "date_to": today}
        Absence = self.env["customer.credit.absence"].with_user(self.approver)
        with self.assertRaises(ValidationError):
            Absence.create({**vals, "deputy_id": self.salesperson.id})
        with self.assertRaises(AccessError):
            Absence.create({**vals, "user_id": self.director.id, "deputy_id": self.approver.id})
        with self.assertRaises(AccessError):
            Absence.with_user(self.salesperson).create({**vals, "deputy_id": self.approver.id})

    def test_levels_are_set_by_managers_and_name_approvers(self):
        """Approvers do not name themselves."""
        with self.assertRaises(AccessError):
            self.level.with_user(self.approver).min_excess = 9.0
        with self.assertRaises(ValidationError):
            self.level.with_user(self.limit_manager).user_ids += self.salesperson

    def test_another_company_neither_sees_nor_decides(self):
        """Requests stay within their company."""
        request = self.request_of(self.waiting_order())
        company = self.setup_other_company()["company"]
        self.approver.sudo().write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        with self.assertRaises(AccessError):
            request.with_user(self.approver).action_approve()

    def test_only_who_asked_answers(self):
        """A question is answered by the rep."""
        request = self.request_of(self.waiting_order())
        request.with_user(self.approver).action_ask("Why?")
        with self.assertRaises(AccessError):
            request.with_user(self.sales_manager).action_answer("Because")

    def test_a_ceiling_is_no_way_past_the_next_level(self):
        """Nobody approves more than was asked for: the levels were chosen by that."""
        self.new_level("Board", self.director, min_excess=1000.0, sequence=20)
        self.policy.auto_confirm = False
        order = self.waiting_order()
        request = self.request_of(order)
        request.with_user(self.approver).action_approve_up_to(99999.0)
        self.assertEqual(request.ceiling, 1500.0)
        order.order_line.price_unit = 9000.0
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual((order.state, request.state), ("draft", "pending"))

    def test_a_document_that_shrank_is_approved_as_it_is(self):
        """The levels are those of what it is worth now: so is the amount that is approved."""
        self.new_level("Board", self.director, min_excess=1000.0, sequence=20)
        self.policy.auto_confirm = False
        order = self.waiting_order(9000.0)
        request = self.request_of(order)
        order.with_user(self.salesperson).order_line.price_unit = 1100.0
        request.with_user(self.approver).action_approve()
        self.assertEqual((request.state, request.ceiling), ("approved", 1100.0))
        order.with_user(self.salesperson).order_line.price_unit = 9000.0
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual((order.state, request.state), ("draft", "pending"))

    def test_approvals_do_not_add_up_past_the_next_level(self):
        """Each a little over the limit, together far over it: the board decides on the last."""
        self.new_level("Board", self.director, min_excess=1000.0, sequence=20)
        self.policy.auto_confirm = False
        orders = [self.waiting_order(1500.0) for _number in range(2)]
        for order in orders:
            self.request_of(order).with_user(self.approver).action_approve()
        for order in orders:
            order.with_user(self.salesperson).action_confirm()
        self.assertEqual([order.state for order in orders], ["sale", "draft"])
        request = self.request_of(orders[1])
        self.assertEqual((request.state, request.amount), ("pending", 2000.0))
        for user in (self.approver, self.director):
            request.with_user(user).action_approve()
        orders[1].with_user(self.salesperson).action_confirm()
        self.assertEqual(orders[1].state, "sale")

    def test_an_approval_holds_while_its_levels_are_enough(self):
        """Other orders took the room: who approved would decide on that, too."""
        self.policy.auto_confirm = False
        order = self.waiting_order(1500.0)
        self.request_of(order).with_user(self.approver).action_approve()
        self.quotation(900.0).action_confirm()
        self.new_level("Board", self.director, min_excess=5000.0, sequence=20)
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_level_whose_only_member_asked_leaves_it_to_managers(self):
        """Nobody decides on the own request, and nobody waits for somebody who may not."""
        request = self.request_of(self.waiting_order(user=self.approver))
        self.assertIn(self.limit_manager, self.turn_of(request))
        self.assertNotIn(self.approver, self.turn_of(request))
        with self.assertRaisesRegex(AccessError, "somebody else"):
            request.with_user(self.approver).action_approve()
        with self.assertRaisesRegex(AccessError, "waits for"):
            request.with_user(self.director).action_approve()
        request.with_user(self.limit_manager).action_approve()
        self.assertEqual(request.state, "approved")
