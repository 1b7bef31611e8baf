"""The unit tests of the till's JavaScript, in a real browser: all of them, and not none."""

import re
from pathlib import Path

from odoo.tests import HttpCase, no_retry, tagged

# The module, not its classes: classes in this namespace would be run as tests of ours.
from odoo.addons.web.tests import test_js as web_tests

SUITE = "@customer_credit_pos_web"
FOLDER = Path(__file__).parent.parent / "static" / "tests" / "unit"


@tagged("post_install", "-at_install")
class TestTillUnits(HttpCase):
    """Odoo's runner says how many tests it ran; the files say how many there are."""

    def written(self):
        """Return how many tests the files hold."""
        text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.test.js"))
        return len(re.findall(r"^\s*test\(", text, re.MULTILINE))

    @no_retry
    def test_units(self):
        suite = web_tests.HOOTCommon._generate_hash(self, SUITE)
        with self.assertLogs(self._logger.getChild("browser"), "INFO") as log:
            self.browser_js(
                f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
                "",
                login="admin",
                timeout=600,
                success_signal="[HOOT] Test suite succeeded",
                error_checker=web_tests.unit_test_error_checker,
            )
        ran = re.findall(r"Passed (\d+) tests", "\n".join(log.output))
        self.assertEqual(ran, [str(self.written())])
