"""The approver's mail of an older version: its button leads to the page of the decision, too."""

from pathlib import Path

from odoo.modules.module import load_script
from odoo.tests import tagged

from .common import CreditLimitCommon

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.1.4.0/post-mail-link.py"


@tagged("post_install", "-at_install")
class TestMailLink(CreditLimitCommon):
    """What users wrote in the template stays; only our address is replaced, once."""

    def test_only_the_address_is_replaced(self):
        """In every language, and a second run changes nothing."""
        script = load_script(str(SCRIPT), "post_mail_link")
        template = self.env.ref("customer_credit_limit.mail_template_credit_request")
        wanted = f'<p>Dear friend</p><a t-att-href="{script.NEW}">Look</a>'
        template.body_html = wanted.replace(script.NEW, script.OLD)
        self.env.flush_all()
        self.assertNotIn("customer_credit_link", template.body_html)
        for _run in range(2):
            script.migrate(self.env.cr, "19.0.1.3.0")
            self.env.invalidate_all()
            self.assertEqual(str(template.body_html), wanted)
