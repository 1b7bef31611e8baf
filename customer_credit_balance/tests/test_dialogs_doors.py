"""Doors of the money wizards: every role, forged contexts, other companies and customers."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_wizards import WizardCommon

WIZARDS = ("topup", "adjust", "transfer", "refund", "void")
FORGED = {
    "su": True,
    "uid": 1,
    "bypass_credit": True,
    "force": True,
    "install_mode": True,
    "allow_manager": True,
}


@tagged("post_install", "-at_install")
class TestWizardDoors(WizardCommon):
    """Authority is a record and a group; figures are checked on the server."""

    @classmethod
    def setUpClass(cls):
        """One company has credit of both kinds; the other one is somebody else's."""
        super().setUpClass()
        cls.manager_only = cls._new_user(
            "credit_manager_only", "customer_credit_balance.group_customer_credit_manager"
        )
        cls.data_b = cls.setup_other_company(name="Company B")
        cls.company_b = cls.data_b["company"]
        cls.company_b.sudo()._ensure_store_credit_setup()
        cls.customer_b = cls.env["res.partner"].create(
            {"name": "Customer of B", "company_id": cls.company_b.id}
        )

    def values(self, name, lines=None):
        """Return values of a request that a manager could confirm."""
        values = {"partner_id": self.customer.id}
        if name in ("topup", "refund"):
            values["journal_id"] = self.bank_journal.id
        if name in ("adjust", "void"):
            values["reason"] = "Because"
        if name != "void":
            values["amount"] = 10.0
        if lines is not None:
            values["credit_line_ids"] = [Command.set(lines.ids)]
        return values

    def lines_for(self, name):
        """Return a fresh credit that the wizard can work on."""
        if name == "transfer":
            return self.credit_note(10.0)
        return self.grant(10.0) if name in ("refund", "void") else None

    def assert_untouched(self, entries):
        """Nothing was booked."""
        self.assertEqual(self.Entry.search([]), entries)
        self.assertFalse(self.outgoing())
        self.assert_ties_out()

    def test_only_managers_confirm(self):
        """Salesperson, credit user, employee and portal user, with a forged context."""
        requests = {name: self.values(name, self.lines_for(name)) for name in WIZARDS}
        entries = self.Entry.search([])
        for user in (self.salesperson, self.credit_user, self.employee, self.portal_user):
            for name, values in requests.items():
                Model = self.env[f"customer.credit.{name}"]
                managed = Model.create(values)
                with self.subTest(user=user.login, wizard=name):
                    with self.assertRaises(AccessError):
                        Model.with_user(user).with_context(**FORGED).create(values)
                    with self.assertRaises(AccessError):
                        managed.with_user(user).with_context(**FORGED).action_confirm()
                    with self.assertRaises(AccessError):
                        managed.with_user(user).read(["balance_before"])
        self.assert_untouched(entries)

    def test_defaults_tell_outsiders_nothing(self):
        """A forged selection gives no customer and no credits away."""
        line = self.credit_note(10.0)
        context = {"active_model": "account.move.line", "active_ids": line.ids}
        Transfer = self.env["customer.credit.transfer"].with_context(**context)
        for user in (self.salesperson, self.employee):
            values = Transfer.with_user(user).default_get(["partner_id", "credit_line_ids"])
            self.assertFalse(values.get("partner_id") or values.get("credit_line_ids"))

    def test_a_manager_needs_no_accounting_rights(self):
        """The group alone is enough for each wizard; the books are written in sudo."""
        for name in WIZARDS:
            with self.subTest(name):
                values = self.values(name, self.lines_for(name))
                Model = self.env[f"customer.credit.{name}"].with_user(self.manager_only)
                wizard = Model.create(values)
                self.env.invalidate_all()
                wizard.action_confirm()
        entry = self.Entry.search([], order="id desc", limit=1)
        self.assertEqual(entry.user_id, self.manager_only)
        self.assertEqual(self.customer.message_ids[0].author_id, self.manager_only.partner_id)
        self.assert_ties_out()

    def test_dialogs_open_and_save_without_accounting_rights(self):
        """Every dialog works in the browser of a manager who keeps no books."""
        for name in WIZARDS:
            lines = self.lines_for(name) or self.credit_note(10.0)
            context = {"active_model": "customer.credit", "active_ids": lines.ids}
            if name in ("topup", "adjust"):
                context = {"active_model": "res.partner", "active_ids": self.contact.ids}
            Model = self.env[f"customer.credit.{name}"]
            with self.subTest(name):
                form = Form(Model.with_user(self.manager_only).with_context(**context))
                self.assertEqual(form.partner_id, self.customer)
                if name != "void":
                    form.amount = 4.0
                if name in ("adjust", "void"):
                    form.reason = "Because"
                wizard = form.save()
                if name in ("transfer", "refund", "void"):
                    self.assertEqual(wizard.sudo().credit_line_ids, lines)
                wizard.action_confirm()
        self.assert_ties_out()

    def test_credits_of_another_customer(self):
        """A credit is spent for its owner only, also for outstanding credits in sudo."""
        stranger_credit = self.credit_note(10.0, self.other_customer)
        stranger_grant = self.grant(10.0, self.other_customer)
        self.grant(10.0)
        entries = self.Entry.search([])
        for name, lines in (
            ("transfer", stranger_credit),
            ("transfer", stranger_grant),
            ("refund", stranger_credit),
            ("refund", stranger_grant),
            ("void", stranger_grant),
        ):
            Model = self.env[f"customer.credit.{name}"].with_user(self.credit_manager)
            with self.subTest(name), self.assertRaisesRegex(UserError, "one customer"):
                Model.create(self.values(name, lines)).action_confirm()
        self.assert_untouched(entries)

    def test_another_company(self):
        """Neither its name, its figures, its customers, journals nor credits."""
        entries = self.Entry.search([])
        invoice_b = (
            self.env["account.move"]
            .with_company(self.company_b)
            .create(
                {
                    "move_type": "out_refund",
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-01-15",
                    "journal_id": self.data_b["default_journal_sale"].id,
                    "invoice_line_ids": [
                        Command.create({"name": "x", "price_unit": 10.0, "tax_ids": []})
                    ],
                }
            )
        )
        invoice_b.action_post()
        line_b = self.receivable_line(invoice_b)
        for name in WIZARDS:
            lines = self.lines_for(name)
            values = self.values(name, lines)
            entries |= self.Entry.search([])
            Model = self.env[f"customer.credit.{name}"].with_user(self.credit_manager)
            attacks = [{"company_id": self.company_b.id}, {"partner_id": self.customer_b.id}]
            if "journal_id" in values:
                attacks.append({"journal_id": self.data_b["default_journal_bank"].id})
            if name == "adjust":
                account_b = self.company_b.store_credit_adjustment_account_id
                attacks.append({"account_id": account_b.id})
            if lines is not None:
                attacks.append({"credit_line_ids": [Command.set(line_b.ids)]})
            for attack in attacks:
                with (
                    self.subTest(wizard=name, attack=list(attack)),
                    self.assertRaises(UserError),
                ):
                    forged = Model.with_context(allowed_company_ids=self.company.ids)
                    forged.create({**values, **attack}).action_confirm()
        self.assert_untouched(entries)

    def test_figures_of_another_company_stay_hidden(self):
        """A manager of one company reads zero for a company he is not in."""
        self.company_b.sudo()
        account = self.Account._get_or_create(self.customer, self.company_b)
        account._append_entry(77.0, "adjustment", "test:hidden")
        Topup = self.env["customer.credit.topup"].with_user(self.credit_manager)
        wizard = Topup.new({"partner_id": self.customer.id, "company_id": self.company_b.id})
        self.assertEqual(wizard.balance_before, 0.0)

    def test_lines_of_another_company_are_no_default(self):
        """A forged selection of another company's items proposes nothing."""
        account = self.Account._get_or_create(self.customer, self.company_b)
        context = {"active_model": "customer.credit.account", "active_ids": account.ids}
        Topup = self.env["customer.credit.topup"].with_user(self.credit_manager)
        values = Topup.with_context(**context).default_get(["partner_id", "company_id"])
        self.assertFalse(values.get("partner_id"))
        self.assertEqual(values["company_id"], self.company.id)

    def test_a_manager_reads_items_of_customers_only(self):
        """Receivables and store credit, not the wages."""
        grant, credit = self.grant(10.0), self.credit_note(10.0)
        other = credit.move_id.line_ids - credit
        Line = self.env["account.move.line"].with_user(self.manager_only)
        found = Line.search([("id", "in", (grant | credit | other).ids)])
        self.assertEqual(found, grant | credit)
        with self.assertRaises(AccessError):
            Line.browse(credit.id).write({"name": "mine"})

    def test_the_menu_of_a_customer_is_for_managers(self):
        """Top up store credit is in the action menu of managers alone."""
        action = self.env.ref("customer_credit_balance.action_customer_credit_topup")

        def offered(user):
            bindings = self.env["ir.actions.actions"].with_user(user).get_bindings("res.partner")
            return action.id in [item["id"] for item in bindings.get("action", [])]

        self.assertTrue(offered(self.credit_manager))
        self.assertFalse(offered(self.salesperson))
