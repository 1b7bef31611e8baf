"""The portal over HTTP: what the customer may do, and everybody else may not."""

import json
import re

from odoo.tests import tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortal(PortalCommon):
    """Two customers with portal users, a visitor with a link, and a stranger without."""

    # ------------------------------------------------------------------ pages

    def test_list_shows_the_customers_own_statements(self):
        """Those of the company of the visitor, no draft, none of others."""
        draft = self.statement(kind="open_items")
        text = self.page("/my/statements").text
        self.assertIn(self.mine.name, text)
        self.assertNotIn(self.foreign.name, text)
        self.assertNotIn(draft.name, text)

    def test_contacts_see_their_own_only_where_the_company_says_so(self):
        """As `portal_account_personal_data_only` narrows invoices; links that were sent work."""
        self.company.customer_statement_portal_scope = "own"
        self.assertNotIn(self.mine.name, self.page("/my/statements").text)
        self.assert_sent_away(self.page(f"/my/statements/{self.mine.id}"))
        self.assert_sent_away(self.page("/my/statements/today"))
        token = self.mine._portal_ensure_token()
        answer = self.page(f"/my/statements/{self.mine.id}?access_token={token}")
        self.assertEqual(answer.status_code, 200)

    def test_contacts_that_get_the_statements_see_them_all(self):
        self.company.customer_statement_portal_scope = "own"
        self.visitor.partner_id.statement_role = "to"
        self.assertIn(self.mine.name, self.page("/my/statements").text)

    def test_page_shows_the_statement_and_marks_it_viewed(self):
        """The first look of the customer is remembered."""
        answer = self.page(f"/my/statements/{self.mine.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertIn(self.due.name, answer.text)
        self.assertEqual(self.mine.state, "viewed")
        self.assertTrue(self.mine.viewed_at)

    def test_colleagues_look_without_a_trace(self):
        """An accountant who opens the page does not make it viewed."""
        answer = self.page(f"/my/statements/{self.mine.id}", login="statement_accountant")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.mine.state, "sent")

    def test_pdf_is_the_one_that_was_sent(self):
        """Byte for byte."""
        answer = self.page(f"/my/statements/{self.mine.id}?report_type=pdf&download=true")
        self.assertEqual(answer.content, self.mine.sudo().attachment_id.raw)

    def test_lines_are_downloaded_as_spreadsheet_and_csv(self):
        """From the page with right or link, and from the back end; not by a neighbour."""
        path = f"/my/statements/{self.mine.id}?report_type="
        self.assertTrue(self.page(f"{path}xlsx").content.startswith(b"PK"))
        self.assertIn(self.due.name, self.page(f"{path}csv").text)
        for login in ("deco_portal", None):
            self.assert_sent_away(self.page(f"{path}xlsx", login=login))
        live = self.page("/my/statements/today?kind=open_items&report_type=csv")
        self.assertIn(self.due.name, live.text)
        action = self.mine.with_user(self.accountant).action_download_xlsx()
        answer = self.page(action["url"], login="statement_accountant")
        self.assertTrue(answer.content.startswith(b"PK"))

    def test_list_changes_nothing(self):
        """Only the page of a statement marks it as viewed."""
        self.page("/my/statements")
        self.assertEqual(self.mine.state, "sent")

    def test_other_customers_see_nothing(self):
        """No page, no file, no payment page of somebody else's statement, nor of a draft."""
        draft = self.statement(kind="open_items")
        for statement in (self.foreign, draft):
            for path in ("", "?report_type=pdf", "/pay"):
                self.assert_sent_away(self.page(f"/my/statements/{statement.id}{path}"))
        self.assertEqual(self.foreign.state, "sent")
        self.assert_sent_away(self.page("/my/statements/999999999"))

    def test_visitor_needs_the_link(self):
        """Without the token there is nothing; a wrong one opens nothing; the right one the page."""
        path = f"/my/statements/{self.mine.id}"
        token = self.mine._portal_ensure_token()
        self.assert_sent_away(self.page(path, login=None))
        self.assert_sent_away(self.page(f"{path}?access_token=wrong", login=None))
        other = self.foreign._portal_ensure_token()
        self.assert_sent_away(self.page(f"{path}?access_token={other}", login=None))
        answer = self.page(f"{path}?access_token={token}", login=None)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(self.due.name, answer.text)
        self.assertEqual(self.mine.state, "viewed")

    def test_link_of_a_draft_opens_nothing(self):
        """A statement is for the customer when it is sent."""
        draft = self.statement(kind="open_items")
        token = draft._portal_ensure_token()
        self.assert_sent_away(
            self.page(f"/my/statements/{draft.id}?access_token={token}", login=None)
        )

    def test_statement_of_another_company_is_out_of_reach(self):
        """The same customer in a company that the visitor's user does not belong to."""
        other = self.setup_other_company(name="Other portal")["company"]
        self.env.user.company_ids += other
        statement = self.Statement._generate(self.customer, other, "open_items", None, "2026-01-31")
        statement.with_context(statement_delivery="portal").action_send()
        self.assert_sent_away(self.page(f"/my/statements/{statement.id}"))
        self.assertNotIn(statement.name, self.page("/my/statements").text)

    # ---------------------------------------------------------------- answers

    def test_customer_confirms_the_balance(self):
        """Over the form, as a known person."""
        answer = self.post(f"/my/statements/{self.mine.id}/confirm", answer="agree")
        self.assertIn("answered=agreed", answer.headers["Location"])
        self.assertEqual(self.mine.confirmation, "agreed")
        self.assertEqual(self.mine.confirmation_partner_id, self.visitor.partner_id)

    def test_customer_disputes_a_line_and_promises_another(self):
        """The amounts are the statement's, whatever the form says."""
        path = f"/my/statements/{self.mine.id}"
        self.post(f"{path}/dispute", line=self.key, reason="faulty", note="Broken", amount="1")
        dispute = self.mine.dispute_ids
        self.assertEqual((dispute.amount, dispute.reason, dispute.note), (500, "faulty", "Broken"))
        self.assertEqual(self.mine.state, "disputed")
        day = self.env.cr.now().strftime("%Y-%m-%d")
        self.post(f"{path}/promise", line="", date=day, note="On Friday")
        promise = self.mine.dispute_ids.filtered(lambda item: item.kind == "promise")
        self.assertEqual(str(promise.promise_date), day)
        self.assertIn("Broken", self.page(path).text + dispute.note)

    def test_nonsense_is_answered_on_the_page(self):
        """No reason, no day, a line of somebody else: the page says so and nothing is written."""
        path = f"/my/statements/{self.mine.id}"
        foreign = str(self.receivable_line(self.theirs).id)
        for route, data in (
            ("dispute", {"line": self.key, "reason": ""}),
            ("dispute", {"line": foreign, "reason": "amount"}),
            ("promise", {"line": self.key, "date": "soon"}),
            ("confirm", {"answer": "maybe"}),
        ):
            answer = self.post(f"{path}/{route}", **data)
            self.assertEqual(answer.status_code, 200, route)
            self.assertIn("alert-danger", answer.text)
        self.assertFalse(self.mine.dispute_ids)
        self.assertFalse(self.mine.confirmation)

    def test_nobody_answers_for_somebody_else(self):
        """Other customers, employees, and visitors with the link: no answer is taken."""
        token = self.mine._portal_ensure_token()
        for login in ("deco_portal", "statement_accountant", None):
            for route, data in (
                ("confirm", {"answer": "agree"}),
                ("dispute", {"line": self.key, "reason": "amount"}),
                ("promise", {"line": "", "date": "2030-01-01"}),
            ):
                answer = self.post(
                    f"/my/statements/{self.mine.id}/{route}?access_token={token}",
                    login=login, access_token=token, **data,
                )  # fmt: skip
                self.assert_sent_away(answer)
        self.assertFalse(self.mine.dispute_ids)
        self.assertFalse(self.mine.confirmation)

    def test_visitor_with_the_link_is_asked_to_log_in(self):
        """The page says how to answer, and has no form and no conversation."""
        token = self.mine._portal_ensure_token()
        text = self.page(f"/my/statements/{self.mine.id}?access_token={token}", login=None).text
        self.assertIn("to confirm the balance", text)
        self.assertNotIn("/dispute", text)
        self.assertNotIn("o_portal_chatter", text)

    def test_conversation_is_for_the_customer(self):
        """People of the customer write; neighbours and visitors with the link do not."""
        token = self.mine._portal_ensure_token()
        for login, extra in (
            ("deco_portal", {}),
            (None, {"token": token}),
            ("azure_portal", {}),
        ):
            self.authenticate(login, login) if login else self.authenticate(None, None)
            params = {
                "thread_model": "customer.statement",
                "thread_id": self.mine.id,
                "post_data": {"body": f"Hello from {login}", "message_type": "comment",
                              "subtype_xmlid": "mail.mt_comment"},
                **extra,
            }  # fmt: skip
            self.url_open(
                "/mail/message/post",
                data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
                headers={"Content-Type": "application/json"},
            )
        bodies = "".join(self.mine.message_ids.mapped("body"))
        self.assertIn("Hello from azure_portal", bodies)
        self.assertNotIn("Hello from deco_portal", bodies)
        self.assertNotIn("Hello from None", bodies)

    # --------------------------------------------------------------- payments

    def test_pay_page_reads_what_is_open_now(self):
        """A payment since the statement lowers the amount."""
        self.pay(self.due, 200)
        text = self.page(f"/my/statements/{self.mine.id}/pay").text
        self.assertRegex(re.sub(r"<[^>]+>", "", text), r"300\.00")

    def test_paid_statement_has_nothing_to_pay(self):
        """The page leads back to the statement."""
        self.pay(self.due, 500)
        answer = self.page(f"/my/statements/{self.mine.id}/pay")
        self.assertIn(f"/my/statements/{self.mine.id}", answer.headers["Location"])

    def test_forged_amounts_and_statements_are_refused(self):
        """Another amount, another currency, somebody else's statement, no token: no transaction."""
        currency = self.company.currency_id
        count = self.env["payment.transaction"].sudo().search_count([])
        for statement, paid_in, login, params in (
            (self.mine, currency, "azure_portal", {"amount": 1.0}),
            (self.mine, self.foreign_currency(), "azure_portal", {"amount": 500.0}),
            (self.foreign, currency, "azure_portal", {"amount": 70.0}),
            (self.mine, currency, None, {"amount": 500.0}),
            (self.mine, currency, None, {"amount": 500.0, "access_token": "wrong"}),
            (self.mine, currency, "azure_portal", {"amount": 500.0, "partner_id": 1}),
        ):
            answer = self.pay_call(statement, paid_in, login=login, **params)
            self.assertIn("error", answer, (statement, paid_in, login, params))
        self.assertEqual(self.env["payment.transaction"].sudo().search_count([]), count)

    def foreign_currency(self):
        """Return a currency in which nothing is open."""
        return self.env.ref("base.CHF")

    # ------------------------------------------------------------------- live

    def test_statement_as_of_today_is_read_from_the_books(self):
        """An invoice of this minute is on it; nothing is stored."""
        count = self.Statement.search_count([])
        fresh = self.invoice(33, invoice_date=self.env.cr.now().date())
        text = self.page("/my/statements/today").text
        self.assertIn(fresh.name, text)
        self.assertNotIn(self.theirs.name, text)
        answer = self.page(
            "/my/statements/today?kind=activity&date_from=2026-01-01&date_to=2026-01-31"
            "&report_type=pdf"
        )
        self.assertTrue(answer.content.startswith(b"%PDF"))
        self.assertEqual(self.Statement.search_count([]), count)

    def test_statement_as_of_today_tells_everything_of_the_customer(self):
        """Also where the company sends a statement to each contact."""
        self.env["customer.statement.template"].search([]).group = "contact"
        bill = self.invoice(33, self.contact)
        text = self.page("/my/statements/today").text
        self.assertIn(bill.name, text)
        self.assertIn(self.due.name, text)

    def test_what_is_owed_to_a_branch_is_open(self):
        """It is on the company's statement, and its page does not say that nothing is open."""
        branch = self.branch()
        self.pay(self.due, 500)
        bill = self.invoice(60, company_id=branch.id)
        statement = self.sent(kind="open_items")
        settled = "Nothing of this statement is open any more"
        self.assertIn(settled, self.page(f"/my/statements/{self.mine.id}").text)
        text = self.page(f"/my/statements/{statement.id}").text
        self.assertIn(bill.name, text)
        self.assertNotIn(settled, text)

    def test_nonsense_periods_lead_back_to_the_list(self):
        """Days out of order, no days, kinds that do not exist."""
        for query in ("date_from=2026-02-01&date_to=2026-01-01", "date_from=x", "kind=secret"):
            self.assert_sent_away(self.page(f"/my/statements/today?{query}"))

    def test_zip_of_a_run_is_for_those_who_may_read_it(self):
        """Managers get the PDFs in one file; users and customers get nothing."""
        run = self.send_run(self.customer | self.other_customer)
        answer = self.page(f"/customer_statement/run/{run.id}/zip", login="statement_accountant")
        self.assertTrue(answer.content.startswith(b"PK"))
        for login in ("statement_sales", "azure_portal"):
            answer = self.page(f"/customer_statement/run/{run.id}/zip", login=login)
            self.assertEqual(answer.status_code, 404)
