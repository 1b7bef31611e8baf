"""The template of translations holds every string of the addon, and French has them all."""

from odoo.tests import tagged
from odoo.tools.translate import code_translations

from odoo.addons.customer_credit_balance.tests import translations_common


@tagged("post_install", "-at_install")
class TestTranslations(translations_common.TranslationsCase):
    """The words of the till, the shop and the portal."""

    module = "customer_credit_pos_web"

    def test_french_words_reach_the_screen(self):
        """A French user reads the glossary's words."""
        labels = self._get_french_labels(
            "pos.config", ["store_credit_topup_min", "store_credit_topup_max"]
        )
        self.assertEqual(labels["store_credit_topup_min"], "Recharge minimale")
        self.assertEqual(labels["store_credit_topup_max"], "Recharge maximale")

    def test_french_words_reach_the_till(self):
        """A French cashier reads the glossary's words on the buttons and in the warnings."""
        web = code_translations.get_web_translations(self.module, "fr_FR")
        words = {entry["id"]: entry["string"] for entry in web["messages"]}
        self.assertEqual(words["Add credit"], "Ajouter du crédit")
        self.assertEqual(words["frozen"], "gelé")
