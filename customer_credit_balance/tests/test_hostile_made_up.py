"""Made-up ids: whatever a client sends, each public method answers with a sentence."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_doors import DoorsCommon

MADE_UP = ([2**31 - 1], [2**40], [-1], [0], ["1"], ["²"], [1e300], [1.5], [[1]], [True])
SENTENCES = ("UserError", "ValidationError", "AccessError", "MissingError")


@tagged("post_install", "-at_install")
class TestMadeUp(DoorsCommon):
    """Found by looking at the registry, so that a new method is tried as well."""

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_made_up_ids_get_a_sentence(self):
        """As a credit manager, who passes every check of rights."""
        doors = [door for door in self.public_methods() if door[1].startswith("action_")]
        self.assertGreater(len(doors), 20)
        before = self.fingerprint()
        self.log_in(self.credit_manager)
        for model, method in doors:
            for ids in MADE_UP:
                if self.env[model]._abstract:
                    continue
                with self.subTest(model=model, method=method, ids=str(ids)):
                    self.assert_refused(self.call(model, method, [ids]), of=SENTENCES)
        self.assertEqual(self.fingerprint(), before)
