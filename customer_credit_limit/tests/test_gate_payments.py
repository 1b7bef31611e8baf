"""Online payments: money first; held and exceeding orders wait with their payment booked."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .payment_common import CreditPaymentCommon


@tagged("post_install", "-at_install")
class TestPayments(CreditPaymentCommon):
    """Post-processing never raises and never loses money."""

    def test_a_prepaid_order_uses_no_credit(self):
        """Paid in full, it goes on without any limit, and leaves no exposure."""
        self.set_limit(0)
        order = self.quotation(500.0)
        tx = self.pay_online(order)
        self.assertEqual((order.state, tx.payment_id.state), ("sale", "in_process"))
        self.assertEqual(self.customer.credit_exposure, 0.0)

    def test_prepaid_passes_far_over_the_limit(self):
        """What the customer owes otherwise does not matter to an order that is paid."""
        self.owe(5000.0)
        self.set_limit(100.0)
        order = self.quotation(500.0)
        self.pay_online(order)
        self.assertEqual(order.state, "sale")

    def test_partly_paid_beyond_the_limit_waits_with_its_payment(self):
        """The payment is booked, the order waits, and says so."""
        self.set_limit(100.0)
        order = self.quotation(500.0)
        tx = self.pay_online(order, 300.0, prepayment=0.5)
        self.assertEqual(tx.payment_id.amount, 300.0)
        self.assertTrue(tx.is_post_processed)
        self.assertIn(order.state, ("draft", "sent"))
        self.assertEqual(order.credit_state, "waiting")
        self.assertTrue(order.message_ids.filtered(lambda it: "Money has arrived" in it.body))
        rest = float(order._get_credit_verdict().excess)
        self.assertEqual(rest, 100.0, "500 less 300 paid, 100 of room")

    def test_partly_paid_within_the_limit_passes(self):
        """Only what is not paid uses the limit."""
        self.set_limit(200.0)
        order = self.quotation(500.0)
        self.pay_online(order, 300.0, prepayment=0.5)
        self.assertEqual((order.state, self.customer.credit_exposure), ("sale", 200.0))

    def test_a_deposit_releases_a_waiting_order(self):
        """The path to yes: the deposit that the banner asks for is enough."""
        self.set_limit(100.0)
        order = self.quotation(500.0)
        order.action_confirm()
        self.assertEqual(order.credit_state, "waiting")
        self.pay_online(order, order.credit_verdict["ways"][0]["amount"])
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "ok"))

    def test_paying_at_once_passes_a_hold_by_choice(self):
        """The policy says whether prepaid orders of held customers go on."""
        order, late = self.quotation(500.0), self.quotation(500.0)
        self.put_on_hold()
        self.pay_online(order)
        self.assertEqual(order.state, "sale")
        self.policy.prepaid_allowed_on_hold = False
        late.require_payment = True
        self.assertFalse(late._has_to_be_paid(), "no payment is asked for in vain")
        with self.assertRaises(ValidationError):
            self.pay_online(late)

    def test_authorized_money_counts_as_paid(self):
        """Also before it is captured."""
        self.set_limit(0)
        self.provider.support_manual_capture = "full_only"
        order = self.quotation(500.0)
        self.pay_online(order, state="authorized")
        self.assertEqual(order.state, "sale")

    def lie_a_while(self):
        """Let what was booked have been booked in an earlier transaction."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_payment SET create_date = create_date - interval '1 h'")
        self.env.invalidate_all()

    def test_money_makes_room_once(self):
        """For another order, or for its own that is not confirmed yet, or was cancelled."""
        self.set_limit(0)
        paid, other = self.quotation(100.0), self.quotation(100.0)
        self.pay_online(paid)
        paid._action_cancel()
        self.lie_a_while()
        other.action_confirm()
        self.assertEqual((other.state, self.customer.credit_exposure), ("sale", 0.0))
        paid.action_draft()
        paid.action_confirm()
        self.assertEqual((paid.state, paid.credit_state), ("draft", "waiting"))
        other._action_cancel()
        paid.action_confirm()
        self.assertEqual((paid.state, self.customer.credit_exposure), ("sale", 0.0))

    def test_money_of_a_quotation_makes_room_once(self):
        """99 of 100 are paid, another order uses the room, then the last one arrives."""
        self.set_limit(0)
        paid, other = self.quotation(100.0), self.quotation(99.0)
        self.pay_online(paid, 99.0)
        self.lie_a_while()
        other.action_confirm()
        self.assertEqual(other.state, "sale")
        self.pay_online(paid, 1.0)
        self.assertEqual((paid.state, paid.credit_state), ("draft", "waiting"))

    def test_a_payment_that_secures_an_order_is_not_voided_by_who_sells(self):
        """Confirmed for its payment, the order would be on account without it."""
        self.set_limit(100.0)
        self.provider.support_manual_capture = "full_only"
        order, small = self.quotation(500.0), self.quotation(80.0)
        for it in (order, small):
            it.user_id = self.salesperson
            self.pay_online(it, state="authorized")
            self.assertEqual(it.state, "sale")
        voided = self.registry["payment.transaction"]
        with patch.object(voided, "_send_void_request", autospec=True) as asked:
            with self.assertRaisesRegex(UserError, "cancel the order first"):
                order.with_user(self.salesperson).payment_action_void()
            self.assertFalse(asked.called)
            self.assertEqual(order.transaction_ids.state, "authorized")
            self.assertEqual(self.customer.credit_exposure, 0.0)
            small.with_user(self.salesperson).payment_action_void()
            self.assertEqual(asked.call_count, 1)
            order.with_user(self.salesperson)._action_cancel()
            order.with_user(self.salesperson).payment_action_void()
            self.assertEqual(asked.call_count, 2)

    def test_a_prepaid_order_that_grows_is_checked(self):
        """What is added was not paid."""
        self.set_limit(0)
        order = self.order((self.chair, 5, 100), confirm=False)
        self.pay_online(order)
        self.assertEqual(order.state, "sale")
        with self.assertRaises(UserError):
            order.order_line.product_uom_qty = 6

    def test_money_of_one_customer_secures_no_order_of_another(self):
        """Booked for who paid, it stays a credit of theirs when the order gets another customer."""
        self.set_limit(200.0, self.other_customer)
        self.policy.prepaid_allowed_on_hold = False
        order = self.quotation(500.0)
        tx = self.pending(order)
        self.put_on_hold()
        tx._set_done()
        tx._post_process()
        self.assertEqual((order.credit_state, order._get_credit_prepaid()), ("waiting", 500.0))
        other = self.other_customer.id
        # As superuser: the addon of the shop refuses it to people.
        order.sudo().write({"partner_id": other, "partner_invoice_id": other})
        order.action_confirm()
        self.assertEqual(order.credit_state, "waiting")
        self.assertEqual(float(order._get_credit_verdict().excess), 300.0)

    def test_signing_in_the_portal_waits_too(self):
        """What the signature calls leaves the order waiting, and fails nobody."""
        self.set_limit(100.0)
        order = self.quotation(500.0)
        order.with_user(self.portal_user).sudo()._validate_order()
        self.assertEqual((order.state, order.credit_state), ("draft", "waiting"))

    def pending(self, order, amount=None):
        """Return a payment under way for the order, which the draft of its invoice knows."""
        tx = self.begin_payment(order, amount)
        tx._set_pending()
        return tx

    def own_line(self, invoice, amount):
        """Put a line of its own on the draft, instead of those of its order."""
        invoice.invoice_line_ids = [
            Command.clear(),
            Command.create({"name": "More", "price_unit": amount, "tax_ids": [Command.clear()]}),
        ]

    def test_a_draft_that_is_stopped_keeps_no_payment_from_its_books(self):
        """Its customer was changed while the payment was under way: the draft stays a draft."""
        self.put_on_hold(self.other_customer)
        order = self.order((self.chair, 5, 100))
        tx = self.pending(order, 300.0)
        draft = self.invoice_order(order, post=False)
        self.assertEqual(draft.transaction_ids, tx)
        draft.partner_id = self.other_customer
        tx._set_done()
        tx._post_process()
        self.assertEqual((draft.state, tx.payment_id.amount), ("draft", 300.0))
        self.assertTrue(tx.is_post_processed)
        self.assertFalse(draft.transaction_ids)
        self.assertTrue(draft.message_ids.filtered(lambda it: "Unpaid since spring" in it.body))

    def test_money_is_booked_whatever_odoo_invoices_for_it(self):
        """Paid in parts, Odoo asks for all parts in advance each time: no more than was ordered."""
        self.env["ir.config_parameter"].sudo().set_param("sale.automatic_invoice", "True")
        order = self.quotation(1000.0)
        for _part in range(3):
            tx = self.pay_online(order, 300.0, prepayment=0.3)
            self.set_limit(0)
            self.assertEqual((order.state, tx.payment_id.amount), ("sale", 300.0))
        posted = order.invoice_ids.filtered(lambda it: it.state == "posted")
        self.assertLessEqual(sum(posted.mapped("amount_total")), 1000.0)
        self.assertEqual((order.invoice_ids - posted).mapped("state"), ["draft"])

    def test_money_of_an_order_pays_no_lines_of_their_own(self):
        """An invoice of a prepaid order, of which somebody makes another one."""
        self.set_limit(0)
        order = self.quotation(500.0)
        self.pay_online(order)
        extra = self.invoice_order(order, post=False)
        self.assertTrue(extra.transaction_ids)
        self.own_line(extra, 500.0)
        with self.assertRaisesRegex(UserError, "approved credit request"):
            extra.action_post()
        self.assertEqual(self.invoice_order(order).state, "posted")

    def test_money_of_an_order_pays_it_where_invoices_count(self):
        """What is not delivered yet passes by its payment, once."""
        self.policy.basis = "invoices"
        order = self.order((self.chair, 10, 100))
        self.pay_online(order, 500.0)
        self.set_limit(0)
        invoice = self.invoice_order(order, quantities=[5])
        self.assertEqual((invoice.state, invoice.amount_residual), ("posted", 0.0))
        with self.assertRaisesRegex(UserError, "approved credit request"):
            self.invoice_order(order)

    def test_money_for_an_invoice_counts_for_its_customer(self):
        """Paid, reset to draft and given to somebody else, for whom nobody paid."""
        self.set_limit(0, self.other_customer)
        invoice = self.invoice_online(500.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        invoice.button_draft()
        invoice.action_post()
        invoice.button_draft()
        invoice.partner_id = self.other_customer
        with self.assertRaisesRegex(UserError, "approved credit request"):
            invoice.action_post()

    def test_a_draft_that_is_paid_online_is_posted(self):
        """Far over the limit: the payment covers it."""
        self.set_limit(0)
        invoice = self.invoice_online(500.0)
        self.assertEqual((invoice.state, invoice.amount_residual), ("posted", 0.0))

    def invoice_online(self, amount):
        """Return an invoice without an order that was paid online as a draft."""
        invoice = self.invoice_of(amount)
        tx = self._create_transaction(
            "direct",
            amount=amount,
            currency_id=invoice.currency_id.id,
            partner_id=self.customer.id,
            reference=f"draft-{invoice.id}",
            invoice_ids=[Command.set(invoice.ids)],
        )
        tx._set_done()
        tx._post_process()
        return invoice

    def invoice_of(self, amount):
        """Return a draft invoice of the customer."""
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.customer.id}
        )
        self.own_line(invoice, amount)
        return invoice
