"""Common ground of the tests of payment plans: a late customer, and a plan in three parts."""

from datetime import date

from odoo import Command

from .common_reminders import ReminderCommon

DAY = "2026-02-10"
PARTS = ((date(2026, 2, 10), 100.0), (date(2026, 3, 10), 100.0), (date(2026, 4, 10), 100.0))


class PlanCommon(ReminderCommon):
    """Two invoices of 200 and 100 are due on 2026-01-15; days are frozen by each test."""

    @classmethod
    def setUpClass(cls):
        """Give the accountant the plans, and the customer a salesperson."""
        super().setUpClass()
        cls.Plan = cls.env["customer.payment.plan"]
        cls.customer.user_id = cls.statement_user
        case = cls()
        cls.first = case.owe(cls.customer, 200.0)
        cls.second = case.owe(cls.customer, 100.0)

    def items_of(self, *moves):
        """Return the receivable items of documents."""
        moves = self.env["account.move"].union(*moves)
        return moves.line_ids.filtered(lambda it: it.account_type == "asset_receivable")

    def offer(self, *moves, parts=PARTS, partner=None):
        """Return an offer that covers documents, by default both."""
        partner = partner or self.customer
        items = self.items_of(*(moves or (self.first, self.second)))
        return self.Plan.sudo()._make(
            partner, self.company, items, parts, user_id=self.accountant.id
        )  # fmt: skip

    def plan(self, *moves, parts=PARTS, partner=None):
        """Return a plan that counts."""
        plan = self.offer(*moves, parts=parts, partner=partner)
        plan._agree(self.contact)
        return plan

    def dialog(self, user=None, moves=None):
        """Return the dialog of the customer, opened by a user."""
        user = user or self.accountant
        records = moves or self.customer
        action = records.with_user(user).action_offer_payment_plan()
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def paid_of(self, plan):
        """Return [(paid, state)] of the parts, read anew."""
        self.env.invalidate_all()
        return [(part.paid_amount, part.state) for part in plan._get_ordered()]

    def credit_note(self, amount, partner=None):
        """Return a posted credit note."""
        return self.invoice(amount, partner, "out_refund", invoice_date="2026-02-10")

    def match(self, move, *others):
        """Match a document with others."""
        items = self.items_of(move, *others)
        items.filtered(lambda it: not it.reconciled).reconcile()

    def card(self):
        """Return a portal user of the customer."""
        return self.portal_user_of(self.contact)

    def clear(self, dialog):
        """Take all rows off a dialog."""
        dialog.part_ids = [Command.clear()]
