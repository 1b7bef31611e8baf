"""Announced payments in the portal: own customer, own words, amounts read from the books."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..models.remittance.customer_remittance import Announced
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestRemittancePortal(PortalCommon):
    """The visitor belongs to the customer who owes 500."""

    def new(self, move, login="azure_portal", amount="500.00", **data):
        """Send the form for one document."""
        return self.post(
            "/my/remittances/new", login,
            **{f"take_{move.id}": "1", f"amount_{move.id}": amount, **data},
        )  # fmt: skip

    def announcements(self):
        """Return all announcements of the company."""
        return self.env["customer.remittance"].search([("company_id", "=", self.company.id)])

    def test_a_customer_announces_and_withdraws(self):
        """The page says what to quote; nothing that the books do not say is taken."""
        page = self.page(f"/my/remittances/new?statement={self.mine.id}").text
        self.assertIn(self.due.name, page)
        self.assertNotIn(self.theirs.name, page)
        chosen = rf'id="take_{self.due.id}"[^>]*checked'
        self.assertRegex(page, chosen, "what is open of the statement is chosen")
        self.assertNotRegex(self.page("/my/remittances/new").text, chosen)
        day = fields.Date.context_today(self.env.user) + timedelta(days=5)
        answer = self.new(
            self.due, amount="450.00", statement=str(self.mine.id), date=day.isoformat(),
            **{f"reason_{self.due.id}": "faulty", f"note_{self.due.id}": "<b>Scratched</b>"},
        )  # fmt: skip
        remittance = self.announcements()
        self.assertEqual((remittance.amount, remittance.author_id, remittance.date),
                         (450.0, self.visitor.partner_id, day))  # fmt: skip
        self.assertEqual(remittance.line_ids.dispute_id.reason, "faulty")
        self.assertTrue(answer.headers["Location"].endswith(f"/my/remittances/{remittance.id}"))
        page = self.page(f"/my/remittances/{remittance.id}").text
        self.assertIn(remittance.reference, page)
        self.assertNotIn("<b>Scratched", page)
        self.assertIn(remittance.name, self.page("/my/remittances").text)
        self.assertIn("Announced already", self.page("/my/remittances/new").text)
        self.post(f"/my/remittances/{remittance.id}/withdraw")
        self.assertEqual(remittance.state, "withdrawn")

    def test_amounts_are_typed_in_the_language_of_the_page(self):
        """A French keyboard has a comma, and the page writes amounts as it reads them."""
        lang = self.env["res.lang"]._activate_lang("fr_FR")
        if "website" in self.env:
            self.env["website"].search([]).language_ids |= lang
        self.visitor.lang = "fr_FR"
        self.authenticate("azure_portal", "azure_portal")
        page = self.url_open("/my/remittances/new").text
        self.assertRegex(page, rf'name="amount_{self.due.id}"[^>]*value="500,00"')
        self.new(self.due, amount="450,50")
        self.assertEqual(self.announcements().amount, 450.5)

    def test_wrong_forms_get_a_sentence_and_keep_what_was_typed(self):
        """Too much, nothing, words; a document of somebody else is one that is not open."""
        for move, amount, sentence in (
            (self.due, "500.01", "enter less"),
            (self.due, "-5", "above zero"),
            (self.due, "1e3", "above zero"),
            (self.theirs, "70.00", "changed in the meantime"),
        ):
            answer = self.new(move, amount=amount)
            self.assertEqual(answer.status_code, 200)
            self.assertIn(sentence, answer.text)
        self.assertIn("Choose at least one", self.post("/my/remittances/new").text)
        self.assertIn("within a year", self.new(self.due, date="tomorrow").text)
        self.assertFalse(self.announcements())

    def test_strangers_see_and_do_nothing(self):
        """The neighbour, visitors, people inside, made-up numbers."""
        self.new(self.due)
        remittance = self.announcements()
        path = f"/my/remittances/{remittance.id}"
        self.assert_sent_away(self.page(path, "deco_portal"))
        self.post(f"{path}/withdraw", "deco_portal")
        self.assertEqual(remittance.state, "announced")
        self.assertNotIn(remittance.name, self.page("/my/remittances", "deco_portal").text)
        self.assert_sent_away(self.page("/my/remittances", None))
        self.assert_sent_away(self.page("/my/remittances/new", "statement_manager"))
        self.assert_sent_away(self.page(f"/my/remittances/{10**12}"))
        self.assert_sent_away(self.page(f"/my/remittances/new?statement={self.foreign.id}"))

    def test_whoever_sees_the_own_alone_announces_the_own_alone(self):
        """Where contacts see what is addressed to them."""
        self.company.customer_statement_portal_scope = "own"
        mine = self.invoice(60.0, self.visitor.partner_id)
        page = self.page("/my/remittances/new").text
        self.assertIn(mine.name, page)
        self.assertNotIn(self.due.name, page)
        self.assertIn("changed in the meantime", self.new(self.due).text)
        remittance = (
            self.env["customer.remittance"]
            .sudo()
            ._announce(self.contact, self.company, None, [Announced(self.due, 500.0)])
        )
        self.assert_sent_away(self.page(f"/my/remittances/{remittance.id}"))
