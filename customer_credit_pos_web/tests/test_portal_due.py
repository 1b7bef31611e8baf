"""Amounts due in the portal: opening balances paid with store credit, tills that wait."""

import re

from odoo import Command, http
from odoo.tests import HttpCase, new_test_user, tagged

from .common_settlement import SettlementCommon
from .common_shop import ShopHttpCommon

TAGS = r"<[^>]+>|&nbsp;|[^\x00-\x7f]"


@tagged("post_install", "-at_install")
class TestPortalDue(ShopHttpCommon):
    """An opening balance of 300: a journal entry, no invoice. Read and paid over HTTP."""

    def setUp(self):
        """Book the balance, and give 500 of credit."""
        super().setUp()
        self.opening = self.open_balance(300)
        self.give_credit(500)
        self.had = self.customer.store_credit_balance

    def open_balance(self, amount, customer=None):
        """Return a posted entry by which a customer owes an amount."""
        customer = customer or self.customer
        sides = ((self.receivable, 1), (self.company_data["default_account_revenue"], -1))
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "ref": "Opening balance",
                "line_ids": [
                    Command.create(
                        {"partner_id": customer.id, "account_id": account.id,
                         "balance": sign * amount, "name": "Opening balance"}
                    )
                    for account, sign in sides
                ],
            }
        )  # fmt: skip
        move.action_post()
        return move

    def left(self, move=None):
        """Return what is open of the balance."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = (move or self.opening).line_ids
        return sum(lines.filtered(lambda it: it.account_id == self.receivable).mapped(
            "amount_residual"
        ))  # fmt: skip

    def form(self, login="shopper"):
        """Return (address, fields) of the form on the page, or nothing."""
        html = self.page("/my/credit", login).text
        found = re.search(r'action="(/my/credit/due/\d+)".*?</form>', html, re.S)
        if not found:
            return None
        return found[1], dict(re.findall(r'name="(due|uuid|amount)"[^>]*?value="([^"]*)"',
                                         re.sub(r"\s+", " ", found[0])))  # fmt: skip

    def send(self, address, data):
        """Send the form as whoever is logged in."""
        self.url_open(address, data=data | {"csrf_token": http.Request.csrf_token(self)})

    def due_rows(self, login="shopper"):
        """Return the text of what is due, or nothing."""
        html = self.page("/my/credit", login).text
        found = re.search(r'name="credit_due".*?</table>', html, re.S)
        return found and re.sub(r"\s+", " ", re.sub(TAGS, " ", found[0]))

    def test_an_opening_balance_is_paid_in_the_portal(self):
        """300 due on the page, 300 spent, nothing open."""
        self.invoice(40.0)
        self.assertRegex(self.due_rows(), r"invoices .*40\.00.*Opening balance .*300\.00.*340\.00")
        address, data = self.form()
        self.assertEqual((data["due"], data["amount"]), ("300.0", "300.00"))
        self.send(address, data)
        self.assertEqual(self.left(), 0)
        self.assert_store_credit(self.had - 300)
        self.assertNotIn("300.00", self.due_rows())
        self.assert_ties_out()

    def test_a_part(self):
        """120 of 300, then the rest; the page says what is left."""
        address, data = self.form()
        self.send(address, data | {"amount": "120"})
        self.assertEqual(self.left(), 180)
        self.assertRegex(self.due_rows(), r"180\.00.*Due .*180\.00")
        address, data = self.form()
        self.send(address, data)
        self.assertEqual(self.left(), 0)
        self.assert_ties_out()

    def test_a_form_sent_twice_pays_once(self):
        """The same part again, and the page of before: nothing more is taken."""
        address, data = self.form()
        for _time in range(2):
            self.send(address, data | {"amount": "120"})
        self.send(address, {**data, "amount": "120", "uuid": self.form()[1]["uuid"]})
        self.assertEqual(self.left(), 180, "the due amount of the old page is another one")
        self.assert_store_credit(self.had - 120)

    def test_values_that_no_page_sends(self):
        """Too much, below zero, no number, no uuid: nothing happens."""
        address, data = self.form()
        for values in (
            {"amount": "301"}, {"amount": "-5"}, {"amount": "NaN"}, {"amount": ""},
            {"due": "1"}, {"uuid": "1"}, {"uuid": f"{data['uuid']}:7"},
        ):  # fmt: skip
            with self.subTest(values):
                self.send(address, data | values)
                self.assertEqual(self.left(), 300)

    def test_others_do_not_pay_it(self):
        """A stranger neither sees nor pays it, nor with the customer's form."""
        address, data = self.form()
        self.assertNotIn("300.00", self.due_rows("stranger") or "")
        self.give_credit(500, self.other_customer)
        self.send(address, data)
        self.assertEqual(self.left(), 300)

    def test_other_documents_are_not_paid_at_this_address(self):
        """Invoices have a page of their own, with a discount; drafts are not due."""
        bill = self.invoice(50.0)
        draft = self.open_balance(70)
        draft.button_draft()
        _address, data = self.form()
        for move in (bill, draft):
            self.send(f"/my/credit/due/{move.id}", data | {"due": "50", "amount": "50"})
        self.assertEqual((bill.amount_residual, draft.state), (50, "draft"))
        self.assert_store_credit(self.had)


@tagged("post_install", "-at_install")
class TestPortalDueAtTill(SettlementCommon, HttpCase):
    """What an open till took back is not asked for."""

    @classmethod
    def setUpClass(cls):
        """Let the customer log in to the website of the company."""
        super().setUpClass()
        website = cls.env["website"].search([], limit=1, order="id")
        website.sudo().company_id = cls.company
        cls.shopper = new_test_user(
            cls.env, login="shopper", password="shopper", groups="base.group_portal",
            partner_id=cls.customer.id, company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )  # fmt: skip

    def due_rows(self):
        """Return the text of what is due, or nothing."""
        self.authenticate("shopper", "shopper")
        html = self.url_open("/my/credit", timeout=60).text
        found = re.search(r'name="credit_due".*?</table>', html, re.S)
        return found and re.sub(r"\s+", " ", re.sub(TAGS, " ", found[0]))

    def test_a_refund_on_account_at_an_open_till(self):
        """Two chairs on account, closed; one comes back while the next session is open: 100."""
        order = self.sell([(self.pay_later_pm, 200.0)], quantity=2)
        self.close_and_reopen()
        self.assertRegex(self.due_rows(), r"Due .*200\.00")
        self.refund(order, [(self.pay_later_pm, -100.0)])
        self.assertRegex(self.due_rows(), r"booked soon .*100\.00.*Due .*100\.00")
        self.close_and_reopen()
        self.assertNotIn("booked soon", self.due_rows())
        self.assertRegex(self.due_rows(), r"Due .*100\.00")

    def test_store_credit_pays_no_more_than_what_is_left(self):
        """Of 200 on account 100 came back: store credit pays 100."""
        self.give_credit(500)
        order = self.sell([(self.pay_later_pm, 200.0)], quantity=2)
        self.close_and_reopen()
        self.refund(order, [(self.pay_later_pm, -100.0)])
        move = self.customer._find_open_receivable(self.company, ">").move_id
        move = move.with_user(self.shopper).sudo()
        self.assertEqual(move._get_store_credit_usable(self.shopper), 100)
        move._pay_entry_with_store_credit(100.0, 100.0, "0f8fad5b-d9cb-469f-a165-70867728950e")
        self.close_and_reopen()
        self.assertEqual(self.open_items(), [])
        self.assert_ties_out()

    def test_a_settlement_at_an_open_till(self):
        """What is paid of an order in cash is off at once."""
        order = self.sell([(self.pay_later_pm, 200.0)], quantity=2)
        self.close_and_reopen()
        self.settle([(order, 150.0)])
        self.assertRegex(self.due_rows(), r"Due .*50\.00")

    def card_due(self, invoice):
        """Return what the invoice's page asks a card for, or nothing."""
        self.authenticate("shopper", "shopper")
        html = self.url_open(f"/my/invoices/{invoice.id}", timeout=60).text
        found = re.search(
            r'id="o_payment_form"[^>]*data-amount="([\d.]+)"', re.sub(r"\s+", " ", html)
        )
        return found and float(found[1])

    def test_the_card_is_asked_for_what_an_open_till_leaves(self):
        """An invoice of 200 on account, 100 came back, then everything; no refund is booked yet."""
        provider = self.env["payment.provider"].sudo().create(
            {
                "name": "Card", "code": "none", "state": "test", "is_published": True,
                "company_id": self.company.id,
                "payment_method_ids": [
                    Command.create({"name": "Card", "code": "due_card", "active": True})
                ],
            }
        )  # fmt: skip
        provider.journal_id = self.bank_journal
        order = self.sell([(self.pay_later_pm, 200.0)], quantity=2, to_invoice=True)
        invoice = order.account_move
        self.assertEqual(self.card_due(invoice), 200)
        for left in (100, None):
            self.refund(order, [(self.pay_later_pm, -100.0)])
            with self.subTest(left=left):
                self.assertEqual(invoice.amount_residual, 200)
                self.assertEqual(self.card_due(invoice), left)
