"""Whose money it is: parent, kind of contact and merge move credit by a credit manager only."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_doors import DoorsCommon


@tagged("post_install", "-at_install")
class TestOwner(DoorsCommon):
    """Contacts are edited by many; their money is not theirs to give away."""

    @classmethod
    def setUpClass(cls):
        """Add a user who may edit contacts and nothing else, and two contacts without money."""
        super().setUpClass()
        cls.clerk = cls._new_user("credit_clerk", "base.group_user,base.group_partner_manager")
        cls._set_password(cls.clerk)
        cls.poor = cls.env["res.partner"].create({"name": "Poor", "email": "same@example.com"})
        cls.other_customer.email = "same@example.com"

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_contact_rights_move_no_credit(self):
        """By parent, by children, by a new company, by kind, by import and by merge."""
        gamma, alpha = self.other_customer, self.customer
        subsidiary = self.env["res.partner"].create(
            {"name": "Subsidiary", "is_company": True, "parent_id": alpha.id}
        )
        self.give_credit(5.0, subsidiary)
        before = self.fingerprint()
        self.log_in(self.clerk)
        partner = "res.partner"
        merge = {
            "partner_ids": [Command.set((gamma | self.poor).ids)],
            "dst_partner_id": self.poor.id,
            "state": "selection",
        }
        calls = [
            (partner, "write", [gamma.ids, {"parent_id": alpha.id}]),
            (partner, "web_save", [gamma.ids, {"parent_id": alpha.id}, {"name": {}}]),
            (partner, "write", [alpha.ids, {"child_ids": [[4, gamma.id]]}]),
            (
                partner,
                "write",
                [alpha.ids, {"child_ids": [[1, gamma.id, {"parent_id": alpha.id}]]}],
            ),
            (partner, "create", [{"name": "New", "child_ids": [[6, 0, gamma.ids]]}]),
            (partner, "write", [subsidiary.ids, {"is_company": False}]),
            (partner, "write", [subsidiary.ids, {"company_type": "person"}]),
        ]
        for model, method, args in calls:
            with self.subTest(method=method, args=str(args[-1])):
                self.assert_refused(self.call(model, method, args), of=("AccessError",))
                self.assertEqual(self.fingerprint(), before)
        with self.subTest("import"):
            rows = [[str(gamma.id), str(alpha.id)]]
            answer = self.answer(partner, "load", [[".id", "parent_id/.id"], rows])
            self.assertFalse(answer["ids"])
            self.assertIn("Customer Credit manager", str(answer["messages"]))
        with self.subTest("merge"):
            wizard = self.answer("base.partner.merge.automatic.wizard", "create", [merge])
            error = self.call("base.partner.merge.automatic.wizard", "action_merge", [wizard])
            self.assert_refused(error, of=("AccessError",))
        self.assertEqual(self.fingerprint(), before)
        self.assertEqual(gamma.commercial_partner_id, gamma)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_nobody_names_the_commercial_partner(self):
        """A contact stays its own customer, whatever the stored field is told."""
        self.log_in(self.clerk)
        values = {"commercial_partner_id": self.customer.id}
        self.call("res.partner", "write", [self.poor.ids, values])
        self.assertEqual(self.poor.commercial_partner_id, self.poor)
        new = self.answer("res.partner", "create", [{"name": "New", **values}])
        self.assertEqual(self.env["res.partner"].browse(new).commercial_partner_id.id, new)

    def test_contacts_without_credit_are_nobodys_business(self):
        """A clerk joins contacts as ever."""
        as_clerk = self.poor.with_user(self.clerk)
        as_clerk.parent_id = self.customer
        as_clerk.write({"parent_id": False, "is_company": True})
        self.other_customer.with_user(self.clerk).write({"is_company": True, "phone": "12"})
        self.assert_store_credit(50.0, self.other_customer)

    def test_an_open_credit_note_is_money_too(self):
        """A customer without store credit, but with a credit note that is not applied."""
        self.invoice(15.0, self.poor, move_type="out_refund")
        with self.assertRaisesRegex(Exception, "Customer Credit manager"):
            self.poor.with_user(self.clerk).parent_id = self.customer

    def test_a_manager_decides(self):
        """The credit goes along, by each way; ledger and books agree."""
        manager = self.credit_manager
        manager.group_ids += self.env.ref("base.group_partner_manager")
        self.other_customer.with_user(manager).parent_id = self.customer
        self.assert_store_credit(150.0)
        subsidiary = self.env["res.partner"].create(
            {"name": "Subsidiary", "is_company": True, "parent_id": self.customer.id}
        )
        self.give_credit(5.0, subsidiary)
        subsidiary.with_user(manager).is_company = False
        self.assert_store_credit(155.0)
        self.assert_ties_out()

    def test_a_manager_of_one_company_moves_no_credit_of_another(self):
        """Shared contacts: each company's credit is its own managers' business."""
        company_b = self.setup_other_company(name="Company B")["company"]
        company_b.sudo()._ensure_store_credit_setup()
        account = self.env["customer.credit.account"]._get_or_create(self.poor, company_b)
        account._append_entry(7.0, "adjustment", "test:other company")
        manager = self.credit_manager
        manager.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaisesRegex(Exception, "Customer Credit manager"):
            self.poor.with_user(manager).parent_id = self.customer
