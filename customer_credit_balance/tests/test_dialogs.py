"""Dialogs: whose they are, what they may name, and what they cannot hold."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_doors import DoorsCommon

# The addons of the suite, siblings included: their names begin so.
SUITE = "customer_"
# What JSON can carry and no field of a dialog should.
NONSENSE = {
    "monetary": (1e300, -1e15, "12", "²", [1.0], {"a": 1}),
    "float": (1e300, "ten", [1.0], {}),
    "integer": (1e300, "ten", [1], 2**40),
    "many2one": (1e300, 2**40, -1, 2**31 - 1, "one", [1, 2, 3], {"id": "x"}),
    "many2many": ("all", 5.5, [[6, 0, ["x"]]], [[4, 2**40]], [[9, 1, 1]], [None], [[6, 0, 3]]),
    "one2many": ("all", [[0, 0, "x"]], [[1, 2**40, {}]], [["0"]]),
    "char": ([1], {"a": 1}, "a\0b", "x" * 100_000, 5.5),
    "text": ([1], "a\0b"),
    "date": ("31-31-31", [1], {}, "²", "9" * 50),
    "selection": ("nothing like it", [1], 7),
}
HUMAN = ("UserError", "ValidationError", "AccessError", "MissingError")


@tagged("post_install", "-at_install")
class TestDialogs(DoorsCommon):
    """A dialog belongs to whoever opened it and tells nobody what may not be read anyway."""

    @classmethod
    def setUpClass(cls):
        """Two managers of one company, and a second company that neither works for."""
        super().setUpClass()
        cls.colleague = cls._new_user(
            "credit_colleague", "customer_credit_balance.group_customer_credit_manager"
        )
        cls._set_password(cls.colleague)
        cls.company_b = cls.setup_other_company(name="Company B")["company"]
        cls.company_b.sudo()._ensure_store_credit_setup()
        cls.customer_b = cls.env["res.partner"].create(
            {"name": "Secret of B", "company_id": cls.company_b.id}
        )

    def dialogs(self):
        """Return all transient models of the suite's addons that are installed."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if model._transient
            and not model._abstract
            and (model._original_module or "").startswith(SUITE)
        )

    def own_dialogs(self):
        """Return those of this addon."""
        return [
            name
            for name in self.dialogs()
            if self.env.registry[name]._original_module == "customer_credit_balance"
        ]

    # --------------------------------------------------------------- whose

    def test_every_dialog_belongs_to_whoever_opened_it(self):
        """A global record rule stands on each transient model and on its lines."""
        self.assertGreaterEqual(len(self.own_dialogs()), 9)
        for name in self.dialogs():
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", name), ("global", "=", True), ("active", "=", True)]
            )
            own = rules.filtered(
                lambda rule: (
                    "('create_uid', '=', user.id)" in (rule.domain_force or "")
                    and all(rule[f"perm_{mode}"] for mode in ("read", "write", "create", "unlink"))
                )
            )
            with self.subTest(name):
                self.assertTrue(own, "a colleague could change what was typed")

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_a_colleague_reaches_no_dialog(self):
        """Neither reads, writes, confirms nor deletes it, though a manager as well."""
        made = {}
        for name in self.own_dialogs():
            if name in ("customer.credit.topup", "customer.credit.refund"):
                made[name] = self._wizard_of(name, self.credit_manager)
        before = self.fingerprint()
        self.log_in(self.colleague)
        for name, wizard in made.items():
            for method, args in (
                ("read", [wizard.ids, ["amount"]]),
                ("web_read", [wizard.ids, {"amount": {}}]),
                ("write", [wizard.ids, {"amount": 9.0}]),
                ("onchange", [wizard.ids, {"amount": 9.0}, ["amount"], {"amount": {}}]),
                ("copy", [wizard.ids]),
                ("unlink", [wizard.ids]),
                ("action_confirm", [wizard.ids]),
            ):
                with self.subTest(wizard=name, method=method):
                    self.assert_refused(self.call(name, method, args), of=("AccessError",))
            self.assertEqual(wizard.sudo().amount, 5.0)
        self.assertEqual(self.fingerprint(), before)

    def _wizard_of(self, name, user):
        """Return a dialog that the user opened."""
        wizard = self.env[name].with_user(user).create(self._wizard_values(name))
        self.env.flush_all()
        return wizard

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_no_row_is_put_into_a_colleagues_dialog(self):
        """The lines of a dialog belong to whoever opened it."""
        self.env["customer.credit.apply"].with_user(self.credit_manager)
        wizard = (
            self.env["customer.credit.apply"]
            .with_user(self.credit_manager)
            .create({"partner_id": self.customer.id})
        )
        self.env.flush_all()
        rows = wizard.sudo().credit_ids
        self.log_in(self.colleague)
        for name, values in (
            ("customer.credit.apply.credit", {"amount": 1.0}),
            ("customer.credit.apply.invoice", {"invoice_id": self.open_invoice.id}),
            ("customer.credit.apply.line", {"invoice_id": self.open_invoice.id}),
        ):
            with self.subTest(name):
                error = self.call(name, "create", [{**values, "wizard_id": wizard.id}])
                self.assert_refused(error, of=("AccessError",))
        self.assertEqual(wizard.sudo().credit_ids, rows)

    # --------------------------------------------------------------- what it names

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_a_dialog_names_only_what_its_user_may_read(self):
        """Create, write, onchange and default values: foreign companies and customers."""
        foreign = {"company_id": self.company_b.id, "partner_id": self.customer_b.id}
        self.log_in(self.credit_manager)
        for name in self.own_dialogs():
            fields = self.env[name]._fields
            values = self._wizard_values(name)
            for field, value in foreign.items():
                if field not in fields or fields[field].related:
                    continue
                spec = {field: {}, "display_name": {}}
                forged = {**values, field: value}
                calls = [
                    ("create", [forged], {}),
                    ("web_save", [[], forged, spec], {}),
                    ("onchange", [[], forged, [field], spec], {}),
                    ("onchange", [[], {}, [], spec], {"context": {f"default_{field}": value}}),
                    ("default_get", [[field]], {"context": {f"default_{field}": value}}),
                ]
                for method, args, kwargs in calls:
                    with self.subTest(wizard=name, method=method, field=field):
                        error = self.call(name, method, args, **kwargs)
                        self.assert_refused(error, of=("AccessError",))

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_an_invoice_of_another_company_is_not_named(self):
        """Its number, day and amount stay where they are."""
        invoice = (
            self.env["account.move"]
            .with_company(self.company_b)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": self.company_b.id,
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [
                        Command.create({"name": "x", "price_unit": 10.0, "tax_ids": []})
                    ],
                }
            )
        )
        invoice.action_post()
        self.env.flush_all()
        for user in (self.credit_manager, self.colleague):
            self.log_in(user)
            spec = {"invoice_ids": {"fields": {"name": {}, "remaining": {}}}}
            values = {
                "partner_id": self.customer.id,
                "invoice_ids": [[0, "virtual_1", {"invoice_id": invoice.id}]],
            }
            for method, args in (
                ("create", [values]),
                ("onchange", [[], values, ["invoice_ids"], spec]),
            ):
                with self.subTest(user=user.login, method=method):
                    error = self.call("customer.credit.apply", method, args)
                    self.assert_refused(error, of=("AccessError",))

    # --------------------------------------------------------------- what it holds

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_nonsense_gets_a_sentence(self):
        """No field of any dialog takes it, and no server error comes of it."""
        self.log_in(self.credit_manager)
        before = self.fingerprint()
        tried = 0
        for name in self.own_dialogs():
            values = self._wizard_values(name)
            for field_name, field in self.env[name]._fields.items():
                if field_name in ("id", "create_uid", "create_date", "write_uid", "write_date"):
                    continue
                for value in NONSENSE.get(field.type, ()):
                    forged = {**values, field_name: value}
                    for method, args in (
                        ("create", [forged]),
                        ("onchange", [[], forged, [field_name], {field_name: {}}]),
                    ):
                        tried += 1
                        with self.subTest(name, field=field_name, value=str(value)[:30]):
                            self.assert_refused(self.call(name, method, args), of=HUMAN)
        self.assertGreater(tried, 300)
        self.assertEqual(self.fingerprint(), before)
