"""Dialogs of decisions over RPC, words of people in notes, and values that are none."""

from odoo import Command, fields
from odoo.tests import tagged

from .rpc_common import CreditRpcCommon

HTML = '<a href="https://bad.example">Look</a><img src="https://bad.example/p.png"/>'


@tagged("post_install", "-at_install")
class TestDialogDoors(CreditRpcCommon):
    """A dialog is its opener's; what it decides travels in the call."""

    def setUp(self):
        """An order that waits, and its request."""
        super().setUp()
        self.set_limit(1000.0)
        self.quote = self.quotation(1500.0, user_id=self.salesperson.id)
        self.log_in(self.salesperson)
        self.call(self.quote, "action_confirm")
        self.request = self.request_of(self.quote)

    def open_dialog(self, user, **vals):
        """Return the dialog as this user opens it."""
        Wizard = self.env["customer.credit.request.decide"].with_user(user)
        return Wizard.create({"request_ids": [Command.set(self.request.ids)], **vals})

    def test_nobody_changes_the_decision_of_an_open_dialog(self):
        """Neither a colleague, nor the field that the dialog was opened with."""
        dialog = self.open_dialog(self.approver, decision="refuse", reason="Too much")
        self.log_in(self.director)
        for method, *args in (("write", {"decision": "approve"}), ("read", ["reason"]),
                              ("action_approve",)):  # fmt: skip
            self.assertTrue(self.call(dialog, method, *args)[0], method)
        dialog.sudo().decision = "approve"
        self.log_in(self.approver)
        self.assertFalse(self.call(dialog, "action_refuse")[0])
        self.assertEqual(self.request.state, "refused")
        self.assertEqual(self.request.decision_ids.create_uid, self.approver)
        self.assertEqual(self.quote.state, "draft")

    def test_dialogs_name_what_their_user_may_read(self):
        """An order, a customer, a policy or a company of others opens no dialog."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        other._ensure_credit_policy()
        policy = self.Policy._get_default(other)
        secret = (
            self.env["sale.order"]
            .sudo()
            .create({"partner_id": self.customer.id, "company_id": other.id})
        )
        self.log_in(self.limit_manager)
        for model, vals in (
            ("customer.credit.enlarge", {"order_id": secret.id}),
            ("customer.credit.limit.ask",
             {"partner_id": self.customer.id, "company_id": other.id, "reason": "x"}),
            ("customer.credit.limit.ask",
             {"partner_id": self.customer.id, "policy_id": policy.id, "reason": "x"}),
            ("customer.credit.hold.wizard",
             {"partner_ids": [Command.set(self.customer.ids)], "company_id": other.id}),
        ):  # fmt: skip
            error, _result = self.call(self.env[model], "create", [vals])
            self.assertTrue(error, vals)

    def test_words_are_shown_as_typed(self):
        """No link, no picture: in the approver's to-do, the chatter and the answer."""
        ask = self.env["customer.credit.limit.ask"].with_user(self.limit_manager).create(
            {"partner_id": self.customer.id, "wanted_limit": 5000.0, "reason": HTML}
        )  # fmt: skip
        ask.action_ask()
        self.request.with_user(self.approver).action_ask(HTML)
        self.request.with_user(self.salesperson).action_answer(HTML)
        self.request.with_user(self.approver).action_refuse(HTML)
        profile = self.put_on_hold(reason=HTML)
        profile.hold_review_date = fields.Date.today()
        profile._ask_to_review()
        requests = self.Request.sudo().search([("partner_id", "=", self.customer.id)])
        records = [*requests, *self.quote.sudo(), *self.customer.sudo()]
        seen = [it.body for record in records for it in record.message_ids]
        seen += [it.note or "" for record in records for it in record.activity_ids]
        mails = self.env["mail.mail"].sudo().search([("create_date", ">=", self.quote.create_date)])
        seen += mails.mapped("body_html")
        self.assertTrue(any("bad.example" in it for it in seen))
        for text in seen:
            self.assertNotIn('<a href="https://bad.example', text or "")
            self.assertNotIn('<img src="https://bad.example', text or "")

    def test_what_is_no_number_is_refused_with_a_sentence(self):
        """In limits, policies, ceilings and searches."""
        self.log_in(self.limit_manager)
        nan, inf = float("nan"), float("inf")
        Partner = self.env["res.partner"]
        for value in (nan, inf, -inf, 1e300, -5.0, "²", [1], {"a": 1}):
            for records, method, *args in (
                (self.profile(), "write", {"limit_mode": "custom", "limit_amount": value}),
                (self.profile(), "write", {"temporary_limit": value}),
                (self.customer, "write", {"credit_limit_amount": value}),
                (self.policy, "write", {"default_limit": value}),
                (self.policy, "write", {"overdue_tolerance": value}),
            ):
                with self.subTest(value=value, args=args):
                    error, _result = self.call(records, method, *args)
                    self.assertTrue(error)
                    self.assertEqual(self.limit_of(), 1000.0)
        self.log_in(self.approver)
        for value in (nan, inf, 1e300, -5.0, "²", [1], True, None):
            error, _result = self.call(self.request, "action_approve_up_to", value)
            self.assertIn("above zero", error or "")
        for words in ([1], {"a": 1}, 5, "x" * 20_000):
            self.assertIn("in words", self.call(self.request, "action_refuse", words)[0] or "")
        for name in ("credit_exposure", "credit_headroom", "credit_utilisation", "credit_score"):
            for value in ("²", "x", "2026-01-01", 1e300):
                error, _result = self.call(Partner, "search", [(name, ">", value)])
                self.assertIn("number", error or "number", (name, value))
            self.assertFalse(self.call(Partner, "search", [(name, ">", 5)])[0])
        self.assertEqual(self.request.state, "pending")


@tagged("post_install", "-at_install")
class TestHoldDoors(CreditRpcCommon):
    """A customer on hold without new orders gets none, whatever the order claims to be."""

    def setUp(self):
        """Hold the customer."""
        super().setUp()
        self.policy.hold_level = "no_order"
        self.cancelled = self.quotation(10.0)
        self.cancelled._action_cancel()
        self.moved = self.quotation(10.0, partner=self.other_customer)
        self.old = self.quotation(10.0)
        self.put_on_hold()
        self.log_in(self.salesperson)

    def test_an_order_of_before_the_hold_is_no_new_one(self):
        """Its invoice goes to another contact of the same customer, and it still waits."""
        for vals in ({"partner_invoice_id": self.contact.id}, {"partner_id": self.contact.id}):
            self.assertFalse(self.call(self.old, "write", vals)[0])
        self.call(self.old, "action_confirm")
        self.env.invalidate_all()
        self.assertEqual((self.old.partner_id, self.old.state), (self.contact, "draft"))

    def test_no_claim_makes_an_order(self):
        """Website, origin, state, another customer first, a copy, an old order."""
        Order = self.env["sale.order"]
        claims = [{}, {"origin": "Shop"}, {"state": "cancel"}, {"state": "sent"}]
        if "website_id" in Order._fields:
            shop = {"name": "Shop", "company_id": self.company.id}
            website = self.env["website"].sudo().create(shop)
            claims += [{"website_id": website.id}, {"website_id": website.id, "state": "sent"}]
        before = Order.search_count([("partner_id", "=", self.customer.id)])
        for claim in claims:
            error, _ids = self.call(Order, "create", [{"partner_id": self.customer.id, **claim}])
            self.assertIn("No new sales orders", error or "", claim)
        doors = [
            (self.cancelled, "copy"),
            (self.cancelled, "action_draft"),
            (self.cancelled, "write", {"state": "draft"}),
            (self.moved, "write", {"partner_id": self.customer.id}),
            (self.moved, "write", {"partner_invoice_id": self.customer.id}),
        ]
        for records, method, *args in doors:
            self.assertIn("No new sales orders", self.call(records, method, *args)[0] or "", args)
        found = Order.search_count([("partner_id", "=", self.customer.id)])
        self.assertEqual(found, before)
        self.assertEqual(self.cancelled.state, "cancel")
