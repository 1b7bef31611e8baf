"""Outstanding credits used on the oldest invoices in the portal: the page only shows."""

import re

from odoo import http
from odoo.tests import tagged

from .common_shop import ShopHttpCommon

TAGS = r"<[^>]+>|&nbsp;|[^\x00-\x7f]"


@tagged("post_install", "-at_install")
class TestPortalApply(ShopHttpCommon):
    """Credits of 1,740 and invoices of 1,000 and 900, the older one first."""

    def setUp(self):
        """Owe, and be owed."""
        super().setUp()
        self.new = self.invoice(900.0, invoice_date="2026-01-20")
        self.old = self.invoice(1000.0, invoice_date="2026-01-05")
        self.invoice(240.0, move_type="out_refund", invoice_date="2026-01-21")
        self.pay_on_account(1500.0, date="2026-01-22")

    def html(self, login="shopper", url="/my/credit"):
        """Return the page of a user."""
        return self.page(url, login).text

    def plan(self, login="shopper"):
        """Return the text of the preview, or nothing."""
        found = re.search(r'name="credit_plan".*?</table>', self.html(login), re.S)
        return found and re.sub(r"\s+", " ", re.sub(TAGS, " ", found[0]))

    def code(self, login="shopper"):
        """Return what names the plan on the page, or nothing."""
        found = re.search(r'name="code" value="(\w+)"', self.html(login))
        return found and found[1]

    def send(self, **data):
        """Press the button as whoever is logged in."""
        token = http.Request.csrf_token(self)
        self.url_open("/my/credit/apply", data=data | {"csrf_token": token}, allow_redirects=False)
        self.env.invalidate_all()

    def test_a_preview_that_adds_up_then_one_click(self):
        """240 and 760 pay the older, 740 the newer; 160 are still to pay; nothing is left."""
        text = self.plan()
        self.assertRegex(
            text,
            rf"{self.old.name} .*240\.00.*{self.old.name} .*760\.00.*{self.new.name} .*740\.00"
            r".*Used now .*1,740\.00.*Still to pay of these invoices .*160\.00",
        )
        self.assertIn("See which, and use them", self.html(url="/my/invoices"))
        self.send(code=self.code())
        self.assertEqual((self.old.amount_residual, self.new.amount_residual), (0, 160))
        self.assertIn("1,000.00", " ".join(self.old.message_ids.mapped("body")))
        self.assertFalse(self.plan())
        self.assertNotIn("See which, and use them", self.html(url="/my/invoices"))
        self.assert_ties_out()

    def test_what_has_changed_is_refused(self):
        """An invoice more, an old page, nonsense, twice: nothing that was not shown."""
        code = self.code()
        older = self.invoice(50.0, invoice_date="2026-01-01")
        for value in (code, "", "x", "é", "0" * 64):
            self.send(code=value)
            with self.subTest(value):
                self.assertEqual((older.amount_residual, self.old.amount_residual), (50, 1000))
        self.assertIn("have changed meanwhile", self.submitted_message(code))
        code = self.code()
        self.send(code=code)
        self.send(code=code)
        self.assertEqual((older.amount_residual, self.new.amount_residual), (0, 210))

    def submitted_message(self, code):
        """Return the page after a press that is refused."""
        self.send(code=code)
        return self.url_open("/my/credit").text

    def test_only_for_those_who_may_spend(self):
        """A stranger, and a colleague who is on no list, use nothing of it; spenders do."""
        code = self.code()
        self.customer.customer_credit_spender_ids.unlink()
        for login in ("stranger", "colleague"):
            self.assertFalse(self.code(login))
            self.send(code=code)
            self.assertEqual(self.old.amount_residual, 1000, login)
        self.env["customer.credit.spender"].create(
            {"customer_id": self.customer.id, "contact_id": self.contact.id}
        )
        self.website.sudo().store_credit_colleagues = "balance"
        self.assertFalse(self.code("colleague"), "whoever sees the amount only sees no invoices")
        self.website.sudo().store_credit_colleagues = "history"
        self.page("/my/credit", "colleague")
        self.send(code=self.code("colleague"))
        self.assertEqual(self.old.amount_residual, 0)

    def test_the_switch_of_the_website(self):
        """Where invoices take no credit, none is offered or taken."""
        code = self.code()
        self.website.sudo().credit_on_invoices = False
        self.assertFalse(self.code())
        self.send(code=code)
        self.assertEqual(self.old.amount_residual, 1000)

    def donate(self, amount):
        """Return the payment of a donation that has arrived."""
        tx = self.env["payment.transaction"].sudo().create(
            {
                "provider_id": self.provider.id, "payment_method_id": self.method.id,
                "reference": "gift", "amount": amount, "currency_id": self.company.currency_id.id,
                "partner_id": self.shopper.partner_id.id, "operation": "online_direct",
                "is_donation": True,
            }
        )  # fmt: skip
        self.move_on(tx, "done")
        return tx.payment_id

    def test_a_donation_was_given(self):
        """Odoo books it as a payment on account; neither its giver nor an invoice takes it back."""
        before = self.plan()
        gift = self.receivable_line(self.donate(500.0).move_id)
        self.assertEqual((gift.amount_residual, self.plan()), (-500.0, before))
        self.assertNotIn(gift.move_name, self.html())
        self.send(code=self.code())
        later = self.invoice(50.0)
        self.assertNotIn(gift, self.receivable_line(later)._get_oldest_open_credits())
        self.assertEqual(gift.amount_residual, -500.0)

    def test_what_is_paid_otherwise_is_left_alone(self):
        """Its own payment is under way: the other invoice is offered."""
        payment = self.env["payment.transaction"].sudo().create(
            {
                "provider_id": self.provider.id, "payment_method_id": self.method.id,
                "reference": "under way", "amount": 1000.0, "state": "pending",
                "currency_id": self.company.currency_id.id, "partner_id": self.customer.id,
                "invoice_ids": [(6, 0, self.old.ids)],
            }
        )  # fmt: skip
        for state in ("pending", "done"):  # paid, and not booked yet
            payment.state = state
            text = self.plan()
            with self.subTest(state):
                self.assertNotIn(self.old.name, text)
                self.assertIn(self.new.name, text)


@tagged("post_install", "-at_install")
class TestPortalMails(ShopHttpCommon):
    """Mails about purchases: off, until the person says so in the portal."""

    def spend(self, *invoices):
        """Pay invoices with store credit in one transaction; return the mails to people."""
        before = self.env["mail.mail"].search([])
        for invoice in invoices:
            self.env["customer.credit.apply"].create(
                {
                    "partner_id": self.customer.id,
                    "invoice_ids": [(0, 0, {"invoice_id": invoice.id,
                                            "amount": invoice.amount_residual})],
                    "credit_ids": [(0, 0, {"amount": invoice.amount_residual})],
                }
            ).action_confirm()  # fmt: skip
        self.env.cr.precommit.run()
        return (self.env["mail.mail"].search([]) - before).filtered(
            lambda mail: "of store credit left" in mail.subject
        )

    def choose(self, login, wanted):
        """Press the button on the page."""
        self.page("/my/credit", login)
        token = http.Request.csrf_token(self)
        self.url_open("/my/credit/mail", data={"wanted": wanted, "csrf_token": token})
        self.env.invalidate_all()

    def test_opt_in_one_mail_for_each_purchase(self):
        """None before; then one for two invoices paid together; none after the end."""
        self.give_credit(100.0)
        self.assertFalse(self.spend(self.invoice(10.0)))
        self.choose("shopper", "1")
        self.assertTrue(self.shopper.partner_id.store_credit_balance_mail)
        mail = self.spend(self.invoice(10.0), self.invoice(20.0))
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(mail.recipient_ids, self.shopper.partner_id)
        self.assertRegex(mail.body_html, r"(?s)30\.00.*60\.00")
        self.choose("shopper", "0")
        self.assertFalse(self.spend(self.invoice(10.0)))

    def test_only_people_who_may_spend(self):
        """A colleague who asked and is taken off the list hears nothing; strangers never do."""
        self.give_credit(100.0)
        self.customer.customer_credit_spender_ids.unlink()
        self.contact.sudo().store_credit_balance_mail = True
        self.other_customer.sudo().store_credit_balance_mail = True
        self.assertFalse(self.spend(self.invoice(10.0)))
        self.env["customer.credit.spender"].create(
            {"customer_id": self.customer.id, "contact_id": self.contact.id}
        )
        self.assertEqual(self.spend(self.invoice(10.0)).recipient_ids, self.contact)

    def test_what_is_no_purchase_is_told_to_nobody(self):
        """An adjustment, a refund, an old purchase that is booked late."""
        self.shopper.partner_id.sudo().store_credit_balance_mail = True
        self.give_credit(100.0)
        before = self.env["mail.mail"].search_count([])
        account = self.credit_account()
        account._append_entry(-5.0, "adjustment", "mail-test:1")
        account._append_entry(-5.0, "payment", "mail-test:2", date="2020-01-01")
        self.env.cr.precommit.run()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_a_purchase_is_its_order(self):
        """Two payments of one order are one mail; two orders are two."""
        self.shopper.partner_id.sudo().store_credit_balance_mail = True
        self.give_credit(100.0)
        before = self.env["mail.mail"].search([])
        one, two = self.env["sale.order"].create([{"partner_id": self.customer.id}] * 2)
        account = self.credit_account()
        for number, order in enumerate((one, one, two)):
            account._append_entry(-5.0, "payment", f"mail-test:{number}", order)
        self.env.cr.precommit.run()
        self.assertEqual(len(self.env["mail.mail"].search([]) - before), 2)
