"""One button gives back the card part and the store-credit part, once, capped by what was paid."""

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from .common_checkout import CheckoutCommon

CLOSED = "The bank is closed."


@tagged("post_install", "-at_install")
class TestShopRefund(CheckoutCommon):
    """An order of 120: 45 by store credit, 75 by card."""

    @classmethod
    def setUpClass(cls):
        """Pay the order in two parts; somebody may invoice, and nothing else."""
        super().setUpClass()
        cls.accountant = cls._new_user("refunder", "account.group_account_invoice")
        case = cls()
        case.give_credit(45.0)
        cls.sale = case.order()
        cls.main, cls.part = case.split(cls.sale, 45.0)
        cls.main._set_done()
        cls.main._post_process()
        cls.env.invalidate_all()

    def setUp(self):
        """The card's provider can refund, and says so later."""
        super().setUp()
        self.patch(
            self.registry["payment.transaction"],
            "_get_refund_support",
            lambda tx: self.supports.get(tx.provider_code, "partial"),
        )
        self.supports = {}

    def dialog(self, document=None, amount=None, user=None, **vals):
        """Open the dialog from the document's button and fill it in."""
        document = (document or self.sale).with_user(user or self.accountant)
        action = document.action_refund_payments()
        wizard = self.env[action["res_model"]].with_user(user or self.accountant)
        wizard = wizard.browse(action["res_id"])
        if amount is not None:
            vals["amount"] = amount
        wizard.write(vals)
        return wizard

    def refund(self, *args, confirm=True, **kwargs):
        """Refund, and let the card's provider confirm."""
        wizard = self.dialog(*args, **kwargs)
        wizard.action_refund()
        if confirm:
            self.confirm()
        return wizard

    def confirm(self):
        """Let the card's provider confirm what it was asked for."""
        for refund in self.main.child_transaction_ids.filtered(lambda tx: tx.state == "draft"):
            refund._set_done()
            refund._post_process()
        self.env.invalidate_all()

    def refunds(self):
        """Return what goes back by (store credit, card), as positive amounts."""
        self.env.invalidate_all()
        return tuple(
            -sum(tx.child_transaction_ids.filtered(lambda it: it.state != "error").mapped("amount"))
            for tx in (self.part, self.main)
        )

    def open_receivable(self):
        """Return what the customer's receivable leaves open."""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        return lines.mapped("amount_residual")

    # --------------------------------------------------------------- how much, where to

    def test_everything_goes_back_to_where_it_came_from(self):
        """45 as store credit, 75 to the card; nothing stays open, the books agree."""
        wizard = self.dialog()
        self.assertEqual((wizard.amount, wizard.owed_amount), (120.0, 120.0))
        self.refund()
        self.assertEqual(self.refunds(), (45.0, 75.0))
        self.assert_store_credit(45.0)
        self.assertEqual(self.open_receivable(), [])
        self.assertEqual(self.sale.credit_refundable_amount, 0.0)
        self.assert_ties_out()

    def test_a_part_is_split_in_proportion(self):
        """60 of 120: 22.50 and 37.50; then the rest, to the cent."""
        self.refund(amount=60.0)
        self.assertEqual(self.refunds(), (22.5, 37.5))
        self.refund(amount=0.01)
        self.refund()
        self.assertEqual(self.refunds(), (45.0, 75.0))
        self.assertEqual(self.open_receivable(), [])
        self.assert_ties_out()

    def test_never_more_than_was_paid(self):
        """Neither at once nor together; nothing moves."""
        for amount in (120.01, 1e9, 0.0, -1.0):
            with self.assertRaises(UserError):
                self.refund(amount=amount)
        self.assertEqual(self.refunds(), (0.0, 0.0))
        self.refund(amount=100.0)
        with self.assertRaisesRegex(UserError, "20.00 can be refunded at most"):
            self.refund(amount=20.01)
        self.assertEqual(sum(self.refunds()), 100.0)

    def test_the_second_click_gives_nothing(self):
        """The same dialog refunds once; a dialog opened before another refund sees it."""
        first, second = self.dialog(), self.dialog()
        first.action_refund()
        for wizard in (first, second):
            with self.assertRaises(UserError):
                wizard.action_refund()
        self.confirm()
        self.assertEqual(self.refunds(), (45.0, 75.0))

    def test_what_was_given_back_before_counts(self):
        """Odoo's own refund of the card, or of the credit, leaves the other part."""
        self.part.action_refund(45.0)
        wizard = self.refund()
        self.assertEqual(wizard.amount, 75.0)
        self.assertEqual(self.refunds(), (45.0, 75.0))
        self.assert_store_credit(45.0)

    def test_providers_that_cannot_refund_are_left_to_people(self):
        """The dialog says so; the credit goes back alone."""
        self.supports["none"] = "none"
        wizard = self.dialog()
        self.assertEqual(wizard.line_ids.mapped("by_hand"), [False, True])
        self.assertEqual(wizard.amount, 45.0)
        wizard.action_refund()
        self.assertEqual(self.refunds(), (45.0, 0.0))

    def test_whole_payments_only(self):
        """A provider that refunds everything or nothing takes no part in less."""
        self.supports["none"] = "full_only"
        self.refund(amount=30.0)
        self.assertEqual(self.refunds(), (30.0, 0.0))
        with self.assertRaisesRegex(UserError, "as a whole only"):
            self.refund(amount=30.0)
        self.refund(amount=90.0)
        self.assertEqual(self.refunds(), (45.0, 75.0))

    def test_a_card_that_refuses_keeps_its_part(self):
        """The credit is given back and stays so; the answer names the failure."""

        def refuse(tx):
            raise UserError(CLOSED)

        send = self.registry["payment.transaction"]._send_refund_request
        self.patch(
            self.registry["payment.transaction"],
            "_send_refund_request",
            lambda tx: send(tx) if tx.provider_code == "store_credit" else refuse(tx),
        )
        answer = self.dialog().action_refund()
        self.assertEqual(answer["params"]["type"], "danger")
        self.assertEqual(self.refunds(), (45.0, 0.0))
        self.assertEqual(self.sale.credit_refundable_amount, 75.0)
        self.assert_ties_out()

    def refund_that_is_not_booked(self, error):
        """Refund by a provider that pays at once, while the books refuse the entry."""
        Transaction = self.registry["payment.transaction"]
        send, create = Transaction._send_refund_request, Transaction._create_payment
        self.books_are_closed = True

        def pay_at_once(tx):
            return send(tx) if tx.provider_code == "store_credit" else tx._set_done()

        def create_payment(tx, **vals):
            by_card = tx.provider_code != "store_credit"
            if self.books_are_closed and by_card and tx.operation == "refund":
                raise error
            return create(tx, **vals)

        self.patch(Transaction, "_send_refund_request", pay_at_once)
        self.patch(Transaction, "_create_payment", create_payment)
        self.answer = self.dialog().action_refund()
        return self.main.child_transaction_ids

    def test_what_a_provider_has_paid_stays_on_record_where_it_cannot_be_booked(self):
        """The customer has the money: it is not given back again, and is booked later."""
        refund = self.refund_that_is_not_booked(UserError(CLOSED))
        self.env.invalidate_all()
        self.assertEqual((refund.state, refund.is_post_processed), ("done", False))
        self.assertEqual(self.refunds(), (45.0, 75.0))
        self.assertEqual(self.sale.credit_refundable_amount, 0.0)
        self.assertIn(CLOSED, self.sale.message_ids[0].body)
        # Whoever pressed the button hears of it too: a green note would say that all is done.
        self.assertEqual(self.answer["params"]["type"], "warning")
        self.assertIn(CLOSED, self.answer["params"]["message"])
        self.assertIn("tried again by itself for four days", self.answer["params"]["message"])
        self.books_are_closed = False
        refund._post_process()  # as the scheduled action does
        self.assertEqual(self.open_receivable(), [])
        self.assert_ties_out()

    def test_a_part_that_failed_is_told_beside_one_that_could_not_be_booked(self):
        """Two things went wrong at once: neither hides the other."""
        Transaction = self.registry["payment.transaction"]
        send = Transaction._send_refund_request

        def refuse(tx):
            raise UserError(CLOSED)

        self.patch(
            Transaction,
            "_send_refund_request",
            lambda tx: refuse(tx) if tx.provider_code == "store_credit" else send(tx),
        )
        refused = "Books are closed."
        self.refund_that_is_not_booked(UserError(refused))
        failed = self.part.child_transaction_ids
        self.assertEqual((failed.state, self.refunds()), ("error", (0.0, 75.0)))
        told = self.answer["params"]
        self.assertEqual(told["type"], "danger")
        self.assertIn(failed.reference, told["message"])
        self.assertIn(refused, told["message"])

    def test_a_way_to_the_settings_undoes_no_refund_that_was_paid(self):
        """Odoo answers so where an account is missing."""
        refund = self.refund_that_is_not_booked(RedirectWarning(CLOSED, 1, "Settings"))
        self.env.invalidate_all()
        self.assertEqual((refund.state, refund.is_post_processed), ("done", False))
        self.assertEqual(self.refunds(), (45.0, 75.0))

    # --------------------------------------------------------------- invoices

    def test_what_an_invoice_used_is_credited_first(self):
        """Paid and invoiced: nothing is owed back, unless the invoice is credited too."""
        invoice = self.sale._create_invoices()
        invoice.action_post()
        (self.main | self.part)._match_payment_with_invoices()
        self.assertEqual(invoice.amount_residual, 0.0)
        with self.assertRaisesRegex(UserError, "credit note first"):
            self.refund(amount=10.0, credit_invoices=False)
        wizard = self.dialog(invoice)
        self.assertTrue(wizard.credit_invoices)
        self.assertEqual((wizard.owed_amount, wizard.amount), (0.0, 120.0))
        wizard.action_refund()
        self.confirm()
        self.assertEqual(self.refunds(), (45.0, 75.0))
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(self.open_receivable(), [])
        self.assert_ties_out()

    def test_store_credit_that_paid_the_rest_of_the_invoice_is_store_credit_again(self):
        """It came by the dialog, not by the order: the refund's amount says nothing about it."""
        invoice = self.sale._create_invoices()
        invoice.invoice_line_ids.price_unit = 150.0
        invoice.action_post()
        self.give_credit(30.0)
        self.env["customer.credit.apply"].create({"partner_id": self.customer.id}).action_confirm()
        self.assertEqual((invoice.amount_residual, self.credit_account().balance), (0.0, 0.0))
        self.refund(invoice, amount=8.0, credit_invoices=True)
        self.assertEqual(self.refunds(), (3.0, 5.0))
        self.assert_store_credit(30.0 + 3.0)
        self.assertEqual(sorted(self.open_receivable()), [-70.0, -42.0])
        self.assert_ties_out()

    def test_an_invoice_after_one_that_was_credited_is_credited_too(self):
        """What was credited as a whole needs nothing more, and stops nothing."""
        first = self.sale._create_invoices()
        first.action_post()
        self.refund(first, amount=24.0)
        second = self.sale._create_invoices()
        second.action_post()
        self.assertEqual((first.payment_state, second.amount_residual), ("reversed", 24.0))
        wizard = self.dialog()
        self.assertEqual((wizard.invoice_names, wizard.amount), (second.name, 96.0))
        wizard.action_refund()
        self.confirm()
        self.assertEqual(self.refunds(), (45.0, 75.0))
        self.assertEqual(second.payment_state, "reversed")
        self.assertEqual(self.open_receivable(), [])
        self.assert_ties_out()

    def test_a_credit_note_says_how_much_goes_back(self):
        """A note of 40 for the invoice: 15 as store credit, 25 to the card, matched with it."""
        invoice = self.sale._create_invoices()
        invoice.action_post()
        (self.main | self.part)._match_payment_with_invoices()
        note = invoice._reverse_moves([{"invoice_date": "2026-01-01"}])
        note.invoice_line_ids.price_unit = 40.0
        note.action_post()
        self.assertTrue(note.credit_refundable)
        wizard = self.dialog(note)
        self.assertEqual(wizard.amount, 40.0)
        wizard.action_refund()
        self.confirm()
        self.assertEqual(self.refunds(), (15.0, 25.0))
        self.assertEqual((note.amount_residual, invoice.amount_residual), (0.0, 0.0))
        self.assert_ties_out()

    def test_a_cancelled_order_gives_back_the_card_too(self):
        """Cancelling gives the credit back by itself; the button gives back the rest."""
        self.sale.action_cancel()
        self.assertEqual(self.refunds(), (45.0, 0.0))
        self.assertEqual(self.sale.credit_refundable_amount, 75.0)
        self.refund()
        self.assertEqual(self.refunds(), (45.0, 75.0))
        self.assert_store_credit(45.0)
        self.assertEqual(self.open_receivable(), [])

    def test_a_cancelled_order_with_an_invoice_gives_back_both_once(self):
        """The invoice is credited in step, the credit part comes back, the card by the button."""
        self.company.write({"credit_auto_adjust": True, "credit_order_invoicing": "posted"})
        self.sale._create_invoices().action_post()
        (self.main | self.part)._match_payment_with_invoices()
        self.sale.action_cancel()
        self.env.invalidate_all()
        self.assert_store_credit(45.0)
        self.refund()
        self.assertEqual(self.refunds(), (45.0, 75.0))
        self.assertEqual(self.open_receivable(), [])
        self.assert_ties_out()

    def test_refunds_meet_their_payments_on_the_account_of_then(self):
        """The customer has another receivable account since: nothing stays open on either."""
        account = self.company_data["default_account_receivable"]
        self.customer.property_account_receivable_id = account.copy({"name": "Receivable, new"})
        self.refund()
        self.assertEqual(self.refunds(), (45.0, 75.0))
        payments = (self.main | self.part).child_transaction_ids.payment_id
        self.assertEqual(payments.destination_account_id, account)
        self.assertEqual(self.open_receivable(), [])
        self.assert_ties_out()

    def test_a_cancelled_payment_is_given_back_once(self):
        """An accountant cancels the payment: no order, no refund gives it back again."""
        self.part.payment_id.with_user(self.accountant).action_cancel()
        self.env.invalidate_all()
        self.assert_store_credit(45.0)
        self.assertEqual(self.sale.credit_refundable_amount, 75.0)
        refused = self.part._refund(45.0)
        self.assertEqual(refused.state, "error")
        self.assertIn("no more can be given back", refused.state_message)
        self.sale.action_cancel()
        self.env.invalidate_all()
        self.assert_store_credit(45.0)
        self.assert_ties_out()

    def test_an_invoice_made_anew_is_paid_as_before(self):
        """Reset, cancelled or reversed: the order is still paid, and pays its next invoice."""
        for undo in ("reset", "cancelled", "reversed"):
            with self.subTest(undo=undo):
                self.env.invalidate_all()
                invoice = self.sale._create_invoices()
                invoice.action_post()
                self.assertEqual(invoice.amount_residual, 0.0)
                if undo == "reversed":
                    invoice._reverse_moves([{"invoice_date": "2026-01-01"}], cancel=True)
                else:
                    invoice.button_draft()
                if undo == "cancelled":
                    invoice.button_cancel()
                elif undo == "reset":
                    invoice.action_post()
                    self.assertEqual(invoice.amount_residual, 0.0)
                    invoice.button_draft()
                    invoice.button_cancel()
                self.env.invalidate_all()
                self.assert_store_credit(0.0)
                self.assertEqual(self.sale.amount_paid, 120.0)
                self.assert_ties_out()
        self.sale.action_cancel()
        self.refund()
        self.assertEqual(self.refunds(), (45.0, 75.0))
        self.assert_store_credit(45.0)
        self.assert_ties_out()

    def test_a_payment_that_is_complete_pays_the_next_invoice(self):
        """After the commit it is "paid" to Odoo, which matches payments under way only."""
        invoice = self.sale._create_invoices()
        invoice.action_post()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(self.part.payment_id.state, "paid")
        invoice.button_draft()
        invoice.button_cancel()
        again = self.sale._create_invoices()
        again.action_post()
        self.assertEqual(again.amount_residual, 0.0)
        self.assert_store_credit(0.0)
        self.assert_ties_out()

    def test_an_invoice_paid_in_the_portal_gives_back_by_a_refund(self):
        """Reversed or changed: the transaction says so, and nothing can be refunded again."""
        self.sale.action_cancel()
        self.env.invalidate_all()
        for undo in ("reversed", "changed"):
            with self.subTest(undo=undo):
                invoice = self.invoice(30.0)
                tx = invoice.with_user(self.shopper).sudo()._pay_with_store_credit(30.0, 30.0)
                self.assert_store_credit(15.0)
                if undo == "reversed":
                    invoice._reverse_moves([{"invoice_date": "2026-01-01"}], cancel=True)
                else:
                    invoice.button_draft()
                    invoice.invoice_line_ids.price_unit = 20.0
                    invoice.action_post()
                self.env.invalidate_all()
                self.assert_store_credit(45.0)
                self.assertEqual(tx.child_transaction_ids.mapped("amount"), [-30.0])
                self.assertFalse(invoice.credit_refundable)
                self.assert_ties_out()

    # --------------------------------------------------------------- doors

    def test_only_invoicing_users_refund(self):
        """A salesperson neither opens the dialog nor confirms somebody else's."""
        with self.assertRaises(AccessError):
            self.sale.with_user(self.salesperson).action_refund_payments()
        wizard = self.dialog()
        with self.assertRaises(AccessError):
            wizard.with_user(self.salesperson).action_refund()
        with self.assertRaises(AccessError):
            self.sale.with_user(self.shopper).action_refund_payments()
        self.assertEqual(self.refunds(), (0.0, 0.0))

    def test_forged_figures_of_the_dialog_count_for_nothing(self):
        """What is refundable and owed is read again from the books."""
        wizard = self.dialog(amount=500.0)
        wizard.line_ids.sudo().write({"refundable": 500.0, "amount": 500.0})
        wizard.write({"owed_amount": 500.0, "refundable_amount": 500.0})
        with self.assertRaises(UserError):
            wizard.action_refund()
        self.assertEqual(self.refunds(), (0.0, 0.0))

    def test_documents_without_store_credit_keep_odoos_own_refund(self):
        """No button, no extra dialog."""
        order = self.order()
        tx = self.card_payment(order, 120.0)
        tx._set_done()
        tx._post_process()
        self.assertEqual(order.credit_refundable_amount, 0.0)
        with self.assertRaises(UserError):
            order.with_user(self.accountant).action_refund_payments()
