"""Emails of an older version: bodies that nobody changed are those of this version."""

from pathlib import Path

from odoo.modules.module import load_script
from odoo.tests import TransactionCase, tagged

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.1.1.0/post-mails.py"
NAME = "mail_template_payment_plan_due"


@tagged("post_install", "-at_install")
class TestUpgradeMails(TransactionCase):
    """What users wrote stays, in whatever language; the rest is written anew, once."""

    def setUp(self):
        """Load the script, and let it know a body as ours."""
        super().setUp()
        self.script = load_script(str(SCRIPT), "post_mails")
        self.env["res.lang"]._activate_lang("fr_FR")
        self.template = self.env.ref(f"customer_statement.{NAME}")
        self.wanted = str(self.template.with_context(lang="en_US").body_html)
        for lang, body in (("en_US", "<p>Hello you</p>"), ("fr_FR", "<p>Bonjour vous</p>")):
            self.template.with_context(lang=lang).body_html = body
            self.script.OURS[NAME].add(self.script.fingerprint(body))

    def migrate(self):
        """Run the script as the update does."""
        self.env.flush_all()
        self.script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.flush_all()
        self.env.invalidate_all()

    def test_a_body_that_was_ours_is_the_new_one(self):
        """What else was chosen stays, and a second run changes nothing."""
        self.template.subject = "Your next part"
        for _run in range(2):
            self.migrate()
            english = self.template.with_context(lang="en_US").body_html
            self.assertEqual("".join(str(english).split()), "".join(self.wanted.split()))
            self.assertEqual(self.template.subject, "Your next part")

    def test_a_body_that_somebody_changed_stays(self):
        """In one language: then in all of them."""
        self.template.with_context(lang="fr_FR").body_html = "<p>Cher client</p>"
        self.migrate()
        for lang, body in (("en_US", "<p>Hello you</p>"), ("fr_FR", "<p>Cher client</p>")):
            self.assertEqual(str(self.template.with_context(lang=lang).body_html), body)
