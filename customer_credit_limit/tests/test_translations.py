"""The template of translations holds every string of the addon, and French has them all."""

from odoo.tests import tagged

from odoo.addons.customer_credit_balance.tests import translations_common


@tagged("post_install", "-at_install")
class TestTranslations(translations_common.TranslationsCase):
    """The words of limits, holds and requests."""

    module = "customer_credit_limit"

    def test_french_words_reach_the_screen(self):
        """A French user reads what people say, not the glossary of accountants."""
        labels = self._get_french_labels(
            "res.partner", ["credit_exposure", "credit_headroom", "credit_hold"]
        )
        self.assertEqual(labels["credit_exposure"], "Doit ou devra")
        self.assertEqual(labels["credit_headroom"], "Peut encore devoir")
        self.assertEqual(labels["credit_hold"], "Blocage de crédit")
