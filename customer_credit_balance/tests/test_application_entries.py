"""Whatever is owed can be paid by credit: opening balances and other entries, not invoices only."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_application_undo import UndoCommon


@tagged("post_install", "-at_install")
class TestApplyToEntries(UndoCommon):
    """An opening balance of 300, which holds the items of another customer, too."""

    def opening(self, *items):
        """Post an entry of (customer, amount, {more values}) on the receivable account."""
        income = self.company_data["default_account_revenue"]
        lines = [
            {"account_id": self.receivable.id, "partner_id": partner.id, "balance": amount, **vals}
            for partner, amount, vals in items
        ]
        lines.append({"account_id": income.id, "balance": -sum(it["balance"] for it in lines)})
        move = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": "2026-01-10",
                "line_ids": [Command.create(vals) for vals in lines],
            }
        )
        move.action_post()
        return move

    def open_of(self, move, partner=None):
        """Return what is open of the customer's items of the entry."""
        self.env.invalidate_all()
        items = move.line_ids.filtered(lambda line: line.partner_id == (partner or self.customer))
        return sum(items.mapped("amount_residual"))

    def test_proposed_and_paid(self):
        """Store credit and a payment pay it, exactly, and leave the other customer alone."""
        move = self.opening(
            (self.customer, 200, {"date_maturity": "2026-02-15"}),
            (self.other_customer, 70, {}),
            (self.customer, 100, {"date_maturity": "2026-01-31"}),
        )
        self.give_credit(50)
        self.pay_on_account(90)
        wizard = self.wizard(partner_id=self.customer.id)
        self.assertEqual(
            (wizard.invoice_ids.invoice_id, wizard.invoice_ids.remaining, wizard.amount),
            (move, 300, 140),
        )
        wizard.action_confirm()
        self.assertEqual((self.open_of(move), self.open_of(move, self.other_customer)), (160, 70))
        self.assertEqual(self.customer.credit, 160)
        self.assert_store_credit(0)
        self.assert_ties_out()

    def test_in_a_foreign_currency(self):
        """The items say in which currency, not the entry."""
        foreign = self.setup_other_currency("HRK", rates=[("2026-01-01", 2.0)])
        vals = {"currency_id": foreign.id, "amount_currency": 80}
        move = self.opening((self.customer, 40, vals))
        self.give_credit(100)
        wizard = self.wizard(partner_id=self.customer.id, date="2026-01-20")
        self.assertEqual(wizard.invoice_ids.currency_id, foreign)
        self.assertEqual((wizard.invoice_ids.remaining, wizard.amount), (80, 40))
        wizard.action_confirm()
        self.assertEqual(self.open_of(move), 0)
        self.assert_store_credit(60)

    def test_undone(self):
        """Taken back, everything is as it was."""
        move = self.opening((self.customer, 300, {}))
        payment = self.pay_on_account(100)
        self.give_credit(100)
        self.assert_undone([(payment, move, 30), (None, move, 20)])

    def test_refused(self):
        """Entries that owe nothing of this customer, or less."""
        move = self.opening((self.other_customer, 300, {}))
        payment = self.pay_on_account(100)
        with self.assertRaisesRegex(UserError, "not a customer invoice"):
            self.apply([(payment, move, 30)])
        with self.assertRaisesRegex(UserError, "30.00"):
            self.apply([(payment, self.opening((self.customer, 30, {})), 31)])


@tagged("post_install", "-at_install")
class TestApplyInBranches(UndoCommon):
    """The invoice is the branch's, the payment that of the company above it."""

    def setUp(self):
        """Open a branch, with an invoice of 60; 30 were paid to the company above."""
        super().setUp()
        self.branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.env.cr.precommit.run()
        self.env.user.company_ids |= self.branch
        self.credit_manager.company_ids |= self.branch
        context = {"allowed_company_ids": [self.branch.id, self.company.id]}
        self.env = self.env(context={**self.env.context, **context})
        self.branch = self.env["res.company"].browse(self.branch.id)
        self.bill = self.invoice(60, company_id=self.branch.id)
        self.payment = self.pay_on_account(30)

    def branch_wizard(self, user):
        """Return the dialog in the branch, as this user."""
        return self.wizard(user=user, partner_id=self.customer.id, company_id=self.branch.id)

    def test_credits_of_the_company_above_are_offered(self):
        """Offered, applied, undone."""
        self.assertEqual(self.bill.company_id, self.branch)
        before = self.open_items()
        wizard = self.branch_wizard(self.credit_manager)
        self.assertEqual((wizard.credit_ids.remaining, wizard.amount), (30, 30))
        wizard.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(self.bill.amount_residual, 30)
        self.unapply()
        self.assertEqual(self.open_items(), before)

    def test_only_to_those_who_work_there(self):
        """A manager of the branch alone neither sees nor uses them."""
        self.credit_manager.write(
            {"company_id": self.branch.id, "company_ids": [Command.set(self.branch.ids)]}
        )
        self.env.invalidate_all()
        self.env = self.env(context={**self.env.context, "allowed_company_ids": self.branch.ids})
        wizard = self.branch_wizard(self.credit_manager)
        self.assertFalse(wizard.credit_ids)
        match = {"credit_id": self.line(self.payment).id, "invoice_id": self.bill.id, "amount": 5}
        vals = {"partner_id": self.customer.id, "company_id": self.branch.id}
        with self.assertRaises(AccessError):
            wizard.create({**vals, "line_ids": [Command.create(match)]}).action_confirm()
