"""Common ground of the tests of those who keep books by hand and have no right on credit."""

from odoo import Command
from odoo.exceptions import AccessError

from .common import CreditCommon

TODAY = "2026-02-01"


class ByHandCommon(CreditCommon):
    """Somebody who invoices, and the forms in which that person books."""

    @classmethod
    def setUpClass(cls):
        """Add somebody who invoices, and is no credit manager."""
        super().setUpClass()
        cls.clerk = cls._new_user("credit_invoicing", "account.group_account_invoice")
        cls.expense = cls.company_data["default_account_expense"]
        cls.income = cls.company_data["default_account_revenue"]
        cls.Move = cls.env["account.move"].with_user(cls.clerk)
        cls.Payment = cls.env["account.payment"].with_user(cls.clerk)

    def assert_needs_a_manager(self, action):
        """The clerk is told whom to ask, and nobody has more store credit."""
        entries = self.Entry.search([])
        with self.assertRaises(AccessError) as caught:
            action()
        self.assertIn("Customer Credit manager", str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.Entry.search([]), entries)
        self.assert_ties_out()

    def draft(self, items, move_type="entry", **vals):
        """Return a draft of the clerk with these items (account, amount, partner)."""
        if move_type == "entry":
            vals["line_ids"] = [
                Command.create(
                    {"account_id": account.id, "balance": amount, "partner_id": self.customer.id}
                )
                for account, amount in items
            ]
            vals.setdefault("journal_id", self.company_data["default_journal_misc"].id)
        else:
            vals["partner_id"] = self.customer.id
            vals["invoice_line_ids"] = [
                Command.create(
                    {"name": "x", "account_id": account.id, "price_unit": amount, "tax_ids": []}
                )
                for account, amount in items
            ]
            vals["invoice_date"] = TODAY
        return self.Move.create({"move_type": move_type, "date": TODAY, **vals})

    def payment(self, **vals):
        """Return a draft payment of the clerk."""
        return self.Payment.create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 50.0,
                "date": TODAY,
                "journal_id": self.journal.id,
                **vals,
            }
        )

    def topup(self, amount=50.0):
        """Return the clerk's posted invoice of a top-up; its credit waits for the money."""
        move = self.draft([(self.liability, amount)], "out_invoice")
        move.action_post()
        return move

    def register(self, invoice, **vals):
        """Pay it as the clerk."""
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": self.bank_journal.id, "payment_date": TODAY, **vals})
        )
        return wizard._create_payments()

    def assert_topup_closed(self, action):
        """The clerk is told whom to ask, and no credit is free."""
        with (
            self.assertRaisesRegex(AccessError, "Customer Credit manager"),
            self.env.cr.savepoint(),
        ):
            action()
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().available, 0.0)
        self.assert_ties_out()

    def without_entry(self, invoices, amount, **vals):
        """Return the clerk's posted payment as it is where the bank's statement books it."""
        payment = self.payment(
            payment_type="inbound", journal_id=self.bank_journal.id, amount=amount,
            invoice_ids=[Command.set(invoices.ids)], **vals,
        )  # fmt: skip
        payment.sudo().outstanding_account_id = False
        payment.action_post()
        self.assertFalse(payment.move_id)
        return payment
