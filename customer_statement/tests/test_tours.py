"""What people do in the browser: real Chromium, at the width of a desk."""

from odoo.tests import HttpCase, tagged

from .test_delivery_window import ComposeCommon


@tagged("post_install", "-at_install")
class TestTours(ComposeCommon, HttpCase):
    """The send window that is opened from a customer."""

    def test_discarded_window_leaves_no_draft(self):
        """The draft that was made for the window goes with it, by its button and by its x."""
        Statement = self.env["customer.statement"]
        kept = self.statement()
        before = Statement.search([])
        self.start_tour(
            f"/odoo/res.partner/{self.customer.id}",
            "customer_statement_window_discarded",
            login=self.accountant.login,
        )
        self.assertEqual(Statement.search([]), before)
        self.assertTrue(kept.exists())
