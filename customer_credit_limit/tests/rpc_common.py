"""Common ground of tests over HTTP: calls as a browser or a script makes them."""

import json

from odoo.tests import HttpCase

from .request_common import CreditRequestCommon

# What a client may claim about itself, and what must never count.
FORGED = {
    "bypass_risk": True, "bypass_credit": True, "skip_credit_check": True, "force": True,
    "su": True, "sudo": True, "uid": 1, "install_mode": True, "import_file": True,
    "credit_checked": True, "customer_credit_limit.passed": True, "tracking_disable": True,
}  # fmt: skip


class CreditRpcCommon(CreditRequestCommon, HttpCase):
    """Real requests, each in a transaction of its own that an error rolls back."""

    def log_in(self, user):
        """Log in over HTTP."""
        user.sudo().password = f"door-{user.login}"
        self.authenticate(user.login, f"door-{user.login}")

    def call(self, records, method, *args, **kwargs):
        """Call a method as the browser does; return (message of the error or None, result)."""
        ids = [records.ids] if records else []
        response = self.url_open(
            f"/web/dataset/call_kw/{records._name}/{method}",
            # By itself, as the client of the tests would send no NaN.
            data=json.dumps(
                {
                    "params": {
                        "model": records._name,
                        "method": method,
                        "args": [*ids, *args],
                        "kwargs": kwargs,
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        self.env.invalidate_all()
        if "error" in response:
            return response["error"]["data"]["message"], None
        return None, response.get("result")

    def assert_refused(self, answer, words="needs an approved credit request"):
        """The call ended with the sentence that says what to do."""
        self.assertIn(words, answer[0] or "")
