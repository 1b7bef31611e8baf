"""The Credit Centre after sales at the till: what remains is what we owe, and says where from."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillInTheCentre(TillCommon):
    """Open till, closed till: the list adds up for whoever looks."""

    def credits(self):
        """Return the rows of the customer, as of the next commit."""
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["customer.credit"].search([("partner_id", "=", self.customer.id)])

    def assert_adds_up(self, waiting=0.0):
        """What remains in the list is the customer's credit balance, booked or not.

        :param waiting: what the open till gave (positive) or took, company currency
        """
        credits = self.credits()
        remaining = sum(credits.mapped("remaining_amount"))
        self.assertEqual(
            sum(credits.filtered(lambda row: not row.move_line_id).mapped("amount")), waiting
        )
        self.assertEqual(self.company.currency_id.round(remaining), self.customer.credit_balance)
        open_rows = credits.search(
            [("partner_id", "=", self.customer.id), ("status", "in", ["open", "partial", "spent"])]
        )
        self.assertEqual(sum(open_rows.mapped("remaining_amount")), remaining)
        for field in ("kind", "origin", "status"):
            groups = credits._read_group(
                [("partner_id", "=", self.customer.id)], [field], ["remaining_amount:sum"]
            )
            self.assertEqual(sum(amount for _value, amount in groups), remaining)

    def test_spent_at_the_till(self):
        """Given before, topped up and spent at the till, before and after its closing."""
        self.give_credit(58)
        self.assert_adds_up()
        self.top_up(50)
        order = self.sell([(self.credit_pm, 20), (self.cash_pm1, 80)])
        self.assert_adds_up(waiting=30)
        self.close_till()
        self.assert_adds_up()
        self.assertEqual(self.customer.credit_balance, 88)
        self.open_new_session()
        self.refund(order, [(self.credit_pm, -100)])
        self.assert_adds_up(waiting=100)
        self.close_till()
        self.assert_adds_up()
        self.assertEqual(self.customer.credit_balance, 188)
        given = self.credits().filtered(lambda row: row.kind == "store_credit")
        self.assertEqual(
            sorted(given.filtered(lambda row: row.amount != 58).mapped("origin")),
            ["refund", "topup"],
        )
        closings = self.env["pos.session"].search([]).move_id
        self.assertFalse(self.credits().move_id & closings, "a closing only passes on")

    def test_what_waits_says_what_it_is(self):
        """Rows of an open till name the order, and open their ledger entry."""
        self.give_credit(58)
        order = self.sell([(self.credit_pm, 20), (self.cash_pm1, 80)])
        topup = self.top_up(50)
        rows = self.credits().filtered(lambda row: not row.move_line_id)
        self.assertEqual(
            {(row.origin, row.name, row.amount, row.status) for row in rows},
            {
                ("till", order.pos_reference, -20.0, "spent"),
                ("topup", topup.pos_reference, 50.0, "open"),
            },
        )
        for row in rows:
            action = row.with_user(self.credit_manager).action_open_document()
            entry = self.env[action["res_model"]].browse(action["res_id"])
            self.assertEqual(entry.amount, row.amount)
            with self.assertRaisesRegex(UserError, "waits for its till to be closed"):
                row.with_user(self.credit_manager).action_apply()
        every = self.credits()
        self.assertTrue(every.with_user(self.credit_manager).action_apply())
        spent = every.search([("origin", "=", "till"), ("partner_id", "=", self.customer.id)])
        self.assertEqual(spent.amount, -20.0)

    def test_what_a_closing_matches_in_itself_is_no_application(self):
        """Goods on account that come back on the same day, and on a later one."""
        applications = self.env["customer.credit.application"].with_user(self.credit_manager)
        mine = [("partner_id", "=", self.customer.id)]
        sold = self.sell([(self.pay_later_pm, 200.0)], quantity=2)
        self.refund(sold, [(self.pay_later_pm, -100.0)])
        self.close_till()
        self.assertFalse(applications.search(mine))
        self.open_new_session()
        self.refund(sold, [(self.pay_later_pm, -100.0)])
        self.close_till()
        self.env.invalidate_all()
        later = applications.search(mine)
        self.assertEqual(later.mapped("amount"), [100.0])
        later.action_unapply()
        self.assertEqual(self.credits().mapped("remaining_amount"), [100.0])

    def test_what_the_till_carries_on_is_no_application(self):
        """Spent, topped up, given back: one row each, of the credit that was used."""
        applications = self.env["customer.credit.application"].with_user(self.credit_manager)
        mine = [("partner_id", "=", self.customer.id)]
        given = self.give_credit(58)
        order = self.sell([(self.credit_pm, 20), (self.cash_pm1, 80)])
        self.top_up(50)
        self.close_till()
        self.env.cr.precommit.run()
        spent = applications.search(mine)
        self.assertEqual(
            [(row.credit_id.move_line_id, row.amount, row.kind) for row in spent],
            [(given.move_line_id, 20.0, "invoice")],
        )
        self.open_new_session()
        self.refund(order, [(self.credit_pm, -100)])
        self.close_till()
        self.env.cr.precommit.run()
        self.assertEqual(applications.search(mine), spent)
        for row in spent:
            self.assertTrue(row.with_user(self.credit_manager).credit_id.display_name)

    def test_store_credit_that_a_person_applies_to_a_till_sale_is_an_application(self):
        """It can be taken back, like any other."""
        self.give_credit(60)
        self.sell([(self.pay_later_pm, 100)])
        self.close_till()
        session_item = self.env["account.move.line"].search(
            [("partner_id", "=", self.customer.id), ("amount_residual", ">", 0),
             ("account_type", "=", "asset_receivable")]
        )  # fmt: skip
        line = {"credit_id": False, "invoice_id": session_item.move_id.id, "amount": 40.0}
        self.env["customer.credit.apply"].with_user(self.credit_manager).create(
            {"partner_id": self.customer.id, "line_ids": [Command.create(line)]}
        ).action_confirm()
        self.env.cr.precommit.run()
        applied = self.env["customer.credit.application"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "applied")]
        )
        own = applied.filtered(lambda it: it.credit_id.origin == "spent")
        self.assertEqual(own.mapped("amount"), [40.0])
        own.with_user(self.credit_manager).action_unapply()
        self.env.invalidate_all()
        self.assertEqual(session_item.amount_residual, 100.0)
        self.assert_store_credit(60)
