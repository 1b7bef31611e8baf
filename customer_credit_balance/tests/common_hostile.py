"""Common ground: each public method with a hostile context and arguments of wrong types."""

import inspect
import random

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from .common import CreditCommon
from .common_doors import FINGERPRINT, FORGED, find_public_methods

WRONG = (None, "x", "²", [1], [[1, 2]], {"a": 1}, float("nan"), 10**400, -1, True, 0)
PER_METHOD = 6  # combinations of arguments and context, drawn with a fixed seed
ITEMS = """
    SELECT COUNT(*), COALESCE(SUM(id), 0), COALESCE(SUM(ABS(balance)), 0),
           COALESCE(SUM(amount_residual), 0)
      FROM account_move_line
"""


class CreditHostileCommon(CreditCommon):
    """Methods are found in the registry; each addon names itself."""

    addon = "customer_credit_balance"

    def setUp(self):
        """Give something to steal, to people and in a company of others."""
        super().setUp()
        self.give_credit(100.0)
        self.other_company = self.env["res.company"].create({"name": "Elsewhere"})
        self.victim = self.invoice(500.0, self.other_customer)

    def contexts(self):
        """Return what a client may say about its call."""
        return [
            {},
            FORGED,
            {"active_model": "res.users", "active_ids": "x", "active_id": {"a": 1}},
            {"active_model": "account.move", "active_ids": self.victim.ids},
            {"active_model": "no.such.model", "active_ids": [10**12], "active_id": -1},
            {"allowed_company_ids": self.other_company.ids, "with_company": 1},
            {
                "default_partner_id": self.other_customer.id,
                "default_company_id": self.other_company.id,
                "default_amount": float("nan"),
                "default_state": "posted",
                "default_move_type": "entry",
                "default_journal_id": [1],
                "default_store_credit_request_key": "tx:1",
                "default_request_ids": "x",
                "default_user_id": 1,
            },
            {
                "skip_readonly_check": True, "force_delete": True, "force_payment_move": True,
                "skip_is_manually_modified": True, "check_move_validity": False,
                "customer_credit_balance.posting": True, "customer_credit_seen": "x",
                "no_exchange_difference": True,
            },
        ]  # fmt: skip

    def doors(self):
        """Return [(model, method, names of its arguments, whether it takes records)]."""
        found = []
        for model, name in find_public_methods(self.env, f"odoo.addons.{self.addon}."):
            method = getattr(self.env.registry[model], name)
            parameters = list(inspect.signature(inspect.unwrap(method)).parameters.values())[1:]
            names = [it.name for it in parameters if it.kind == it.POSITIONAL_OR_KEYWORD]
            found.append((model, name, names, not getattr(method, "_api_model", False)))
        return found

    def attempts(self, dice):
        """Yield (model, method, arguments, context) of a sample that does not change."""
        contexts = self.contexts()
        for model, name, names, on_records in self.doors():
            ids = self.some_ids(model)
            for _turn in range(PER_METHOD):
                args = [dice.choice(WRONG) for _it in names]
                named = [dice.choice([ids, ids, [], [10**9]])] if on_records else []
                yield model, name, [*named, *args], dice.choice(contexts)

    def some_ids(self, model):
        """Return ids of records that a client could name, none of a model without a table."""
        records = self.env[model].sudo()
        return [] if not records._auto else records.search([], limit=2, order="id desc").ids

    def fingerprint(self):
        """Return what must not change: ledger, entries, items."""
        self.env.flush_all()
        rows = []
        for query in (FINGERPRINT, ITEMS):
            self.env.cr.execute(query)
            rows.append(self.env.cr.fetchone())
        return rows

    @mute_logger("odoo.sql_db", "odoo.http", "odoo.addons.base.models.ir_rule", "odoo.models")
    def assert_only_sentences(self, users, least):
        """Each call ends well or with a sentence, and no money moves."""
        before, tried, failures = self.fingerprint(), 0, []
        for user in users:
            for model, method, args, context in self.attempts(random.Random(7)):
                tried += 1
                what = (user.login, model, method, args, sorted(context)[:3])
                try:
                    with self.env.cr.savepoint():
                        call_kw(
                            self.env[model].with_user(user).browse(), method, args,
                            {"context": context},
                        )  # fmt: skip
                        self.env.flush_all()
                except UserError:
                    continue  # undone, with a sentence
                except Exception as error:  # noqa: BLE001 (what the test looks for)
                    # Odoo's own answer to a button of a form on none or several records.
                    if not str(error).startswith("Expected singleton"):
                        failures.append((*what, repr(error)))
                if self.fingerprint() != before:
                    self.fail(f"{what} moved money")
        self.assertEqual(failures, [], "\n".join(map(str, failures)))
        self.assertGreaterEqual(tried, least)
