"""Protected figures stay where they are protected: nobody reads them in a chatter or a to-do."""

import re

from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common_wizards import WizardCommon

FIGURE = re.compile(r"\d[.,]\d\d\b")


@tagged("post_install", "-at_install")
class TestOpenPlaces(WizardCommon):
    """After every kind of booking, as somebody who reads contacts and nothing of their credit."""

    def confirm(self, name, **vals):
        """Book by a dialog."""
        return self.wizard(name, **vals).action_confirm()

    def test_the_chatter_of_a_customer_has_no_figures(self):
        """Each dialog says what happened there; amounts are in the account's chatter."""
        self.confirm("topup", amount=137.31, journal_id=self.bank_journal.id)
        self.confirm("adjust", amount=11.13, reason="Because")
        self.confirm("transfer", amount=7.07, lines=self.credit_note(21.21))
        self.confirm("transfer", amount=3.03, direction="out")
        self.confirm("refund", amount=5.05, kind="store_credit", journal_id=self.bank_journal.id)
        self.confirm("void", lines=self.grant(13.37), reason="Because")
        payment, invoice = self.pay_on_account(17.17), self.invoice(19.19)
        self.confirm("apply")
        applied = self.env["customer.credit.application"].search(
            [("invoice_id", "=", invoice.id)], limit=1
        )
        self.assertTrue(applied and payment)
        applied.action_unapply()
        self.env.flush_all()
        messages = (
            self.env["mail.message"]
            .with_user(self.employee)
            .search([("model", "in", ("res.partner", "sale.order", "account.move"))])
        )
        about = messages.filtered(
            lambda it: it.model == "res.partner" and it.res_id == self.customer.id
        )
        told = [html2plaintext(message.body or "") for message in about]
        self.assertGreaterEqual(len(told), 8, "the customer's chatter tells nothing")
        self.assertEqual([text for text in told if FIGURE.search(text)], [])
        account = self.credit_account().with_user(self.credit_user)
        receipts = "".join(account.message_ids.mapped("body"))
        for figure in ("137.31", "11.13", "7.07", "3.03", "5.05"):
            self.assertIn(figure, receipts)

    def test_what_people_type_is_text_in_a_to_do(self):
        """Names and reasons make no links and load no pictures."""
        self.customer.name = 'Azure <a href="https://evil.example">click</a>'
        account = self.credit_account()
        account._schedule_ledger_activity("Look", f"{self.customer.name} <img src='x'/>")
        notes = "".join(account.sudo().activity_ids.mapped("note"))
        self.assertTrue(notes)
        self.assertNotIn("<a ", notes)
        self.assertNotIn("<img", notes)
        self.assertIn("&lt;", notes)
