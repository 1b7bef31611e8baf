"""Invoices: what was decided was decided for one customer in one company, and not for ever."""

from datetime import timedelta
from pathlib import Path

from odoo import Command, fields
from odoo.modules.module import load_script
from odoo.tests import tagged

from .rpc_common import CreditRpcCommon

PATH = Path(__file__).parents[1] / "migrations/19.0.1.4.0/post-passed-for.py"
SCRIPT = load_script(str(PATH), "post_passed_for")


@tagged("post_install", "-at_install")
class TestInvoiceGates(CreditRpcCommon):
    """The attacker invoices, and changes drafts whose amount was decided on before."""

    @classmethod
    def setUpClass(cls):
        """Make somebody who invoices."""
        super().setUpClass()
        cls.invoicer = cls._new_user(
            "changing_invoicer",
            "account.group_account_invoice,sales_team.group_sale_salesman_all_leads",
        )

    def setUp(self):
        """A customer with room, another one without, and an invoice of one of them."""
        super().setUp()
        self.set_limit(10_000.0)
        self.set_limit(100.0, self.other_customer)
        self.log_in(self.invoicer)

    def reopened(self, amount=5000.0, **vals):
        """Return an invoice that was posted and is a draft again."""
        invoice = self.invoice(amount, **vals)
        self.assertFalse(self.call(invoice, "button_draft")[0])
        return invoice

    def exposure(self):
        """Return what counts against the limit."""
        self.env.invalidate_all()
        return self.customer.credit_exposure

    def give_to(self, invoice, partner):
        """Write another customer on a draft, as the form does."""
        self.assertFalse(self.call(invoice, "write", {"partner_id": partner.id})[0])

    def test_another_customer_is_decided_on(self):
        """Posted for one, reset, and posted for another: who has no room, or is held, is not."""
        invoice = self.reopened()
        self.give_to(invoice, self.other_customer)
        self.assert_refused(self.call(invoice, "action_post"))
        self.set_limit(None, self.other_customer)
        self.put_on_hold(self.other_customer)
        self.assert_refused(self.call(invoice, "action_post"))
        self.give_to(invoice, self.customer)
        self.set_limit(10.0)
        # Its room was free meanwhile.
        self.assert_refused(self.call(invoice, "action_post"))

    def reprice(self, invoice, price):
        """Write another price on a draft, as the form does."""
        line = Command.update(invoice.invoice_line_ids.id, {"price_unit": price})
        self.assertFalse(self.call(invoice, "write", {"invoice_line_ids": [line]})[0])

    def test_room_that_a_draft_leaves_is_used_once(self):
        """Lowered, given away or at a rate of its own; another one is posted, then it is back."""
        foreign = self.setup_other_currency("EUR", rates=[("2016-01-01", 1.0)])
        for name, currency, leave, come_back in (
            ("price", None, lambda it: self.reprice(it, 1.0), lambda it: self.reprice(it, 5000.0)),
            ("customer", None, lambda it: self.give_to(it, self.contact.create({"name": "Guest"})),
             lambda it: self.give_to(it, self.customer)),
            ("rate", foreign, lambda it: self.call(it, "write", {"invoice_currency_rate": 5000.0}),
             lambda it: self.call(it, "write", {"invoice_currency_rate": 1.0})),
        ):  # fmt: skip
            with self.subTest(name=name):
                self.set_limit(10_000.0)
                invoice = self.reopened(
                    5000.0, **({"currency_id": currency.id} if currency else {})
                )
                leave(invoice)
                self.set_limit(self.exposure() + 4000.0)
                other = self.invoice(4000.0, post=False)
                self.assertFalse(self.call(other, "action_post")[0])
                come_back(invoice)
                self.assert_refused(self.call(invoice, "action_post"))
                self.assertFalse(self.call(other, "button_cancel")[0])
                self.assertFalse(self.call(invoice, "button_cancel")[0])

    def test_room_that_the_draft_of_an_order_leaves_is_used_once(self):
        """Lowered, taken off or given away; another order passes, then it is back, or gone."""
        lines = "invoice_line_ids"
        off = Command.create({"name": "Off", "price_unit": -4000.0, "tax_ids": [Command.clear()]})

        def drop_off(draft):
            last = draft.invoice_line_ids.sorted("id")[-1]
            self.assertFalse(self.call(draft, "write", {lines: [Command.delete(last.id)]})[0])

        def post(draft):
            return self.call(draft, "action_post")

        for name, leave, come_back, end in (
            ("price", lambda it: self.reprice(it, 1.0), lambda it: self.reprice(it, 5000.0), post),
            ("own line", lambda it: self.call(it, "write", {lines: [off]}), drop_off, post),
            ("customer", lambda it: self.give_to(it, self.contact.create({"name": "Guest"})),
             lambda it: self.give_to(it, self.customer), post),
            ("posted", lambda it: (self.reprice(it, 1.0), self.call(it, "action_post")),
             lambda it: (self.call(it, "button_draft"), self.reprice(it, 5000.0)), post),
            ("deleted", lambda it: self.reprice(it, 1.0), lambda it: None,
             lambda it: self.call(it, "unlink")),
            ("cancelled", lambda it: self.reprice(it, 1.0), lambda it: None,
             lambda it: self.call(it, "button_cancel")),
            ("line deleted", lambda it: self.reprice(it, 1.0), lambda it: None,
             lambda it: self.call(it, "write", {lines: [Command.clear()]})),
            ("quantity", lambda it: self.reprice(it, 1.0), lambda it: None,
             lambda it: self.call(it, "write", {lines: [
                 Command.update(it.invoice_line_ids.id, {"quantity": 0.0})]})),
        ):  # fmt: skip
            with self.subTest(name=name):
                self.set_limit(10_000.0)
                order = self.order((self.chair, 1, 5000))
                draft = self.invoice_order(order, post=False)
                self.set_limit(5000.0)
                leave(draft)
                other = self.quotation(4000.0)
                other.with_user(self.salesperson).action_confirm()
                self.assertEqual(other.state, "sale")
                come_back(draft)
                self.assert_refused(end(draft))
                other._action_cancel()
                self.assertFalse(end(draft)[0])
                self.set_limit(None)
                if draft.exists() and draft.state == "posted":
                    draft.button_draft()
                if draft.exists() and draft.state != "cancel":
                    draft.button_cancel()
                order._action_cancel()

    def test_what_is_taken_off_an_invoice_of_an_order_asks_nobody(self):
        """Where there is no room at all: a discount, a part, the rest, and the whole delivered."""
        order = self.order((self.chair, 10, 100))
        draft = self.invoice_order(order, post=False, quantities=[4])
        self.set_limit(10.0)
        self.reprice(draft, 90.0)
        self.assertFalse(self.call(draft, "action_post")[0])
        rest = self.invoice_order(order, post=False)
        self.assertEqual(rest.amount_total, 600.0)
        for quantity in (2.0, 6.0):
            line = Command.update(rest.invoice_line_ids.id, {"quantity": quantity})
            self.assertFalse(self.call(rest, "write", {"invoice_line_ids": [line]})[0])
        self.assertFalse(self.call(rest, "action_post")[0])
        other = self.order((self.chair, 1, 500), confirm=False)
        self.set_limit(10_000.0)
        other.action_confirm()
        draft = self.invoice_order(other, post=False)
        self.reprice(draft, 1.0)
        self.set_limit(10.0)
        other.order_line.qty_delivered = 1
        self.reprice(draft, 500.0)
        self.assertFalse(self.call(draft, "action_post")[0])

    def test_where_drafts_count_for_nothing_they_are_decided_on_anew(self):
        """Reset, another one is posted in its room, and posted again."""
        self.policy.include_draft_invoices = False
        self.set_limit(5000.0)
        invoice, other = self.reopened(), self.invoice(5000.0, post=False)
        self.assertFalse(self.call(other, "action_post")[0])
        self.assert_refused(self.call(invoice, "action_post"))
        self.assertFalse(self.call(other, "button_draft")[0])
        self.assertFalse(self.call(invoice, "action_post")[0])

    def test_a_contact_of_the_customer_is_the_customer(self):
        """Another address of the same customer needs no new decision."""
        invoice = self.reopened()
        self.give_to(invoice, self.contact)
        self.set_limit(10.0)
        self.assertFalse(self.call(invoice, "action_post")[0])

    def test_an_order_was_decided_for_its_customer(self):
        """The draft of a confirmed order, given to somebody else: its room was free meanwhile."""
        order = self.order((self.chair, 5, 1000))
        invoice = self.invoice_order(order, post=False)
        self.give_to(invoice, self.contact)
        self.set_limit(10.0)
        self.give_to(invoice, self.customer)
        self.give_to(invoice, self.other_customer)
        self.assert_refused(self.call(invoice, "action_post"))
        self.give_to(invoice, self.contact)
        self.assert_refused(self.call(invoice, "action_post"))
        self.set_limit(5000.0)
        self.assertFalse(self.call(invoice, "action_post")[0])

    def test_a_quotation_decides_nothing(self):
        """Lines that name an order which nobody confirmed, or which was cancelled."""
        quote = self.quotation(5000.0)
        self.set_limit(10.0)
        draft = self.invoice(5000.0, post=False)
        link = {"sale_line_ids": [Command.set(quote.order_line.ids)]}
        self.assertFalse(self.call(draft.invoice_line_ids, "write", link)[0])
        self.assert_refused(self.call(draft, "action_post"))
        quote._action_cancel()
        draft = self.invoice(5000.0, post=False)
        self.call(draft.invoice_line_ids, "write", link)
        self.assert_refused(self.call(draft, "action_post"))

    def test_an_order_beyond_the_horizon_decided_nothing(self):
        """It counted nothing when it was confirmed: its invoice is decided on, by any kind."""
        self.policy.horizon_days = 30
        later = fields.Datetime.now() + timedelta(days=90)
        self.set_limit(1000.0)
        order = self.order((self.chair, 5, 1000), commitment_date=later)
        self.assertEqual(order.state, "sale")
        for invoice in (
            self.invoice_order(order, post=False),
            self.down_payment(order, 60, post=False),
        ):
            self.assert_refused(self.call(invoice, "action_post"))
            invoice.button_cancel()
        self.assertEqual(self.exposure(), 0.0)
        order.order_line.qty_delivered = 5
        invoice = self.invoice_order(order, post=False)
        self.assertFalse(self.call(invoice, "action_post")[0], "what is delivered is invoiced")

    def test_an_order_pays_its_down_payments_once(self):
        """What is asked for in advance is no new debt, until more is charged than was ordered."""
        self.set_limit(1000.0)
        order = self.order((self.chair, 10, 100))
        half = self.down_payment(order, 50, post=False)
        self.assertFalse(self.call(half, "action_post")[0])
        again = self.down_payment(order, 60, post=False)
        self.assert_refused(self.call(again, "action_post"))
        again.button_cancel()
        rest = self.down_payment(order, 50, post=False)
        self.assertFalse(self.call(rest, "action_post")[0])
        self.assertEqual(self.exposure(), 1000.0)
        twice = order._create_invoices(final=False)
        self.assertEqual(twice.amount_total, 1000.0)
        self.assert_refused(self.call(twice, "action_post"))
        twice.button_cancel()
        final = self.invoice_order(order, post=False)
        self.assertEqual(final.amount_total, 0.0)
        self.assertFalse(self.call(final, "action_post")[0])

    def test_an_order_is_decided_on_as_a_whole(self):
        """What lowers it cannot be left out of its invoice; what is delivered is invoiced."""
        self.set_limit(1000.0)
        order = self.order((self.chair, 100, 100), (self.chair, -95, 100), (self.work, 1, -50))
        self.assertEqual(self.exposure(), 450.0)
        draft = self.invoice_order(order, post=False)
        self.assertEqual(draft.amount_total, 500.0)
        lower = draft.invoice_line_ids.filtered(lambda line: line.quantity < 0)
        lines = [Command.delete(line.id) for line in lower]
        self.assertFalse(self.call(draft, "write", {"invoice_line_ids": lines})[0])
        self.assertEqual(draft.amount_total, 10_000.0)
        self.assert_refused(self.call(draft, "action_post"))
        order.order_line[0].qty_delivered = 100
        self.assertFalse(self.call(draft, "action_post")[0])

    def test_an_invoice_in_part_may_leave_its_down_payment_for_later(self):
        """As long as the order covers both, at any limit, with taxes that are rounded."""
        self.set_limit(5000.0)
        order = self.order(*[(self.chair, 7, 33.33, self.tax)] * 3)
        self.assertFalse(self.call(self.down_payment(order, 40, post=False), "action_post")[0])
        self.set_limit(10.0)
        part = order._create_invoices(final=False)
        for line in part.invoice_line_ids.filtered("sale_line_ids"):
            line.quantity = 3
        self.assertFalse(self.call(part, "action_post")[0])
        final = self.invoice_order(order, post=False)
        self.assertFalse(self.call(final, "action_post")[0])
        self.assertAlmostEqual(self.exposure(), order.amount_total, 1)

    def test_cents_of_rounding_stop_no_invoice_of_an_order(self):
        """Taxes that are rounded on the document, and cash: no line of it is new."""
        self.company.tax_calculation_rounding_method = "round_globally"
        rounding = self.env["account.cash.rounding"].create(
            {"name": "Up", "rounding": 1.0, "rounding_method": "UP", "strategy": "biggest_tax"}
        )
        for quantity, price in ((7, 33.33), (3, 0.12), (1, 10.04)):
            self.set_limit(5000.0)
            order = self.order(*[(self.chair, quantity, price, self.tax)] * 3)
            self.set_limit(1.0)
            invoice = self.invoice_order(order, post=False)
            invoice.invoice_cash_rounding_id = rounding
            self.assertFalse(self.call(invoice, "action_post")[0], price)

    def test_cancelled_and_taken_up_again(self):
        """Meanwhile the room was used: what was cancelled is decided on anew."""
        invoice = self.reopened()
        self.assertFalse(self.call(invoice, "button_cancel")[0])
        self.set_limit(10.0)
        self.assertFalse(self.call(invoice, "button_draft")[0])
        self.assert_refused(self.call(invoice, "action_post"))

    def test_posted_and_cancelled_in_one_step(self):
        """The button of posted invoices that goes both ways, and a state that is written."""
        for cancel in (("button_cancel",), ("write", {"state": "cancel"})):
            self.set_limit(50_000.0)
            invoice = self.invoice(5000.0)
            self.call(invoice, *cancel)
            self.assertEqual(invoice.state, "cancel", cancel)
            self.set_limit(10.0)
            self.call(invoice, "button_draft")
            self.assert_refused(self.call(invoice, "action_post"))

    def test_another_company_decides_anew(self):
        """A draft of the company is given to its branch, which has limits of its own."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.invoicer.sudo().company_ids += branch
        self.set_limit(100.0, company=branch)
        invoice = self.reopened()
        both = {"allowed_company_ids": [branch.id, self.company.id]}
        answer = self.call(invoice, "write", {"company_id": branch.id}, context=both)
        self.assertEqual((answer[0], invoice.company_id), (None, branch))
        self.assert_refused(self.call(invoice, "action_post", context=both))

    def test_what_was_decided_is_no_field_to_write(self):
        """Not even for administrators, by RPC or with a new invoice."""
        admin = self._new_user("deciding_admin", "base.group_system,account.group_account_invoice")
        invoice = self.reopened()
        names = [name for name in invoice._fields if name.startswith("customer_credit_passed")]
        self.assertIn("customer_credit_passed", names)
        for user in (self.invoicer, admin):
            self.log_in(user)
            for name in names:
                self.assertTrue(self.call(invoice, "write", {name: 1})[0], name)
                vals = {"move_type": "out_invoice", "partner_id": self.customer.id, name: 1}
                self.assertTrue(self.call(invoice.browse(), "create", [vals])[0], name)

    def test_what_was_posted_before_the_update_is_decided(self):
        """The upgrade takes the customer that an invoice names; cancelled ones ask anew."""
        invoice, cancelled = self.reopened(), self.reopened()
        self.call(cancelled, "button_cancel")
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE account_move
               SET customer_credit_passed_partner_id = NULL,
                   customer_credit_passed_company_id = NULL
            """
        )
        self.env.invalidate_all()
        SCRIPT.migrate(self.env.cr, "19.0.1.4.0")
        self.env.invalidate_all()
        self.assertEqual(invoice.customer_credit_passed_partner_id, self.customer)
        self.assertEqual(invoice.customer_credit_passed_company_id, self.company)
        self.assertEqual(invoice.customer_credit_passed, 5000.0)
        self.assertFalse(cancelled.customer_credit_passed_partner_id)
