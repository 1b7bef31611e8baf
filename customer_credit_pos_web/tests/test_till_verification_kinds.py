"""Verification at the till: whose PIN counts, and what was sold while nobody could be asked."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_till_verification import VerifyCommon


@tagged("post_install", "-at_install")
class TestTillVerificationKinds(VerifyCommon):
    """Tried as a cashier through the methods that the browser calls."""

    def test_a_pin_counts_for_the_customer_it_was_set_for(self):
        """Whoever is put under a company brings no PIN for the credit of that one."""
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.Pin._set(stranger, "8305")
        self.Pin._set(self.contact, "9247")
        allow = self.env["customer.credit.spender"]._allow
        allow(self.contact, "manager")
        stranger.parent_id = self.customer
        data = self.new_order(customer=stranger)
        self.assertFalse(self.verify(data, customer=stranger, pin="8305")["verified"])
        self.assertTrue(self.verify(data, customer=stranger, pin="4711")["verified"])
        data = self.new_order(customer=self.contact)
        self.assertTrue(self.verify(data, customer=self.contact, pin="9247")["verified"])
        wizard = self.env["customer.credit.pin.set"].with_user(self.credit_manager)
        wizard.create({"partner_id": stranger.id, "pin": "8305"})  # puts on the list, too
        data = self.new_order(customer=stranger)
        self.assertTrue(self.verify(data, customer=stranger, pin="8305")["verified"])

    def test_what_was_sold_offline_is_booked_and_told(self):
        """The goods are gone: above the day's amount, within the till's, managers are told."""
        self.pos_session.close_session_from_ui()
        self.config.write(
            {
                "store_credit_offline": True,
                "store_credit_offline_order_max": 40.0,
                "store_credit_offline_till_max": 100.0,
            }
        )
        self.open_new_session()

        def sold_offline(amount):
            data = self.small_order(amount)
            data["payment_ids"][0][2]["store_credit_offline"] = True
            return data

        self.sync(sold_offline(40.0))
        self.assertFalse(self.pos_session.activity_ids)
        order = self.sync(sold_offline(40.0))
        self.assertEqual(order.state, "paid")
        self.assert_credit(420.0)
        told = self.pos_session.activity_ids
        self.assertIn(self.till_manager, told.user_id)
        self.assertIn("without being verified", told[0].note)
        for amount in (30.0, 45.0):  # more than the till may take, than an order may
            data = sold_offline(amount)
            with self.assertRaisesRegex(UserError, "must be verified"), self.env.cr.savepoint():
                self.sync(data)
        online = self.small_order(20.0)
        with self.assertRaisesRegex(UserError, "must be verified"), self.env.cr.savepoint():
            self.sync(online)
