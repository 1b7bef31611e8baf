"""Other ways to be verified: a code by email, a manager's word; and who hears of wrong attempts."""

import re
from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .test_till_verification import FULLWIDTH, VerifyCommon

WRONG_TYPES = (
    None, False, True, 0, -1, 1.5, float("nan"), float("inf"), 1e300, 10**400, "", "1", "²", [],
    [1], {}, {"id": 1}, 2**31,
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestTillMailCode(VerifyCommon):
    """A customer without a PIN gets digits by email."""

    @classmethod
    def setUpClass(cls):
        """Give the other customer credit, an address, and neither PIN nor phone."""
        super().setUpClass()
        cls.other_customer.with_user(cls.credit_manager).sudo().email = "lena@example.com"
        cls.Code = cls.env["customer.credit.mail.code"].sudo()

    def setUp(self):
        """Give credit."""
        super().setUp()
        self.give_credit(500.0, self.other_customer)
        self.data = self.new_order(customer=self.other_customer)

    def send(self, data=None, customer=None, user=None):
        """Ask for a code as the till does; return the answer."""
        data = data or self.data
        session = self.env["pos.session"].browse(data["session_id"]).with_user(user or self.cashier)
        return session.send_store_credit_code(
            (customer or self.other_customer).id, data["payment_ids"][0][2]["uuid"]
        )

    def mails(self):
        """Return the mails that wait for the other customer, the newest first."""
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("email_to", "like", "lena@example.com")], order="id desc")
        )

    def code(self):
        """Return the code of the newest mail."""
        return re.search(r"<b>(\d{6})</b>", self.mails()[0].body_html).group(1)

    def open(self, code, data=None):
        """Type a code; return the answer."""
        return self.verify(data or self.data, customer=self.other_customer, mail_code=code)

    def test_a_code_is_for_who_may_spend(self):
        """A contact who is not on the customer's list is not written to, nor believed."""
        contact = self.env["res.partner"].create(
            {"name": "Robin", "parent_id": self.other_customer.id, "email": "robin@example.com"}
        )
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=8)):
            self.assertTrue(self.send(customer=contact)["sent"])
            self.assertIn("lena@example.com", self.mails()[:1].email_to)
            self.env["customer.credit.spender"]._allow(contact, "manager")
            data = self.new_order(customer=contact)
            self.assertTrue(self.send(data, contact)["sent"])
            mail = self.env["mail.mail"].sudo().search([("email_to", "like", "robin@")])
            code = re.search(r"<b>(\d{6})</b>", mail.body_html).group(1)
            spender = self.env["customer.credit.spender"].search([("contact_id", "=", contact.id)])
            spender.unlink()
            answer = self.verify(data, customer=contact, mail_code=code)
        self.assertFalse(answer["verified"])
        self.assertIn("no longer valid", answer["message"])

    def test_an_address_without_a_name_is_greeted_as_its_customer(self):
        """Not as "False"."""
        place = self.env["res.partner"].create(
            {"type": "invoice", "parent_id": self.other_customer.id, "email": "lena@example.com"}
        )
        self.env["customer.credit.spender"]._allow(place, "manager")
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=8)):
            self.assertTrue(self.send(self.new_order(customer=place), place)["sent"])
        self.assertIn(f"Hello {self.other_customer.name},", self.mails()[0].body_html)

    def other_code(self):
        """Return six digits that are not the code."""
        return "000000" if self.code() != "000000" else "111111"

    def test_the_code_of_the_mail_opens_this_payment_once(self):
        self.assertEqual(self.send(), {"sent": True, "message": "l•••@example.com"})
        self.assertEqual(self.mails().state, "outgoing")
        code = self.code()
        another = self.new_order(customer=self.other_customer)
        self.assertIn("No code was sent", self.open(code, another)["message"])
        self.assertTrue(self.open(code)["verified"])
        self.assertFalse(self.open(code)["verified"])
        order = self.sync(self.data)
        used = self.env["customer.credit.verification"].search([("pos_order_id", "=", order.id)])
        self.assertEqual((used.method, used.person_id), ("mail", self.other_customer))

    def test_the_mail_speaks_to_the_customer(self):
        self.send()
        mail = self.mails()
        self.assertNotIn(self.code(), mail.subject)
        self.assertIn(self.other_customer.name, mail.body_html)
        self.assertNotIn("500", mail.body_html)

    def test_no_user_reads_the_code(self):
        self.send()
        code, mail = self.code(), self.mails()
        self.assertNotIn(code, self.Code.search([]).pin_hash)
        for user in (self.cashier, self.till_manager, self.credit_manager):
            with self.assertRaises(AccessError):
                mail.with_user(user).read(["body_html"])
            with self.assertRaises(AccessError):
                self.Code.with_user(user).search([])
            messages = self.env["mail.message"].with_user(user).search([("body", "like", code)])
            self.assertFalse(messages)
            with self.assertRaises(AccessError):
                mail.mail_message_id.with_user(user).read(["body"])

    def test_a_code_expires(self):
        self.send()
        code = self.code()
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), minutes=11)):
            self.assertIn("no longer valid", self.open(code)["message"])

    def test_only_the_newest_code_counts_and_mails_are_few(self):
        self.send()
        first = self.code()
        self.send()
        if first != self.code():
            self.assertFalse(self.open(first)["verified"])
        self.assertTrue(self.send()["sent"])
        self.assertIn("Too many codes", self.send()["message"])
        self.assertEqual(len(self.mails()), 3)
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), minutes=61)):
            self.assertTrue(self.send()["sent"])

    def test_guessing_locks_and_another_mail_does_not_start_the_count_again(self):
        self.send()
        for _number in range(4):
            self.assertIn("wrong", self.open(self.other_code())["message"])
        self.send()
        self.assertIn("managers", self.open(self.other_code())["message"])
        self.assertIn("Too many", self.open(self.code())["message"])
        self.assertIn("Too many wrong", self.send()["message"])

    def test_no_code_goes_to_an_address_that_was_just_entered(self):
        mine = "cashier@example.com"
        self.other_customer.with_user(self.till_manager).sudo().write({"email": mine})
        self.assertIn("less than 7 days ago", self.send()["message"])
        contact = (
            self.env["res.partner"]
            .with_user(self.till_manager)
            .sudo()
            .create({"name": "Me", "parent_id": self.other_customer.id, "email": mine})
        )
        self.assertIn("less than 7 days ago", self.send(customer=contact)["message"])
        alone = (
            self.env["res.partner"]
            .with_user(self.till_manager)
            .sudo()
            .create({"name": "Me again", "email": mine})
        )
        alone.with_user(self.till_manager).sudo().parent_id = self.other_customer
        self.assertIn("less than 7 days ago", self.send(customer=alone)["message"])
        self.assertFalse(self.env["mail.mail"].sudo().search([("email_to", "like", mine)]))
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=8)):
            self.assertTrue(self.send()["sent"])

    def test_an_address_that_stays_the_same_is_known(self):
        self.other_customer.with_user(self.till_manager).sudo().write(
            {"email": "lena@example.com", "phone": "1"}
        )
        self.assertTrue(self.send()["sent"])

    def test_a_customer_without_an_address_gets_no_mail(self):
        self.other_customer.with_user(self.credit_manager).sudo().email = "not an address"
        self.assertIn("no email address", self.send()["message"])

    def test_only_till_users_send(self):
        for user in (self.employee, self.portal_user, self.credit_manager):
            with self.assertRaises(AccessError):
                self.send(user=user)

    def test_a_manager_of_credit_removes_what_blocks_a_person(self):
        self.send()
        self.Code.search([]).failures = 15
        self.assertIn("blocked", self.send()["message"])
        self.other_customer.with_user(self.credit_manager).action_remove_credit_pin()
        self.assertTrue(self.send()["sent"])

    def test_values_that_no_till_sends(self):
        session = self.pos_session.with_user(self.cashier)
        uuid = self.data["payment_ids"][0][2]["uuid"]
        for value in WRONG_TYPES:
            with self.assertRaises(UserError):
                session.send_store_credit_code(value, uuid)
            with self.assertRaises(UserError):
                session.send_store_credit_code(self.other_customer.id, value)
        self.assertFalse(self.mails())


@tagged("post_install", "-at_install")
class TestTillManagerPin(VerifyCommon):
    """A manager beside the cashier types the own PIN."""

    @classmethod
    def setUpClass(cls):
        """Give the manager a PIN as the manager does."""
        super().setUpClass()
        dialog = cls.env["customer.credit.manager.pin.set"].with_user(cls.till_manager)
        dialog.create({"pin": "8264"}).action_confirm()
        cls.ManagerPin = cls.env["customer.credit.manager.pin"].sudo()

    def pass_by(self, data, pin="8264", manager=None):
        """Let the customer pass; return the answer."""
        return self.verify(data, pin=pin, manager_id=(manager or self.till_manager).id)

    def test_a_manager_lets_one_payment_pass_and_is_named(self):
        data = self.new_order()
        self.assertTrue(self.pass_by(data)["verified"])
        self.assert_refused(self.new_order())
        order = self.sync(data)
        used = self.env["customer.credit.verification"].search([("pos_order_id", "=", order.id)])
        self.assertEqual((used.method, used.manager_id), ("manager", self.till_manager))

    def test_the_till_names_the_managers_with_a_pin(self):
        managers = self.pos_session.with_user(self.cashier).get_store_credit_managers()
        self.assertEqual(managers, [{"id": self.till_manager.id, "name": self.till_manager.name}])
        with self.assertRaises(AccessError):
            self.pos_session.with_user(self.employee).get_store_credit_managers()

    def test_others_let_nobody_pass(self):
        data = self.new_order()
        self.assertFalse(self.pass_by(data, "8265")["verified"])
        self.assertFalse(self.pass_by(data, "4711")["verified"])
        self.ManagerPin._set(self.cashier, "8264")
        for user in (self.cashier, self.credit_manager):
            self.assertFalse(self.pass_by(data, manager=user)["verified"])
        self.till_manager.group_ids -= self.env.ref("point_of_sale.group_pos_manager")
        self.assertFalse(self.pass_by(data)["verified"])
        self.assert_refused(data)

    def test_managers_set_their_own_pin_only(self):
        dialog = self.env["customer.credit.manager.pin.set"]
        for user in (self.cashier, self.credit_manager, self.employee):
            with self.assertRaises(AccessError):
                dialog.with_user(user).create({"pin": "9753"})
        for user in (self.cashier, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self.till_manager.with_user(user).action_set_till_pin()
        self.assertTrue(self.till_manager.with_user(self.till_manager).action_set_till_pin())
        for pin in ("1234", "12", FULLWIDTH):
            with self.assertRaises(ValidationError):
                dialog.with_user(self.till_manager).create({"pin": pin})

    def test_nobody_reads_the_pin_of_a_manager(self):
        pin = self.ManagerPin.search([("user_id", "=", self.till_manager.id)])
        self.assertNotIn("8264", pin.pin_hash)
        for user in (self.cashier, self.till_manager, self.credit_manager):
            with self.assertRaises(AccessError):
                pin.with_user(user).read(["failures"])

    def test_values_that_no_till_sends(self):
        data = self.new_order()
        for value in WRONG_TYPES:
            if value is None:
                continue
            with self.assertRaises(UserError):
                self.verify(data, pin="8264", manager_id=value)
        for proof in ({"code": "x"}, {"mail_code": "123456"}, {}):
            with self.assertRaises(UserError):
                self.verify(data, manager_id=self.till_manager.id, **proof)


@tagged("post_install", "-at_install")
class TestTillAlarm(VerifyCommon):
    """Five wrong attempts tell the managers of the till."""

    def to_dos(self):
        """Return the to-dos of the till manager on the session."""
        return self.pos_session.sudo().activity_ids.filtered(
            lambda activity: activity.user_id == self.till_manager
        )

    def test_five_wrong_pins_tell_the_managers_once(self):
        self.customer.name = "<b>Bold</b> & Sons"
        for number in range(4):
            self.verify(self.new_order(), pin=f"900{number}")
        self.assertFalse(self.to_dos())
        answer = self.verify(self.new_order(), pin="9004")
        self.assertIn("managers of the till are told", answer["message"])
        self.verify(self.new_order(), pin="9005")
        self.assertEqual(len(self.to_dos()), 1)
        self.assertIn("&lt;b&gt;Bold", str(self.to_dos().note))
        self.assertIn(self.cashier.name, str(self.to_dos().note))
        self.assertNotIn("900", str(self.to_dos().note))

    def test_the_count_is_of_the_customer_whoever_types_at_whatever_till(self):
        other = self.other_session()
        for number in range(5):
            session = other if number % 2 else self.pos_session
            user = self.till_manager if number % 2 else self.cashier
            data = {**self.new_order(), "session_id": session.id}
            self.verify(data, pin=f"900{number}", user=user)
        self.assertEqual(len(self.to_dos()), 1)


@tagged("post_install", "-at_install")
class TestTillWrongTypes(VerifyCommon):
    """What a till never sends gets a sentence, and changes nothing."""

    def test_verify(self):
        session = self.pos_session.with_user(self.cashier)
        uuid = str(uuid4())
        good = [self.customer.id, uuid, 100.0]
        for place in range(3):
            for value in WRONG_TYPES:
                if (place, value) in [(2, 1.5), (2, 2**31)]:
                    continue  # these are amounts
                wrong = [*good[:place], value, *good[place + 1 :]]
                with self.assertRaises(UserError):
                    session.verify_store_credit(*wrong, pin="4711")
        for value in WRONG_TYPES:
            if value is None or isinstance(value, str):
                continue
            for name in ("pin", "code", "mail_code", "page_code"):
                with self.assertRaises(UserError):
                    session.verify_store_credit(*good, **{name: value})
        self.assertEqual(self.Pin._find(self.customer).failures, 0)
        self.assertFalse(self.env["customer.credit.verification"].search([]))

    def test_read_the_store_credit_of_customers(self):
        Partner = self.env["res.partner"].with_user(self.cashier)
        for value in WRONG_TYPES:
            with self.assertRaises(UserError):
                Partner.get_store_credit_for_till(self.customer.ids, value)
            if value == []:
                continue
            with self.assertRaises(UserError):
                Partner.get_store_credit_for_till(
                    value if value != [1] else [float("nan")], self.config.id
                )
        with self.assertRaises(UserError):
            Partner.get_store_credit_for_till([self.customer.id] * 5000, self.config.id)
        self.assertEqual(Partner.get_store_credit_for_till([], self.config.id), {})

    def test_read_what_is_due_and_whether_an_account_may_be_used(self):
        partners = self.env["res.partner"].with_user(self.cashier)
        orders = self.env["pos.order"].with_user(self.cashier)
        for value in WRONG_TYPES:
            for call in (
                lambda it: partners.get_due_for_till(it, self.config.id),
                lambda it: partners.get_due_for_till(self.customer.id, it),
                lambda it: orders.get_customer_account_refusal(it, self.config.id, 1.0),
                lambda it: orders.get_customer_account_refusal(self.customer.id, it, 1.0),
            ):
                with self.assertRaises(UserError):
                    call(value)
        for amount in (None, True, float("nan"), float("inf"), 1e300, "1", [1.0], {}):
            with self.assertRaises(UserError):
                orders.get_customer_account_refusal(self.customer.id, self.config.id, amount)

    def test_settings(self):
        for name in (
            "store_credit_topup_min", "store_credit_topup_max",
            "store_credit_verification_amount", "store_credit_offline_order_max",
        ):  # fmt: skip
            for value in (float("nan"), float("inf"), 1e300, 10**400, True, "x", [1]):
                with self.assertRaisesRegex(ValidationError, "must be a number"):
                    self.config.with_user(self.till_manager).write({name: value})
        for text in ("nan", "inf", "1e300", "²", "1," * 1000, "20; 50", "-1"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.config.with_user(self.till_manager).store_credit_topup_amounts = text


@tagged("post_install", "-at_install")
class TestTillPageDigits(VerifyCommon):
    """Digits of the customer's page, where no code can be scanned."""

    def setUp(self):
        """The customer has the page before them."""
        super().setUp()
        self.Code = self.env["customer.credit.page.code"].sudo()
        self.digits = self.Code._show(self.customer)
        self.wrong = "00000000" if self.digits != "00000000" else "11111111"

    def type(self, digits, data=None):
        """Type digits for a payment; return the answer."""
        return self.verify(data or self.new_order(), page_code=digits)

    def test_the_digits_open_one_payment_once(self):
        data = self.new_order()
        self.assertRegex(self.digits, r"^\d{8}$")
        self.assertNotIn(self.digits, self.Code.search([]).pin_hash)
        self.assertTrue(self.type(self.digits, data)["verified"])
        self.assertIn("No digits are shown", self.type(self.digits)["message"])
        order = self.sync(data)
        used = self.env["customer.credit.verification"].search([("pos_order_id", "=", order.id)])
        self.assertEqual((used.method, used.person_id), ("page", self.customer))

    def test_they_expire_and_the_newest_count(self):
        newer = self.Code._show(self.customer)
        if newer != self.digits:
            self.assertIn("wrong", self.type(self.digits)["message"])
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), minutes=11)):
            self.assertIn("No digits are shown", self.type(newer)["message"])

    def test_wrong_ones_are_counted_and_others_do_not_help(self):
        for _number in range(4):
            self.assertIn("wrong", self.type(self.wrong)["message"])
        self.assertIn("managers of the till are told", self.type(self.wrong)["message"])
        self.assertIn("Too many wrong", self.type(self.digits)["message"])
        self.assertEqual(self.Code._show(self.customer), "")

    def test_those_of_another_customer_open_nothing(self):
        digits = self.Code._show(self.other_customer)
        if digits != self.digits:
            self.assertFalse(self.type(digits)["verified"])
        for user in (self.cashier, self.till_manager, self.credit_manager):
            with self.assertRaises(AccessError):
                self.Code.with_user(user).search([])
