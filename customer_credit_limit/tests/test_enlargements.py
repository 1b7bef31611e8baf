"""A confirmed order that shall grow: the difference waits, the order goes on."""

from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.modules.module import load_script
from odoo.tests import Form, tagged

from .rpc_common import FORGED, CreditRpcCommon

PATH = Path(__file__).parents[1] / "migrations/19.0.1.3.0/post-larger-orders.py"
SCRIPT = load_script(str(PATH), "post_larger_orders")


@tagged("post_install", "-at_install")
class TestEnlarge(CreditRpcCommon):
    """Asked for by a rep, decided like any request, changed by the approval."""

    @classmethod
    def setUpClass(cls):
        """A confirmed order of 900 under a limit of 1,000."""
        super().setUpClass()
        case = cls()
        case.set_limit(1000.0)
        cls.confirmed = case.order((cls.chair, 9, 100), confirm=False)
        cls.confirmed.user_id = cls.salesperson
        cls.confirmed.action_confirm()
        cls.line = cls.confirmed.order_line

    def wish(self, quantity=20, user=None, **vals):
        """Return the dialog in which the rep wants this quantity."""
        order = self.confirmed.with_user(user or self.salesperson)
        action = order.action_ask_to_enlarge()
        wizard = order.env[action["res_model"]].with_context(**action["context"]).create(vals)
        wizard.line_ids.quantity = quantity
        return wizard

    def ask(self, quantity=20, **vals):
        """Return the request that the dialog made."""
        self.wish(quantity, **vals).action_ask()
        return self.request_of(self.confirmed)

    def test_a_stop_names_the_way(self):
        """Whoever is stopped reads what to do, over RPC too."""
        self.log_in(self.salesperson)
        answer = self.call(self.line, "write", {"product_uom_qty": 20})
        self.assert_refused(answer, "Ask to Enlarge")
        quote = self.quotation(500.0)
        answer = self.call(quote, "write", {"state": "sale"})
        self.assertNotIn("Ask to Enlarge", answer[0], "nothing is confirmed yet")

    def test_the_difference_goes_to_the_queue(self):
        """The order stays; the request shows what it is, what it shall be, and what is over."""
        request = self.ask(20, reason="They doubled the party")
        self.assertEqual((self.confirmed.state, self.confirmed.amount_total), ("sale", 900.0))
        self.assertEqual(
            (request.kind, request.state, request.enlarge_from, request.order_amount),
            ("enlargement", "pending", 900.0, 2000.0),
        )
        self.assertEqual(request.amount, 1000.0)
        self.assertIn("9 → 20", request.enlarge_note)
        self.assertIn("They doubled the party", request.enlarge_note)
        self.assertEqual(self.turn_of(request), self.approver)
        self.assertEqual(self.line.product_uom_qty, 9, "the preview left nothing behind")

    def test_approval_makes_the_change(self):
        """The order is what was asked for, and the rep is told."""
        self.ask(20).with_user(self.approver).action_approve()
        self.assertEqual((self.line.product_uom_qty, self.confirmed.amount_total), (20, 2000.0))
        self.assertIn("changed", self.todo_of(self.confirmed, self.salesperson))

    def test_what_was_approved_is_the_end(self):
        """One more than approved is stopped again."""
        self.ask(20).with_user(self.approver).action_approve()
        with self.assertRaises(UserError):
            self.line.with_user(self.salesperson).product_uom_qty = 21

    def test_without_the_setting_the_rep_makes_the_change(self):
        """Up to the ceiling, by hand."""
        self.policy.auto_confirm = False
        self.ask(20).with_user(self.approver).action_approve()
        self.assertEqual(self.line.product_uom_qty, 9)
        self.line.with_user(self.salesperson).product_uom_qty = 20
        self.assertEqual(self.confirmed.amount_total, 2000.0)

    def test_a_lower_ceiling(self):
        """Nothing changes by itself; the rep may go that far."""
        self.ask(20).with_user(self.approver).action_approve_up_to(1500.0)
        self.assertEqual(self.line.product_uom_qty, 9)
        self.assertIn("1,500", self.todo_of(self.confirmed, self.salesperson))
        with self.assertRaises(UserError):
            self.line.product_uom_qty = 16
        self.line.product_uom_qty = 15

    def test_a_quotation_again_is_asked_for_as_it_stands(self):
        """What the order should have become is forgotten: approval confirms what is written."""
        request = self.ask(20)
        request.with_user(self.approver).action_approve_up_to(1500.0)
        self.confirmed._action_cancel()
        self.confirmed.action_draft()
        self.line.product_uom_qty = 30
        self.confirmed.with_user(self.salesperson).action_confirm()
        self.assertEqual((request.kind, request.state), ("order", "pending"))
        self.assertFalse(request.enlargement or request.enlarge_note or request.enlarge_from)
        request.with_user(self.approver).action_approve()
        self.assertEqual((self.confirmed.state, self.line.product_uom_qty), ("sale", 30))

    def test_requests_of_older_versions_get_their_kind(self):
        """The upgrade tells them apart by what they would change; orders stay orders."""
        request, waiting = self.ask(20), self.quotation(5000.0)
        waiting.with_user(self.salesperson).action_confirm()
        (request + self.request_of(waiting)).flush_recordset()
        self.env.cr.execute("UPDATE customer_credit_request SET kind = 'order'")
        SCRIPT.migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual((request.kind, self.request_of(waiting).kind), ("enlargement", "order"))

    def test_refused_leaves_the_order_as_it_is(self):
        """Confirmed, unchanged, and the rep reads why."""
        self.ask(20).with_user(self.approver).action_refuse("Too much for them")
        self.assertEqual((self.confirmed.state, self.confirmed.credit_state), ("sale", "ok"))
        self.assertEqual(self.line.product_uom_qty, 9)
        self.assertIn("Too much for them", self.todo_of(self.confirmed, self.salesperson))

    def test_what_fits_is_changed_at_once(self):
        """No request for what nobody stops."""
        self.assertFalse(self.ask(10))
        self.assertEqual(self.line.product_uom_qty, 10)

    def test_asking_again_updates_the_request(self):
        """One open request, with the new difference; the board decides on large ones."""
        self.new_level("Board", self.director, min_excess=2000.0, sequence=20)
        request = self.ask(20)
        self.assertEqual(self.ask(40), request)
        self.assertEqual((request.order_amount, request.amount), (4000.0, 3000.0))
        request.with_user(self.approver).action_approve()
        self.assertEqual(self.line.product_uom_qty, 9, "the board has not decided yet")
        request.with_user(self.director).action_approve()
        self.assertEqual(self.line.product_uom_qty, 40)

    def test_who_asks_for_more_does_not_decide(self):
        """An approver who edits the order asks instead of the rep: it is the approver's wish."""
        self.level.user_ids += self.director
        request = self.ask(12)
        before = self.env.cr.now().replace(year=2020)
        request.sudo().date = before
        self.wish(90, user=self.approver).action_ask()
        self.assertEqual((request.requester_id, request.order_amount), (self.approver, 9000.0))
        self.assertGreater(request.date, before)
        self.log_in(self.approver)
        self.assert_refused(self.call(request, "action_approve"), "somebody else decides")
        self.assertEqual((request.state, self.line.product_uom_qty), ("pending", 9))
        request.with_user(self.director).action_approve()
        self.assertEqual(self.line.product_uom_qty, 90)

    def test_asked_for_more_while_one_level_has_approved(self):
        """The levels begin again, and what the first one allowed is no bound any more."""
        self.new_level("Board", self.director, min_excess=100.0, sequence=20)
        request = self.ask(12)
        request.with_user(self.approver).action_approve()
        self.assertEqual((request.ceiling, self.turn_of(request)), (1200.0, self.director))
        self.ask(15)
        self.assertEqual((request.ceiling, self.turn_of(request)), (0.0, self.approver))
        request.with_user(self.approver).action_approve()
        self.assertEqual(self.line.product_uom_qty, 9, "the board decides as well")
        request.with_user(self.director).action_approve()
        self.assertEqual((self.line.product_uom_qty, request.ceiling), (15, 1500.0))

    def test_an_order_of_somebody_else_meanwhile(self):
        """What was asked for one customer is not decided for another, nor by the cron."""
        request = self.ask(20)
        self.set_limit(1000.0, self.other_customer)
        other = self.other_customer.id
        self.confirmed.write({"partner_id": other, "partner_invoice_id": other})
        self.log_in(self.approver)
        self.assert_refused(self.call(request, "action_approve"), "must be asked for again")
        self.Request._cron_reevaluate()
        self.assertEqual((request.state, request.partner_id), ("closed", self.customer))
        self.assertEqual((self.confirmed.state, self.line.product_uom_qty), ("sale", 9))
        self.assertIn("asked for again", self.todo_of(self.confirmed, self.salesperson))

    def test_money_that_arrives_makes_the_change(self):
        """When the room is there, nobody has to decide any more."""
        request = self.ask(20)
        self.pay_on_account(1000.0)
        self.Request._cron_reevaluate()
        self.assertEqual((request.state, self.line.product_uom_qty), ("closed", 20))

    def test_a_cancelled_order_closes_the_request(self):
        """There is nothing to enlarge any more."""
        request = self.ask(20)
        self.confirmed._action_cancel()
        self.Request._cron_reevaluate()
        self.assertEqual(request.state, "closed")

    def test_an_order_that_was_locked_meanwhile(self):
        """The decision stands, the rep is told why nothing was changed."""
        request = self.ask(20)
        self.confirmed.action_lock()
        request.with_user(self.approver).action_approve()
        self.assertEqual((request.state, self.line.product_uom_qty), ("approved", 9))
        self.assertIn("not open for changes", self.todo_of(self.confirmed, self.salesperson))

    def test_a_new_line(self):
        """Another product is asked for in the same dialog, at the price of the order."""
        order = self.confirmed.with_user(self.salesperson)
        action = order.action_ask_to_enlarge()
        wizard = Form(self.env[action["res_model"]].with_user(self.salesperson).with_context(
            **action["context"]))  # fmt: skip
        with wizard.line_ids.new() as line:
            line.product_id = self.work
            line.quantity = 5
            line.price_unit = 60.0
        self.assertEqual(wizard.difference, 300.0)
        wizard.save().action_ask()
        self.request_of(self.confirmed).with_user(self.approver).action_approve()
        self.assertEqual(self.confirmed.amount_total, 1200.0)

    def test_the_dialog_is_no_door(self):
        """By RPC, for foreign orders, with forged wishes: asking is all it does."""
        self.log_in(self.employee)
        Wizard = self.env["customer.credit.enlarge"]
        self.assertTrue(self.call(Wizard, "create", [{"order_id": self.confirmed.id}])[0])
        self.assertTrue(self.call(self.confirmed, "action_ask_to_enlarge")[0])
        with self.assertRaises(AccessError):
            self.wish(20, user=self.employee)
        self.log_in(self.salesperson)
        for method in ("_write_credit_changes", "_preview_credit_changes"):
            self.assertIn("private", self.call(self.confirmed, method, [])[0].lower())
        _error, wizard_id = self.call(
            Wizard, "create", [{"order_id": self.confirmed.id}], context=FORGED
        )
        wizard = Wizard.browse(wizard_id).with_user(self.salesperson)
        self.call(wizard.line_ids, "write", {"quantity": 90})
        self.assertFalse(self.call(wizard, "action_ask", context=FORGED)[0])
        self.assertEqual(self.line.product_uom_qty, 9)
        request = self.request_of(self.confirmed)
        self.assertTrue(self.call(request, "write", {"enlargement": []})[0])
        self.assertTrue(self.call(request, "action_approve")[0])
        self.assertEqual(request.state, "pending")

    def test_who_is_offered_the_button(self):
        """Open confirmed orders of customers with a limit; nobody else is bothered."""
        self.assertTrue(self.confirmed.credit_can_enlarge)
        self.assertFalse(self.quotation(10.0).credit_can_enlarge)
        self.assertFalse(self.order(partner=self.other_customer).credit_can_enlarge)
        self.confirmed.action_lock()
        self.assertFalse(self.confirmed.credit_can_enlarge)
        with self.assertRaises(UserError):
            self.wish(20).action_ask()
