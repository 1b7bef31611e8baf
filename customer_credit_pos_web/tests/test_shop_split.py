"""Two payments for one order: store credit waits for the card, both are booked, both come back."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_checkout import CheckoutCommon


@tagged("post_install", "-at_install")
class TestSplit(CheckoutCommon):
    """45 of store credit and 75 by card make 120."""

    @classmethod
    def setUpClass(cls):
        """Reserve 45 of an order of 120 beside a card payment of 75."""
        super().setUpClass()
        case = cls()
        case.give_credit(45.0)
        cls.cart = case.order()
        cls.cart.credit_to_use = 45.0
        cls.by_card, cls.part = case.split(cls.cart, 45.0)

    def account(self):
        """Return (balance, reserved) of the shopper."""
        self.env.invalidate_all()
        account = self.credit_account()
        return (account.balance, account.reserved)

    def complete(self, tx=None):
        """Let the card payment succeed."""
        tx = tx or self.by_card
        tx._set_done()
        tx._post_process()

    def test_the_part_is_reserved_until_the_card_is_paid(self):
        """Nothing is spent before; nobody else can spend it meanwhile."""
        self.assertEqual(self.account(), (45.0, 45.0))
        self.assertEqual(self.cart._get_store_credit_available(), 45.0)
        self.assertEqual(self.order()._get_store_credit_available(), 0.0)

    def test_an_order_that_is_being_paid_keeps_its_customer(self):
        """The card would confirm it for somebody whose limit nobody asked."""
        seller = self._new_user("paying_seller", "sales_team.group_sale_salesman_all_leads")
        cart = self.cart.with_user(seller)
        for name in ("partner_id", "partner_invoice_id"):
            with self.assertRaisesRegex(UserError, "being paid online"), self.env.cr.savepoint():
                cart.write({name: self.other_customer.id})
        cart.partner_id = self.cart.partner_id
        self.by_card._set_canceled()
        cart.partner_id = self.other_customer
        self.assertEqual(self.cart.partner_id, self.other_customer)

    def test_the_card_completes_the_order_with_two_payments(self):
        """The order is confirmed, both payments are booked, total and taxes are untouched."""
        self.complete()
        self.assertEqual((self.cart.state, self.cart.amount_total), ("sale", 120.0))
        self.assertEqual((self.part.state, self.part.is_post_processed), ("done", True))
        self.assertEqual(self.entries(), [("web_payment", -45.0)])
        self.assertEqual(
            [
                (it["amount"], it["is_store_credit"])
                for it in self.cart._get_store_credit_payments()
            ],
            [(45.0, True), (75.0, False)],
        )
        self.assertEqual(self.account(), (0.0, 0.0))
        self.assert_ties_out()

    def test_the_invoice_is_paid_by_both(self):
        """With and without automatic invoices nothing is left open."""
        for automatic in ("True", "False"):
            with self.subTest(automatic=automatic):
                self.env["ir.config_parameter"].set_param("sale.automatic_invoice", automatic)
                self.give_credit(45.0)
                order = self.order()
                by_card, _part = self.split(order, 45.0)
                self.complete(by_card)
                invoice = order.invoice_ids or order._create_invoices()
                if invoice.state == "draft":
                    invoice.action_post()
                self.assertEqual((len(invoice), invoice.amount_residual), (1, 0.0))
                self.assert_ties_out()

    def test_post_processing_again_changes_nothing(self):
        """The cron finds the same transactions again: one entry, one payment each."""
        self.complete()
        payments = (self.by_card | self.part).payment_id
        (self.by_card | self.part)._post_process()
        self.part._post_process()
        self.assertEqual((self.by_card | self.part).payment_id, payments)
        self.assertEqual(self.entries(), [("web_payment", -45.0)])
        self.assert_ties_out()

    def test_a_card_that_fails_frees_the_credit(self):
        """Failed or cancelled: 45 are free again, the part is cancelled, the order waits."""
        for fail in ("_set_error", "_set_canceled"):
            with self.subTest(fail=fail):
                by_card, part = self.split(self.cart, 45.0)
                getattr(by_card, fail)("The bank said no")
                self.assertEqual((part.state, self.cart.state), ("cancel", "draft"))
                self.assertEqual(self.account(), (45.0, 0.0))

    def test_a_card_that_succeeds_after_it_failed_still_completes(self):
        """Late success: the credit is free, so it is spent after all."""
        self.by_card._set_error("Try again")
        self.complete()
        self.assertEqual((self.part.state, self.cart.state), ("done", "sale"))
        self.assertEqual(self.account(), (0.0, 0.0))
        self.assert_ties_out()

    def test_a_pending_payment_keeps_the_credit_and_completes_later(self):
        """A transfer takes days: the reservation stays, the order completes when it arrives."""
        self.by_card._set_pending()
        self.by_card._post_process()
        self.assertEqual(self.part.state, "pending")
        reservation = self.Reservation._find_by_key(self.part._get_store_credit_key())
        self.assertGreater(reservation.expires_at, fields.Datetime.now() + timedelta(days=5))
        self.complete()
        self.assertEqual((self.part.state, self.cart.state), ("done", "sale"))
        self.assert_ties_out()

    def test_an_abandoned_payment_expires(self):
        """The customer never comes back: the cron frees the credit."""
        reservation = self.Reservation._find_by_key(self.part._get_store_credit_key())
        reservation._set({"expires_at": fields.Datetime.now() - timedelta(minutes=1)})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60.0):
            self.Reservation._cron_expire()
        self.assertEqual(self.account(), (45.0, 0.0))
        self.assert_ties_out()

    def test_a_second_try_does_not_reserve_twice(self):
        """Back and again: the first try's reservation is freed, the second holds the money."""
        _again, part = self.split(self.cart, 45.0)
        self.assertEqual((self.part.state, part.state), ("cancel", "draft"))
        self.assertEqual(self.account(), (45.0, 45.0))

    def test_the_first_try_completes_although_a_second_was_started(self):
        """Two tabs: whichever is paid takes the credit, the other takes nothing."""
        self.split(self.cart, 45.0)
        self.complete()
        self.assertEqual((self.part.state, self.cart.state), ("done", "sale"))
        self.assertEqual(self.account(), (0.0, 0.0))
        self.assert_ties_out()

    # --------------------------------------------------------------- credit vanished

    def vanish(self):
        """Take the credit away while the card is being paid."""
        self.Account._release(self.part._get_store_credit_key(), state="expired")
        self.book(
            [
                (self.bank_journal.default_account_id, -45.0, self.customer),
                (self.liability, 45.0, self.customer),
            ]
        )

    def test_credit_that_vanished_leaves_the_order_waiting(self):
        """The card payment is booked, the order waits, somebody is told, nothing is raised."""
        for require_payment in (True, False):
            with self.subTest(require_payment=require_payment):
                self.give_credit(45.0)
                self.cart = self.order(require_payment=require_payment)
                self.by_card, self.part = self.split(self.cart, 45.0)
                self.vanish()
                self.complete()
                self.assertNotEqual(self.cart.state, "sale")
                self.assertEqual(self.part.state, "error")
                self.assertEqual(self.by_card.payment_id.amount, 75.0)
                self.assertEqual(len(self.cart.activity_ids), 1)
                self.assertIn("45.00", self.cart.activity_ids.note)
                self.by_card._post_process()
                self.assertEqual(len(self.cart.activity_ids), 1)
                self.assert_ties_out()

    def test_a_frozen_account_leaves_the_order_waiting(self):
        """A manager froze the account meanwhile: the same."""
        self.Account._release(self.part._get_store_credit_key(), state="expired")
        self.credit_account().action_freeze()
        self.complete()
        self.assertNotEqual(self.cart.state, "sale")
        self.assertEqual(len(self.cart.activity_ids), 1)

    # --------------------------------------------------------------- changes meanwhile

    def test_an_order_that_became_cheaper_takes_less_credit(self):
        """100 instead of 120: 25 of credit are spent, 20 are free."""
        self.cart.order_line.price_unit = 100.0
        self.complete()
        self.assertEqual(self.entries(), [("web_payment", -25.0)])
        self.assertEqual(self.account(), (20.0, 0.0))
        self.assert_ties_out()

    def test_an_order_cancelled_meanwhile_takes_none(self):
        """The card payment is booked and can be refunded; the credit stays where it is."""
        self.cart.action_cancel()
        self.complete()
        self.assertEqual(self.entries(), [])
        self.assertEqual(self.account(), (45.0, 0.0))
        self.assert_ties_out()

    def test_cancelling_gives_the_credit_part_back_once(self):
        """45 come back as store credit; the card payment stays open for its refund."""
        self.complete()
        self.cart.action_cancel()
        self.assertEqual(self.entries(), [("web_payment", -45.0), ("web_refund", 45.0)])
        self.cart.action_draft()
        self.cart.action_cancel()
        self.assertEqual(self.account(), (45.0, 0.0))
        self.assert_ties_out()

    def test_the_cart_brings_the_choice_down(self):
        """A smaller cart uses less; a choice is never more than there is or is due."""
        cart = self.cart.with_user(self.shopper).sudo()
        cart.order_line.price_unit = 30.0
        cart._verify_cart_after_update()
        self.assertEqual(cart.credit_to_use, 30.0)
        self.assertEqual(cart._set_credit_to_use("1000"), 30.0)

    def test_the_customer_frees_what_a_transfer_set_aside(self):
        """Nothing waits ten days: it is free at once, and the order stays to be paid."""
        self.by_card._set_pending()
        reservation = self.Reservation._find_by_key(self.part._get_store_credit_key())
        reservation._release_in_shop(self.shopper)
        self.assertEqual(self.account(), (45.0, 0.0))
        self.assertEqual((self.part.state, self.by_card.state), ("cancel", "pending"))
        with self.assertRaisesRegex(UserError, "cannot be freed"):
            reservation._release_in_shop(self.shopper)
        self.assert_ties_out()

    def test_who_has_left_is_asked_for_nothing(self):
        """Money without its store credit is the work of somebody who is there."""
        seller = self._new_user("seller_gone", "sales_team.group_sale_salesman")
        self.cart.sudo().user_id = seller
        seller.active = False
        self.by_card._set_pending()
        reservation = self.Reservation._find_by_key(self.part._get_store_credit_key())
        reservation._release_in_shop(self.shopper)
        self.pay(self.order(45.0), 45.0)
        self.complete()
        self.assertTrue(self.cart.activity_ids.user_id.active)

    def test_freed_credit_that_was_spent_is_not_spent_again(self):
        """The transfer arrives after all: the order waits, somebody is told, no debt."""
        self.by_card._set_pending()
        reservation = self.Reservation._find_by_key(self.part._get_store_credit_key())
        reservation._release_in_shop(self.shopper)
        self.pay(self.order(45.0), 45.0)
        self.complete()
        self.assertEqual((self.cart.state, self.part.state), ("draft", "error"))
        self.assertIn("Store credit is missing", self.cart.activity_ids.mapped("summary"))
        self.assertEqual(self.account(), (0.0, 0.0))
        self.assert_ties_out()

    def test_freed_credit_that_is_still_there_completes_the_order(self):
        """The transfer arrives and nothing else took the credit: as the customer ordered."""
        self.by_card._set_pending()
        self.Reservation._find_by_key(self.part._get_store_credit_key())._release_in_shop(
            self.shopper
        )
        self.complete()
        self.assertEqual((self.cart.state, self.part.state), ("sale", "done"))
        self.assert_ties_out()

    def test_what_was_set_aside_by_hand_pays_in_the_shop(self):
        """A colleague set it aside for this order: its customer pays with it there, once."""
        self.give_credit(45.0)
        sale = self.order()
        sale.action_set_credit_aside()
        self.assertEqual(self.account(), (90.0, 90.0))
        offer = sale.with_user(self.shopper).sudo()._get_store_credit_offer()
        self.assertEqual(offer["usable"], 45.0)
        by_card, _part = self.split(sale, 45.0)
        self.assertEqual(self.account(), (90.0, 90.0))
        self.complete(by_card)
        self.assertEqual(self.account(), (45.0, 45.0))
        self.assertEqual((sale.state, sale.amount_paid), ("sale", 120.0))
        self.assert_ties_out()

    def test_only_its_customer_frees_it_and_only_before_the_order_stands_on_it(self):
        """Others, money that arrived, and orders that were confirmed meanwhile."""
        self.by_card._set_pending()
        reservation = self.Reservation._find_by_key(self.part._get_store_credit_key())
        with self.assertRaisesRegex(UserError, "cannot be freed"):
            reservation._release_in_shop(self.stranger)
        self.cart.action_confirm()
        with self.assertRaisesRegex(UserError, "cannot be freed"):
            reservation._release_in_shop(self.shopper)
        self.assertEqual(self.account(), (45.0, 45.0))
