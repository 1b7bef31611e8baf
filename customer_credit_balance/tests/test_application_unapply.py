"""Unapplying: the credit is open again, the history shows both, whoever did it and how."""

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_application import ApplyCommon


@tagged("post_install", "-at_install")
class TestUnapply(ApplyCommon):
    """From the Credit Centre, and through Odoo's own buttons."""

    def applications(self, move):
        """Return the applications of the credit that this entry gave."""
        return self.credits(move).application_ids

    def test_unapply_a_direct_match(self):
        """Credit and invoice are open again; the history keeps the application."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 80)])
        self.applications(payment).action_unapply()
        self.assertEqual(invoice.amount_residual, 80)
        self.assertEqual(self.credits(payment).status, "open")
        history = self.applications(payment)
        self.assertEqual(
            (history.state, history.amount, history.invoice_id, history.unapplied_by_id),
            ("unapplied", 80, invoice, self.env.user),
        )
        self.assertTrue(history.unapplied_on)

    def test_unapply_one_of_two_parts(self):
        """Only the chosen application is undone, although both share a split entry."""
        payment, first, second = self.pay_on_account(100), self.invoice(80), self.invoice(80)
        self.apply([(payment, first, 30), (payment, second, 20)])
        self.applications(payment).filtered(lambda a: a.invoice_id == first).action_unapply()
        self.assertEqual((first.amount_residual, second.amount_residual), (80, 60))
        self.assertEqual(self.credits(payment).remaining_amount, 80)
        self.env.flush_all()
        self.assertEqual(len(self.env["customer.credit"].search(
            [("partner_id", "=", self.customer.id)])), 1)  # fmt: skip
        self.assertEqual(self.customer.outstanding_credit_amount, 80)

    def test_odoo_button_leaves_nothing_half_matched(self):
        """The invoice's own unreconcile undoes both sides of a split, and is in the history."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 30)])
        partial = self.line(invoice).matched_credit_ids
        invoice.js_remove_outstanding_partial(partial.id)
        self.assertEqual(invoice.amount_residual, 80)
        self.assertEqual(self.credits(payment).remaining_amount, 100)
        self.assertEqual(self.applications(payment).mapped("state"), ["unapplied"])

    def test_cancelled_invoice_gives_the_credit_back(self):
        """Cancelling the invoice frees the credit and says so in the history."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 30)])
        invoice.button_cancel()
        self.assertEqual(self.credits(payment).remaining_amount, 100)
        self.assertEqual(self.applications(payment).state, "unapplied")
        self.assertEqual(self.customer.outstanding_credit_amount, 100)

    def test_store_credit_comes_back(self):
        """Unapplying store credit cancels its payment: the amount is store credit again."""
        grant = self.give_credit(100)
        invoice = self.invoice(80)
        self.apply([(None, invoice, 30)])
        self.env.flush_all()
        applications = self.env["customer.credit.application"].search(
            [("credit_id", "=", grant.move_line_id.id)]
        )
        self.assertEqual(applications.invoice_id, invoice)
        applications.action_unapply()
        self.assertEqual(invoice.amount_residual, 80)
        self.assert_store_credit(100)
        self.assert_ties_out()

    def overdrawn(self, given, paid):
        """Return (invoice, applications) after paying with more store credit than there is."""
        self.credit_account().overdraft_limit = 100
        if given:
            self.give_credit(given)
        invoice = self.invoice(80)
        self.apply([(None, invoice, paid)])
        self.env.flush_all()
        return invoice, self.env["customer.credit.application"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "applied")]
        )

    def test_what_an_overdraft_paid(self):
        """No money has come, so no credit gave it: the payment is listed, and taken back."""
        invoice, application = self.overdrawn(0, 50)
        self.assertEqual(
            (application.invoice_id, application.amount, application.kind), (invoice, 50, "invoice")
        )
        self.assertEqual(application.credit_id.origin, "spent")
        self.assertEqual(self.customer.customer_credit_application_ids, application)
        application.with_user(self.credit_manager).action_unapply()
        self.env.invalidate_all()
        self.assertEqual(invoice.amount_residual, 80)
        self.assert_store_credit(0)
        self.assert_ties_out()

    def test_what_an_overdraft_paid_the_rest_of(self):
        """Part of it is of a credit: whichever row is taken back, the payment comes back whole."""
        for origin, amount in (("other", 30), ("spent", 50)):
            with self.subTest(origin):
                invoice, applications = self.overdrawn(30, 50)
                application = applications.filtered(
                    lambda it, origin=origin: (
                        (it.credit_id.origin == "spent") == (origin == "spent")
                    )
                )
                self.assertEqual(application.amount, amount)
                application.action_unapply()
                self.env.invalidate_all()
                self.assertEqual(invoice.amount_residual, 80)
                self.assert_store_credit(30)
                self.assert_ties_out()
                self.give_credit(-30)

    def test_mixed_currency_split_is_undone(self):
        """A split between two currencies leaves no cent on either side."""
        foreign = self.setup_other_currency("HRK", rates=[("2026-01-01", 3.0), ("2026-02-01", 7.0)])
        payment = self.pay_on_account(100)
        invoice = self.invoice(80, currency_id=foreign.id)
        self.apply([(payment, invoice, 50)], date="2026-02-15")
        self.applications(payment).action_unapply()
        self.assertEqual(invoice.amount_residual, 80)
        self.assertEqual(self.credits(payment).remaining_amount, 100)
        self.assertEqual(self.customer.outstanding_credit_amount, 100)

    def test_apply_again_after_unapply(self):
        """What was unapplied can be applied anew, in another amount."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 30)])
        self.applications(payment).action_unapply()
        self.apply([(payment, invoice, 45)])
        self.assertEqual(invoice.amount_residual, 35)
        self.assertEqual(sorted(self.applications(payment).mapped("state")),
                         ["applied", "unapplied"])  # fmt: skip

    def test_refusals(self):
        """Twice, a closed period, a refund: refused with what to do."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 80)])
        application = self.applications(payment)
        self.company.fiscalyear_lock_date = "2026-12-31"
        with self.assertRaisesRegex(UserError, "closed"):
            application.action_unapply()
        self.company.fiscalyear_lock_date = False
        application.action_unapply()
        with self.assertRaisesRegex(UserError, "before"):
            self.applications(payment).action_unapply()
        note = self.invoice(80, move_type="out_refund")
        refund = self.env["account.payment"].create(
            {
                "payment_type": "outbound", "partner_type": "customer", "amount": 80,
                "partner_id": self.customer.id, "journal_id": self.bank_journal.id,
            }
        )  # fmt: skip
        refund.action_post()
        (self.line(note) + self.line(refund)).reconcile()
        with self.assertRaisesRegex(UserError, "paid out"):
            self.applications(note).action_unapply()

    def _find_used(self, grant):
        """Return what this grant of store credit was used for."""
        self.env.cr.precommit.run()
        self.env.flush_all()
        return self.env["customer.credit.application"].search(
            [("credit_id", "=", grant.move_line_id.id)]
        )

    def test_what_was_booked_by_hand_is_reversed_instead(self):
        """Spent, adjusted, void: no invoice to take it off, so the entry is the way back."""
        income = self.company_data["default_account_revenue"]
        for journal in (self.company_data["default_journal_misc"], self.journal):
            with self.subTest(journal.name):
                grant = self.give_credit(30)
                spent = self.book(
                    [(self.liability, 30, self.customer), (income, -30, self.customer)],
                    journal_id=journal.id,
                )
                used = self._find_used(grant)
                self.assertEqual(used.invoice_id, spent)
                with self.assertRaisesRegex(UserError, f"Reverse {spent.name} instead"):
                    used.with_user(self.credit_manager).action_unapply()
                spent._reverse_moves([{"date": spent.date}], cancel=True)
                self.assert_store_credit(30)
                grant.move_id._reverse_moves([{"date": spent.date}], cancel=True)
        self.assert_ties_out()

    def test_a_transfer_is_transferred_back(self):
        """Store credit that became an outstanding credit goes back the same way."""
        grant = self.give_credit(30)
        self.env["customer.credit.transfer"].create(
            {
                "partner_id": self.customer.id,
                "direction": "out",
                "amount": 30,
                "credit_line_ids": [Command.set(grant.move_line_id.ids)],
            }
        ).action_confirm()
        with self.assertRaisesRegex(UserError, "Transfer the amount back"):
            self._find_used(grant).action_unapply()

    def test_only_managers_unapply(self):
        """A salesperson sees applications but cannot undo them; the log takes no hand-made rows."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 80)])
        application = self.applications(payment)
        self.assertEqual(application.with_user(self.salesperson).amount, 80)
        with self.assertRaises(AccessError):
            application.with_user(self.salesperson).action_unapply()
        Log = self.env["customer.credit.unapplication"]
        with self.assertRaises(UserError):
            Log.with_user(self.credit_manager).create({"company_id": self.company.id})
        with self.assertRaises(UserError):
            Log.sudo().create({"company_id": self.company.id})

    def test_the_log_stays_as_it_was_written(self):
        """Nobody changes or deletes a line, in the database either; links may be emptied."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 80)])
        self.applications(payment).action_unapply()
        line = self.env["customer.credit.unapplication"].search([("invoice_id", "=", invoice.id)])
        self.assertEqual(line.amount, 80.0)
        for change in (lambda: line.sudo().write({"amount": 8.0}), line.sudo().unlink):
            with self.assertRaises(UserError):
                change()
        for query in (
            "UPDATE customer_credit_unapplication SET amount = 8 WHERE id = %s",
            "UPDATE customer_credit_unapplication SET unapplied_on = now() WHERE id = %s",
            "DELETE FROM customer_credit_unapplication WHERE id = %s",
            "TRUNCATE customer_credit_unapplication -- %s",
        ):
            with (
                self.subTest(query=query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [line.id])
        self.env.cr.execute(
            "UPDATE customer_credit_unapplication SET invoice_id = NULL WHERE id = %s", [line.id]
        )
        self.assertEqual(self.env.cr.rowcount, 1)

    def test_chatter_says_so(self):
        """Invoice and customer say what was taken back."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 80)])
        self.applications(payment).action_unapply()
        for record in (invoice, self.customer):
            self.assertIn("taken off", record.message_ids[0].body)
