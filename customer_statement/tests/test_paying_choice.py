"""What is paid of a statement: chosen documents, less discounts and open credits, to the cent."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_pay import PayCommon


@tagged("post_install", "-at_install")
class TestPortalPayChoice(PayCommon):
    """The page says how it adds up; the books do what the page said."""

    def test_the_open_credit_is_used_first(self):
        """11,220 of invoices, 240 of credit: 10,980 to pay, and nothing stays open."""
        first, second = self.invoice(11000), self.invoice(220)
        refund = self.invoice(240, move_type="out_refund")
        mine = self.sent(kind="open_items")
        button = self.plain(self.url_open(f"/my/statements/{mine.id}").text)
        self.assertRegex(button, r"Pay \$ ?10,980\.00")
        page = self.page(mine)
        text = self.plain(page)
        for part in ("11,220.00", "-240.00", "10,980.00", refund.name):
            self.assertIn(part, text)
        transaction, amount = self.pay_page(mine)
        self.assertEqual((amount, transaction.amount), (10980, 10980))
        self.assertEqual((first | second | refund).mapped("amount_residual"), [0, 0, 0])
        self.assertEqual(self.open_items(), [])
        self.assertEqual(transaction.payment_id.invoice_ids, first | second)
        self.assert_ties_out()

    def test_the_customer_chooses_documents(self):
        """The credit pays the chosen one; the others stay as they are, even if due before."""
        old, new = self.invoice(300), self.invoice(200, invoice_date_due="2026-05-01")
        refund = self.invoice(50, move_type="out_refund")
        mine = self.sent(kind="open_items")
        transaction, amount = self.pay_page(mine, self.due_item(new))
        self.assertEqual((amount, transaction.amount), (150, 150))
        self.assertEqual((old | new | refund).mapped("amount_residual"), [300, 0, 0])

    def test_what_waits_to_be_booked_is_not_asked_for(self):
        """500, of which an open till took back 120: 380 to pay, and the page says why."""
        item = self.due_item(self.invoice(500))
        self.patch(type(item), "_get_credit_waiting", lambda items: {items[:1]: 120.0})
        mine = self.sent(kind="open_items")
        text = self.plain(self.page(mine))
        for part in ("500.00", "booked soon", "-120.00", "380.00"):
            self.assertIn(part, text)
        _transaction, amount = self.pay_page(mine)
        self.assertEqual((amount, item.amount_residual), (380, 120))

    def test_never_a_payment_for_zero_or_less(self):
        """The credit covers everything: no form, and no transaction by the route either."""
        invoice = self.invoice(100)
        self.pay_on_account(100)
        mine = self.sent(kind="open_items")
        page = self.page(mine)
        self.assertEqual(self.due_on(page), (None, None))
        self.assertIn("Nothing is left to pay", page)
        currency = self.company.currency_id
        count = self.env["payment.transaction"].sudo().search_count([])
        for amount in (0, 100, -100, 0.0):
            answer = self.order_payment(
                f"/my/statements/{mine.id}/transaction/{currency.id}", amount
            )
            self.assertIn("error", answer)
        nothing = self.page(mine, self.env["account.move.line"])
        self.assertIn("Choose at least one", nothing)
        self.assertEqual(self.env["payment.transaction"].sudo().search_count([]), count)
        self.assertEqual(invoice.amount_residual, 100)

    def test_one_payment_for_each_currency(self):
        """Credit in one pays nothing in the other; how to pay names both."""
        home = self.invoice(100)
        abroad = self.invoice(60, currency_id=self.foreign.id)
        self.invoice(20, move_type="out_refund", currency_id=self.foreign.id)
        mine = self.sent(kind="open_items")
        document = mine._get_document()
        amounts = [
            value for _label, value in document.payment.lines if any(c.isdigit() for c in value)
        ]
        self.assertTrue(any("100.00" in value for value in amounts))
        self.assertTrue(any("40.00" in value for value in amounts))
        button = self.plain(self.url_open(f"/my/statements/{mine.id}").text)
        self.assertIn("100.00", button)
        self.assertIn("40.00", button)
        _transaction, amount = self.pay_page(mine, currency=self.foreign)
        self.assertEqual(amount, 40)
        self.assertEqual((home | abroad).mapped("amount_residual"), [100, 0])
        _transaction, amount = self.pay_page(mine, currency=self.company.currency_id)
        self.assertEqual(amount, 100)
        self.assertEqual((home | abroad).mapped("amount_residual"), [0, 0])

    def test_how_to_pay_names_the_currency_that_is_owed(self):
        """More credit at home than owed abroad: what is owed abroad is still to be paid."""
        self.invoice(60, currency_id=self.foreign.id)
        self.pay_on_account(500)
        mine = self.sent(kind="open_items")
        self.assertTrue(mine._get_payment_url())
        lines = mine._get_document().payment.lines
        self.assertTrue(any("60.00" in value for _label, value in lines))
        self.assertFalse(any("500.00" in value for _label, value in lines))

    def test_an_opening_balance_is_paid_like_an_invoice(self):
        """300 as journal entry, 50 of credit: 250, and the entry is settled."""
        entry = self.opening_balance(300)
        self.pay_on_account(50)
        mine = self.sent(kind="open_items")
        transaction, amount = self.pay_page(mine)
        self.assertEqual((amount, transaction.amount), (250, 250))
        self.assertTrue(self.due_item(entry).reconciled)
        self.assertEqual(self.open_items(), [])

    def test_instalments_are_paid_in_their_order(self):
        """The second comes with the first; the first can be paid alone."""
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (10, 40)
                ],
            }
        )
        invoice = self.invoice(100, invoice_payment_term_id=term.id)
        other = self.invoice(70, invoice_date_due="2026-02-01")
        mine = self.sent(kind="open_items")
        first, second = self.due_item(invoice).sorted("date_maturity")
        _route, amount = self.due_on(self.page(mine, second))
        self.assertEqual(amount, 100)
        transaction, amount = self.pay_page(mine, first | self.due_item(other))
        self.assertEqual((amount, transaction.amount), (120, 120))
        self.assertEqual((first.reconciled, second.reconciled), (True, False))
        self.assertEqual(other.amount_residual, 0)

    def test_the_early_payment_discount_is_offered(self):
        """2/10 net 30: 98 of 100 beside another invoice, and nothing of it stays open."""
        today = fields.Date.context_today(self.env.user)
        term = self.env["account.payment.term"].create(
            {
                "name": "2/10 net 30",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                ],
            }
        )
        invoice = self.invoice(100, invoice_date=today, invoice_payment_term_id=term.id)
        other = self.invoice(50)
        self.pay_on_account(30)
        mine = self.sent(kind="open_items", date_to=today)
        transaction, amount = self.pay_page(mine)
        self.assertEqual((amount, transaction.amount), (118, 118))
        self.assertEqual((invoice | other).mapped("amount_residual"), [0, 0])
        self.assertEqual(self.open_items(), [])

    def test_what_is_disputed_is_not_asked_for(self):
        """It can be chosen, and is not by default."""
        right, wrong = self.invoice(100), self.invoice(70)
        mine = self.sent(kind="open_items")
        mine._dispute(self.customer, str(self.due_item(wrong).id), "amount")
        self.env.flush_all()
        self.assertEqual(self.due_on(self.page(mine))[1], 100)
        self.assertIn("Disputed", self.page(mine))
        items = self.due_item(right) | self.due_item(wrong)
        self.assertEqual(self.due_on(self.page(mine, items))[1], 170)

    def test_sent_twice_it_is_paid_once(self):
        """While a payment is on its way nobody pays the same again, nor with the same credit."""
        first, second = self.invoice(100), self.invoice(70)
        self.pay_on_account(30)
        mine = self.sent(kind="open_items")
        route, amount = self.due_on(self.page(mine, self.due_item(first)))
        self.assertEqual(amount, 70)
        reference = self.order_payment(route, amount)["result"]["reference"]
        self.confirm(reference, "pending")
        self.assertIn("error", self.order_payment(route, amount))
        _route, rest = self.due_on(self.page(mine))
        self.assertEqual(rest, 70, "the credit is taken by the payment that is on its way")
        self.confirm(reference, "done")
        self.confirm(reference, "done")
        self.assertEqual((first | second).mapped("amount_residual"), [0, 70])
        payments = self.env["account.payment"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(len(payments), 2)

    def test_what_changed_meanwhile_stops_no_money(self):
        """Credit gone, invoice paid: the payment is booked, the rest stays open and visible."""
        first, second = self.invoice(100), self.invoice(70)
        credit = self.pay_on_account(30)
        mine = self.sent(kind="open_items")
        route, amount = self.due_on(self.page(mine))
        self.assertEqual(amount, 140)
        reference = self.order_payment(route, amount)["result"]["reference"]
        (self.due_item(first) | self.due_item(credit.move_id)).reconcile()
        transaction = self.confirm(reference)
        self.assertEqual(transaction.payment_id.move_id.state, "posted")
        self.assertEqual(sum((first | second).mapped("amount_residual")), 0)
        self.assert_ties_out()

    def test_a_refusal_of_the_books_stops_no_money(self):
        """Whatever the engine says: the payment is posted and matched as Odoo does."""
        invoice = self.invoice(100)
        self.pay_on_account(30)
        mine = self.sent(kind="open_items")
        Credit = self.registry["customer.credit"]

        def refuse(*_args, **_kwargs):
            raise UserError(self.env._("Early payment discount"))

        self.patch(Credit, "_apply_to_invoices", refuse)
        transaction, amount = self.pay_page(mine)
        self.assertEqual(amount, 70)
        self.assertEqual(transaction.payment_id.move_id.state, "posted")
        self.assertEqual(invoice.amount_residual, 30)
