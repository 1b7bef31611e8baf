"""Ways and parts of the banner: what stands behind each figure, and splitting an order."""

from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .request_common import CreditRequestCommon


@tagged("post_install", "-at_install")
class TestWays(CreditRequestCommon):
    """Each named part is a click away from its documents, each way from its start."""

    def test_each_part_opens_its_documents(self):
        """Invoices, drafts and orders that count, and nothing else."""
        self.set_limit(100.0)
        self.policy.mode = "warn"
        invoice, paid = self.owe(400.0), self.owe(50.0)
        self.pay(paid)
        draft = self.invoice(70.0, post=False)
        open_order = self.order((self.chair, 2, 100))
        self.invoice_order(self.order((self.chair, 1, 10)))
        order = self.quotation(900.0).with_user(self.sales_manager)
        codes = {term["code"] for term in order.credit_verdict["terms"]}
        self.assertEqual(codes, {"receivable", "draft_invoices", "orders"})
        found = {}
        for code in codes:
            action = order.action_credit_term(code)
            found[code] = self.env[action["res_model"]].search(action["domain"])
            # A phone takes the cards: its columns would show no amount.
            self.assertIn("kanban", [it[1] for it in action["views"]])
            self.assertEqual(action["mobile_view_mode"], "kanban")
        self.assertEqual(found["draft_invoices"], draft)
        self.assertEqual(found["orders"], open_order)
        self.assertIn(invoice, found["receivable"])
        self.assertNotIn(paid, found["receivable"])
        self.assertEqual(sum(found["receivable"].mapped("amount_residual")), 410.0)

    def test_what_is_overdue_of_instalments_adds_up(self):
        """The list behind the button sums to what the button says, not to what comes later."""
        today = fields.Date.today()
        old = today - timedelta(days=120)
        term = self.env["account.payment.term"].create(
            {
                "name": "A third at once, the rest in a year",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 40, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 60, "nb_days": 365}),
                ],
            }
        )
        invoice = self.invoice(1000.0, invoice_date=old, invoice_payment_term_id=term.id)
        self.policy.write({"overdue_mode": "approval", "overdue_days": 15})
        order = self.quotation(100.0).with_user(self.salesperson)
        way = next(it for it in order.credit_verdict["ways"] if it["code"] == "overdue")
        self.assertEqual(way["amount"], 400.0)
        self.assertIn("400.00", way["button"])
        action = order.action_credit_way("overdue")
        moves = self.env["account.move"].with_user(self.salesperson).search(action["domain"])
        self.assertEqual(moves, invoice)
        arch = self.env["ir.ui.view"].browse(action["views"][0][0]).get_combined_arch()
        summed = [it.get("name") for it in etree.fromstring(arch).iter("field") if it.get("sum")]
        self.assertEqual(summed, ["customer_credit_overdue"])
        self.assertEqual(sum(moves.mapped("customer_credit_overdue")), way["amount"])

    def test_buttons_say_what_they_do_and_how_much(self):
        """No figure is left to be looked for."""
        self.owe(400.0)
        self.set_limit(1000.0)
        self.give_credit(50.0)
        order = self.quotation(900.0).with_user(self.salesperson)
        buttons = {it["code"]: it["button"] for it in order.credit_verdict["ways"]}
        for code, words, figure in (
            ("deposit", "Send pay link", "300.00"),
            ("invoices", "Show the open invoice", "400.00"),
            ("store_credit", "Use", "50.00"),
            ("limit", "Ask for a limit", "1,300.00"),
        ):
            self.assertIn(words, buttons[code])
            self.assertIn(figure, buttons[code])
        self.assertNotIn("300.00", buttons["store_credit"], "50 of credit and 250 to pay")

    def way(self, document, code):
        """Return a way of a document's banner as it is now, or None."""
        document.invalidate_recordset()
        ways = (document.credit_verdict or {"ways": []})["ways"]
        return next((it for it in ways if it["code"] == code), None)

    def test_store_credit_and_a_deposit_by_whoever_sells(self):
        """Nothing is left to a manager: it is set aside at once, the link is over the rest."""
        self.owe(400.0)
        self.set_limit(1000.0)
        self.give_credit(50.0)
        order = self.quotation(900.0).with_user(self.salesperson)
        link = order.action_credit_way("store_credit")
        wizard = self.env["payment.link.wizard"].browse(link["res_id"])
        self.assertEqual((order.store_credit_set_aside, wizard.amount), (50.0, 250.0))
        self.assertIsNone(self.way(order, "store_credit"))
        self.assertEqual(self.way(order, "deposit")["amount"], 250.0)
        room = next(it for it in order.credit_position["lines"] if it["code"] == "room")
        self.assertEqual(room["parts"][-1]["amount"], 250.0, "the bar agrees")

    def test_store_credit_that_is_enough(self):
        """As much as the order can use, as the button says; it can be confirmed then."""
        self.set_limit(100.0)
        self.give_credit(400.0)
        order = self.quotation(450.0).with_user(self.salesperson)
        self.assertIn("400.00", self.way(order, "store_credit")["button"])
        self.assertEqual(
            order.action_credit_way("store_credit")["params"]["next"]["type"],
            "ir.actions.act_window_close",
        )
        order.invalidate_recordset()
        self.assertFalse(order.credit_verdict)
        order.action_confirm()
        self.assertEqual((order.state, self.exposure_of(order)), ("sale", 50.0))
        invoice = self.invoice_order(order.with_env(self.env))
        self.assertEqual((invoice.amount_residual, self.exposure_of(order)), (50.0, 50.0))

    def exposure_of(self, order):
        """Return what the order's customer owes or will owe, as the limit counts it."""
        customer = order.partner_id.commercial_partner_id.sudo()
        found = customer._get_credit_limit_exposure_by_partner(self.company)
        return float(found[customer].total)

    def test_what_let_an_order_pass_stays_with_it(self):
        """Nobody confirms by store credit, and takes it back; where there is room anybody may."""
        self.set_limit(100.0)
        self.give_credit(400.0)
        order = self.quotation(450.0).with_user(self.salesperson)
        order.action_set_credit_aside()
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed with it"), self.env.cr.savepoint():
            order.action_free_credit_set_aside()
        self.assertEqual(order.store_credit_set_aside, 400.0)
        self.set_limit(450.0)
        order.action_free_credit_set_aside()
        self.assertEqual(self.exposure_of(order), 450.0)

    def test_what_let_an_order_pass_does_not_end_by_its_day(self):
        """Whoever sells chooses the day: an order that needed it keeps it."""
        self.set_limit(100.0)
        self.give_credit(400.0)
        order = self.quotation(450.0).with_user(self.salesperson)
        order.action_set_credit_aside()
        order.action_confirm()
        self.let_days_pass(order)
        self.assertEqual(order.store_credit_set_aside, 400.0)
        self.assertFalse(order.store_credit_set_aside_until)
        again = self.quotation(450.0).with_user(self.salesperson)
        again.action_confirm()
        self.assertEqual(again.credit_state, "waiting")
        order.sudo()._action_cancel()
        again.action_set_credit_aside()
        self.assertEqual(again.store_credit_set_aside, 400.0)
        self.let_days_pass(again)
        self.assertEqual(again.store_credit_set_aside, 0.0, "it was not confirmed")

    def let_days_pass(self, order):
        """End what is set aside for an order, as the night does after its last day."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        order.sudo()._find_credit_set_aside()._set({"expires_at": yesterday})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60.0):
            self.env["customer.credit.reservation"]._cron_expire()
        order.invalidate_recordset()

    def test_store_credit_is_offered_to_whoever_can_use_it(self):
        """No button leads to a page where its reader may press nothing."""
        self.owe(400.0)
        self.set_limit(1000.0)
        self.give_credit(50.0)
        invoice = self.invoice(900.0, post=False)
        self.assertIsNone(self.way(invoice.with_user(self.salesperson), "store_credit"))
        mine = invoice.with_user(self.credit_manager)
        self.assertTrue(self.way(mine, "store_credit"))
        action = mine.action_credit_way("store_credit")
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.customer.id))
        self.set_limit(3000.0)
        self.owe(800.0)
        self.set_limit(1000.0)
        order = self.quotation(100.0)
        self.assertIsNone(self.way(order.with_user(self.salesperson), "store_credit"))

    def test_credits_open_the_credit_centre(self):
        """There every credit is listed, and can be used."""
        self.pay_on_account(50.0)
        action = self.customer.with_user(self.salesperson).action_open_credit_term("credits")
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.customer.id))

    def test_the_list_adds_up_to_what_is_owed(self):
        """An invoice that a payment in draft paid counts as owed, and stands in the list."""
        first, second = self.invoice(400.0), self.invoice(500.0)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=first.ids
        )
        wizard.create({})._create_payments().action_draft()
        self.env.flush_all()
        mine = self.customer.with_user(self.salesperson)
        action = mine.action_open_credit_term("receivable")
        moves = self.env["account.move"].search(action["domain"])
        self.assertEqual(moves, first | second)
        terms = self.customer._get_credit_exposure_terms(self.company)
        self.assertEqual(sum(moves.mapped("customer_credit_owed")), 900.0)
        self.assertEqual(terms["receivable"][self.customer], 900.0)
        view = self.env["account.move"].get_view(action["views"][0][0], "list")
        self.assertIn("customer_credit_owed", view["arch"])

    def test_who_may_open_a_part(self):
        """People without the right do not, whatever company they name; nor unknown parts."""
        other = self.setup_other_company()["company"]
        self.owe(400.0)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.employee).action_open_credit_term("receivable")
        mine = self.customer.with_user(self.salesperson)
        self.assertEqual(
            mine.action_open_credit_term("receivable", other.id)["domain"],
            mine.action_open_credit_term("receivable")["domain"],
            "a company that is not theirs is not looked at",
        )
        with self.assertRaises(UserError):
            mine.action_open_credit_term("everything")

    def test_an_order_is_split_at_the_limit(self):
        """Whole units that fit stay; the rest is a quotation of its own, at the same price."""
        self.set_limit(1000.0)
        order = self.order((self.chair, 4, 100), (self.work, 8, 150), confirm=False)
        order.order_line[1].discount = 10.0
        order = order.with_user(self.salesperson)
        way = next(it for it in order.credit_verdict["ways"] if it["code"] == "split")
        self.assertIn("Split it now?", way["confirm"], "it acts at once")
        self.assertEqual(way["amount"], 940.0, "4 x 100 and 4 x 135")
        order.action_credit_way("split")
        rest = self.env["sale.order"].search([("origin", "=", order.name)])
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [4, 4])
        self.assertEqual(rest.order_line.mapped("product_uom_qty"), [4])
        self.assertEqual((order.amount_untaxed, rest.amount_untaxed), (940.0, 540.0))
        order.action_confirm()
        self.assertEqual((order.state, rest.state), ("sale", "draft"))
        rest.action_confirm()
        self.assertEqual(rest.credit_state, "waiting", "splitting is no way around the limit")

    def test_what_is_set_aside_fits_too(self):
        """Store credit kept for the order pays what the limit does not allow."""
        self.set_limit(1000.0)
        self.give_credit(300.0)
        order = self.order((self.chair, 20, 100), confirm=False).with_user(self.salesperson)
        self.assertEqual(self.way(order, "split")["amount"], 1000.0)
        order.action_set_credit_aside()
        self.assertEqual(self.way(order, "split")["amount"], 1300.0)
        order.action_credit_split()
        self.assertEqual(order.order_line.product_uom_qty, 13)
        order.invalidate_recordset()
        self.assertFalse(order.credit_verdict)

    def test_a_split_keeps_sections_with_their_lines(self):
        """A section without lines is dropped on either side."""
        self.set_limit(250.0)
        order = self.quotation(100.0)
        order.write({"order_line": [(5, 0, 0)] + [(0, 0, vals) for vals in (
            {"display_type": "line_section", "name": "First", "sequence": 1},
            {"product_id": self.chair.id, "product_uom_qty": 2, "price_unit": 100, "sequence": 2},
            {"display_type": "line_section", "name": "Second", "sequence": 3},
            {"product_id": self.work.id, "product_uom_qty": 1, "price_unit": 300, "sequence": 4},
        )]})  # fmt: skip
        order.order_line.tax_ids = False
        order.action_credit_split()
        rest = self.env["sale.order"].search([("origin", "=", order.name)])
        self.assertEqual(order.order_line.filtered("display_type").mapped("name"), ["First"])
        self.assertEqual(rest.order_line.filtered("display_type").mapped("name"), ["Second"])
        self.assertEqual((order.amount_untaxed, rest.amount_untaxed), (200.0, 300.0))

    def test_a_split_keeps_sections_of_subsections(self):
        """A section has what is in its subsections; a subsection is empty for itself."""
        self.set_limit(250.0)
        order = self.quotation(100.0)
        order.write({"order_line": [(5, 0, 0)] + [(0, 0, vals) for vals in (
            {"display_type": "line_section", "name": "Works", "sequence": 1},
            {"display_type": "line_subsection", "name": "Chairs", "sequence": 2},
            {"product_id": self.chair.id, "product_uom_qty": 2, "price_unit": 100, "sequence": 3},
            {"display_type": "line_subsection", "name": "Hours", "sequence": 4},
            {"product_id": self.work.id, "product_uom_qty": 1, "price_unit": 300, "sequence": 5},
        )]})  # fmt: skip
        order.order_line.tax_ids = False
        order.action_credit_split()
        rest = self.env["sale.order"].search([("origin", "=", order.name)])
        titles = [it.order_line.filtered("display_type").mapped("name") for it in (order, rest)]
        self.assertEqual(titles, [["Works", "Chairs"], ["Works", "Hours"]])

    def test_a_reward_stays_with_what_fits(self):
        """As Odoo's rewards do it: a copy of the order leaves them out."""
        self.set_limit(1000.0)
        order = self.order((self.work, 1, 0), (self.chair, 20, 100), confirm=False)
        orders = self.registry["sale.order"]
        original = orders.copy

        def copy(records, default=None):
            copied = original(records, default)
            copied.order_line.filtered(lambda it: not it.price_unit).unlink()
            return copied

        self.patch(orders, "copy", copy)
        order.action_credit_split()
        rest = self.env["sale.order"].search([("origin", "=", order.name)])
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [1, 10])
        self.assertEqual(rest.order_line.mapped("product_uom_qty"), [10])

    def test_when_splitting_is_not_offered(self):
        """Nothing fits, more than the limit is in the way, or a discount belongs to the whole."""
        self.set_limit(50.0)
        self.assertFalse(self.split_way(self.order((self.chair, 4, 100), confirm=False)))
        self.set_limit(1000.0)
        discounted = self.order((self.chair, 20, 100), (self.work, 1, -50), confirm=False)
        self.assertFalse(self.split_way(discounted))
        order = self.order((self.chair, 20, 100), confirm=False)
        self.assertTrue(self.split_way(order))
        self.put_on_hold()
        order.invalidate_recordset()
        self.assertFalse(self.split_way(order))
        with self.assertRaises(UserError):
            order.action_credit_split()

    def split_way(self, order):
        """Return whether the banner offers to split the order."""
        return "split" in [way["code"] for way in order.credit_verdict["ways"]]

    def test_splitting_needs_the_right_to_edit(self):
        """By the button of the banner or by RPC."""
        self.set_limit(1000.0)
        order = self.order((self.chair, 20, 100), confirm=False)
        for method in (lambda it: it.action_credit_split(),
                       lambda it: it.action_credit_way("split")):  # fmt: skip
            with self.assertRaises(AccessError):
                method(order.with_user(self.employee))
        self.assertEqual(order.order_line.product_uom_qty, 20)

    def test_a_waiting_order_that_was_split(self):
        """Its request closes by itself and the order is confirmed, as was asked for."""
        order = self.waiting_order(1.0, limit=0.5)
        order.order_line.write({"product_uom_qty": 5, "price_unit": 0.25})
        request = self.request_of(order)
        order.with_user(self.salesperson).action_credit_split()
        self.Request._cron_reevaluate()
        self.assertEqual((order.state, request.state), ("sale", "closed"))
        self.assertEqual(order.order_line.product_uom_qty, 2)
