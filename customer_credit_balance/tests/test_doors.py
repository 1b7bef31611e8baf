"""Every door over real HTTP: each public method of the addon, called by those who must not."""

import xmlrpc.client

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_doors import FORGED, DoorsCommon

LEDGER = (
    "customer.credit.account",
    "customer.credit.entry",
    "customer.credit.reservation",
    "customer.credit.unapplication",
)


@tagged("post_install", "-at_install")
class TestDoors(DoorsCommon):
    """No context, no hidden button, no method opens the ledger to those who may not."""

    # --------------------------------------------------------------- every public method

    def test_public_methods_are_found(self):
        """The search for doors finds those that are known (else it would prove nothing)."""
        found = self.public_methods()
        self.assertIn(("customer.credit.account", "action_unfreeze"), found)
        self.assertIn(("customer.credit.reservation", "action_release"), found)
        for wizard in self.wizards():
            self.assertIn((wizard, "action_confirm"), found)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_outsiders_get_nothing_from_any_public_method(self):
        """Employees without the right, portal users and anonymous are refused everywhere."""
        doors = [(*door, self.record_ids(door[0])) for door in self.public_methods()]
        before = self.fingerprint()
        for user in (self.employee, self.portal_user, None):
            self.log_in(user)
            for model, method, ids in doors:
                with self.subTest(user=user and user.login, model=model, method=method):
                    error = self.call(model, method, [ids], context=FORGED)
                    self.assert_refused(
                        error,
                        of=("AccessError", "UserError", "SessionExpiredException"),
                    )
                    self.assertEqual(self.fingerprint(), before)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_those_who_only_see_change_nothing_by_any_public_method(self):
        """Sales and credit users may look; no method of theirs moves a cent."""
        doors = [(*door, self.record_ids(door[0])) for door in self.public_methods()]
        before = self.fingerprint()
        for user in (self.salesperson, self.credit_user):
            self.log_in(user)
            for model, method, ids in doors:
                with self.subTest(user=user.login, model=model, method=method):
                    error = self.call(model, method, [ids], context=FORGED)
                    self.assertNotIn(error, ("builtins.AttributeError", "builtins.KeyError"))
                    if method == "action_confirm":
                        self.assert_refused(error)
                    self.assertEqual(self.fingerprint(), before)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_changing_methods_are_for_managers(self):
        """Each method that changes something refuses those who only see."""
        doors = [
            ("customer.credit.account", "action_freeze", self.account),
            ("customer.credit.account", "action_unfreeze", self.account),
            ("customer.credit.account", "action_tie_out", self.account),
            ("customer.credit.reservation", "action_release", self.reservation),
        ]
        for user in (self.salesperson, self.credit_user):
            self.log_in(user)
            for model, method, record in doors:
                with self.subTest(user=user.login, method=method):
                    error = self.call(model, method, [record.ids], context=FORGED)
                    self.assert_refused(error, of=("AccessError",))

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_dialogs_are_for_managers_whoever_fills_them(self):
        """Sales and outsiders can neither fill a dialog nor confirm one that a manager filled."""
        for wizard in self.wizards():
            values = self._wizard_values(wizard)
            filled = self._new_wizard(wizard)
            before = self.fingerprint()
            for user in (self.salesperson, self.credit_user, self.employee, self.portal_user):
                self.log_in(user)
                with self.subTest(user=user.login, wizard=wizard):
                    self.assert_refused(self.call(wizard, "create", [values], context=FORGED))
                    self.assert_refused(
                        self.call(wizard, "action_confirm", [filled.ids], context=FORGED)
                    )
                    self.assert_refused(
                        self.call(wizard, "write", [filled.ids, {"amount": 9.0}], context=FORGED)
                    )
                    self.assertEqual(self.fingerprint(), before)

    # --------------------------------------------------------------- private methods

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_private_methods_cannot_be_called(self):
        """The ledger's own methods are out of reach, also for managers and the administrator."""
        before = self.fingerprint()
        calls = [
            ("customer.credit.account", "_post", [self.account.ids, 1e6, "topup", "stolen"]),
            ("customer.credit.account", "_reserve", [self.account.ids, 1.0, "stolen"]),
            ("customer.credit.account", "_capture", ["doors"]),
            ("customer.credit.account", "_release", ["doors"]),
            ("customer.credit.account", "_set_state", [self.account.ids, "active", ""]),
            ("customer.credit.account", "_get_or_create", [self.customer.id, self.company.id]),
            ("customer.credit.entry", "_append", [[{"account_id": self.account.id}]]),
            ("customer.credit.entry", "_reverse", [self.entry.ids, "stolen"]),
            ("customer.credit.reservation", "_set", [self.reservation.ids, {"amount": 1}]),
            ("account.move.line", "_match_store_credit", [self.customer.ids, self.company.id]),
            ("customer.credit.entry", "init", [[]]),
        ]
        for user in (self.credit_manager, self.salesperson, self.portal_user):
            self.log_in(user)
            for model, method, args in calls:
                with self.subTest(user=user.login, method=method):
                    error = self.call(model, method, args, context=FORGED)
                    self.assert_refused(error, of=("AccessError",))
                    self.assertEqual(self.fingerprint(), before)

    # --------------------------------------------------------------- the ledger's tables

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_nobody_writes_the_ledger_tables(self):
        """Create, write, unlink and copy are refused to every group, managers included."""
        before = self.fingerprint()
        figures = {"balance": 1e6, "amount": 1e6, "state": "active", "reserved": 0.0}
        for user in (
            self.credit_manager, self.salesperson, self.credit_user, self.employee,
            self.portal_user, None,
        ):  # fmt: skip
            self.log_in(user)
            for model in LEDGER:
                if model not in self.env:
                    continue
                ids = self.record_ids(model)
                fields = self.env[model]._fields
                values = {name: value for name, value in figures.items() if name in fields}
                for method, args in (
                    ("create", [[values]]),
                    ("write", [ids, values or {"credit_name": "x"}]),
                    ("unlink", [ids]),
                    ("copy", [ids]),
                ):
                    with self.subTest(user=user and user.login, model=model, method=method):
                        self.assertTrue(self.call(model, method, args, context=FORGED))
                        self.assertEqual(self.fingerprint(), before)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_partner_figures_cannot_be_written(self):
        """The credit fields of a customer are read-only; the overdraft is for managers."""
        before = self.fingerprint()
        for user in (self.salesperson, self.credit_user, self.employee, self.portal_user):
            self.log_in(user)
            for field in ("store_credit_balance", "credit_balance", "store_credit_overdraft_limit"):
                with self.subTest(user=user.login, field=field):
                    self.call("res.partner", "write", [self.customer.ids, {field: 1e6}])
                    self.assertEqual(self.fingerprint(), before)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_outsiders_read_nothing(self):
        """Neither tables nor figures, by any reading method."""
        models = [name for name in self.env if name.startswith("customer.credit") and
                  not self.env[name]._abstract and not self.env[name]._transient]  # fmt: skip
        for user in (self.employee, self.portal_user, None):
            self.log_in(user)
            for model in models:
                for method, args in (
                    ("search_read", [[]]),
                    ("web_search_read", [[], {}]),
                    ("search_count", [[]]),
                    ("export_data", [self.record_ids(model), ["id"]]),
                    ("formatted_read_group", [[], [], ["__count"]]),
                ):
                    with self.subTest(user=user and user.login, model=model, method=method):
                        self.assertTrue(self.call(model, method, args, context=FORGED))
            for method, args in (
                ("read", [self.customer.ids, ["credit_balance"]]),
                ("search", [[("store_credit_balance", ">", 0)]]),
                ("web_read", [self.customer.ids, {"store_credit_available": {}}]),
            ):
                with self.subTest(user=user and user.login, method=method):
                    self.assertTrue(self.call("res.partner", method, args, context=FORGED))

    # --------------------------------------------------------------- XML-RPC and JSON-RPC

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.rpc.controllers.xmlrpc",
                 "odoo.addons.rpc.controllers.jsonrpc")  # fmt: skip
    def test_external_rpc_is_guarded_like_the_browser(self):
        """The same refusals by XML-RPC and JSON-RPC with a password."""
        before = self.fingerprint()
        for user in (self.salesperson, self.portal_user):
            login = (self.env.cr.dbname, user.id, self.password[user])
            for method, args in (
                ("action_unfreeze", [self.account.ids]),
                ("_post", [self.account.ids, 1e6, "topup", "stolen"]),
                ("write", [self.account.ids, {"overdraft_limit": 1e6}]),
            ):
                with self.subTest(user=user.login, method=method):
                    with self.assertRaises(xmlrpc.client.Fault):
                        self.xmlrpc_object.execute_kw(
                            *login, "customer.credit.account", method, args, {"context": FORGED}
                        )
                    answer = self.url_open(
                        "/jsonrpc",
                        json={"params": {"service": "object", "method": "execute_kw", "args": [
                            *login, "customer.credit.account", method, args,
                            {"context": FORGED},
                        ]}},
                    ).json()  # fmt: skip
                    self.assertIn("error", answer)
                    self.assertEqual(self.fingerprint(), before)
