"""Top-ups: credit exists when money has arrived, exactly once, and goes back with it."""

from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account.models.account_move import AccountMove as NativeMove

from .common_shop import ShopCommon

REVIEWED = "A reviewed invoice is not changed."


@tagged("post_install", "-at_install")
class TestTopupOrder(ShopCommon):
    """From the order to the ledger."""

    def entries(self):
        """Return the entries of the customer, oldest first."""
        return self.Entry.search([("account_id", "=", self.credit_account().id)], order="id")

    def test_paid_topup_is_store_credit_and_its_invoice_is_there(self):
        """Money in: Dr bank / Cr liability for the customer, no tax, no income."""
        order = self.topup(50.0, self.colleague)
        self.assertEqual(self.available(), 0.0)
        tx = self.pay(order)
        self.assertEqual(order.state, "sale")
        invoice = order._get_topup_invoices()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(tx.invoice_ids, invoice)
        self.assertEqual(invoice.amount_tax, 0.0)
        self.assertEqual(invoice.invoice_line_ids.account_id, self.liability)
        self.assertRecordValues(self.entries(), [{"event": "topup", "amount": 50.0}])
        self.assert_store_credit(50.0)
        self.assertEqual(self.available(), 50.0)
        self.assert_ties_out()

    def test_post_processing_again_adds_nothing(self):
        """The poll, the cron and a replayed notification find it done."""
        order = self.topup(50.0)
        tx = self.pay(order)
        tx._post_process()
        tx._set_done()
        tx._post_process()
        self.assertEqual(len(order._get_topup_invoices()), 1)
        self.assertEqual(len(self.entries()), 1)
        self.assert_store_credit(50.0)

    def test_automatic_invoicing_makes_the_same_one_invoice(self):
        """The setting changes nothing for top-ups."""
        self.env["ir.config_parameter"].sudo().set_param("sale.automatic_invoice", "True")
        order = self.topup(50.0)
        tx = self.pay(order)
        self.assertEqual(len(order.invoice_ids), 1)
        self.assertEqual(tx.invoice_ids, order.invoice_ids)
        self.assertEqual(self.available(), 50.0)
        self.assert_ties_out()

    def test_a_pending_topup_needs_no_printer(self):
        """Asked for in the portal or put into the cart: whoever paid waits for no PDF."""
        self.company.store_credit_mail = False
        report = self.registry["ir.actions.report"]
        missing = UserError("Unable to find Wkhtmltopdf")
        for user in (self.shopper, None):
            order = self.topup(50.0)
            order.store_credit_topup_user_id = user
            with patch.object(report, "_render_qweb_pdf", side_effect=missing):
                tx = self.pay(order, state="pending")
                self.assertTrue(tx.is_post_processed)
                self.move_on(tx, "done")
            self.assertEqual((order.state, tx.is_post_processed), ("sale", True))
        self.assertEqual(self.available(), 100.0)

    def test_pending_failed_and_abandoned_payments_add_nothing(self):
        """Credit exists only when money has arrived."""
        for state in ("draft", "pending", "cancel", "error"):
            order = self.topup(50.0)
            self.pay(order, state=state)
            self.assertNotEqual(order.state, "sale", state)
        self.assertEqual(self.available(), 0.0)
        self.assertFalse(self.entries())

    def test_pending_payment_completes_later(self):
        """A wire transfer that arrives days later is store credit then."""
        order = self.topup(50.0)
        tx = self.pay(order, state="pending")
        self.assertEqual(self.available(), 0.0)
        self.move_on(tx, "done")
        self.assertEqual(self.available(), 50.0)
        self.assert_ties_out()

    def test_authorised_money_has_not_arrived(self):
        """Credit waits for the capture."""
        order = self.topup(50.0)
        self.provider.support_manual_capture = "full_only"
        tx = self.pay(order, state="authorized")
        self.assertEqual(self.available(), 0.0)
        self.move_on(tx, "done")
        self.assertEqual(self.available(), 50.0)

    def test_payment_that_arrives_after_the_cancellation_counts(self):
        """Money taken is money owed: the order comes back."""
        order = self.topup(50.0)
        tx = self.pay(order, state="pending")
        order._action_cancel()
        self.move_on(tx, "done")
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.available(), 50.0)
        self.assert_ties_out()

    def test_second_payment_of_the_same_topup_is_outstanding_credit(self):
        """Two tabs, two payments: nothing is lost, nothing is given twice."""
        order = self.topup(50.0)
        first, second = self.pay(order, state="draft"), self.pay(order, state="draft")
        self.move_on(first, "done")
        self.move_on(second, "done")
        self.assert_store_credit(50.0)
        self.assertEqual(self.customer.outstanding_credit_amount, 50.0)
        self.assert_ties_out()

    def test_too_small_a_payment_gives_nothing(self):
        """1.00 does not buy 50.00, whatever the prepayment settings of the company."""
        self.company.sudo().prepayment_percent = 0.1
        order = self.topup(50.0)
        self.pay(order, amount=1.0)
        self.assertEqual(order.state, "sent")
        self.assertEqual(self.available(), 0.0)

    def test_invoiced_before_paid_is_reserved_until_then(self):
        """Staff who confirm a wire transfer's order and invoice it give no spendable credit."""
        order = self.topup(50.0)
        order.action_confirm()
        invoice = order._create_topup_invoice()
        self.assert_store_credit(50.0)
        self.assertEqual(self.available(), 0.0)
        self.pay(order)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(order._get_topup_invoices(), invoice)
        self.assertEqual(self.available(), 50.0)
        self.assert_ties_out()

    # --------------------------------------------------------------- money that goes back

    def test_refunded_card_takes_the_credit_back(self):
        """A credit note is booked, matched with the refund; part by part."""
        order = self.topup(50.0)
        tx = self.pay(order)
        self.refund(tx, 20.0)
        self.assertEqual(self.available(), 30.0)
        self.refund(tx, 30.0)
        self.assertEqual(self.available(), 0.0)
        notes = order._get_topup_invoices().reversal_move_ids
        self.assertEqual(notes.mapped("amount_total"), [30.0, 20.0])
        self.assertEqual(set(notes.mapped("payment_state")) - {"paid", "in_payment"}, set())
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(self.customer.outstanding_credit_amount, 0.0)
        self.assert_ties_out()

    def test_refund_is_taken_back_once(self):
        """Post-processing again, or a credit note made by hand before, takes nothing twice."""
        order = self.topup(50.0)
        tx = self.pay(order)
        invoice = order._get_topup_invoices()
        note = invoice._reverse_moves([{"ref": "by hand"}])
        note.action_post()
        self.assertEqual(self.available(), 0.0)
        refund = self.refund(tx, 50.0)
        refund._post_process()
        self.assert_store_credit(0.0)
        self.assertEqual(invoice.reversal_move_ids, note)
        self.assert_ties_out()

    def test_refund_of_more_than_is_left_takes_back_what_is_left(self):
        """A provider may send more back than the rest: no credit stays that nobody paid."""
        order = self.topup(50.0)
        tx = self.pay(order)
        self.refund(tx, 30.0)
        self.refund(tx, 30.0)
        self.assertEqual(self.available(), 0.0)
        self.assertEqual(self.customer.credit, 10.0)
        self.assertIn(self.credit_manager, self.credit_account().activity_ids.user_id)
        self.refund(tx, 50.0)
        self.assertEqual(self.available(), 0.0)
        self.assertEqual(self.customer.credit, 60.0)
        self.assert_ties_out()

    def test_refund_of_spent_credit_leaves_a_debt_and_freezes(self):
        """The account stops, a manager gets a to-do, the customer sees it."""
        order = self.topup(50.0)
        tx = self.pay(order)
        self.book([(self.liability, 40.0, self.customer),
                   (self.bank_journal.default_account_id, -40.0, None)])  # fmt: skip
        self.refund(tx, 50.0)
        account = self.credit_account()
        self.assertEqual((account.balance, account.state), (-40.0, "frozen"))
        self.assertIn(self.credit_manager, account.activity_ids.user_id)
        self.assert_ties_out()

    def test_payment_that_bounces_makes_the_credit_unspendable(self):
        """A payment cancelled by the bank leaves an unpaid invoice, whose credit is reserved."""
        order = self.topup(50.0)
        tx = self.pay(order)
        tx.payment_id.action_cancel()
        self.assert_store_credit(50.0)
        self.assertEqual(self.available(), 0.0)
        self.assert_ties_out()

    # --------------------------------------------------------------- what it is not

    def test_topup_is_no_sale_and_no_debt(self):
        """Neither credit checks nor taxes, price lists or fiscal positions touch it."""
        self.product.taxes_id = self.company_data["default_tax_sale"]
        order = self.topup(50.0)
        order._recompute_taxes()
        order._recompute_prices()
        self.assertRecordValues(order, [{"amount_total": 50.0, "amount_tax": 0.0}])
        self.assertEqual(order._get_credit_amount(), 0.0)
        self.assertEqual(order._get_credit_blockers(), [])
        self.pay(order)
        self.assertEqual(order._get_topup_invoices().amount_tax, 0.0)

    def test_topups_stay_out_of_sales_figures(self):
        """What is spent later is the sale."""
        self.pay(self.topup(50.0))
        self.env.flush_all()
        for model in ("sale.report", "account.invoice.report"):
            found = self.env[model].search_count([("product_id", "=", self.product.id)])
            self.assertFalse(found, model)

    def test_discounts_and_quantities_are_refused(self):
        """60 for 50, or twice 50, would be another deal."""
        order = self.topup(50.0)
        for vals in ({"discount": 10.0}, {"product_uom_qty": 2.0}, {"price_unit": -5.0}):
            with self.assertRaises(ValidationError, msg=vals), self.env.cr.savepoint():
                order.order_line.write(vals)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            order.write({"order_line": [Command.create(
                {"name": "Reward", "product_id": self.product_a.id, "price_unit": -5.0}
            )]})  # fmt: skip

    def test_other_products_of_the_same_order_may_be_discounted(self):
        """20 off a chair of 120 is the chair's affair; 125 off would pay for store credit."""
        order = self.topup(50.0)
        chair = {"name": "Chair", "product_id": self.product_a.id, "tax_ids": [Command.clear()]}
        order.order_line = [Command.create({**chair, "price_unit": 120.0})]
        order.order_line = [Command.create({**chair, "price_unit": -20.0})]
        self.assertEqual(order.amount_total, 150.0)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            order.order_line = [Command.create({**chair, "price_unit": -105.0})]
        order.order_line.filtered(lambda line: line.price_unit == 120.0).unlink()
        with self.assertRaisesRegex(ValidationError, "on its own"):
            order._check_topups_payable()

    def test_only_allowed_providers_pay(self):
        """Store credit never buys itself; a website may allow some providers only."""
        other = self._new_provider("Other Card")
        order = self.topup(50.0)
        compatible = self.env["payment.provider"].sudo()._get_compatible_providers

        def providers():
            return compatible(self.company.id, self.customer.id, 50.0, sale_order_id=order.id) & (
                self.provider | other
            )

        self.assertEqual(providers(), self.provider | other)
        self.website.store_credit_topup_provider_ids = other
        self.assertEqual(providers(), other)

    def test_one_open_topup_for_each_user(self):
        """Abandoned top-ups are used again, unless a payment was tried that may still come."""
        first = self.topup(50.0)
        self.assertEqual(self.topup(80.0), first)
        self.assertEqual(first.amount_total, 80.0)
        self.pay(first, state="error")
        self.assertEqual(self.topup(20.0), first)
        self.pay(first, state="pending")
        self.assertNotEqual(self.topup(20.0), first)
        self.assertEqual(first.amount_total, 20.0)
        self.assertNotEqual(self.topup(20.0, self.colleague), self.topup(20.0))

    def test_expired_topups_are_cancelled(self):
        """Nobody has to tidy up what was abandoned."""
        order, waiting = self.topup(50.0), self.topup(50.0, self.colleague)
        self.pay(waiting, state="pending")
        self.pay(order, state="draft")
        behind, order = order, self.topup(30.0)
        self.assertNotEqual(behind, order)
        (behind | order | waiting).validity_date = "2020-01-01"
        self.env["sale.order"]._gc_store_credit_topups()
        states = [it.state for it in (behind, order, waiting)]
        self.assertEqual(states, ["cancel", "cancel", "sent"])

    def test_amounts_are_numbers_within_the_bounds(self):
        """Anything else is refused with the reason."""
        for amount in (
            "nan",
            "inf",
            "1e400",
            "abc",
            "",
            None,
            [],
            True,
            0,
            -5,
            "9.99",
            1000.01,
            1e300,
        ):
            with self.assertRaises(UserError, msg=amount):
                self.website._check_topup_amount(amount)
        self.assertEqual(self.website._check_topup_amount("10"), 10.0)
        self.assertEqual(self.website._check_topup_amount(99.999), 100.0)

    def test_customer_is_told_once(self):
        """One mail with the amount, when the money is here."""
        order = self.topup(50.0, self.colleague)
        tx = self.pay(order, state="pending")
        template = self.env.ref("customer_credit_pos_web.mail_template_credit_added")
        mails = self.env["mail.mail"].search([("subject", "like", "added to your store credit")])
        self.assertFalse(mails)
        self.move_on(tx, "done")
        tx._post_process()
        mails = self.env["mail.mail"].search([("model", "=", template.model)])
        self.assertEqual(len(mails), 1)
        self.assertIn("50.00", mails.subject)
        self.assertEqual(mails.recipient_ids, self.contact)
        self.assertIn("/my/credit", mails.body_html)

    def test_an_address_without_a_name_is_greeted_as_its_customer(self):
        """An invoice address often has none of its own."""
        self.contact.write({"name": False, "type": "invoice"})
        self.pay(self.topup(50.0, self.colleague))
        mail = self.env["mail.mail"].search([("subject", "like", "added to your store credit")])
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertIn(f"Hello {self.customer.name},", mail.body_html)

    def test_a_reviewed_invoice_is_paid_and_the_customer_told(self):
        """OCA's reviews keep posted invoices from changes: no payment may fail of what we note."""
        native = NativeMove.write

        def write(moves, vals):
            noted = "store_credit_mailed" in vals
            if noted and not moves.env.context.get("skip_validation_check"):
                raise ValidationError(REVIEWED)
            return native(moves, vals)

        order = self.topup(50.0)
        with patch.object(NativeMove, "write", write):
            self.pay(order)
        self.assertEqual(self.available(), 50.0)
        self.assertTrue(order._get_topup_invoices().store_credit_mailed)

    def test_broken_mail_template_stops_no_payment(self):
        """The money counts; the mail does not."""
        template = self.env.ref("customer_credit_pos_web.mail_template_credit_added")
        template.body_html = '<t t-out="object.no_such_field"/>'
        with self.assertLogs("odoo.addons.customer_credit_pos_web", "WARNING"):
            self.pay(self.topup(50.0))
        self.assertEqual(self.available(), 50.0)

    def test_credit_product_must_be_a_service_invoiced_on_order(self):
        """Otherwise the invoice would wait for a delivery."""
        with self.assertRaises(ValidationError):
            self.product.product_tmpl_id.invoice_policy = "delivery"
        with self.assertRaises(ValidationError):
            self.website.credit_product_id = self.product_a
