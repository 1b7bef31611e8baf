"""Verification at the till: tried as a cashier who would like to do without the customer."""

from uuid import uuid4

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common_pin import hash_quickly
from .common_till import TillCommon

FULLWIDTH = "".join(chr(0xFF10 + int(digit)) for digit in "4711")


class VerifyCommon(TillCommon):
    """A till that verifies above 50, a customer with 500 of store credit and the PIN 4711."""

    @classmethod
    def setUpClass(cls):
        """Hash with few rounds: the tests try many PINs."""
        super().setUpClass()
        hash_quickly(cls)
        cls.config.write(
            {"store_credit_verification": True, "store_credit_verification_amount": 50.0}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact of the customer", "parent_id": cls.customer.id}
        )
        cls.Pin = cls.env["customer.credit.pin"].sudo()
        cls.Pin._set(cls.customer, "4711")

    def setUp(self):
        """Give credit."""
        super().setUp()
        self.give_credit(500.0)

    def verify(self, data, user=None, customer=None, amount=None, **proof):
        """Ask the server as the till does; return its answer."""
        payment = data["payment_ids"][0][2]
        session = self.env["pos.session"].browse(data["session_id"]).with_user(user or self.cashier)
        return session.verify_store_credit(
            (customer or self.customer).id,
            payment["uuid"],
            payment["amount"] if amount is None else amount,
            **proof,
        )

    def new_order(self, amount=100.0, quantity=1, customer=None):
        """Return an order paid with store credit, as the till sends it."""
        return self.order_data([(self.credit_pm, amount)], quantity, customer or self.customer)

    def small_order(self, amount, customer=None, session=None):
        """Return an order for a part of a chair, paid with store credit, as the till sends it."""
        data = self.new_order(amount, amount / 100.0, customer)
        return {**data, "session_id": session.id} if session else data

    def other_session(self):
        """Open another till of the company that takes store credit."""
        other = self.config.copy()
        other.payment_method_ids = [Command.link(self.credit_pm.id)]
        other.with_user(self.cashier).open_ui()
        return other.current_session_id

    def assert_refused(self, data, user=None):
        """The order is refused for want of a verification; no credit is gone."""
        with (
            self.assertRaisesRegex(UserError, "must be verified"),
            self.env.cr.savepoint(),
        ):
            self.sync(data, user)
        self.assertFalse(self.env["customer.credit.entry"].search([("event", "=", "till_payment")]))


@tagged("post_install", "-at_install")
class TestTillVerification(VerifyCommon):
    """What a verification opens, and what not."""

    def test_small_amounts_need_none(self):
        data = self.order_data(
            [(self.credit_pm, 50.0), (self.cash_pm1, 50.0)], customer=self.customer
        )
        self.assertEqual(self.sync(data).state, "paid")

    def test_larger_amounts_need_one_whoever_sends_them(self):
        for user in (self.cashier, self.till_manager):
            self.assert_refused(self.new_order(), user)

    # --------------------------------------------------------------- small orders, one by one

    def test_several_orders_below_the_amount_are_one_above_it(self):
        self.sync(self.small_order(30.0))
        self.sync(self.small_order(20.0))
        with self.assertRaisesRegex(UserError, "must be verified"), self.env.cr.savepoint():
            self.sync(self.small_order(1.0))
        data = self.small_order(49.0)
        self.assertTrue(self.verify(data, pin="4711")["verified"])
        self.assertEqual(self.sync(data).state, "paid")
        self.assert_credit(401.0)

    def test_what_was_verified_does_not_count(self):
        data = self.new_order()
        self.verify(data, pin="4711")
        self.sync(data)
        self.sync(self.small_order(50.0))
        self.assert_credit(350.0)

    def test_other_tills_contacts_and_late_orders_count(self):
        self.sync(self.small_order(20.0, session=self.other_session()))
        self.sync(self.small_order(20.0, customer=self.contact))
        data = self.small_order(20.0)
        data["payment_ids"][0][2]["store_credit_offline"] = True
        data["date_order"] = "2020-01-01 10:00:00"
        for client in ({}, {"tz": "Pacific/Kiritimati"}, {"tz": "Etc/GMT+12"}):
            orders = self.env["pos.order"].with_user(self.cashier).with_context(**client)
            with self.assertRaisesRegex(UserError, "must be verified"), self.env.cr.savepoint():
                orders.sync_from_ui([dict(data)])

    def test_another_customer_and_the_next_day_start_again(self):
        self.give_credit(100.0, self.other_customer)
        self.sync(self.small_order(50.0))
        self.sync(self.small_order(50.0, customer=self.other_customer))
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), hours=25)):
            self.sync(self.small_order(50.0))
        self.assert_credit(400.0)

    def test_the_till_knows_what_counts_already(self):
        self.sync(self.small_order(30.0, customer=self.contact))
        Partner = self.env["res.partner"].with_user(self.cashier)
        found = Partner.get_store_credit_for_till(self.customer.ids, self.config.id)
        self.assertEqual(found[self.customer.id]["unverified"], 30.0)

    def test_the_right_pin_opens(self):
        data = self.new_order()
        self.assertEqual(self.verify(data, pin="4711"), {"verified": True, "message": ""})
        order = self.sync(data)
        self.assertEqual(self.till_entries(order), [("till_payment", -100.0)])
        used = self.env["customer.credit.verification"].search([("pos_order_id", "=", order.id)])
        self.assertEqual((used.method, used.person_id), ("pin", self.customer))

    def test_a_wrong_pin_opens_nothing(self):
        data = self.new_order()
        answer = self.verify(data, pin="4712")
        self.assertEqual(answer, {"verified": False, "message": "This PIN is wrong."})
        self.assert_refused(data)

    def test_the_code_of_the_portal_page_opens(self):
        data = self.new_order()
        self.env["customer.credit.spender"]._allow(self.contact, "manager")
        code = self.contact._get_credit_qr_token()
        self.assertTrue(self.verify(data, code=code)["verified"])
        self.assertEqual(self.sync(data).state, "paid")

    def test_the_code_of_who_was_put_under_the_customer_opens_nothing(self):
        """Being put under a company is no right to its credit, at the till neither."""
        person = self.env["res.partner"].create({"name": "Robin"})
        code = person._get_credit_qr_token()
        person.parent_id = self.customer
        data = self.new_order()
        answer = self.verify(data, code=code)
        self.assertFalse(answer["verified"])
        self.assertIn("may not use", answer["message"])
        self.assert_refused(data)
        self.env["customer.credit.spender"]._allow(person, "manager")
        self.assertTrue(self.verify(data, code=code)["verified"])
        self.env["customer.credit.spender"].search([("contact_id", "=", person.id)]).unlink()
        self.assertFalse(self.verify(self.new_order(), code=code)["verified"])

    def test_the_code_of_another_customer_opens_nothing(self):
        data = self.new_order()
        code = self.other_customer._get_credit_qr_token()
        self.assertIn("another customer", self.verify(data, code=code)["message"])
        stale = self.customer._get_credit_qr_token()
        self.customer._renew_credit_qr_token()
        for code in (stale, "CC1.1.1.FORGED", "", "x" * 5000):
            self.assertFalse(self.verify(data, code=code)["verified"], code[:20])
        self.assert_refused(data)

    def test_the_verification_of_another_customer_opens_nothing(self):
        self.Pin._set(self.other_customer, "9247")
        data = self.new_order()
        self.assertTrue(self.verify(data, customer=self.other_customer, pin="9247")["verified"])
        self.assert_refused(data)

    def test_a_verification_covers_its_amount_only(self):
        data = self.new_order(200.0, quantity=2)
        self.verify(data, amount=100.0, pin="4711")
        self.assert_refused(data)

    def test_a_second_payment_does_not_slip_in_beside_the_verified_one(self):
        data = self.order_data([(self.credit_pm, 60.0), (self.credit_pm, 140.0)], 2, self.customer)
        self.verify(data, pin="4711")
        self.assert_refused(data)

    def test_a_verification_serves_its_payment_only(self):
        self.verify(self.new_order(), pin="4711")
        self.assert_refused(self.new_order())

    def test_a_used_verification_serves_no_other_order(self):
        data = self.new_order()
        self.verify(data, pin="4711")
        order = self.sync(data)
        other = self.new_order()
        other["payment_ids"][0][2]["uuid"] = str(uuid4())
        verification = self.env["customer.credit.verification"].sudo().search([])
        verification.payment_uuid = other["payment_ids"][0][2]["uuid"]
        with self.assertRaisesRegex(UserError, "must be verified"), self.env.cr.savepoint():
            self.sync(other)
        self.assertEqual(verification.pos_order_id, order)

    def test_a_replay_needs_no_second_verification(self):
        data = self.new_order()
        self.verify(data, pin="4711")
        order = self.sync(data)
        self.sync(data)
        order._take_store_credit()
        self.assert_credit(400.0)

    def test_a_verification_expires(self):
        data = self.new_order()
        self.verify(data, pin="4711")
        later = fields.Datetime.add(fields.Datetime.now(), minutes=11)
        with freeze_time(later):
            self.assert_refused(data)
            self.assertTrue(self.verify(data, pin="4711")["verified"])
            self.assertEqual(self.sync(data).state, "paid")

    def test_a_verification_is_bound_to_its_till(self):
        data = self.new_order()
        self.verify({**data, "session_id": self.other_session().id}, pin="4711")
        self.assert_refused(data)

    def test_flags_and_records_of_a_client_count_for_nothing(self):
        data = self.new_order()
        payment = data["payment_ids"][0][2]
        payment.update(store_credit_offline=True)
        self.assert_refused(data)
        with self.assertRaises(AccessError):
            self.env["customer.credit.verification"].with_user(self.cashier).create(
                {
                    "payment_uuid": payment["uuid"],
                    "partner_id": self.customer.id,
                    "session_id": data["session_id"],
                    "max_amount": 1000.0,
                    "method": "pin",
                    "expires_at": "2099-01-01",
                }
            )
        with self.assertRaises(UserError):
            order = self.sync({**data, "state": "draft"})
            order.with_user(self.cashier).with_context(verified=True).write({"state": "paid"})

    def test_closing_asks_nobody(self):
        data = self.new_order()
        self.verify(data, pin="4711")
        self.sync(data)
        self.close_till()
        self.assertEqual(self.liability_items()[-1], 100.0)

    # --------------------------------------------------------------- the public method

    def test_only_till_users_may_try(self):
        data = self.new_order()
        for user in (self.employee, self.portal_user, self.credit_manager):
            with self.assertRaises(AccessError):
                self.verify(data, user=user, pin="4711")
        self.take_right(self.cashier, "customer_credit_pos_web.group_pos_store_credit_spend")
        with self.assertRaises(AccessError):
            self.verify(data, pin="4711")

    def test_values_that_no_till_sends_are_refused_before_anything_counts(self):
        data = self.new_order()
        nan = float("nan")
        for amount in (0.0, -5.0, nan, float("inf"), "100", None, True and 1e20):
            with self.assertRaises(UserError):
                self.verify(data, amount=amount if amount is not None else "", pin="4711")
        for proof in ({}, {"pin": 4711}, {"pin": "4711", "code": "x"}, {"code": ["x"]}):
            with self.assertRaises(UserError):
                self.verify(data, **proof)
        self.assertEqual(self.Pin._find(self.customer).failures, 0)

    def test_a_till_that_does_not_verify_tells_nothing(self):
        self.close_till()
        data = self.new_order()
        with self.assertRaises(UserError):
            self.verify(data, pin="4711")

    def test_an_open_till_keeps_asking(self):
        with self.assertRaisesRegex(UserError, "while a session is open"):
            self.config.with_user(self.till_manager).store_credit_verification = False


@tagged("post_install", "-at_install")
class TestTillPin(VerifyCommon):
    """Guessing and reading PINs."""

    def guess(self, pin, minutes=0):
        """Try a PIN some minutes from now; return whether it opened and what was said."""
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), minutes=minutes)):
            answer = self.verify(self.new_order(), pin=pin)
        return answer["verified"] or answer["message"]

    def test_five_wrong_pins_lock_it_even_for_the_right_one(self):
        for number in range(5):
            self.assertIn("wrong", self.guess(f"900{number}"))
        self.assertIn("Too many", self.guess("4711"))
        self.assertIs(self.guess("4711", minutes=16), True)

    def test_fifteen_wrong_pins_block_it_until_a_manager_removes_it(self):
        for number in range(15):
            self.assertIn("wrong", self.guess(f"90{number:02}", minutes=16 * (number // 5)))
        self.assertIn("blocked", self.guess("4711", minutes=10000))
        self.customer.with_user(self.credit_manager).action_remove_credit_pin()
        self.assertIn("no PIN", self.guess("4711"))
        self.Pin._set(self.customer, "8264")
        self.assertIs(self.guess("8264"), True)

    def test_a_right_pin_starts_the_count_again(self):
        for number in range(4):
            self.guess(f"900{number}")
        self.assertIs(self.guess("4711"), True)
        self.assertEqual(self.Pin._find(self.customer).failures, 0)

    def test_anything_typed_counts_as_an_attempt(self):
        for pin in ("", "x" * 100000, "\x00", FULLWIDTH, "4711 "):
            self.assertIn("wrong", self.guess(pin))
        self.assertIn("Too many", self.guess("4711"))

    def test_a_scanned_code_works_while_the_pin_is_locked(self):
        for number in range(5):
            self.guess(f"900{number}")
        data = self.new_order()
        code = self.customer._get_credit_qr_token()
        self.assertTrue(self.verify(data, code=code)["verified"])

    def test_a_contact_uses_their_own_pin_or_that_of_the_customer(self):
        def opens(pin):
            data = self.new_order(customer=self.contact)
            return self.verify(data, customer=self.contact, pin=pin)["verified"]

        self.assertTrue(opens("4711"))
        self.Pin._set(self.contact, "8264")
        self.assertFalse(opens("8264"))  # not on the customer's list
        self.env["customer.credit.spender"]._allow(self.contact, "manager")
        self.assertTrue(opens("8264"))
        self.assertFalse(opens("4711"))

    def test_nobody_reads_or_writes_pins(self):
        pin = self.Pin._find(self.customer)
        self.assertNotIn("4711", pin.pin_hash)
        system = self._new_user("system", "base.group_system,base.group_erp_manager")
        for user in (self.cashier, self.till_manager, self.credit_manager, system):
            with self.assertRaises(AccessError):
                pin.with_user(user).read(["failures"])
            with self.assertRaises(AccessError):
                pin.with_user(user).write({"failures": 0})
            with self.assertRaises(AccessError):
                self.env["customer.credit.pin"].with_user(user).search([("pin_hash", "!=", False)])

    def test_only_credit_managers_set_and_remove_pins(self):
        wizard = self.env["customer.credit.pin.set"]
        for user in (self.cashier, self.till_manager, self.credit_user):
            with self.assertRaises(AccessError):
                self.customer.with_user(user).action_remove_credit_pin()
            with self.assertRaises(AccessError):
                self.customer.with_user(user).action_set_credit_pin()
            with self.assertRaises(AccessError):
                wizard.with_user(user).create({"partner_id": self.customer.id, "pin": "8264"})
        vals = {"partner_id": self.customer.id, "pin": "8264"}
        made = wizard.with_user(self.credit_manager).create(vals)
        self.env.invalidate_all()
        self.assertFalse(made.pin)
        self.assertIs(self.guess("8264"), True)
        self.assertEqual(self.customer.store_credit_pin_state, "set")

    def test_easy_pins_are_refused(self):
        for pin in ("123", "123456789", "1111", "1234", "9876", "12a4", "", " 4711", FULLWIDTH):
            with self.assertRaises(ValidationError):
                self.Pin._set(self.customer, pin)

    def test_the_till_knows_whether_there_is_a_pin(self):
        Partner = self.env["res.partner"].with_user(self.cashier)
        people = self.customer | self.contact | self.other_customer
        found = Partner.get_store_credit_for_till(people.ids, self.config.id)
        states = [found[partner.id]["pin"] for partner in people]
        self.assertEqual(states, ["set", "set", "none"])
