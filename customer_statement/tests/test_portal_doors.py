"""What a link, an address or a call of the portal must not show, and nonsense in them."""

import io
import json
import zipfile
from unittest.mock import patch

from odoo import fields, http
from odoo.tests import tagged

from ..models.answers import customer_statement as customer_statement_answer
from .common_portal import PortalCommon

# Every field of our models that a portal user reads by RPC.
OPEN_FIELDS = {
    "customer.statement": {
        "id", "display_name", "name", "partner_id", "company_id", "currency_id", "kind",
        "date_from", "date_to", "state", "opening_balance", "closing_balance", "overdue_balance",
        "sent_at", "revision", "revision_of_id", "revision_ids", "confirmation",
        "confirmation_date", "dispute_ids", "access_url", "payment_reference",
    },
    "customer.statement.dispute": {
        "id", "display_name", "name", "kind", "statement_id", "partner_id", "company_id",
        "currency_id", "amount", "reason", "note", "promise_date", "author_id", "date", "state",
        "answer",
    },
    "customer.payment.plan": {
        "id", "display_name", "name", "company_id", "partner_id", "currency_id", "amount", "state",
        "item_ids", "part_ids", "agreed_on", "ended_on", "paid_amount", "open_amount", "next_date",
        "next_amount", "is_open_to_viewer", "access_url",
    },
    "customer.payment.plan.item": {
        "id", "display_name", "plan_id", "company_id", "partner_id", "currency_id", "name", "due",
        "amount", "open_amount",
    },
    "customer.payment.plan.part": {
        "id", "display_name", "plan_id", "company_id", "partner_id", "currency_id", "date",
        "amount", "paid_amount", "open_amount", "state",
    },
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestPortalDoors(PortalCommon):
    """The visitors of the portal tests, with less honest intentions."""

    def link(self, statement=None, extra=""):
        """Return the address in the email of a statement."""
        statement = statement or self.mine
        return (
            f"/my/statements/{statement.id}?access_token={statement._portal_ensure_token()}{extra}"
        )

    def rpc(self, model, method, *args, login="azure_portal", **kwargs):
        """Return the answer to a call of the web client, which logs in once."""
        if not self.session or self.session.login != login:
            self.authenticate(login, login)
        return self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}},
        ).json()

    def test_a_forwarded_link_shows_no_answers(self):
        """Disputes, promises and the newer statement are for people of the customer."""
        dispute = self.mine._dispute(self.contact, self.key, "faulty", "Broken on arrival")
        dispute.sudo()._write_engine({"answer": "We shall replace it", "state": "refused"})
        self.mine._promise(self.contact, "", self.env.cr.now().date(), "On Friday")
        revision = self.mine._revise()
        revision.with_context(statement_delivery="portal").action_send()
        for login in (None, "deco_portal"):
            text = self.page(self.link(), login=login).text
            self.assertIn(self.due.name, text)
            self.assertIn("replaced by a newer one", text)
            for secret in ("Your answers", "We shall replace it", "faulty", revision.name):
                self.assertNotIn(secret, text, login)
        text = self.page(f"/my/statements/{self.mine.id}").text
        self.assertIn("We shall replace it", text)
        self.assertIn(revision.name, text)

    def test_the_page_says_nothing_that_the_address_says(self):
        """A message is the server's; thanks are for what stands on the statement."""
        for login in (None, "azure_portal"):
            text = self.page(
                self.link(extra="&error=Pay+to+IBAN+XX00&answered=agreed"), login=login
            ).text
            self.assertNotIn("XX00", text)
            self.assertNotIn("The balance is confirmed", text)
        self.post(f"/my/statements/{self.mine.id}/confirm", answer="agree")
        text = self.page(f"/my/statements/{self.mine.id}?answered=agreed").text
        self.assertIn("The balance is confirmed", text)

    def test_one_id_many_times_is_one_file(self):
        """The archive does not grow with its address, and has a bound."""
        path = "/customer_statement/zip/"
        for login in ("azure_portal", "statement_accountant"):
            answer = self.page(path + ",".join([str(self.mine.id)] * 500), login=login)
            with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                self.assertEqual(len(archive.namelist()), 1)
            answer = self.page(path + ",".join(map(str, range(1, 300))), login=login)
            self.assertEqual(answer.status_code, 422)
            self.assertIn("choose fewer", answer.text)
        foreign = f"{path}{self.mine.id},{self.foreign.id}"
        self.assertEqual(self.page(foreign).status_code, 404)

    def test_nonsense_in_addresses_is_answered_politely(self):
        """No address and no form makes the server fail."""
        big = 10**18
        paths = [
            f"/my/statements/{big}",
            f"/my/statements/{big}/pay",
            f"/customer_statement/run/{big}/zip",
            f"/customer_statement/zip/{big}",
            "/customer_statement/zip/²,³",
            "/customer_statement/zip/-1",
            "/customer_statement/zip/,",
            f"/my/statements/{self.mine.id}?access_token=²",
            f"/my/statements/{self.mine.id}?report_type=²",
            f"/my/statements/{self.mine.id}/pay?currency=²",
            f"/my/statements/{self.mine.id}/pay?currency={big}",
            "/my/statements/page/99999999999999999999",
        ]
        for value in ("0001-01-01", "9999-12-31", "2026-13-45", "²", "NaN", "[]", "%00"):
            paths += [
                f"/my/statements/today?date_to={value}",
                f"/my/statements/today?date_from={value}&kind=activity",
                f"/my/statements/today?kind={value}",
            ]
        for login in ("azure_portal", "statement_accountant", None):
            for path in paths:
                with self.subTest(path=path, login=login):
                    self.assertLess(self.page(path, login=login).status_code, 500)

    def test_nonsense_in_forms_is_answered_politely(self):
        """Texts with a zero byte, files where a text is expected, keys that are none."""
        path = f"/my/statements/{self.mine.id}"
        for route, data in (
            ("dispute", {"line": "\x00", "reason": "\x00", "note": "\x00"}),
            ("dispute", {"line": self.key, "reason": "amount", "note": "a\x00b"}),
            ("dispute", {"line": "²", "reason": "amount", "note": "x" * 5000}),
            ("promise", {"line": "", "date": "\x00"}),
            ("promise", {"line": "", "date": "0001-01-01", "note": "\x00"}),
            ("confirm", {"answer": "\x00"}),
        ):
            with self.subTest(route=route, data=data):
                self.assertLess(self.post(f"{path}/{route}", **data).status_code, 500)
        self.authenticate("azure_portal", "azure_portal")
        for route in ("dispute", "promise", "confirm"):
            files = {name: (name, b"file") for name in ("note", "line", "date", "reason", "answer")}
            data = {"csrf_token": http.Request.csrf_token(self)}
            answer = self.url_open(f"{path}/{route}", data=data, files=files)
            self.assertLess(answer.status_code, 500, route)

    def test_amounts_that_are_no_numbers_are_refused(self):
        """The payment asks to load the page again, whatever the client sends."""
        for amount in ("abc", [500], {"a": 1}, True, None, "NaN", 1e300, -1, float("nan")):
            answer = self.pay_call(self.mine, self.company.currency_id, amount=amount)
            self.assertIn("error", answer)
            self.assertIn("ValidationError", json.dumps(answer["error"]["data"]["name"]), amount)
        answer = self.pay_call(self.mine, self.company.currency_id, access_token=["²"], amount=500)
        self.assertIn("error", answer)

    def test_nobody_answers_without_end(self):
        """A statement takes a number of answers, then a sentence."""
        with patch.object(customer_statement_answer, "ANSWER_LIMIT", 2):
            for _number in range(2):
                self.mine._answer_balance(self.contact, False)
                self.mine._answer_balance(self.contact, True)
                self.env.flush_all()
            answer = self.post(f"/my/statements/{self.mine.id}/confirm", answer="disagree")
        self.assertIn("very often", answer.text)
        self.assertEqual(len(self.mine.dispute_ids), 2)

    # ------------------------------------------------------------------- RPC

    def test_portal_users_read_listed_fields_only(self):
        """Found by looking: each field of each model of this addon, by RPC."""
        self.mine._dispute(self.contact, self.key, "faulty", "Broken")
        self.env["customer.payment.plan"].sudo()._make(
            self.customer, self.company, self.receivable_line(self.due),
            [(fields.Date.today(), 500.0)],
        )  # fmt: skip
        thread = set(self.env["mail.thread"]._fields)
        for model in sorted(self.env.registry):
            Model = self.env[model]
            if Model._abstract or Model._original_module != "customer_statement":
                continue
            allowed = OPEN_FIELDS.get(model, set())
            ids = Model.sudo().search([], limit=1, order="id desc").ids or [1]
            ids = self.mine.ids if model == "customer.statement" else ids
            for name in sorted(set(Model._fields) - thread):
                with self.subTest(model=model, field=name):
                    answer = self.rpc(model, "read", ids, [name])
                    self.assertEqual("result" in answer, name in allowed)
                    # What is not read is not found out by searching for it either.
                    if name not in allowed and Model._fields[name].store:
                        answer = self.rpc(model, "search_count", [(name, "!=", False)])
                        self.assertIn("error", answer)

    def test_portal_users_call_no_action(self):
        """The buttons of people inside are theirs."""
        before = (self.mine.state, self.mine.access_token)
        for method in ("action_generate", "action_send", "action_revise", "action_send_again",
                       "action_compose", "action_send_test", "unlink"):  # fmt: skip
            self.assertIn("error", self.rpc("customer.statement", method, self.mine.ids), method)
        self.env.invalidate_all()
        self.assertEqual((self.mine.state, self.mine.access_token), before)

    # ---------------------------------------------------------------- store credit

    def test_store_credit_is_for_those_who_may_see_it(self):
        """Neither page nor file nor list nor call tells it to a colleague who may not see."""
        self.give_credit(777.0)
        told = self.sent(kind="open_items", date_to=fields.Date.context_today(self.mine))
        self.assertTrue(told.tells_store_credit)
        pdf = told.attachment_id
        live = "/my/statements/today?kind=open_items"
        self.assertNotIn("777.00", self.page(live).text)
        self.assertNotIn(b"777.00", self.page(f"{live}&report_type=csv").content)
        self.assertNotIn(told.name, self.page("/my/statements").text)
        for path in (f"/my/statements/{told.id}", f"/my/statements/{told.id}?report_type=pdf"):
            self.assert_sent_away(self.page(path))
        self.assertEqual(self.page(f"/web/content/{pdf.id}").status_code, 404)
        self.assertEqual(self.page(f"/customer_statement/zip/{told.id}").status_code, 404)
        self.assertIn("error", self.rpc("customer.statement", "read", told.ids, ["name"]))
        found = self.rpc("customer.statement", "search", [])["result"]
        self.assertEqual(found, self.mine.ids, "what tells no store credit stays open")
        # What is open and how to pay it is for everybody of the customer.
        self.assertIn(self.due.name, self.page(live).text)
        self.assertIn(self.due.name, self.page(f"/my/statements/{self.mine.id}").text)

    def test_store_credit_is_told_to_the_customer_and_to_those_who_get_statements(self):
        """The customer in person, people on the list, and contacts that the statements go to."""
        self.give_credit(777.0)
        told = self.sent(kind="open_items", date_to=fields.Date.context_today(self.mine))
        boss = self.portal_user_of(self.customer, "azure_boss")
        boss.password = "azure_boss"
        live = "/my/statements/today?kind=open_items"
        self.assertIn("777.00", self.page(live, login="azure_boss").text)
        page = f"/my/statements/{told.id}"
        self.assertIn("777.00", self.page(page, login="azure_boss").text)
        self.visitor.partner_id.statement_role = "cc"
        self.assertIn("777.00", self.page(page).text)
        self.visitor.partner_id.statement_role = False
        self.env["customer.credit.spender"].create(
            {"customer_id": self.customer.id, "contact_id": self.visitor.partner_id.id}
        )
        self.assertIn("777.00", self.page(page).text)
        self.assertIn("777.00", self.page(live).text)
