"""Payment plans in the portal: chosen within the policy, agreed, and paid part by part."""

import re
from datetime import date

from freezegun import freeze_time
from lxml import html

from odoo import Command, http
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_pay import PayCommon


@tagged("post_install", "-at_install")
class TestPlansPortal(PayCommon):
    """The customer owes 200 and 100 since the middle of January 2026, by the real clock."""

    @classmethod
    def setUpClass(cls):
        """Let customers choose up to three parts."""
        super().setUpClass()
        cls.Plan = cls.env["customer.payment.plan"]
        cls.policy = cls.env["customer.reminder.policy"].create(
            {
                "name": "Reminders",
                "company_id": cls.company.id,
                "plan_in_portal": True,
                "plan_most_parts": 3,
                "plan_smallest_part": 50.0,
                "plan_largest_amount": 1000.0,
            }
        )

    def setUp(self):
        super().setUp()
        late = {"invoice_date_due": "2026-01-15", "invoice_payment_term_id": False}
        self.first = self.invoice(200, **late)
        self.second = self.invoice(100, **late)
        self.payer = self.env["res.users"].search([("login", "=", "azure_payer")]).partner_id
        self.keys = (self.due_item(self.first) + self.due_item(self.second)).ids

    # --------------------------------------------------------------- doors

    def look(self, path):
        """Return the answer to a GET without following redirects."""
        return self.url_open(path, allow_redirects=False)

    def send(self, path, **data):
        """Return the answer to a form, with a valid token of the session."""
        data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(path, data=data, allow_redirects=False)

    def choose(self, items=None, **data):
        """Agree to a plan of these items; return (answer, plan)."""
        items = self.keys if items is None else items
        chosen = self.env["account.move.line"].sudo().browse(it for it in self.keys if it in items)
        total = sum(chosen.mapped("amount_residual_currency"))
        values = {"company": self.company.id, "count": "3", "every": "month", "total": str(total),
                  **data}  # fmt: skip
        answer = self.send("/my/payment_plans/new", item=items, **values)
        found = self.Plan.sudo().search([("partner_id", "=", self.customer.id)], limit=1)
        return answer, found

    def new_page(self, query=""):
        """Return the text of the page of a new plan."""
        return self.look(f"/my/payment_plans/new?company={self.company.id}{query}").text

    def order(self, route, amount, **extra):
        """Return the answer to the form's own call, with a link's token or a saved card."""
        values = {
            "amount": amount,
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "/my",
        }
        return self.rpc(route, **{**values, **extra})

    def pay_part(self, plan, token=None):
        """Pay what the page of a plan asks; return (transaction, amount on the page)."""
        link = f"{plan.access_url}?access_token={token}" if token else plan.access_url
        route, amount = self.due_on(self.look(link).text)
        answer = self.order(route, amount, access_token=token)
        self.assertNotIn("error", answer)
        return self.confirm(answer["result"]["reference"]), amount

    def states(self, plan):
        """Return the states of the parts, read anew."""
        self.env.invalidate_all()
        return plan._get_ordered().mapped("state")

    # --------------------------------------------------------------- choosing

    def test_somebody_hears_what_the_customer_answers_to_a_plan(self):
        """The emails of a plan ask for an answer; nobody inside had made it."""
        leaver = self._new_user("plan_leaver", "customer_statement.group_customer_statement_user")
        self.customer.user_id = leaver
        leaver.active = False
        _answer, plan = self.choose()
        self.assertEqual(plan.user_id, self.policy.user_id)
        mail = self.env["mail.mail"].sudo().search(
            [("model", "=", plan._name), ("res_id", "=", plan.id)], limit=1
        )  # fmt: skip
        reply = (
            f"From: Azure <{self.payer.email or 'azure@example.com'}>\nTo: catchall@example.com\n"
            "Subject: Re: plan\nMessage-ID: <plan-answer-1@example.com>\n"
            f"In-Reply-To: {mail.message_id}\nReferences: {mail.message_id}\n"
            "Content-Type: text/plain\n\nI lost my job."
        )
        thread = self.env["mail.thread"].sudo().message_process(False, reply)
        self.assertEqual(thread, plan.id)
        told = plan.message_ids[0].notification_ids.res_partner_id
        self.assertIn(self.policy.user_id.partner_id, told)

    def test_a_customer_chooses_a_plan_and_pays_all_its_parts(self):
        """It counts at once; each part is what the page asks; the last one ends it well."""
        text = self.plain(self.new_page())
        self.assertEqual(len(re.findall(r"100\.00", text)), 4)  # an invoice and three parts
        self.assertRegex(text, r"Total\s*\$\s*300\.00", "what the parts come to")
        answer, plan = self.choose()
        self.assertIn(plan.access_url, answer.headers["Location"])
        self.assertEqual((plan.state, plan.by_customer, plan.amount), ("active", True, 300.0))
        self.assertEqual(plan.agreed_by_id, self.payer)
        self.assertEqual(plan.part_ids[0].date, plan.agreed_on)
        for number in range(3):
            self.assertEqual(self.states(plan).count("paid"), number)
            transaction, amount = self.pay_part(plan)
            self.assertEqual((amount, transaction.state), (100.0, "done"))
            self.assertEqual(transaction.customer_statement_plan_id, plan)
        self.assertEqual(plan.state, "kept")
        self.assertEqual((self.first + self.second).mapped("amount_residual"), [0.0, 0.0])
        self.assertIn("Everything is paid", self.look(plan.access_url).text)
        self.assert_ties_out()

    def test_the_page_of_a_plan_adds_up(self):
        """What it is about in all; what was paid only where something was."""
        _answer, plan = self.choose()
        parts = self.parts_shown(plan)
        self.assertEqual(parts[0], ["Due", "Amount", "Status"])
        self.assertEqual([parts[-1][0], re.sub(r"[^0-9.]", "", parts[-1][1])], ["Total", "300.00"])
        self.pay_part(plan)
        self.assertEqual(self.parts_shown(plan)[0], ["Due", "Amount", "Paid", "Status"])

    def parts_shown(self, plan):
        """Return the rows of the table of parts, each a list of texts."""
        (table,) = html.fromstring(self.look(plan.access_url).text).xpath(
            "//table[@name='payment_plan_parts']"
        )
        return [
            [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
            for row in table.iter("tr")
        ]

    def test_a_customer_agrees_to_what_the_page_showed(self):
        """10 were paid meanwhile: the page shows other parts, and nothing is agreed."""
        text = self.new_page()
        (total,) = re.findall(r'name="total"\s+value="([0-9.]+)"', text)
        self.assertEqual(float(total), 300.0)
        self.pay(self.first, 10.0)
        for seen in (total, None, "NaN"):
            answer, plan = self.choose(total=seen)
            self.assertFalse(plan)
            self.assertIn("choose again", self.plain(answer.text))
        _answer, plan = self.choose(total="290.0")
        self.assertEqual((plan.state, plan.amount), ("active", 290.0))

    def test_a_part_payment_goes_to_what_was_due_first(self):
        """Half of an invoice may be paid; an open credit of the customer is left alone."""
        self.pay_on_account(30)
        _answer, plan = self.choose(self.due_item(self.first).ids, count="2")
        self.pay_part(plan)
        self.env.invalidate_all()
        self.assertEqual(self.first.amount_residual, 100.0)
        self.assertEqual(self.states(plan), ["paid", "open"])

    def test_what_the_policy_does_not_allow_is_refused(self):
        """Parts, amounts, rhythms, documents of others, twice: a sentence and no plan."""
        theirs = self.due_item(
            self.invoice(70, self.other_customer, invoice_date_due="2026-01-15")
        ).ids
        for items, data, words in (
            (None, {"count": "4"}, "3 parts at most"),
            (None, {"count": "0"}, "between 1 and"),
            (None, {"count": "9999"}, "between 1 and"),
            (self.due_item(self.second).ids, {"count": "3"}, "at least"),
            (theirs, {}, "choose again"),
            (self.keys + theirs, {}, "choose again"),
            ([], {}, "choose again"),
        ):
            with self.subTest(words=words, data=data):
                answer, plan = self.choose(items, **data)
                self.assertFalse(plan)
                self.assertIn(words, self.plain(answer.text))
        self.policy.plan_largest_amount = 299.0
        answer, plan = self.choose()
        self.assertIn("possible up to", self.plain(answer.text))
        self.assertFalse(plan)
        self.policy.plan_largest_amount = 0
        self.policy.plan_longest_days = 40
        answer, plan = self.choose()
        self.assertIn("within 40 days", self.plain(answer.text))
        for query in ("&count=²", "&count=-1", "&item=²&choose=1", "&every=x", "&item=" + "9" * 30):
            path = f"/my/payment_plans/new?company={self.company.id}{query}"
            self.assertLess(self.url_open(path).status_code, 500, query)
        self.assertLess(self.url_open("/my/payment_plans/new?company=²").status_code, 500)

    def test_who_may_not_choose_is_sent_to_a_person(self):
        """Switched off, broken before, an offer that waits, disputed: no plan."""

        def refused(words="Ask us"):
            with self.assertRaisesRegex(UserError, words):
                self.Plan._propose(
                    self.customer, self.company, self.keys, 3, "month", self.payer
                )  # fmt: skip

        self.policy.plan_in_portal = False
        refused()
        self.assertIn(self.look("/my/payment_plans/new").status_code, (302, 303))
        self.policy.plan_in_portal = True
        self.due_item(self.first).no_followup = True
        refused("choose again")
        self.due_item(self.first).no_followup = False
        _answer, plan = self.choose()
        plan._end("broken", "Test", date(2026, 1, 1))
        refused()
        self.assertNotIn("Pay what is overdue in parts", self.statement_page())

    def statement_page(self):
        """Return the text of the page of a statement."""
        statement = self.sent(kind="open_items")
        return self.plain(self.look(f"/my/statements/{statement.id}").text)

    def test_the_statement_offers_parts_and_shows_the_plan(self):
        """The way in, then the block with parts; the plan is not asked for at once."""
        self.assertIn("Pay what is overdue in parts", self.statement_page())
        _answer, plan = self.choose()
        text = self.statement_page()
        self.assertNotIn("Pay what is overdue in parts", text)
        self.assertIn(f"Payment plan: {plan.name}", text)
        self.assertNotIn("Pay $ 300.00", text)
        self.assertIn(plan.name, self.plain(self.look("/my/payment_plans").text))

    # --------------------------------------------------------------- attacks

    def test_the_amount_is_the_servers(self):
        """Another amount, another plan, a plan that does not count, twice at once."""
        _answer, plan = self.choose()
        route = f"/my/payment_plans/{plan.id}/transaction"
        for amount in (1.0, 99.99, 300.0, 0, -100.0, "100", None, float("1e30")):
            with self.subTest(amount=amount):
                self.assertIn("error", self.order_payment(route, amount))
        answer = self.order_payment(route, 100.0)
        self.confirm(answer["result"]["reference"], "pending")
        self.assertIn("error", self.order_payment(route, 100.0))
        self.assertIn("on its way", self.plain(self.look(plan.access_url).text))
        plan._end("cancelled", "Test")
        self.assertIn("error", self.order_payment(route, 100.0))
        self.assertFalse(self.due_on(self.look(plan.access_url).text)[0])

    def test_strangers_see_and_agree_to_nothing(self):
        """Another customer's login is sent away; a link shows and pays, and agrees to nothing."""
        items = self.due_item(self.first)
        offer = self.Plan.sudo()._make(
            self.customer, self.company, items, [(date.today(), 200.0)]
        )  # fmt: skip
        link = f"{offer.access_url}?access_token={offer._portal_ensure_token()}"
        stranger = self._new_user("deco_payer", "base.group_portal")
        stranger.partner_id.parent_id = self.other_customer
        for login in (None, "deco_payer"):
            self.authenticate(login, login)
            self.assertIn(self.look(offer.access_url).status_code, (302, 303))
            self.assertNotIn("I agree", self.look(link).text)
            self.assertNotIn(self.first.name, self.look(link).text)
            self.send(f"{offer.access_url}/agree", access_token=offer.access_token)
            self.assertEqual(offer.state, "offered")
        self.assertFalse(self.Plan.with_user(stranger).search([]))
        self.authenticate("azure_payer", "azure_payer")
        self.assertIn("I agree", self.look(offer.access_url).text)
        self.send(f"{offer.access_url}/agree")
        self.env.invalidate_all()
        self.assertEqual((offer.state, offer.agreed_by_id), ("active", self.payer))
        self.authenticate(None, None)
        transaction, amount = self.pay_part(offer, offer.access_token)
        self.assertEqual((transaction.state, amount, offer.state), ("done", 200.0, "kept"))

    def test_saved_cards_are_for_people_who_are_logged_in(self):
        """A forwarded link neither shows the customer's card nor charges it."""
        _answer, plan = self.choose()
        token = self.env["payment.token"].sudo().create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "payment_details": "4242",
                "partner_id": self.customer.id,
                "provider_ref": "azure",
                "demo_simulated_state": "done",
            }
        )  # fmt: skip
        key = plan._portal_ensure_token()
        self.authenticate(None, None)
        self.assertNotIn("4242", self.look(f"{plan.access_url}?access_token={key}").text)
        route = f"/my/payment_plans/{plan.id}/transaction"
        extra = {"token_id": token.id, "flow": "token", "access_token": key}
        self.assertIn("error", self.order(route, 100.0, **extra))
        self.assertNotIn("error", self.order(route, 100.0, access_token=key))

    def test_a_contact_sees_what_its_company_lets_it_see(self):
        """Where contacts see their own statements only, plans are for who gets the statements."""
        _answer, plan = self.choose()
        user = self.payer.user_ids
        self.assertEqual(self.Plan.with_user(user).search([]), plan)
        self.company.customer_statement_portal_scope = "own"
        self.assertFalse(self.Plan.with_user(user).search([]))
        self.assertFalse(self.env[plan.part_ids._name].with_user(user).search([]))
        self.assertIn(self.look(plan.access_url).status_code, (302, 303))
        self.assertIn(self.look("/my/payment_plans/new").status_code, (302, 303))
        user.partner_id.statement_role = "to"
        self.assertEqual(self.Plan.with_user(user).search([]), plan)

    def test_nobody_types_which_plan_a_payment_is_for(self):
        """Whoever may invoice cannot turn a payment on another plan."""
        _answer, plan = self.choose()
        route, amount = self.due_on(self.look(plan.access_url).text)
        reference = self.order_payment(route, amount)["result"]["reference"]
        transaction = self.env["payment.transaction"].search([("reference", "=", reference)])
        with self.assertRaises(UserError):
            transaction.with_user(self.accountant).write({"customer_statement_plan_id": False})

    @freeze_time("2026-03-01")
    def test_the_policy_of_a_customer(self):
        """The own one, then that of a tag, then the company's."""
        Policy = self.env["customer.reminder.policy"]
        tag = self.env["res.partner.category"].create({"name": "Schools"})
        tagged_ = Policy.create(
            {"name": "Schools", "company_id": self.company.id, "tag_ids": [Command.set(tag.ids)]}
        )
        own = Policy.create(
            {"name": "Own", "company_id": self.company.id, "customer_only": True}
        )  # fmt: skip
        self.assertEqual(Policy._find_for(self.contact, self.company), self.policy)
        self.customer.category_id = tag
        self.assertEqual(Policy._find_for(self.contact, self.company), tagged_)
        self.customer.customer_statement_reminder_policy_id = own
        self.assertEqual(Policy._find_for(self.contact, self.company), own)
