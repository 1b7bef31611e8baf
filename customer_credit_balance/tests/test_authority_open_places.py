"""Protected figures stay where they are protected: nobody reads them in a chatter or a to-do."""

import re

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..exceptions import InsufficientCredit, open_reason
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

    def test_receipts_of_older_versions_move_to_the_account(self):
        """Whole, with author and date; what tells no figure stays where it is."""
        move = self.give_credit(137.31).move_id
        rows = [("Journal entry", move._get_html_link()), ("Store credit now", "$ 137.31")]
        ids = []
        for title, shown in (
            ("Store credit raised by $ 137.31", rows),
            ("Store credit raised", []),
        ):
            body = self.env["ir.qweb"]._render(
                "customer_credit_balance.credit_receipt_message", {"title": title, "rows": shown}
            )
            ids.append(self.customer.message_post(body=body, subtype_xmlid="mail.mt_note").id)
        said = self.customer.message_post(body="Paid 20.00 <ul class='mb-0'></ul>")
        old, new = self.env["mail.message"].browse(ids)
        before = (old.body, old.author_id, old.date)
        self.assertEqual(self.Account._take_over_receipts(), 1)
        self.assertEqual((old.model, old.res_id), (self.Account._name, self.credit_account().id))
        self.assertEqual((old.body, old.author_id, old.date), before)
        self.assertEqual({new.model, said.model}, {"res.partner"})
        self.env.invalidate_all()
        reader = self.env["mail.message"].with_user(self.employee)
        self.assertFalse(reader.search([("id", "=", old.id)]))
        self.assertEqual(self.Account._take_over_receipts(), 0)

    def test_why_something_failed_names_no_figure_there(self):
        """Whoever spends is told what is available; a chatter or a to-do is not."""
        self.give_credit(137.31)
        account = self.credit_account()
        with self.assertRaisesRegex(InsufficientCredit, r"137\.31") as caught:
            account._append_entry(-200.0, "payment", "tx:1")
        self.assertFalse(FIGURE.search(open_reason(caught.exception)))
        account._set_state("frozen", "it fell 62.69 below its floor")
        with self.assertRaisesRegex(InsufficientCredit, "62.69") as caught:
            account._append_entry(-1.0, "payment", "tx:2")
        self.assertFalse(FIGURE.search(open_reason(caught.exception)))
        self.assertEqual(open_reason(UserError("Closed period")), "Closed period")

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
