"""What every addon's translations must be: the template current, French complete."""

import io
import re
from pathlib import Path

import polib

from odoo.modules import get_module_path
from odoo.tests import TransactionCase
from odoo.tools.translate import trans_export

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[\d.]*[sdfg%]|\{\{.*?\}\}")


class TranslationsCase(TransactionCase):
    """What Odoo would export of `module` now, against the files."""

    module = None

    def _read(self, name):
        """Return a file of the addon's translations."""
        return polib.pofile(str(Path(get_module_path(self.module)) / "i18n" / name))

    def test_template_is_up_to_date(self):
        """The exported strings are those of the file (`make i18n` writes it)."""
        buffer = io.BytesIO()
        trans_export(False, [self.module], buffer, "po", self.env)
        exported = {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}
        written = {entry.msgid for entry in self._read(f"{self.module}.pot")}
        self.assertEqual(sorted(exported - written), [], "not in the template: run make i18n")
        self.assertEqual(sorted(written - exported), [], "gone: run make i18n")

    def test_french_is_complete(self):
        """Every string has its translation, with the same placeholders."""
        french = {entry.msgid: entry for entry in self._read("fr.po")}
        template = self._read(f"{self.module}.pot")
        missing = [e.msgid for e in template if not french.get(e.msgid, e).translated()]
        self.assertEqual(missing, [])
        for msgid, entry in french.items():
            self.assertEqual(
                sorted(PLACEHOLDER.findall(msgid)),
                sorted(PLACEHOLDER.findall(entry.msgstr)),
                entry.msgstr,
            )

    def _get_french_labels(self, model, names):
        """Return {field: label} as a French user reads them."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms([self.module], ["fr_FR"])
        model = self.env[model].with_context(lang="fr_FR")
        return {name: it["string"] for name, it in model.fields_get(names, ["string"]).items()}
