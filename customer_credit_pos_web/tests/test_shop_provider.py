"""The provider "Store Credit": set up, offered to its owner, spent once, booked, given back."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_checkout import CheckoutCommon


@tagged("post_install", "-at_install")
class TestProvider(CheckoutCommon):
    """One transaction, one entry, one payment."""

    # --------------------------------------------------------------- setup

    def test_every_company_gets_the_provider_on_its_credit_journal(self):
        """A new company with a chart can be paid with store credit at once."""
        self.assertEqual(self.provider.journal_id, self.journal)
        self.assertEqual((self.provider.state, self.provider.is_published), ("enabled", True))
        line = self.journal.inbound_payment_method_line_ids.filtered("payment_provider_id")
        self.assertEqual(line.payment_account_id, self.liability)
        self.company._ensure_store_credit_setup()
        self.assertEqual(
            self.provider.search_count(
                [("code", "=", "store_credit"), ("company_id", "=", self.company.id)]
            ),
            1,
        )

    def test_the_provider_keeps_its_journal(self):
        """Store credit booked on a bank would appear out of nothing."""
        with self.assertRaises(ValidationError):
            self.provider.journal_id = self.bank_journal

    # --------------------------------------------------------------- offered

    def offered(self, user, document, amount=None):
        """Say whether the user sees the provider on the document."""
        key = "sale_order_id" if document._name == "sale.order" else "credit_invoice_id"
        providers = (
            self.env["payment.provider"]
            .with_user(user)
            .sudo()
            ._get_compatible_providers(
                self.company.id,
                user.partner_id.id,
                document.amount_total if amount is None else amount,
                currency_id=document.currency_id.id,
                **{key: document.id},
            )
        )
        return self.provider in providers

    def test_what_an_address_says_of_an_invoice_is_ignored(self):
        """Odoo's payment page passes on whatever stands in its address."""
        for said in ("abc", "1", True, [1], -1, 10**30):
            with self.subTest(said=said):
                offered = (
                    self.provider.with_user(self.shopper)
                    .sudo()
                    ._is_store_credit_offered(
                        10.0, self.company.currency_id.id, credit_invoice_id=said
                    )
                )
                self.assertFalse(offered)

    def test_offered_to_the_owner_who_has_enough(self):
        """Enough credit, own document, logged in: only then."""
        order, invoice = self.order(), self.invoice(120.0)
        self.assertFalse(self.offered(self.shopper, order), "no credit")
        self.give_credit(119.99)
        self.assertFalse(self.offered(self.shopper, order), "a cent short")
        self.give_credit(0.01)
        self.assertTrue(self.offered(self.shopper, order))
        self.assertTrue(self.offered(self.shopper, invoice))
        self.give_credit(500.0, self.other_customer)
        self.assertFalse(self.offered(self.stranger, order), "somebody else's order")
        self.assertFalse(self.offered(self.stranger, invoice), "somebody else's invoice")
        self.assertFalse(self.offered(self.website.user_id, order), "a guest with the link")

    def test_not_offered_without_a_document_or_in_another_currency(self):
        """A payment of nothing in particular, and a foreign cart, are paid another way."""
        self.give_credit(500.0)
        providers = (
            self.provider.with_user(self.shopper)
            .sudo()
            ._get_compatible_providers(self.company.id, self.shopper.partner_id.id, 10.0)
        )
        self.assertNotIn(self.provider, providers)
        order = self.order()
        self.assertTrue(self.offered(self.shopper, order))
        order.sudo().currency_id = self.setup_other_currency("GBP")
        self.assertFalse(self.offered(self.shopper, order))

    def test_the_websites_switches_hide_it(self):
        """What the settings do not allow is not offered and cannot be forced."""
        self.give_credit(500.0)
        order, quotation = self.order(), self.order(website_id=False)
        self.website.credit_in_shop = False
        self.assertFalse(self.offered(self.shopper, order))
        self.assertTrue(self.offered(self.shopper, quotation))
        with self.assertRaises(ValidationError):
            self.pay(order, 120.0)

    # --------------------------------------------------------------- spent and booked

    def test_paying_all_confirms_and_books_liability_against_receivable(self):
        """120 of 150: the order is confirmed, the books say Dr liability / Cr receivable."""
        self.give_credit(150.0)
        order = self.order()
        tx = self.pay(order, 120.0)
        self.assertEqual((tx.state, order.state), ("done", "sale"))
        self.assertEqual(self.entries(), [("web_payment", -120.0)])
        self.assertTrue(self.Entry._find_by_key(f"tx:{tx.id}"))
        items = tx.payment_id.move_id.line_ids.sorted("balance")
        self.assertEqual(
            [(line.account_id, line.balance) for line in items],
            [(self.receivable, -120.0), (self.liability, 120.0)],
        )
        self.assert_store_credit(30.0)
        self.assert_ties_out()

    def test_with_automatic_invoices_the_invoice_is_paid(self):
        """The invoice is made, posted and matched with the payment."""
        self.env["ir.config_parameter"].set_param("sale.automatic_invoice", "True")
        self.give_credit(150.0)
        order = self.order()
        self.pay(order, 120.0)
        invoice = order.invoice_ids
        self.assertEqual((len(invoice), invoice.amount_residual), (1, 0.0))
        self.assertEqual(invoice.payment_state, "paid")
        self.assert_ties_out()

    def test_invoiced_later_the_payment_is_found(self):
        """Without automatic invoices the payment waits for the invoice."""
        self.give_credit(150.0)
        order = self.order()
        self.pay(order, 120.0)
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assert_ties_out()

    def test_an_order_that_needs_no_payment_up_front_is_paid_the_same(self):
        """``require_payment`` off changes nothing for the credit."""
        self.give_credit(150.0)
        order = self.order(require_payment=False)
        self.pay(order, 120.0)
        self.assertEqual((order.state, order.credit_paid_amount), ("sale", 120.0))
        self.assert_store_credit(30.0)
        self.assert_ties_out()

    def test_the_same_transaction_again_spends_nothing(self):
        """A replay finds the entry under the transaction's reference."""
        self.give_credit(150.0)
        tx = self.pay(self.order(), 120.0)
        tx._get_processing_values()
        tx._spend_store_credit()
        tx._post_process()
        self.assertEqual(self.entries(), [("web_payment", -120.0)])
        self.assertEqual(
            self.Entry._find_by_key(tx._get_store_credit_key()).move_id, tx.payment_id.move_id
        )
        self.assert_ties_out()

    def test_the_entry_may_wait_for_post_processing(self):
        """Between payment and post-processing the tie-out is content, and not for ever."""
        self.give_credit(150.0)
        tx = self.transaction(self.order(), 120.0)
        tx._get_processing_values()
        self.assert_ties_out()
        tx.last_state_change = "2020-01-01"
        self.assertEqual(len(self.Account._tie_out(self.company)), 1)

    # --------------------------------------------------------------- attacks

    def assert_refused(self, error, document, amount, user=None, **vals):
        """Refused, and not a cent has moved."""
        tx = self.transaction(document, amount, user, **vals)
        with self.assertRaises(error):
            tx._get_processing_values()
        self.assertEqual(self.entries(), [])

    def test_strangers_and_guests_never_spend(self):
        """A link opens the page for anybody: it spends for nobody."""
        self.give_credit(500.0)
        order, invoice = self.order(), self.invoice(120.0)
        guest = self.website.user_id
        for user in (self.stranger, guest, self.salesperson):
            for document in (order, invoice):
                self.assert_refused(AccessError, document, 10.0, user)
                self.assert_refused(AccessError, document, 10.0, user, partner_id=self.customer.id)

    def test_amounts_beyond_the_document_or_the_account_are_refused(self):
        """Not more than is due, not more than there is, nothing at or below zero."""
        self.give_credit(150.0)
        order = self.order()
        for amount in (120.01, 1e9, 0.0, -10.0):
            self.assert_refused(UserError, order, amount)
        self.assert_refused(UserError, self.order(500.0), 150.01)

    def test_two_documents_or_none_are_refused(self):
        """One transaction pays one document."""
        self.give_credit(500.0)
        both = self.order() | self.order()
        self.assert_refused(ValidationError, both[0], 10.0, sale_order_ids=[Command.set(both.ids)])
        self.assert_refused(ValidationError, both[0], 10.0, sale_order_ids=[Command.clear()])

    def test_validation_tokens_and_offline_payments_are_refused(self):
        """Store credit is spent by its owner on the spot, never by a saved method."""
        self.give_credit(500.0)
        order = self.order()
        for operation in ("validation", "offline", "online_token"):
            self.assert_refused(ValidationError, order, 10.0, operation=operation)
        self.assert_refused(ValidationError, order, 10.0, tokenize=True)

    def test_another_companys_provider_is_refused(self):
        """Credit of one company never pays another's document."""
        self.give_credit(500.0)
        other = self.setup_other_company()["company"]
        provider = self.provider.search(
            [("code", "=", "store_credit"), ("company_id", "=", other.id)]
        )
        self.assertTrue(provider)
        self.assert_refused(ValidationError, self.order(), 10.0, provider_id=provider.id)

    def test_an_order_that_sells_store_credit_is_not_paid_with_it(self):
        """Store credit buys no store credit."""
        self.give_credit(500.0)
        topup = self.env["product.product"].create(
            {"name": "Credit", "type": "service", "taxes_id": [Command.clear()]}
        )
        topup.property_account_income_id = self.liability
        order = self.order(50.0)
        line = {"product_id": topup.id, "price_unit": 200.0}
        order.order_line = [Command.create(line)]
        self.assert_refused(ValidationError, order, 50.01)
        self.assertEqual(self.pay(order, 50.0).state, "done")

    # --------------------------------------------------------------- refunds

    def test_a_refund_gives_back_once_and_no_more_than_was_paid(self):
        """100 of 120, then the rest; a cent more is refused."""
        self.give_credit(150.0)
        order = self.order()
        tx = self.pay(order, 120.0)
        tx.action_refund(100.0)
        self.assertEqual(self.entries()[1:], [("web_refund", 100.0)])
        tx.action_refund(20.01)
        self.assertEqual(tx.child_transaction_ids.sorted("id")[-1].state, "error")
        tx.action_refund(20.0)
        tx.action_refund(20.0)
        self.assertEqual(order.credit_paid_amount, 0.0)
        self.assert_store_credit(150.0)
        self.assert_ties_out()

    def test_cancelling_the_order_gives_back_once(self):
        """Cancel, back to quotation, cancel again: 120 come back one time."""
        self.give_credit(150.0)
        order = self.order()
        self.pay(order, 120.0)
        order.with_user(self.salesperson).action_cancel()
        self.assertEqual(self.entries(), [("web_payment", -120.0), ("web_refund", 120.0)])
        order.action_draft()
        order.action_cancel()
        order.write({"state": "cancel"})
        self.assertEqual(len(self.entries()), 2)
        self.assert_store_credit(150.0)
        self.assert_ties_out()

    def test_what_an_invoice_consumed_stays_with_it(self):
        """A cancelled order whose invoice is paid and stands gives nothing back by itself."""
        self.give_credit(150.0)
        order = self.order()
        self.pay(order, 120.0)
        order._create_invoices().action_post()
        self.company.credit_auto_adjust = False
        order.action_cancel()
        self.assertEqual(self.entries(), [("web_payment", -120.0)])
        self.assert_ties_out()
