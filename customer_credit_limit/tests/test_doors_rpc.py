"""Every door over real requests, as salesperson, manager and administrator, with forged claims."""

from odoo import Command
from odoo.tests import tagged

from .rpc_common import FORGED, CreditRpcCommon

NAMES = ["partner_id/.id", "state", "order_line/product_id/.id", "order_line/product_uom_qty",
         "order_line/price_unit"]  # fmt: skip


@tagged("post_install", "-at_install")
class TestDoorsOverRpc(CreditRpcCommon):
    """Nothing but an approved request lets an order past its customer's limit."""

    def setUp(self):
        """A customer with room for 1,000, and a quotation over 1,500."""
        super().setUp()
        self.set_limit(1000.0)
        self.quote = self.quotation(1500.0, user_id=self.salesperson.id)

    def people(self):
        """Yield everybody who could try, logged in."""
        admin = self.env.ref("base.user_admin")
        admin.write({"company_ids": [Command.link(self.company.id)], "company_id": self.company.id})
        for user in (self.salesperson, self.sales_manager, self.limit_manager, admin):
            self.log_in(user)
            yield user

    def assert_stopped(self):
        """The quotation is still one, and nothing says that it was approved."""
        self.env.invalidate_all()
        self.assertIn(self.quote.state, ("draft", "sent"))
        self.assertNotEqual(self.quote.credit_state, "approved")
        self.assertFalse(self.request_of(self.quote).filtered(lambda it: it.state == "approved"))

    def test_states_and_contexts_are_no_authority(self):
        """Whoever writes them, whatever the context claims."""
        vals = {"partner_id": self.customer.id, "state": "sale",
                "order_line": [self.order_line(self.chair, 1, 1500)]}  # fmt: skip
        Order = self.env["sale.order"]
        for user in self.people():
            for door in (
                lambda: self.call(self.quote, "write", {"state": "sale"}, context=FORGED),
                lambda: self.call(self.quote, "web_save", {"state": "sale"}, specification={},
                                  context=FORGED),
                lambda: self.call(Order, "create", [vals], context=FORGED),
                lambda: self.call(Order, "load", NAMES, [self.row()], context=FORGED),
                lambda: self.call(self.quote, "write", {"credit_state": "approved"},
                                  context=FORGED),
            ):  # fmt: skip
                with self.subTest(user=user.login):
                    before = Order.search_count([("state", "=", "sale")])
                    error, result = door()
                    self.assertTrue(error or (isinstance(result, dict) and not result.get("ids")))
                    self.assertEqual(Order.search_count([("state", "=", "sale")]), before)
        self.assert_stopped()

    def row(self, price="1500"):
        """Return a line of a file of confirmed orders."""
        return [str(self.customer.id), "sale", str(self.chair.id), "1", price]

    def test_the_button_waits_for_everybody(self):
        """Confirming leaves a quotation that waits, with whatever context."""
        for user in self.people():
            with self.subTest(user=user.login):
                error, action = self.call(self.quote, "action_confirm", context=FORGED)
                self.assertFalse(error)
                self.assertEqual(action["tag"], "display_notification")
                self.assert_stopped()
        self.assertEqual(self.quote.credit_state, "waiting")

    def test_an_import_of_good_orders_passes(self):
        """A salesperson's file within the limit is imported as ever."""
        self.log_in(self.salesperson)
        error, result = self.call(self.env["sale.order"], "load", NAMES, [self.row("100")])
        self.assertFalse(error)
        self.assertEqual(len(result["ids"]), 1)

    def test_the_dialog_s_methods_ask_who_calls(self):
        """A rep who makes the dialog by RPC and calls it gets no further."""
        self.log_in(self.salesperson)
        self.call(self.quote, "action_confirm")
        request = self.request_of(self.quote)
        Wizard = self.env["customer.credit.request.decide"]
        for decision in ("approve", "up_to"):
            vals = {"request_ids": [Command.set(request.ids)], "decision": decision,
                    "ceiling": 9999.0, "reason": "please"}  # fmt: skip
            _error, wizard_id = self.call(Wizard, "create", [vals], context=FORGED)
            if wizard_id:
                wizard = Wizard.browse(wizard_id)
                for button in ("action_approve", "action_approve_up_to"):
                    self.assertTrue(self.call(wizard, button, context=FORGED)[0])
        for method, *args in (("action_approve",), ("action_approve_up_to", 9999.0),
                              ("write", {"state": "approved", "ceiling": 9999.0})):  # fmt: skip
            self.assertTrue(self.call(request, method, *args, context=FORGED)[0], method)
        self.assertEqual(request.state, "pending")
        self.assert_stopped()

    def test_private_methods_are_no_doors(self):
        """What skips the checks cannot be called from outside."""
        self.log_in(self.env.ref("base.user_admin"))
        self.call(self.quote, "action_confirm")
        request = self.request_of(self.quote)
        profile = self.profile()
        for records, method, *args in (
            (self.quote, "_set_credit_state", "approved"),
            (self.quote, "_action_confirm"),
            (request, "_decide", "approve", None, None),
            (request, "_release"),
            (profile, "_apply", {"limit_mode": "unlimited"}),
        ):
            with self.subTest(method=method):
                error, _result = self.call(records, method, *args)
                self.assertIn("private", (error or "").lower())
        self.assertEqual(self.limit_of(), 1000.0)
        self.assert_stopped()

    def test_confirmed_orders_do_not_grow_past_the_limit(self):
        """Quantity, price, lines and customer, by RPC and in one write of the form."""
        self.set_limit(100.0, self.other_customer)
        order = self.order((self.chair, 9, 100))
        line = order.order_line
        add = [Command.create({"product_id": self.chair.id, "price_unit": 5000.0})]
        move = {"partner_id": self.other_customer.id, "partner_invoice_id": self.other_customer.id}
        for user in self.people():
            for records, vals in (
                (line, {"product_uom_qty": 900}),
                (line, {"price_unit": 9000}),
                (order, {"order_line": add}),
                (order, {"order_line": [Command.update(line.id, {"product_uom_qty": 11})]}),
                (order, move),
            ):
                with self.subTest(user=user.login, vals=vals):
                    self.assert_refused(self.call(records, "write", vals, context=FORGED))
        self.assertEqual(order.amount_total, 900.0)

    def test_who_sells_nothing_sees_nothing(self):
        """Somebody who only works a till or a desk opens contacts without figures of others."""
        self.owe(400.0)
        self.log_in(self.employee)
        spec = {"name": {}, "email": {}}
        self.assertFalse(self.call(self.customer, "web_read", specification=spec)[0])
        for name in ("credit_exposure", "credit_limit_amount", "credit_headroom", "credit_hold"):
            self.assertTrue(self.call(self.customer, "read", [name])[0], name)
        for condition in (("credit_headroom", "<", 0), ("credit_exposure", ">", 1),
                          ("credit_on_hold", "=", True), ("credit_limit_mode", "=", "none"),
                          ("credit_score", ">", 1)):  # fmt: skip
            found = self.call(self.env["res.partner"], "search", [condition])
            self.assertTrue(found[0], condition)
        for model in ("customer.credit.request", "customer.credit.profile",
                      "customer.credit.audit", "customer.credit.policy"):  # fmt: skip
            self.assertTrue(self.call(self.env[model], "search_read", [], ["id"])[0], model)

    def test_people_who_only_sell_work_without_errors(self):
        """Form, list, onchange and confirmation of a salesperson without accounting rights."""
        self.owe(400.0)
        self.log_in(self.salesperson)
        Order = self.env["sale.order"]
        views = self.call(Order, "get_views", [[False, "form"], [False, "list"]])
        self.assertFalse(views[0])
        spec = {"credit_verdict": {}, "credit_position": {}, "credit_state": {}}
        error, rows = self.call(self.quote, "web_read", specification=spec)
        self.assertFalse(error)
        self.assertEqual(rows[0]["credit_verdict"]["state"], "blocked")
        values = {"partner_id": self.customer.id}
        error, _result = self.call(Order, "onchange", [], values, ["partner_id"], spec)
        self.assertFalse(error)


@tagged("post_install", "-at_install")
class TestApprovalBeforeHoldOverRpc(CreditRpcCommon):
    """An approval covers the reasons that the approver was shown, and no other."""

    def setUp(self):
        """An order that is approved but not confirmed, as where nothing confirms by itself."""
        super().setUp()
        self.policy.write({"auto_confirm": False, "hold_level": "no_confirm"})
        self.quote = self.waiting_order()
        self.request_of(self.quote).with_user(self.approver).action_approve()
        self.log_in(self.salesperson)

    def confirm(self):
        """Let the rep confirm; return the state of order and newest request."""
        error, _result = self.call(self.quote, "action_confirm")
        self.assertFalse(error)
        return self.quote.state, self.request_of(self.quote).state

    def test_nothing_new_passes(self):
        """The approval still holds for what it told."""
        self.assertEqual(self.confirm(), ("sale", "approved"))

    def test_a_hold_after_the_approval_asks_again(self):
        """The approver reads of the hold, and that the approval was for something else."""
        self.put_on_hold()
        self.assertEqual(self.confirm(), ("draft", "pending"))
        request = self.request_of(self.quote)
        self.assertIn("Unpaid since spring", request.reasons)
        self.assertIn("other reasons", "".join(request.message_ids.mapped("body")))
        request.with_user(self.approver).action_approve()
        self.assertEqual(self.confirm(), ("sale", "approved"))

    def test_writing_the_state_is_no_way_around(self):
        """Nor is any other door to the same confirmation."""
        self.put_on_hold()
        self.assert_refused(self.call(self.quote, "write", {"state": "sale"}))
        self.assertEqual(self.quote.state, "draft")

    def test_another_hold_than_the_approved_one_asks_again(self):
        """The first hold was known, the second is not."""
        profile = self.put_on_hold()
        self.confirm()
        self.request_of(self.quote).with_user(self.approver).action_approve()
        profile.write({"hold": "auto"})
        self.put_on_hold(reason="Bankruptcy filed")
        self.assertEqual(self.confirm(), ("draft", "pending"))
        self.assertIn("Bankruptcy", self.request_of(self.quote).reasons)

    def test_overdue_invoices_after_the_approval_ask_again(self):
        """Every reason of its own is shown before it is approved."""
        self.policy.write({"overdue_mode": "approval"})
        self.set_limit(5000.0)
        self.owe(4000.0, days_overdue=90)
        self.assertEqual(self.confirm(), ("draft", "pending"))
        self.assertIn("overdue", self.request_of(self.quote).reasons)

    def test_a_hold_released_again_asks_nobody(self):
        """What was approved is approved, once the news are gone."""
        self.put_on_hold().write({"hold": "auto"})
        self.assertEqual(self.confirm(), ("sale", "approved"))
