"""The PIN on the customer's own page: set by its owner alone, changed with the present one."""

import re

from odoo.tests import new_test_user, tagged

from .common_pin import hash_quickly
from .common_shop import ShopHttpCommon


@tagged("post_install", "-at_install")
class TestPortalPin(ShopHttpCommon):
    """Posted over HTTP, as browsers and attackers do."""

    @classmethod
    def setUpClass(cls):
        """A till that verifies; few rounds of hashing."""
        super().setUpClass()
        hash_quickly(cls)
        cls.till = (
            cls.env["pos.config"]
            .sudo()
            .create(
                {
                    "name": "Till",
                    "company_id": cls.company.id,
                    "store_credit_verification": True,
                    "store_credit_verification_amount": 50.0,
                }
            )
        )
        cls.Pin = cls.env["customer.credit.pin"].sudo()

    def set_pin(self, pin, current="", again=None, login="shopper", **more):
        """Post the form; return the page afterwards."""
        self.authenticate(login, login)
        self.submit(
            "/my/credit/pin",
            {
                "pin": pin,
                "pin_again": pin if again is None else again,
                "current": current,
                **more,
            },
            page="/my/security",
        )
        self.env.invalidate_all()
        return self.url_open("/my/credit").text

    def is_pin(self, pin, partner=None):
        """Say whether this is the PIN of the person."""
        found = self.Pin.search([("partner_id", "=", (partner or self.customer).id)])
        return found._check(pin) == "right"

    def test_a_customer_sets_their_pin(self):
        page = self.set_pin("4711")
        self.assertIn("Your PIN is set", page)
        self.assertIn("Present PIN", page)
        self.assertNotIn("4711", page)
        self.assertTrue(self.is_pin("4711"))
        self.assertNotIn("Your PIN is set", self.url_open("/my/credit").text)

    def test_changing_asks_for_the_present_one(self):
        self.set_pin("4711")
        self.assertIn("present PIN is wrong", self.set_pin("8264", current="4712"))
        self.assertIn("present PIN is wrong", self.set_pin("8264"))
        self.assertTrue(self.is_pin("4711"))
        self.set_pin("8264", current="4711")
        self.assertTrue(self.is_pin("8264"))

    def test_guessing_the_present_one_locks_it_at_the_till_too(self):
        self.set_pin("4711")
        for number in range(5):
            self.set_pin("8264", current=f"900{number}")
        self.assertIn("Too many wrong PINs", self.set_pin("8264", current="4711"))
        self.assertEqual(self.Pin._find(self.customer)._get_state(), "locked")

    def test_whose_pin_it_is_cannot_be_sent_along(self):
        self.set_pin("4711", login="stranger", partner_id=self.customer.id, id=self.customer.id)
        self.assertFalse(self.Pin.search([("partner_id", "=", self.customer.id)]))
        self.assertTrue(self.is_pin("4711", self.other_customer))

    def test_a_colleague_sets_their_own(self):
        self.website.store_credit_colleagues = "history"
        self.set_pin("4711")
        self.set_pin("8264", login="colleague")
        self.assertTrue(self.is_pin("4711"))
        self.assertTrue(self.is_pin("8264", self.contact))
        self.website.store_credit_colleagues = "none"
        self.set_pin("5093", current="8264", login="colleague")
        self.assertTrue(self.is_pin("8264", self.contact))

    def test_forged_and_foreign_requests_set_nothing(self):
        self.authenticate("shopper", "shopper")
        data = {"pin": "4711", "pin_again": "4711"}
        forged = self.url_open("/my/credit/pin", data={"csrf_token": "forged", **data})
        self.assertEqual(forged.status_code, 400)
        self.assertNotEqual(
            self.url_open("/my/credit/pin?pin=4711&pin_again=4711").status_code, 200
        )
        self.authenticate(None, None)
        self.url_open("/my/credit/pin", data=data)
        self.assertFalse(self.Pin.search([]))

    def test_what_is_no_pin_is_refused_with_the_reason(self):
        self.assertIn("4 to 8 digits", self.set_pin("12"))
        self.assertIn("too easy", self.set_pin("1111"))
        self.assertIn("differ", self.set_pin("4711", again="4712"))
        self.assertFalse(self.Pin.search([]))

    def test_the_form_is_shown_where_tills_ask(self):
        self.authenticate("shopper", "shopper")
        self.assertIn('id="till_pin"', self.url_open("/my/credit").text)
        self.till.store_credit_verification = False
        self.env["pos.config"].sudo().search([]).store_credit_verification = False
        self.assertNotIn('id="till_pin"', self.url_open("/my/credit").text)

    def test_digits_are_shown_once_to_their_owner(self):
        self.authenticate("shopper", "shopper")
        self.assertIn("Show digits to type", self.url_open("/my/credit").text)
        self.submit("/my/credit/digits", {}, page="/my/security")
        page = self.url_open("/my/credit").text
        shown = re.search(r"o_store_credit_digits[^>]*>(\d{4}) (\d{4})<", page)
        self.env.invalidate_all()
        code = self.env["customer.credit.page.code"].sudo().search([])
        self.assertEqual(code.partner_id, self.customer)
        self.assertEqual(code._check("".join(shown.groups())), "right")
        self.assertIn("Show digits to type", self.url_open("/my/credit").text)
        # Not by a link, and not where no till asks.
        self.assertNotEqual(self.url_open("/my/credit/digits").status_code, 200)
        code.unlink()
        self.env["pos.config"].sudo().search([]).store_credit_verification = False
        self.assertNotIn("Show digits to type", self.url_open("/my/credit").text)
        self.submit("/my/credit/digits", {}, page="/my/security")
        self.assertFalse(code.search([]))

    def test_merged_contacts_bring_no_pin(self):
        """A keeper's merge drops it, a credit manager's keeps the one of the contact that stays."""
        keeper = new_test_user(
            self.env, "contact_keeper", "base.group_user,base.group_partner_manager"
        )
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        codes = self.env["customer.credit.page.code"].sudo()
        for user, mine, kept in (
            (keeper, "", ""), (keeper, "4711", "4711"), (self.credit_manager, "4711", "4711"),
            (self.credit_manager, "", "8520"),
        ):  # fmt: skip
            gone = self.env["res.partner"].create({"name": "Twice", "is_company": True})
            stays = self.env["res.partner"].create({"name": "Once", "is_company": True})
            self.Pin._set(gone, "8520")
            codes._show(gone), codes._show(stays)
            if mine:
                self.Pin._set(stays, mine)
            self.env.flush_all()
            with self.subTest(user=user.login, mine=mine):
                Wizard.with_user(user)._update_foreign_keys(gone, stays)
                self.env.invalidate_all()
                self.assertEqual([it for it in ("4711", "8520") if self.is_pin(it, stays)],
                                 [kept] if kept else [])  # fmt: skip
                self.assertFalse(self.Pin.search([("partner_id", "=", gone.id)]))
