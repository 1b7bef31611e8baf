"""A dispute becomes a draft credit note in one step: amount, taxes, link and rights."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestCreditNotes(SendingCommon):
    """An invoice of 500 and one of 121 with taxes, on a statement that was sent."""

    def setUp(self):
        """Send the statement."""
        super().setUp()
        self.due = self.invoice(500)
        self.taxed = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create({"name": name, "price_unit": price, "quantity": 3,
                                    "tax_ids": [Command.set(taxes.ids)]})
                    for name, price, taxes in (
                        ("Chair", 33.33, self.tax_sale_a),
                        ("Table", 11.11, self.tax_sale_a),
                        ("Delivery", 7.0, self.env["account.tax"]),
                    )
                ],
            }
        )  # fmt: skip
        self.taxed.action_post()
        self.pay(self.taxed, self.taxed.amount_total - 77.77, date="2026-01-16")
        self.statement_ = self.sent(kind="open_items")
        self.accountant = self._new_user(
            "dispute_accountant",
            "customer_statement.group_customer_statement_manager,account.group_account_invoice",
        )

    def dispute(self, invoice):
        """Return a dispute of an invoice of the statement."""
        key = str(self.receivable_line(invoice).id)
        return self.statement_._dispute(self.contact, key, "faulty", "Broken leg")

    def test_the_whole_invoice(self):
        """Accepted, and the draft of 500 stands linked beside the invoice."""
        dispute = self.dispute(self.due).with_user(self.accountant)
        action = dispute.action_accept_with_credit_note()
        note = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(
            (note.move_type, note.state, note.amount_total, note.reversed_entry_id),
            ("out_refund", "draft", 500, self.due),
        )
        self.assertEqual((dispute.state, dispute.credit_note_id), ("accepted", note))
        self.assertEqual(dispute.action_open_credit_note()["res_id"], note.id)
        note.action_post()
        with self.assertRaises(UserError):
            dispute.action_accept_with_credit_note()
        self.assertEqual(self.due.reversal_move_ids, note)

    def test_cost_centres_get_back_their_part(self):
        """The income of a part is taken off where the invoice had put it."""
        plan = self.env["account.analytic.plan"].create({"name": "Shops"})
        shops = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        invoice = self.invoice(500)
        invoice.button_draft()
        line = invoice.invoice_line_ids
        line.analytic_distribution = {str(shops[0].id): 100.0}
        line.copy({"move_id": invoice.id, "analytic_distribution": {str(shops[1].id): 100.0}})
        invoice.action_post()
        self.pay(invoice, 900, date="2026-01-16")
        self.statement_ = self.sent(kind="open_items")
        action = self.dispute(invoice).with_user(self.accountant).action_accept_with_credit_note()
        note = self.env["account.move"].browse(action["res_id"])
        parts = {
            key: line.price_subtotal
            for line in note.invoice_line_ids
            for key in line.analytic_distribution or {}
        }
        self.assertEqual(parts, {str(shop.id): 50.0 for shop in shops})

    def test_the_line_speaks_the_language_of_the_customer(self):
        """As the lines of the invoice do, whoever accepts the dispute."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        dispute = self.dispute(self.taxed).with_user(self.accountant)
        read = fields.Selection._description_selection

        def label(field, env):
            return [(key, f"{text} in {env.lang}") for key, text in read(field, env)]

        with patch.object(fields.Selection, "_description_selection", label):
            action = dispute.action_accept_with_credit_note()
        note = self.env["account.move"].browse(action["res_id"])
        (name,) = set(note.invoice_line_ids.mapped("name"))
        self.assertEqual(name, "Goods or service faulty in fr_FR")
        self.assertIn(name, note.ref)

    def test_what_is_left_of_an_invoice(self):
        """Paid in part: the draft is of the rest, taxes in their proportion, to the cent."""
        total = self.taxed.amount_total
        dispute = self.dispute(self.taxed)
        self.assertEqual(dispute.amount, 77.77)
        note = self.env["account.move"].browse(
            dispute.with_user(self.accountant).action_accept_with_credit_note()["res_id"]
        )
        self.assertEqual(note.amount_total, 77.77)
        share = self.taxed.amount_tax / total
        self.assertAlmostEqual(note.amount_tax, 77.77 * share, delta=0.02)
        self.assertEqual(note.invoice_line_ids.tax_ids, self.taxed.invoice_line_ids.tax_ids)

    def test_coins_and_fixed_taxes_give_no_more_than_is_open(self):
        """What is left of an invoice that was rounded to coins, or bears a tax for each piece."""
        fixed, percent = self.env["account.tax"].create(
            [
                {"name": "Bag", "amount_type": "fixed", "amount": 1.5},
                {"name": "A fifth", "amount_type": "percent", "amount": 20.0},
            ]
        )
        coins = self.env["account.cash.rounding"].create(
            {"name": "5 cents", "rounding": 0.05, "strategy": "biggest_tax"}
        )
        for quantity, price, taxes, rounding, left in (
            (1, 10.03, percent, coins, 3.33), (3, 10.0, percent + fixed, coins.browse(), 20.5),
            (3, 7.77, fixed, coins.browse(), 11.13), (1, 10.03, percent, coins, 0.01),
        ):  # fmt: skip
            with self.subTest(left=left):
                bill = self.invoice(price, post=False)
                bill.invoice_line_ids.write({"quantity": quantity, "tax_ids": taxes.ids})
                bill.invoice_cash_rounding_id = rounding
                bill.action_post()
                self.pay(bill, bill.amount_total - left, date="2026-01-16")
                self.statement_ = self.sent(kind="open_items")
                dispute = self.dispute(bill).with_user(self.accountant)
                dispute.action_accept_with_credit_note()
                note = dispute.credit_note_id
                self.assertLessEqual(note.amount_total, left)
                self.assertGreaterEqual(note.amount_total, left - 0.011)
                note.action_post()
                self.assertEqual(note.amount_residual, 0.0)

    def test_no_more_than_is_open_by_now(self):
        """Paid in part after the dispute: the draft is of the rest; paid at all, of the dispute."""
        for paid, credited in ((300, 200), (500, 500)):
            with self.subTest(paid=paid):
                invoice = self.invoice(500)
                self.statement_ = self.sent(kind="open_items")
                dispute = self.dispute(invoice).with_user(self.accountant)
                self.pay(invoice, paid)
                action = dispute.action_accept_with_credit_note()
                note = self.env["account.move"].browse(action["res_id"])
                self.assertEqual(note.amount_total, credited)

    def test_what_is_credited_already_is_not_credited_again(self):
        """By hand, in part beside a payment, or by the draft of the same line's other dispute."""

        def by_hand(invoice, price, post=True):
            note = invoice._reverse_moves([{"date": fields.Date.today()}])
            note.invoice_line_ids.price_unit = price
            if post:
                note.action_post()

        for credit, left in (
            (lambda it: it._reverse_moves([{"date": fields.Date.today()}], cancel=True), 0),
            (lambda it: (by_hand(it, 300), self.pay(it, 200, date="2026-01-20")), 200),
            (lambda it: by_hand(it, 500, post=False), 0),
            (lambda it: by_hand(it, 120, post=False), 380),
        ):
            with self.subTest(left=left):
                invoice = self.invoice(500)
                self.statement_ = self.sent(kind="open_items")
                dispute = self.dispute(invoice).with_user(self.accountant)
                credit(invoice)
                if not left:
                    with self.assertRaisesRegex(UserError, "is credited already, by"):
                        dispute.action_accept_with_credit_note()
                    self.assertEqual(dispute.state, "open")
                    continue
                action = dispute.action_accept_with_credit_note()
                self.assertEqual(
                    self.env["account.move"].browse(action["res_id"]).amount_total, left
                )

    def test_two_disputes_of_one_line_are_credited_once(self):
        """On the statement that was replaced and on the one that replaced it."""
        old = self.dispute(self.due).with_user(self.accountant)
        self.statement_ = self.sent(kind="open_items")
        new = self.dispute(self.due).with_user(self.accountant)
        old.action_accept_with_credit_note()
        with self.assertRaisesRegex(UserError, "is credited already"):
            new.action_accept_with_credit_note()
        new.action_accept()
        self.assertEqual(sum(self.due.reversal_move_ids.mapped("amount_total")), 500)

    def test_a_balance_is_no_invoice(self):
        """Whoever disputes the whole balance names no document."""
        self.statement_._answer_balance(self.contact, False, "We paid in cash")
        dispute = self.statement_.dispute_ids.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "whole balance"):
            dispute.action_accept_with_credit_note()
        self.assertEqual(dispute.state, "open")
        with self.assertRaisesRegex(UserError, "no credit note"):
            dispute.action_open_credit_note()

    def test_rights(self):
        """Not who only sells, only settles or only invoices, nor the portal; nothing is written."""
        dispute = self.dispute(self.due)
        portal = self.portal_user_of(self.contact)
        for user in (self.statement_user, self.statement_manager, self.credit_manager,
                     self.salesperson, portal):  # fmt: skip
            with self.subTest(user.login), self.assertRaises(AccessError):
                dispute.with_user(user).action_accept_with_credit_note()
        with self.assertRaises(AccessError):
            dispute.with_user(self.accountant).write({"credit_note_id": self.taxed.id})
        self.assertEqual(dispute.state, "open")
        self.assertFalse(self.due.reversal_move_ids)
