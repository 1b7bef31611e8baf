"""The routes of the shop and the portal, by HTTP: what they do, and what they refuse."""

import json
from unittest.mock import patch

from lxml import html

from odoo import Command
from odoo.tests import tagged

from odoo.addons.customer_credit_balance.core.verdict import Blocker

from .common_checkout_http import CheckoutHttpCommon


@tagged("post_install", "-at_install")
class TestShopHttp(CheckoutHttpCommon):
    """A shopper with 45 of store credit and a cart of 120; each attack changes nothing."""

    # --------------------------------------------------------------- checkout

    def test_the_box_is_there_and_the_rest_goes_to_the_other_provider(self):
        """45 of 120: the page says 75, the card is asked for 75, 45 are set aside."""
        page = self.url_open("/shop/payment").text
        self.assertIn("Use my store credit", page)
        self.assertIn('data-amount="120.0"', page)
        page = self.choose("45").text
        self.assertIn('data-amount="75.0"', page)
        self.assertEqual(self.cart.amount_total, 120.0)
        values, error = self.start(75.0)
        self.assertFalse(error)
        tx = self.env["payment.transaction"].search([("reference", "=", values["reference"])])
        self.assertEqual((tx.amount, tx.store_credit_part_id.amount), (75.0, 45.0))
        self.assertEqual(self.credit_account().reserved, 45.0)
        tx._set_done()
        tx._post_process()
        self.assertEqual(self.cart.state, "sale")
        self.assert_ties_out()

    def test_what_is_left_to_pay_stands_wherever_the_total_does(self):
        """45 of 120: the summary beside the page and the bar on phones say 75."""
        page = html.fromstring(self.url_open("/shop/payment").text)
        self.assertFalse(page.xpath("//tr[@name='store_credit_summary_left']"))
        page = html.fromstring(self.choose("45").text)
        for place in ("//tr[@name='store_credit_summary_left']",
                      "//span[@name='store_credit_bar_left']"):  # fmt: skip
            found = page.xpath(place)
            self.assertTrue(found, place)
            self.assertIn("75.00", found[0].text_content())
        self.assertFalse(page.xpath("//span[@id='amount_total_summary']"))

    def test_the_cart_and_guests_hear_of_store_credit(self):
        """Before the last step; whoever has none reads nothing, a guest may sign in."""
        page = html.fromstring(self.url_open("/shop/cart").text)
        note = page.xpath("//div[@name='store_credit_note']")
        self.assertIn("45.00", note[0].text_content())
        guest = self.cart.with_user(self.env.ref("base.public_user")).sudo(False).sudo()
        self.assertTrue(guest._get_store_credit_note()["login"])
        self.website.credit_in_shop = False
        self.assertFalse(self.cart._get_store_credit_note())

    def test_the_whole_amount_by_credit_needs_no_other_provider(self):
        """200 of credit: one button, one transaction, order confirmed."""
        self.give_credit(155.0)
        self.url_open("/shop/checkout?try_skip_step=true")
        page = self.choose("500").text
        self.assertEqual(self.cart.credit_to_use, 120.0)
        self.assertIn("Pay with store credit", page)
        self.assertNotIn("Demo", page)
        values, error = self.start(120.0, self.provider, flow="redirect")
        self.assertEqual((error, values["state"]), (None, "done"))
        self.url_open(
            "/payment/status/poll",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": {}}),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        self.assertEqual(self.cart.state, "sale")
        self.assertIn("Paid by", self.url_open("/shop/payment/validate").text)
        self.assert_store_credit(80.0)
        self.assert_ties_out()
        _values, error = self.start(120.0, self.provider, flow="redirect")
        self.assertTrue(error)
        self.assert_store_credit(80.0)

    def test_unticked_the_page_asks_for_everything(self):
        """The choice is the customer's."""
        self.choose("45")
        self.assertIn('data-amount="120.0"', self.choose("45", use="").text)
        self.assertEqual(self.cart.credit_to_use, 0.0)

    def test_who_unpublishes_the_provider_closes_the_shop_for_store_credit(self):
        """No box that leads nowhere, in the shop or in the portal; staff may still try it."""
        invoice = self.invoice(45.0)
        for vals in ({"is_published": False}, {"is_published": True, "state": "disabled"}):
            with self.subTest(**vals):
                self.provider.write({"is_published": True, "state": "enabled"})
                self.choose("45")
                self.provider.write(vals)
                page = self.url_open("/shop/payment").text
                self.assertNotIn("Use my store credit", page)
                self.assertIn('data-amount="120.0"', page)
                cart = html.fromstring(self.url_open("/shop/cart").text)
                self.assertFalse(cart.xpath("//div[@name='store_credit_note']"))
                self.assertFalse(self.start(120.0)[1])
                self.assertNotIn("Pay with store credit", self.url_open(invoice.access_url).text)
                self.pay_document(invoice, "45")
                self.assertEqual(invoice.amount_residual, 45.0)
        self.assert_untouched()

    # --------------------------------------------------------------- attacks

    def test_amounts_that_make_no_sense_are_refused(self):
        """Negative, zero, words, NaN, infinite: a clear sentence, nothing chosen."""
        for amount in ("-5", "0", "abc", "NaN", "inf", "1e400", "", "0x10"):
            page = self.choose(amount).text
            self.assertIn("Enter", page, amount)
            self.assertEqual(self.cart.credit_to_use, 0.0)
        self.choose("1e9")
        self.assertEqual(self.cart.credit_to_use, 45.0)
        self.assert_untouched()

    def test_a_form_without_its_token_changes_nothing(self):
        """A foreign page cannot make the shopper choose, buy on account or pay."""
        self.website.credit_on_account = True
        invoice = self.invoice(45.0)
        for url in (
            "/shop/credit/use",
            "/shop/credit/on_account",
            f"/my/invoices/{invoice.id}/store_credit",
        ):
            answer = self.post(url, csrf=False, amount="45", use="1", due="45")
            self.assertEqual(answer.status_code, 400, url)
        self.env.invalidate_all()
        self.assertEqual((self.cart.credit_to_use, self.cart.state), (0.0, "draft"))
        self.assert_untouched()

    def test_amounts_changed_between_the_steps_are_refused(self):
        """The card may not be asked for less than what credit leaves, nor for more."""
        self.choose("45")
        for amount in (0.01, 74.99, 75.01, 120.0, -75.0, 1e9, "75", "abc", float("nan")):
            values, error = self.start(amount)
            if amount == "75":
                continue
            self.assertTrue(error, amount)
            self.assertFalse(values, amount)
        self.cart.transaction_ids._cancel_unfinished_parts()
        self.assert_untouched()

    def test_store_credit_pays_no_more_than_there_is(self):
        """120 with 45, forced past the page."""
        for amount in (120.0, 45.0, -45.0, 0.0):
            _values, error = self.start(amount, self.provider, flow="redirect")
            self.assertTrue(error, amount) if amount else None
        self.assert_untouched()

    def test_guests_and_strangers_with_the_link_spend_nothing(self):
        """The access token opens the order; it never opens the account."""
        self.give_credit(155.0)
        self.choose("120")
        self.assertEqual(self.cart.credit_to_use, 120.0)
        for login in (None, "stranger"):
            self.authenticate(login, login)
            _values, error = self.start(120.0, self.provider, flow="redirect")
            self.assertTrue(error)
            values, error = self.start(120.0)
            self.assertFalse(error)
            tx = self.env["payment.transaction"].search([("reference", "=", values["reference"])])
            self.assertEqual((tx.amount, tx.store_credit_part_id.id), (120.0, False))
            tx._set_canceled()
        self.assert_untouched(200.0)

    def test_guests_see_no_store_credit(self):
        """No box, no figure, no buying on account, neither with nor without the link."""
        self.website.credit_on_account = True
        self.choose("45")
        self.authenticate(None, None)
        self.session["sale_order_id"] = self.cart.id
        self.save_session()
        page = self.url_open("/shop/payment").text
        for word in ("Use my store credit", "45.00", "Order on account"):
            self.assertNotIn(word, page)
        answer = self.url_open("/shop/credit/use", data={"amount": "45"}, allow_redirects=False)
        self.assertNotEqual(answer.status_code, 200)
        self.assert_untouched()

    def test_the_cart_offers_no_express_payment_beside_store_credit(self):
        """Once credit is chosen the button that takes the whole total is gone."""
        view = self.env["ir.ui.view"].create(
            {"name": "Express", "type": "qweb", "arch": "<div id='express_button'/>"}
        )
        self.env["ir.model.data"].create(
            {"name": "express", "module": "test_shop", "model": "ir.ui.view", "res_id": view.id}
        )
        self.card.write({"allow_express_checkout": True, "express_checkout_form_view_id": view.id})
        self.assertIn("express_button", self.url_open("/shop/cart").text)
        self.choose("45")
        self.assertNotIn("express_button", self.url_open("/shop/cart").text)
        self.choose("45", use="")
        self.assertIn("express_button", self.url_open("/shop/cart").text)

    def test_another_website_does_not_know_the_choice(self):
        """A website of another company shows no box for this customer's cart."""
        other = self.setup_other_company()["company"]
        self.website.company_id = other
        page = self.url_open("/shop/payment").text
        self.assertNotIn("Use my store credit", page)
        self.choose("45")
        self.env.invalidate_all()
        self.assertEqual(self.cart.credit_to_use, 0.0)
        self.assert_untouched()

    def test_the_generic_payment_route_never_spends(self):
        """A payment of nothing in particular, with a right token of its own."""
        self.give_credit(155.0)
        from odoo.addons.payment import utils

        token = utils.generate_access_token(
            self.shopper.partner_id.id, 10.0, self.cart.currency_id.id, env=self.env
        )
        answer = self.ask_to_pay_ten("/payment/transaction", token)
        self.assertIn("error", answer)
        self.assert_untouched(200.0)

    def test_who_goes_back_pays_all_with_credit_that_the_first_try_held(self):
        """The card was started for a part, and given up; nothing of it stands in the way."""
        self.choose("45")
        self.start(75.0)
        self.assertEqual(self.credit_account().reserved, 45.0)
        self.give_credit(85.0)
        self.choose("120")
        values, error = self.start(120.0, self.provider, flow="redirect")
        self.assertEqual((error, values and values["state"]), (None, "done"))
        account = self.credit_account()
        self.assertEqual((account.balance, account.reserved), (10.0, 0.0))
        self.assert_ties_out()

    def test_the_box_offers_nothing_that_a_transfer_under_way_holds(self):
        """What it says can be used is taken; the rest is told of on the customer's page."""
        order = self.order(website_id=False)
        by_card, _part = self.split(order, 45.0)
        by_card._set_pending()
        order.action_quotation_sent()
        usable = order._get_store_credit_usable(self.shopper)
        if usable:
            self.pay_document(order, str(usable))
            self.assertEqual(self.credit_account().balance, 0.0)
        self.assert_ties_out()

    def test_a_donation_is_not_made_of_store_credit(self):
        """The page of donations takes any provider by its id."""
        answer = self.ask_to_pay_ten(
            "/donation/transaction/1",
            "",
            reference_prefix=self.cart.name,
            partner_details={"country_id": self.env.ref("base.be").id},
            donation_comment="",
            donation_recipient_email="giving@example.com",
        )
        self.assertIn("error", answer)
        self.assert_untouched()

    def ask_to_pay_ten(self, route, token, **more):
        """Return the answer of a payment route that is asked for 10 of store credit."""
        params = {
            "amount": 10.0,
            "currency_id": self.cart.currency_id.id,
            "partner_id": self.shopper.partner_id.id,
            "access_token": token,
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "flow": "redirect",
            "tokenization_requested": False,
            "landing_route": "/my",
            **more,
        }
        return self.url_open(
            route,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()

    # --------------------------------------------------------------- portal

    def test_an_invoice_is_paid_in_part(self):
        """45 of 120 by credit: 75 stay open, the same form again pays nothing."""
        invoice = self.invoice(120.0)
        self.assertIn("Pay with store credit", self.url_open(invoice.access_url).text)
        self.pay_document(invoice, "45")
        self.assertEqual((invoice.amount_residual, invoice.payment_state), (75.0, "partial"))
        self.give_credit(45.0)
        page = self.pay_document(invoice, "45", due=120.0)
        self.assertIn("has changed meanwhile", page)
        self.assertEqual(invoice.amount_residual, 75.0)
        self.assert_store_credit(45.0)
        self.assert_ties_out()

    def test_a_quotation_is_paid_in_full(self):
        """The customer, logged in, pays and so confirms the quotation."""
        self.give_credit(155.0)
        quotation = self.order(website_id=False, state="sent")
        self.assertIn("Pay with store credit", self.url_open(quotation.access_url).text)
        self.pay_document(quotation, "120.00")
        self.assertEqual(quotation.state, "sale")
        self.assertIn("Paid by", self.url_open(quotation.access_url).text)
        self.assert_store_credit(80.0)
        self.assert_ties_out()

    def test_an_order_whose_invoice_was_paid_otherwise_is_not_paid_again(self):
        """By bank: 20 of 120 paid on the invoice leave 100 to the order, all of it nothing."""
        self.give_credit(255.0)
        order = self.order(website_id=False)
        order.action_confirm()
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        for amount, left in ((20.0, 100.0), (100.0, 0.0)):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({"amount": amount, "journal_id": self.bank_journal.id})._create_payments()
            self.assertEqual(order._get_store_credit_due(), left)
            self.pay_document(order, "120", due=120.0)
        self.assertNotIn("Pay with store credit", self.url_open(order.access_url).text)
        self.assert_untouched(300.0)

    def test_a_down_payment_by_bank_leaves_the_rest_of_the_order(self):
        """30 of 100 percent are paid: 84 of 120 are left, and store credit pays them once."""
        self.give_credit(255.0)
        order = self.order(website_id=False)
        order.action_confirm()
        wizard = self.env["sale.advance.payment.inv"].create(
            {"sale_order_ids": [Command.set(order.ids)],
             "advance_payment_method": "percentage", "amount": 30.0}
        )  # fmt: skip
        down = wizard._create_invoices(order)
        down.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=down.ids
        ).create({"journal_id": self.bank_journal.id})._create_payments()
        self.assertEqual(order._get_store_credit_due(), 84.0)
        self.pay_document(order, "84")
        self.assertEqual(order._get_store_credit_due(), 0.0)
        self.assert_store_credit(216.0)
        order._create_invoices(final=True).action_post()
        self.assertEqual(sum(order.invoice_ids.mapped("amount_residual")), 0.0)
        self.assert_ties_out()

    def test_what_its_page_does_not_offer_is_not_paid(self):
        """Expired, to be signed, or a cart without a way of delivery: no box, and no back door."""
        self.give_credit(155.0)
        expired = self.order(website_id=False, state="sent", validity_date="2020-01-01")
        unsigned = self.order(website_id=False, state="sent", require_signature=True)
        self.cart.order_line.product_id.type = "consu"
        for document, sentence in (
            (expired, "has expired"),
            (unsigned, "sign this offer first"),
            (self.cart, "shipping method"),
        ):
            with self.subTest(sentence):
                page = self.url_open(document.access_url).text
                self.assertNotIn("Pay with store credit", page)
                self.assertIn(sentence, self.pay_document(document, "120.00"))
                self.assertNotEqual(document.state, "sale")
        self.assert_untouched(200.0)
        unsigned.write({"signed_by": "Sam", "signature": "R0lGODlhAQABAAD/ACwAAAAAAQABAAACADs="})
        self.pay_document(unsigned, "120.00")
        self.assertEqual(unsigned.state, "sale")

    def test_other_peoples_documents_and_links_pay_nothing(self):
        """A stranger, a guest with the link, a draft, a credit note: nothing moves."""
        self.give_credit(155.0)
        invoice = self.invoice(120.0)
        draft = self.invoice(120.0, post=False)
        quotation = self.order(website_id=False, state="sent")
        for amount in ("-1", "0", "nan", "x", "121"):
            self.pay_document(invoice, amount)
        self.pay_document(draft, "10", due=120.0)
        self.authenticate("stranger", "stranger")
        for document in (invoice, quotation):
            self.pay_document(document, "10")
            token = document._portal_ensure_token()
            self.env.flush_all()
            page = self.url_open(f"{document.access_url}?access_token={token}").text
            self.assertNotIn("Pay with store credit", page)
            self.pay_document(document, "10", access_token=token)
        self.authenticate(None, None)
        self.pay_document(invoice, "10", access_token=invoice.access_token)
        self.assert_untouched(200.0)

    # --------------------------------------------------------------- on account

    def buy_on_account(self, cart=None, amount=None):
        """Send the form of the payment page for this cart."""
        cart = cart or self.cart
        amount = cart.amount_total if amount is None else amount
        page = self.post("/shop/credit/on_account", order_id=cart.id, amount=amount)
        self.env.invalidate_all()
        return page

    def test_a_form_sent_twice_buys_no_other_cart(self):
        """Odoo takes up a cart that was left behind once the first one is placed."""
        self.website.credit_on_account = True
        self.customer.customer_credit_on_account = True
        left_behind = self.order()
        page = self.url_open("/shop/payment").text
        self.assertIn(f'name="order_id" value="{self.cart.id}"', page)
        for _tap in range(2):
            page = self.buy_on_account().text
            self.assertIn("Thank you for your order.", page)
            self.assertEqual((self.cart.state, left_behind.state), ("sale", "draft"))
        self.assertIn("has changed meanwhile", self.buy_on_account(left_behind, 1.0).text)
        self.assertEqual(left_behind.state, "draft")

    def test_a_cart_that_grew_is_not_bought_unseen(self):
        """In another tab the shopper has added something."""
        self.website.credit_on_account = True
        self.customer.customer_credit_on_account = True
        shown = self.cart.amount_total
        self.cart.order_line.product_uom_qty = 2
        self.assertIn("has changed meanwhile", self.buy_on_account(amount=shown).text)
        self.assertEqual(self.cart.state, "draft")

    def test_buying_on_account(self):
        """Offered when the website sells on account; the order is confirmed unpaid."""
        self.assertFalse(self.cart._is_credit_document_placed(), "nobody reviews a cart")
        self.assertNotIn("Order on account", self.url_open("/shop/payment").text)
        self.buy_on_account()
        self.env.invalidate_all()
        self.assertEqual(self.cart.state, "draft")
        self.website.credit_on_account = True
        # A new customer has no limit, and no permission either: the form may be forged.
        self.assertNotIn("Order on account", self.url_open("/shop/payment").text)
        page = self.buy_on_account().text
        self.env.invalidate_all()
        self.assertEqual(self.cart.state, "draft")
        self.assertIn("cannot be bought on account", page)
        self.customer.customer_credit_on_account = True
        self.cart.payment_term_id = self.env.ref("account.account_payment_term_30days")
        page = self.url_open("/shop/payment").text
        self.assertIn("Order on account", page)
        self.assertIn(self.cart.payment_term_id.name, page)
        self.assertNotIn("Left of your credit limit", page)
        with patch.object(
            self.registry["sale.order"], "_get_credit_limit", lambda order, decision=None: 500.0
        ):
            self.assertIn("500.00", self.url_open("/shop/payment").text)
        # Stopped after the page was shown: looked at again when it is sent.
        held = Blocker("hold", "Crook", "block")
        with patch.object(
            self.registry["sale.order"], "_get_credit_blockers", lambda order, decision=None: [held]
        ):
            page = self.buy_on_account().text
        self.env.invalidate_all()
        self.assertEqual(self.cart.state, "draft")
        self.assertIn("cannot be bought on account", page)
        self.assertNotIn("Crook", page)
        page = self.buy_on_account().text
        self.assertIn("Thank you for your order.", page)
        self.assertIn("You receive an invoice and pay it later.", page)
        self.env.invalidate_all()
        self.assertEqual((self.cart.state, self.cart.amount_paid), ("sale", 0.0))
        self.assertTrue(self.cart._is_credit_document_placed())
        self.assert_untouched()
