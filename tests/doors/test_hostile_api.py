"""Each public method of the suite by JSON-2 with an API key: a sentence at most, no traceback."""

import random
from itertools import cycle

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_credit_balance.tests.common_hostile import WRONG, CreditHostileCommon

from .forge import OURS
from .people import Clients

CALLERS = ("employee", "salesperson", "credit user", "till user", "customer")
LEAST = 120  # there are more methods than this


def _numbers(values):
    """Return the values with what JSON knows instead of NaN."""
    return {name: 1e300 if value != value else value for name, value in values.items()}


@tagged("post_install", "-at_install")
class TestHostileApi(Clients, CreditHostileCommon, HttpCase):
    """Methods are found in the registry, their arguments by their signature."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_people()

    def calls(self):
        """Yield (kind, model, method, ids or None, named arguments), one for each method."""
        dice, contexts, kinds = random.Random(7), self.contexts(), cycle(CALLERS)
        for self.addon in OURS:
            for model, method, names, on_records in self.doors():
                named = _numbers({name: dice.choice(WRONG) for name in names})
                context = _numbers(dice.choice(contexts))
                ids = dice.choice([self.some_ids(model), [], [10**9]])
                yield next(kinds), model, method, ids if on_records else None, context, named

    @mute_logger("odoo.sql_db", "odoo.http", "odoo.addons.base.models.ir_rule", "odoo.models")
    def test_public_methods_answer_in_sentences_by_json2(self):
        """As people without a right to it, with wrong types and a hostile context."""
        before, tried, failures = self.fingerprint(), 0, []
        for kind, model, method, ids, context, named in self.calls():
            tried += 1
            what = (kind, model, method, ids, sorted(context)[:3], named)
            savepoint = self.env.cr.savepoint()
            try:
                answer = self.send(kind, "json2", model, method, ids, context=context, **named)
                self.assertEqual(self.fingerprint(), before, f"{what} moved money")
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()
            # Odoo's own answer to a button of a form on none or several records.
            if answer.kind == "raw" and "Expected singleton" not in answer.text:
                failures.append(f"{what}: {answer.text}")
        print(f"\n{tried} methods called by JSON-2")
        self.assertEqual(failures, [], "\n".join(failures))
        self.assertGreaterEqual(tried, LEAST)
