"""Settling at the till: early payment discounts, and debts that are no invoice."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_settlement import SettlementCommon


@tagged("post_install", "-at_install")
class TestTillSettlementKinds(SettlementCommon):
    """What the till asks is what a card pays elsewhere, for everything that is open."""

    @classmethod
    def setUpClass(cls):
        """Make terms 2/10 net 30."""
        super().setUpClass()
        cls.terms = cls.env["account.payment.term"].create(
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

    def discounted(self, amount=100.0, days=0, **vals):
        """Return an invoice with the terms, made some days ago."""
        day = fields.Date.subtract(self.today, days=days)
        return self.invoice(amount, invoice_date=day, invoice_payment_term_id=self.terms.id, **vals)

    # --------------------------------------------------------------- early discount

    def test_paid_in_time_it_costs_what_the_card_costs(self):
        invoice = self.discounted()
        (row,) = self.due_rows()
        self.assertEqual(row["open"], invoice._get_invoice_next_payment_values()["amount_due"])
        self.assertEqual(row["open"], 98.0)
        self.assertIn("2.00", row["discount_text"])
        self.assertEqual(row["discount_date"], str(fields.Date.add(self.today, days=10)))
        self.settle([(invoice, 98.0)])
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(self.open_items(), [])
        self.close_till()
        self.env.invalidate_all()
        self.assertEqual(self.open_items(), [])
        self.assertEqual(self.customer.outstanding_credit_amount, 0.0)
        self.assert_ties_out()

    def test_store_credit_earns_it_too(self):
        self.give_credit(98.0)
        invoice = self.discounted()
        self.settle([(invoice, 98.0)], [(self.credit_pm, 98.0)])
        self.assertEqual(invoice.payment_state, "paid")
        self.close_till()
        self.assertEqual(self.open_items(), [])
        self.assert_credit(0.0)
        self.assert_ties_out()

    def test_the_discount_is_booked_as_one(self):
        invoice = self.discounted()
        self.settle([(invoice, 98.0)])
        account = self.company.account_journal_early_pay_discount_loss_account_id
        booked = self.env["account.move.line"].search([("account_id", "=", account.id)])
        self.assertEqual(sum(booked.mapped("balance")), 2.0)

    def test_a_part_earns_nothing(self):
        invoice = self.discounted()
        self.settle([(invoice, 50.0)])
        self.assertEqual(invoice.amount_residual, 50.0)
        (row,) = self.due_rows()
        self.assertEqual((row["open"], row["discount_text"]), (50.0, ""))

    def test_too_late_it_costs_all(self):
        invoice = self.discounted(days=15)
        self.assertEqual(self.due(), {invoice.name: 100.0})
        self.settle([(invoice, 98.0)])
        self.assertEqual(invoice.amount_residual, 2.0)

    def test_an_order_on_account_that_was_invoiced_with_terms(self):
        self.customer.property_payment_term_id = self.terms
        order = self.sell([(self.pay_later_pm, 100.0)], to_invoice=True)
        (row,) = self.due_rows()
        self.assertEqual(row["open"], 98.0)
        self.settle([(order.account_move, 98.0)])
        self.close_till()
        self.assertEqual(self.open_items(), [])

    # --------------------------------------------------------------- no invoice

    def opening_balance(self, **amounts):
        """Return an entry by which customers owe: {field of this test: amount}."""
        misc = self.company_data["default_journal_misc"]
        items = [
            Command.create(
                {
                    "account_id": self.c1_receivable.id,
                    "partner_id": getattr(self, name).id,
                    "balance": amount,
                    "date_maturity": "2026-10-15",
                }
            )
            for name, amount in amounts.items()
        ]
        other = Command.create(
            {
                "account_id": self.company_data["default_account_expense"].id,
                "balance": -sum(amounts.values()),
            }
        )
        move = self.env["account.move"].create(
            {"journal_id": misc.id, "date": "2026-10-01", "line_ids": [*items, other]}
        )
        move.action_post()
        return move

    def test_an_opening_balance_is_listed_and_settled(self):
        move = self.opening_balance(customer=300.0, other_customer=50.0)
        (row,) = self.due_rows()
        self.assertEqual(
            (row["reference"], row["open"], row["due_date"]),
            (f"account.move,{move.id}", 300.0, "2026-10-15"),
        )
        self.settle([(move, 120.0)])
        self.assertEqual(self.open_items(), [180.0])
        self.settle([(move, 180.0)])
        self.close_till()
        self.assertEqual(self.open_items(), [])
        self.assertEqual(self.open_items(self.other_customer), [50.0])
        self.assert_ties_out()

    def test_nobody_settles_what_others_owe_by_an_entry(self):
        move = self.opening_balance(other_customer=50.0)
        with self.assertRaisesRegex(UserError, "is not due by"):
            self.settle([(move, 50.0)])
        mixed = self.opening_balance(customer=10.0, other_customer=50.0)
        with self.assertRaisesRegex(UserError, "settle no more than that"):
            self.settle([(mixed, 60.0)])

    def test_a_closing_is_settled_by_its_orders(self):
        order = self.sell([(self.pay_later_pm, 100.0)])
        session = self.close_and_reopen()
        rows = self.due_rows()
        self.assertEqual([row["reference"] for row in rows], [f"pos.order,{order.id}"])
        with self.assertRaisesRegex(UserError, "is not due by"):
            self.settle([(session.move_id, 100.0)])
