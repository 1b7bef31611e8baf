"""News of requests: who asked hears of whom and why, reminds, withdraws; mails lead to a page."""

import re
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .request_common import CreditRequestCommon


@tagged("post_install", "-at_install")
class TestNews(CreditRequestCommon):
    """Chatter, browser, reminders and withdrawals."""

    def notes_of(self, document):
        """Return the words of the document's chatter."""
        return " ".join(document.sudo().message_ids.mapped(lambda it: str(it.body)))

    def test_the_order_says_of_whom_approval_was_asked(self):
        """In its chatter, at once."""
        order = self.waiting_order()
        self.assertIn(f"waits for {self.approver.name}", self.notes_of(order))

    def test_a_rep_hears_what_others_asked_for_the_order(self):
        """In an open browser: a colleague confirmed it."""
        users = self.registry["res.users"]
        with patch.object(users, "_bus_send", autospec=True) as sent:
            self.waiting_order(user=self.director)
        shown = [
            call.args[2]["message"]
            for call in sent.call_args_list
            if call.args[0] == self.salesperson and call.args[1] == "simple_notification"
        ]
        self.assertEqual(len(shown), 1)
        self.assertIn(self.approver.name, shown[0])

    def test_the_next_level_is_named(self):
        """Who approved, and who is next."""
        self.new_level("Board", self.director, sequence=20)
        order = self.waiting_order()
        self.request_of(order).with_user(self.approver).action_approve()
        notes = self.notes_of(order)
        self.assertIn(f"now it waits for {self.director.name}", notes)
        self.assertIn(self.approver.name, notes)

    def test_a_decision_tells_by_whom_and_why(self):
        """On the order, by the activity and in its chatter."""
        order = self.waiting_order()
        self.request_of(order).with_user(self.approver).action_refuse("Three cheques bounced")
        words = f"Three cheques bounced · {self.approver.name}"
        self.assertIn(words, self.todo_of(order, self.salesperson))
        self.assertIn(words, self.notes_of(order))

    def test_the_reason_of_an_approval_is_told(self):
        """Also where the order is confirmed by itself."""
        order = self.waiting_order()
        request = self.request_of(order).with_user(self.approver)
        request._decide_each("approve", reason="Pays on Friday")
        self.assertEqual(order.state, "sale")
        self.assertIn(f"{self.approver.name} · Pays on Friday", self.notes_of(order))

    def test_only_who_asked_reminds(self):
        """Neither the approver nor a colleague."""
        request = self.request_of(self.waiting_order())
        for user in (self.approver, self.director):
            with self.assertRaises(AccessError):
                request.with_user(user).action_remind()
            with self.assertRaises(AccessError):
                request.with_user(user).action_withdraw()

    def test_a_reminder_writes_again_but_not_at_once(self):
        """A mail and an activity once more, after some hours."""
        request = self.request_of(self.waiting_order()).with_user(self.salesperson)
        with self.assertRaises(UserError):
            request.action_remind()
        later = fields.Datetime.now() + timedelta(hours=5)
        mails = self.env["mail.mail"].sudo()
        domain = [("model", "=", request._name), ("res_id", "=", request.id)]
        before = mails.search_count(domain)
        with freeze_time(later):
            request.action_remind()
            self.assertEqual(mails.search_count(domain), before + 1)
            self.assertEqual(self.turn_of(request), self.approver)
            with self.assertRaises(UserError):
                request.action_remind()

    def test_a_broken_template_stops_no_asking(self):
        """The approver has the activity; the log says what is wrong with the mail."""
        template = self.env.ref("customer_credit_limit.mail_template_credit_request")
        template.body_html = '<t t-out="object.no_such_field"/>'
        with self.assertLogs("odoo.addons.customer_credit_limit", "WARNING") as logs:
            request = self.request_of(self.waiting_order())
        self.assertEqual((request.state, self.turn_of(request)), ("pending", self.approver))
        self.assertIn("no mail about", logs.output[0])

    def test_a_withdrawn_request_is_nobodys_turn(self):
        """The quotation is a draft that nobody asked for; confirming asks anew."""
        order = self.waiting_order()
        request = self.request_of(order)
        request.with_user(self.salesperson).action_withdraw()
        self.assertEqual(request.state, "closed")
        self.assertFalse(self.turn_of(request))
        self.assertEqual((order.state, order.credit_state), ("draft", False))
        self.assertIn("withdrew", self.notes_of(order))
        with self.assertRaises(UserError):
            request.with_user(self.approver).action_approve()
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(self.request_of(order).state, "pending")
        self.assertNotEqual(self.request_of(order), request)

    def test_what_is_decided_is_not_withdrawn(self):
        """An approval stays."""
        request = self.request_of(self.waiting_order())
        request.with_user(self.approver).action_approve()
        with self.assertRaises(UserError):
            request.with_user(self.salesperson).action_withdraw()
        self.assertEqual(request.state, "approved")


@tagged("post_install", "-at_install")
class TestDecideByMail(CreditRequestCommon, HttpCase):
    """The link of the mail: a page for its approver, who decides by a second step."""

    def link_of(self, request, user):
        """Return the address that the user's mail leads to."""
        mails = self.env["mail.mail"].sudo().search(
            [("model", "=", request._name), ("res_id", "=", request.id)]
        )  # fmt: skip
        mail = mails.filtered(lambda it: it.recipient_ids == user.partner_id)[:1]
        found = re.search(r'href="[^"]*(/customer_credit/decide\?token=[^"]+)"', mail.body_html)
        self.assertTrue(found, mail.body_html)
        return found.group(1)

    def log_in(self, user):
        """Log a user of the tests in."""
        user.sudo().password = "a long password"
        self.authenticate(user.login, "a long password")

    def answer(self, link, decision, reason="", csrf=True):
        """Press a button of the page."""
        values = {"token": link.split("token=")[1], "decision": decision, "reason": reason}
        if csrf:
            values["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open("/customer_credit/decide/answer", data=values)

    def test_opening_the_link_decides_nothing(self):
        """Scanners open links; a person sees what is asked."""
        order = self.waiting_order()
        request = self.request_of(order)
        link = self.link_of(request, self.approver)
        self.assertIn("/web/login", self.url_open(link).url)
        self.log_in(self.approver)
        page = self.url_open(link).text
        self.assertIn(order.name, page)
        self.assertIn("Approve</button>", page)
        self.assertEqual(request.state, "pending")
        self.assertEqual(self.url_open(f"{link}&decision=approve").status_code, 200)
        self.assertEqual(request.state, "pending")

    def test_the_approver_approves_from_the_page(self):
        """As that user; the order is confirmed, and the link is used up."""
        order = self.waiting_order()
        request = self.request_of(order)
        link = self.link_of(request, self.approver)
        self.log_in(self.approver)
        self.answer(link, "approve", "Known for years")
        request.invalidate_recordset()
        self.assertEqual((request.state, order.state), ("approved", "sale"))
        decision = request.decision_ids
        self.assertEqual((decision.user_id, decision.reason), (self.approver, "Known for years"))
        page = self.answer(link, "refuse", "Oops").text
        self.assertEqual(request.state, "approved")
        self.assertIn("Approved", page)

    def test_the_page_says_which_limit_is_asked_for(self):
        """Nobody approves without an end what looks like nothing; nor does the mail hide it."""
        self.set_limit(500.0)
        ask = self.env["customer.credit.limit.ask"].with_user(self.salesperson).create(
            {"partner_id": self.customer.id, "reason": "Grows", "limit_change": "unlimited"}
        )  # fmt: skip
        ask.action_ask()
        request = self.request_of(self.profile())
        link = self.link_of(request, self.approver)
        mail = self.env["mail.mail"].sudo().search(
            [("model", "=", request._name), ("res_id", "=", request.id)], limit=1
        )  # fmt: skip
        self.assertIn("Unlimited", mail.body_html)
        self.log_in(self.approver)
        page = self.url_open(link).text
        self.assertIn("Unlimited", page)
        self.assertNotIn(">Document</th>", page)

    def test_without_its_token_of_the_session_nothing_is_decided(self):
        """Another site cannot press the button."""
        request = self.request_of(self.waiting_order())
        link = self.link_of(request, self.approver)
        self.log_in(self.approver)
        self.assertEqual(self.answer(link, "approve", csrf=False).status_code, 400)
        self.assertEqual(request.state, "pending")

    def test_a_refusal_needs_a_reason(self):
        """Whoever asked is told why."""
        request = self.request_of(self.waiting_order())
        link = self.link_of(request, self.approver)
        self.log_in(self.approver)
        self.assertIn("Say why", self.answer(link, "refuse").text)
        self.assertEqual(request.state, "pending")
        self.answer(link, "refuse", "No more")
        request.invalidate_recordset()
        self.assertEqual(request.state, "refused")

    def test_a_forwarded_mail_gives_nobody_a_right(self):
        """The rep who asked, and another approver, are told for whom the link is."""
        request = self.request_of(self.waiting_order())
        link = self.link_of(request, self.approver)
        for user in (self.salesperson, self.director):
            self.log_in(user)
            page = self.answer(link, "approve").text
            self.assertIn(self.approver.name, page)
            self.assertNotIn("Approve</button>", page)
            self.assertEqual(request.state, "pending")

    def test_four_eyes_hold_on_the_page_too(self):
        """A link of one's own asking approves nothing."""
        self.approver.sudo().group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        request = self.request_of(self.waiting_order(user=self.approver))
        self.log_in(self.approver)
        self.answer(request._get_decision_url(self.approver), "approve")
        self.assertEqual(request.state, "pending")

    def test_a_document_that_grew_is_not_approved(self):
        """The mail showed less."""
        order = self.waiting_order()
        request = self.request_of(order)
        link = self.link_of(request, self.approver)
        request.sudo().order_amount = 9999.0
        self.log_in(self.approver)
        self.assertIn("9,999.00", self.answer(link, "approve").text)
        self.assertEqual(request.state, "pending")

    def test_an_older_mail_leads_to_nothing(self):
        """Asked again, too old, or bent: the page says so."""
        order = self.waiting_order()
        request = self.request_of(order)
        link = self.link_of(request, self.approver)
        self.log_in(self.approver)
        for bent in (link[:-4], link + "AAAA", "/customer_credit/decide?token=x"):
            self.assertIn("not valid any more", self.url_open(bent).text)
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            found = self.Request._read_decision_link(link.split("token=")[1])
        self.assertFalse(found.request)
        request.sudo().round += 1
        self.assertIn("asked again since this mail", self.answer(link, "approve").text)
        self.assertEqual(request.state, "pending")

    def test_a_later_hold_is_decided_in_the_request(self):
        """The page shows the hold and offers no approval."""
        order = self.waiting_order()
        request = self.request_of(order)
        link = self.link_of(request, self.approver)
        self.put_on_hold(reason="Crook")
        self.log_in(self.approver)
        page = self.url_open(link).text
        self.assertIn("Crook", page)
        self.assertNotIn("Approve</button>", page)
        self.answer(link, "approve")
        self.assertEqual(request.state, "pending")
