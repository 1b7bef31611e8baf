"""The email about added store credit of an older version greets by the customer's name, too."""

from pathlib import Path

from odoo.modules.module import load_script
from odoo.tests import tagged

from .common_shop import ShopCommon

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.1.1.0/post-greeting.py"


@tagged("post_install", "-at_install")
class TestGreeting(ShopCommon):
    """What users wrote in the template stays; only our words are replaced, once."""

    def test_only_the_greeting_is_replaced(self):
        """In every language, and a second run changes nothing."""
        script = load_script(str(SCRIPT), "post_greeting")
        template = self.env.ref("customer_credit_pos_web.mail_template_credit_added")
        self.assertIn(script.NEW, template.body_html)
        self.env["res.lang"]._activate_lang("de_DE")
        texts = {"en_US": "Dear", "de_DE": "Liebe"}
        for code, hello in texts.items():
            texts[code] = f'<p>{hello} <t t-out="{script.NEW}">Ann</t>, we added it</p>'
            template.with_context(lang=code).body_html = texts[code].replace(script.NEW, script.OLD)
        self.env.flush_all()
        self.assertNotIn(script.NEW, template.body_html)
        for _run in range(2):
            script.migrate(self.env.cr, "19.0.1.0.0")
            self.env.invalidate_all()
            for code, body in texts.items():
                self.assertEqual(str(template.with_context(lang=code).body_html), body)
