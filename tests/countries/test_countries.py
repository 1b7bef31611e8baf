"""The whole story in the charts of the sample, each a company of one database.

`COUNTRIES=fr,ch` plays some of them; all charts are played by `make test-countries`.
"""

import os

from odoo.tests import TransactionCase, tagged

from .charts import SAMPLE
from .story import STEPS, Story


@tagged("post_install", "-at_install")
class TestCountries(TransactionCase):
    """Each chart is loaded for a company of its own; steps that fail are told together."""

    def _play(self, chart):
        if self.env.ref(f"base.module_{SAMPLE[chart]}").state != "installed":
            self.skipTest(f"{SAMPLE[chart]} is not installed")
        found = Story(self.env, chart).play()
        wrong = [f"{step}: {found[step]}" for step in STEPS if found[step]]
        self.assertFalse(wrong, "\n" + "\n".join(wrong))


def _make_test(chart):
    def test(self):
        self._play(chart)

    test.__doc__ = f"The story in {chart}."
    return test


for _chart in os.environ.get("COUNTRIES", ",".join(SAMPLE)).split(","):
    setattr(TestCountries, f"test_{_chart}", _make_test(_chart))
