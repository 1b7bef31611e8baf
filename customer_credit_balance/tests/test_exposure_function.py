"""The exposure as a function of the database: made once, right, closed, and never necessary."""

import threading
from dataclasses import replace
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..models.exposure import customer_credit_exposure as module
from ..models.exposure.scope import CreditQuestion
from .order_common import CreditOrderCommon

OLD = f"{module.PREFIX}old"


@tagged("post_install", "-at_install")
class TestExposureFunction(CreditOrderCommon):
    """What the database keeps, and what happens where it keeps nothing."""

    @classmethod
    def setUpClass(cls):
        """One customer owes by every term of the base."""
        super().setUpClass()
        cls.Function = cls.env["customer.credit.exposure"]
        cls.name = cls.Function._get_composed().name

    def setUp(self):
        """Forget what was seen of the database."""
        super().setUp()
        self.addCleanup(self.forget)

    def forget(self):
        """Let the next reading look for the function again."""
        self.registry.credit_exposure_functions = {}
        self.registry.credit_exposure_composed = None

    def functions(self):
        """Return {name: (source, settings, security definer, volatility, rights)}."""
        self.env.cr.execute(
            "SELECT proname, prosrc, proconfig, prosecdef, provolatile, proacl::text FROM pg_proc"
            " WHERE proname LIKE %s",
            [module.PREFIX.replace("_", r"\_") + "%"],
        )
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}

    def owes(self, by_function=True):
        """Return what the customers owe, term by term, read in one of both ways."""
        customers = self.customer | self.other_customer
        self.env.invalidate_all()
        if by_function:
            return customers._get_credit_exposure_by_partner(self.company)
        with patch.object(self.registry["customer.credit.exposure"], "_has_function",
                          lambda _self: False):  # fmt: skip
            return customers._get_credit_exposure_by_partner(self.company)

    def another(self, name=OLD):
        """Return what other addons would make of the function."""
        known = self.Function._get_composed()
        return replace(known, name=name)

    # --------------------------------------------------------------- what it is

    def test_the_database_keeps_it(self):
        """Made when the registry was loaded: read only, with the rights of the caller."""
        _source, settings, definer, volatility, rights = self.functions()[self.name]
        self.env.cr.execute("SELECT current_schema(), current_user")
        schema, owner = self.env.cr.fetchone()
        self.assertIn(f"search_path=pg_catalog, {schema}, pg_temp", settings)
        self.assertFalse(definer)
        self.assertEqual(volatility, "s")
        self.assertEqual(rights, f"{{{owner}=X/{owner}}}")

    def test_the_figures_are_those_of_the_statement(self):
        """Order, draft, posted invoice, outstanding credit, overdrawn account."""
        self.order()
        self.invoice(70.0, post=False)
        self.invoice(30.0)
        self.order(partner=self.other_customer)
        found = self.owes()
        self.assertEqual(found, self.owes(by_function=False))
        self.assertEqual(float(found[self.customer].total), 1100.0)
        self.assertEqual(float(found[self.other_customer].total), 1000.0)

    def test_it_is_what_is_read(self):
        """A reading calls it, and needs no second query."""
        self.owes()
        seen = []
        with patch.object(
            self.registry["customer.credit.exposure"],
            "_statement",
            lambda _self, values: seen.append(values),
        ):
            self.owes()
        self.assertFalse(seen)

    def test_nobody_puts_a_table_before_ours(self):
        """Whoever may make temporary tables bends a statement, but not the function."""
        self.invoice(30.0)
        before = self.owes()
        self.env.cr.execute(
            "CREATE TEMP TABLE account_move_line ON COMMIT DROP AS"
            " SELECT * FROM public.account_move_line LIMIT 0"
        )
        self.env.cr.execute(
            "CREATE TEMP TABLE customer_credit_account ON COMMIT DROP AS"
            " SELECT * FROM public.customer_credit_account LIMIT 0"
        )
        found = self.Function._read_terms(self.company, CreditQuestion(((self.customer, {}),)))
        self.env.cr.execute("DROP TABLE pg_temp.account_move_line")
        self.env.cr.execute("DROP TABLE pg_temp.customer_credit_account")
        self.assertEqual({(row[0], row[2]) for row in found if row[2]}, {("receivable", 30.0)})
        self.assertEqual(before, self.owes())

    def test_no_value_becomes_a_statement(self):
        """Ids and values are values, whatever they hold."""
        question = CreditQuestion(
            ((self.customer, {"asked": ["orders}'); DROP TABLE res_partner; --"]}),)
        )
        self.assertEqual(self.Function._read_terms(self.company, question), [])
        self.assertTrue(self.customer.exists())

    # --------------------------------------------------------------- where it is missing

    def test_it_is_made_again(self):
        """Dropped by hand: the next start makes it, and readings go on meanwhile."""
        self.invoice(30.0)
        before = self.owes()
        self.Function._drop_functions()
        self.forget()
        self.assertNotIn(self.name, self.functions())
        self.assertEqual(before, self.owes())
        self.Function._register_hook()
        self.assertIn(self.name, self.functions())
        self.assertEqual(before, self.owes())

    def test_a_replica_only_reads(self):
        """Where nothing can be written, loading a registry makes nothing and fails nowhere."""
        self.Function._drop_functions()
        self.env.cr.execute("SAVEPOINT replica")
        self.env.cr.execute("SET LOCAL transaction_read_only = on")
        self.Function._register_hook()
        self.assertEqual(self.functions(), {})
        self.assertEqual(float(self.owes()[self.customer].total), 0.0)
        self.env.cr.execute("ROLLBACK TO SAVEPOINT replica")

    def test_a_role_that_may_not_make_functions(self):
        """It is told once, and figures come from the statement."""
        self.Function._drop_functions()
        refused = module.errors.InsufficientPrivilege("permission denied for schema public")
        with (
            patch.object(self.registry["customer.credit.exposure"], "_create_function",
                         side_effect=refused),
            self.assertLogs(module._logger, "WARNING"),
        ):  # fmt: skip
            self.Function._register_hook()
        self.assertEqual(float(self.owes()[self.customer].total), 0.0)

    # --------------------------------------------------------------- others

    def test_functions_of_other_versions_stay_for_a_while(self):
        """A server with older code still reads by its own; after days it is dropped."""
        body = "\nBEGIN\nRETURN;\nEND"
        other = replace(self.another(), body=body)
        with patch.object(self.registry["customer.credit.exposure"], "_get_composed",
                          lambda _self: other):  # fmt: skip
            self.Function._create_function()
        self.Function._drop_functions(module.fields.Date.today())
        self.assertIn(OLD, self.functions())
        self.Function._drop_functions(module.fields.Date.add(module.fields.Date.today(), days=1))
        self.assertEqual(self.functions(), {})

    def test_two_servers_start_at_once(self):
        """Both are ready, the function is there once; none waits for ever or fails."""
        composed = self.another(f"{module.PREFIX}race")
        self.patch(self.registry["customer.credit.exposure"], "_get_composed",
                   lambda _self: composed)  # fmt: skip
        database = db_connect(self.env.cr.dbname)
        ready, failed = threading.Barrier(2), []

        def start():
            with database.cursor() as cr:
                try:
                    # Its snapshot is older than the other's function.
                    cr.execute("SELECT 1")
                    ready.wait(10)
                    api.Environment(cr, SUPERUSER_ID, {})[
                        "customer.credit.exposure"
                    ]._ensure_function()
                except Exception as error:  # noqa: BLE001 - told below
                    failed.append(error)

        servers = [threading.Thread(target=start) for _number in range(2)]
        for server in servers:
            server.start()
        for server in servers:
            server.join(30)
        with database.cursor() as cr:
            cr.execute("SELECT COUNT(*) FROM pg_proc WHERE proname = %s", [composed.name])
            found = cr.fetchone()[0]
            cr.execute(f"DROP FUNCTION IF EXISTS {composed.name}")
        self.assertEqual((found, failed), (1, []))
