"""The template of translations holds every string of the addon, and French has them all."""

from odoo.tests import tagged

from . import translations_common


@tagged("post_install", "-at_install")
class TestTranslations(translations_common.TranslationsCase):
    """The words of the base."""

    module = "customer_credit_balance"

    def test_french_words_reach_the_screen(self):
        """A French user reads the glossary's words."""
        labels = self._get_french_labels(
            "res.partner", ["store_credit_balance", "outstanding_credit_amount"]
        )
        self.assertEqual(labels["store_credit_balance"], "Crédit client")
        self.assertEqual(labels["outstanding_credit_amount"], "Crédits en attente")
