"""Orders and payments that somebody deletes while money or store credit stands behind them."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_checkout import CheckoutCommon
from .common_shop import ShopCommon


@tagged("post_install", "-at_install")
class TestDeleted(CheckoutCommon):
    """45 of store credit and 75 by card make 120; a manager of sales tidies up."""

    @classmethod
    def setUpClass(cls):
        """Give the shopper 45, and let somebody sell and somebody invoice."""
        super().setUpClass()
        cls.seller = cls._new_user("tidy_seller", "sales_team.group_sale_manager")
        cls.clerk = cls._new_user("tidy_clerk", "account.group_account_invoice")
        cls().give_credit(45.0)

    def account(self):
        """Return (balance, reserved) of the shopper."""
        self.env.invalidate_all()
        account = self.credit_account()
        return (account.balance, account.reserved)

    def complete(self, tx):
        """Let the payment succeed, late."""
        tx._set_done()
        tx._post_process()
        self.env.invalidate_all()

    def delete(self, order):
        """Delete the order as the manager of sales."""
        order.with_user(self.seller).unlink()
        self.env.invalidate_all()

    def test_a_deleted_order_frees_its_credit_and_late_money_is_booked(self):
        """As when it is cancelled: the card pays for nothing, and is there to be refunded."""
        for move_on in (None, "_set_pending", "_set_error"):
            for cancel in (False, True):
                with self.subTest(move_on=move_on, cancel=cancel):
                    order = self.order()
                    by_card, part = self.split(order, 45.0)
                    if move_on:
                        getattr(by_card, move_on)(state_message="")
                    if cancel:
                        order.with_user(self.seller).action_cancel()
                    self.delete(order)
                    self.assertEqual(self.account(), (45.0, 0.0))
                    self.complete(by_card)
                    self.assertEqual(by_card.payment_id.amount, 75.0)
                    self.assertEqual((part.state, self.account()), ("cancel", (45.0, 0.0)))
                    self.assert_ties_out()

    def test_a_deleted_order_gives_its_store_credit_back(self):
        """What was paid of a quotation by store credit is store credit again, not a lost credit."""
        order = self.order()
        self.pay(order, 45.0)
        self.assertEqual((order.state, self.account()), ("draft", (0.0, 0.0)))
        self.delete(order)
        self.assertEqual(self.account(), (45.0, 0.0))
        self.assertEqual(self.customer.outstanding_credit_amount, 0.0)
        self.assert_ties_out()

    def test_a_deleted_payment_is_given_back_once(self):
        """The books gave the store credit back with it: no refund gives it again."""
        order = self.order(45.0)
        tx = self.pay(order, 45.0)
        tx.payment_id.with_user(self.clerk).action_draft()
        tx.payment_id.with_user(self.clerk).unlink()
        self.assertEqual(self.account(), (45.0, 0.0))
        tx.with_user(self.clerk).action_refund()
        self.assertEqual(tx.child_transaction_ids.state, "error")
        self.assertEqual(self.account(), (45.0, 0.0))
        order.action_cancel()
        self.assertEqual(self.account(), (45.0, 0.0))
        self.assert_ties_out()


@tagged("post_install", "-at_install")
class TestDeletedTopup(ShopCommon):
    """A top-up of 50 by card."""

    def test_a_topup_that_was_paid_stays_on_record(self):
        """By its order a refund of the card finds the credit that has to go with the money."""
        seller = self._new_user("tidy_seller", "sales_team.group_sale_manager")
        order = self.topup(50.0)
        tx = self.pay(order)
        order.sudo().locked = False
        order.with_user(seller).action_cancel()
        with self.assertRaisesRegex(UserError, "was paid online"), self.env.cr.savepoint():
            order.with_user(seller).unlink()
        self.refund(tx, 50.0)
        self.assertEqual(self.available(), 0.0)
        self.assert_ties_out()
