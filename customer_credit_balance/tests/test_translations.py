"""The template of translations holds every string of the addon, and French has them all."""

import io
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

MODULE = "customer_credit_balance"
FOLDER = Path(__file__).resolve().parents[1] / "i18n"


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """What Odoo would export now, against the files."""

    def test_template_is_up_to_date(self):
        """The exported strings are those of the file (`make i18n` writes it)."""
        buffer = io.BytesIO()
        trans_export(False, [MODULE], buffer, "po", self.env)
        exported = {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}
        written = {entry.msgid for entry in polib.pofile(str(FOLDER / f"{MODULE}.pot"))}
        self.assertEqual(sorted(exported - written), [], "not in the template: run make i18n")
        self.assertEqual(sorted(written - exported), [], "gone: run make i18n")

    def test_french_is_complete(self):
        """Every string has its translation, with the same placeholders."""
        template = polib.pofile(str(FOLDER / f"{MODULE}.pot"))
        french = {entry.msgid: entry for entry in polib.pofile(str(FOLDER / "fr.po"))}
        missing = [e.msgid for e in template if not french.get(e.msgid, e).translated()]
        self.assertEqual(missing, [])
        for msgid, entry in french.items():
            self.assertEqual(
                self._placeholders(msgid), self._placeholders(entry.msgstr), entry.msgstr
            )

    def _placeholders(self, text):
        """Return the names and the number of what is filled in."""
        named = {part.split(")")[0] for part in text.split("%(")[1:]}
        return named, text.count("%s")

    def test_french_words_reach_the_screen(self):
        """A French user reads the glossary's words."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms([MODULE], ["fr_FR"])
        field = self.env["res.partner"].with_context(lang="fr_FR").fields_get(
            ["store_credit_balance", "outstanding_credit_amount"], ["string"]
        )  # fmt: skip
        self.assertEqual(field["store_credit_balance"]["string"], "Crédit client")
        self.assertEqual(field["outstanding_credit_amount"]["string"], "Crédits en attente")
