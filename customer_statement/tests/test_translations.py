"""The template of translations holds every string of the addon, and French has them all."""

from odoo.tests import tagged

from odoo.addons.customer_credit_balance.tests import translations_common


@tagged("post_install", "-at_install")
class TestTranslations(translations_common.TranslationsCase):
    """The words of statements, runs and disputes."""

    module = "customer_statement"

    def test_french_words_reach_the_screen(self):
        """A French user reads an accountant's words."""
        labels = self._get_french_labels(
            "customer.statement", ["opening_balance", "closing_balance", "is_disputed"]
        )
        self.assertEqual(labels["opening_balance"], "Solde d'ouverture")
        self.assertEqual(labels["closing_balance"], "Solde de clôture")
        self.assertEqual(labels["is_disputed"], "Contesté")
