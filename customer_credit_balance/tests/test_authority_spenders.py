"""Who may see and spend a company's store credit: the list, its keepers, its guards."""

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestSpenders(CreditCommon):
    """A company, its contact, and a keeper of contacts who has nothing to do with credit."""

    @classmethod
    def setUpClass(cls):
        """Let somebody keep contacts, and a stranger log in."""
        super().setUpClass()
        cls.Spender = cls.env["customer.credit.spender"]
        cls.keeper = cls._new_user("contact_keeper", "base.group_user,base.group_partner_manager")
        cls.stranger = cls.portal_user

    def sees(self, user, customer=None):
        """Return (what the user sees, whether the user spends) of the customer's credit."""
        customer = customer or self.customer
        return (
            customer._get_store_credit_visibility(user, self.company),
            customer._may_spend_store_credit(user, self.company),
        )

    def invite(self, contact, inviter):
        """Grant portal access as the wizard does; return the new user."""
        wizard = self.env["portal.wizard"].with_user(inviter).create(
            {"partner_ids": [Command.set(contact.ids)]}
        )  # fmt: skip
        wizard.user_ids.email = "invited@example.com"
        wizard.user_ids.action_grant_access()
        return contact.user_ids

    def test_being_put_under_a_company_gives_no_right(self):
        """Whoever keeps contacts puts a portal user, or the own person, under the company."""
        for user in (self.stranger, self.keeper):
            user.partner_id.with_user(self.keeper).parent_id = self.customer
            self.assertEqual(user.partner_id.commercial_partner_id, self.customer)
            self.assertEqual(self.sees(user), ("none", False))

    def test_invited_people_may_use_it_while_they_belong(self):
        """Invited by sales: yes; moved to another company: no, there and here; back: yes."""
        user = self.invite(self.contact, self._partner_manager(self.salesperson))
        self.assertEqual(self.sees(user), ("history", True))
        self.assertEqual(self.customer.customer_credit_spender_ids.origin, "invitation")
        other = self.env["res.partner"].create({"name": "Gemini", "is_company": True})
        self.contact.parent_id = other
        self.assertEqual(self.sees(user), ("none", False))
        self.assertEqual(self.sees(user, other), ("none", False))
        self.contact.parent_id = self.customer
        self.assertEqual(self.sees(user), ("history", True))

    def test_an_invitation_by_somebody_without_credit_rights_gives_none(self):
        """The login works; the customer's page says what is missing."""
        user = self.invite(self.contact, self.keeper)
        self.assertTrue(user.active)
        self.assertEqual(self.sees(user), ("none", False))
        self.assertIn("credit manager", self.customer.message_ids[:1].body)

    def test_people_who_sign_up_alone_are_not_on_the_list(self):
        """A sign-up with the link of a document makes a login, no right."""
        public = self.env.ref("base.public_user")
        self.contact.email = "alone@example.com"
        self.contact.sudo().signup_prepare()
        token = self.contact.sudo()._generate_signup_token()
        self.env["res.users"].with_user(public).sudo().signup(
            {"login": "alone@example.com", "password": "alone@example.com"}, token
        )
        self.assertEqual(self.sees(self.contact.user_ids), ("none", False))

    def test_the_customer_in_person_always_may(self):
        """No entry is needed, and none is made."""
        user = new_test_user(
            self.env, "in_person", "base.group_portal", partner_id=self.other_customer.id
        )
        self.assertEqual(self.sees(user, self.other_customer), ("history", True))
        self.assertEqual(self.sees(user), ("none", False))
        self.assertFalse(self.Spender.search([("contact_id", "=", user.partner_id.id)]))
        user.active = False
        self.assertEqual(self.sees(user, self.other_customer), ("none", False))

    def test_credit_managers_keep_the_list(self):
        """They add and take off, with a note; nobody else writes it, by whatever door."""
        vals = {"contact_id": self.contact.id, "customer_id": self.customer.id}
        for user in (self.credit_user, self.salesperson, self.keeper, self.employee):
            with self.assertRaises(AccessError):
                self.Spender.with_user(user).create(vals)
        keeper = self._partner_manager(self.salesperson)
        with self.assertRaises(AccessError):
            self.customer.with_user(keeper).write(
                {"customer_credit_spender_ids": [Command.create({"contact_id": self.contact.id})]}
            )
        spender = self.Spender.with_user(self.credit_manager).create({**vals, "origin": "upgrade"})
        self.assertEqual(spender.origin, "manager")
        self.assertIn(self.contact.name, self.customer.message_ids[:1].body)
        for user in (self.credit_user, self.salesperson, self.keeper):
            with self.assertRaises(AccessError):
                spender.with_user(user).unlink()
            with self.assertRaises(AccessError):
                spender.with_user(user).contact_id = self.other_customer
        with self.assertRaises(ValidationError):
            spender.with_user(self.credit_manager).contact_id = self.other_customer
        spender.with_user(self.credit_manager).unlink()
        self.assertFalse(self.contact._is_store_credit_spender())

    def test_only_people_of_the_customer_are_added(self):
        """A stranger on the list would be void: it is refused at once."""
        with self.assertRaises(ValidationError):
            self.Spender.create(
                {"contact_id": self.other_customer.id, "customer_id": self.customer.id}
            )

    def test_colleagues_inside_see_by_their_right(self):
        """Whoever has credit rights in the company sees everything and spends nothing."""
        self.assertEqual(self.sees(self.credit_user), ("history", False))
        self.assertEqual(self.sees(self.employee), ("none", False))
        self.assertEqual(self.sees(self.env.ref("base.public_user")), ("none", False))
        other = self.setup_other_company()["company"]
        self.assertEqual(
            self.customer._get_store_credit_visibility(self.credit_user, other), "none"
        )

    def merge(self, source, target, user):
        """Let rights and logins follow a merge, which is what its wizard does first."""
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        self.env.flush_all()
        wizard._update_foreign_keys(source, target)
        self.env.invalidate_all()

    def test_a_merge_makes_nobody_a_spender(self):
        """A login does not become the customer, nor a person on the list, by a keeper's merge."""
        self.give_credit(100.0)
        vals = {"contact_id": self.contact.id, "customer_id": self.customer.id}
        spender = self.Spender.create(vals)
        intruder = self.stranger.partner_id
        (intruder | self.customer | self.contact).email = "same@example.com"
        for target in (self.customer, self.contact):
            with self.assertRaises(AccessError):
                self.merge(intruder, target, self.keeper)
        self.assertEqual(self.sees(self.stranger), ("none", False))
        # The other way round: the right stays behind, with a note.
        intruder.parent_id = self.customer
        self.merge(self.contact, intruder, self.keeper)
        self.assertEqual(self.sees(self.stranger), ("none", False))
        self.assertFalse(spender.exists())

    def test_a_merge_of_companies_brings_no_spenders(self):
        """People of another company do not come to spend by a keeper's merge."""
        self.give_credit(100.0)
        beta = self.env["res.partner"].create({"name": "Beta", "is_company": True})
        person = self.env["res.partner"].create({"name": "Beta's person", "parent_id": beta.id})
        user = new_test_user(self.env, "beta", "base.group_portal", partner_id=person.id)
        self.assertEqual(self.sees(user, beta), ("history", True))
        (beta | self.customer).email = "same@example.com"
        self.merge(beta, self.customer, self.keeper)
        self.assertEqual(person.commercial_partner_id, self.customer)
        self.assertEqual(self.sees(user), ("none", False))

    def test_a_manager_merges_people_of_one_company(self):
        """Both may spend: the one who stays is on the list once."""
        again = self.env["res.partner"].create({"name": "Ada", "parent_id": self.customer.id})
        for person in (self.contact, again):
            self.Spender.create({"contact_id": person.id, "customer_id": self.customer.id})
        self.merge(again, self.contact, self.credit_manager)
        self.assertEqual(self.customer.customer_credit_spender_ids.contact_id, self.contact)

    def test_portal_users_from_before_stay(self):
        """The upgrade lists portal users of companies, once."""
        self.stranger.partner_id.parent_id = self.customer
        for _twice in range(2):
            self.Spender._allow_portal_users()
        spender = self.Spender.search([("contact_id", "=", self.stranger.partner_id.id)])
        self.assertEqual(spender.origin, "upgrade")
        self.assertEqual(self.sees(self.stranger), ("history", True))
        self.assertFalse(self.Spender.search([("contact_id", "=", self.keeper.partner_id.id)]))

    def _partner_manager(self, user):
        """Return the user, who may keep contacts as well."""
        user.group_ids += self.env.ref("base.group_partner_manager")
        return user
