"""Books by hand: who keeps them raises no store credit without a credit manager."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_by_hand import TODAY, ByHandCommon


@tagged("post_install", "-at_install")
class TestByHand(ByHandCommon):
    """Every form of booking, as a user who invoices and has no right on credit."""

    # --------------------------------------------------------------- refused

    def test_entries_and_documents(self):
        """A manual entry, bills and invoices whose total hides what they give."""
        liability, expense = self.liability, self.expense
        forms = {
            "entry": self.draft([(expense, 50.0), (liability, -50.0)]),
            "bill of 0": self.draft([(expense, 50.0), (liability, -50.0)], "in_invoice"),
            "bill credit": self.draft([(expense, -50.0), (liability, 50.0)], "in_refund"),
            "invoice of 0": self.draft([(self.income, -50.0), (liability, 50.0)], "out_invoice"),
            "receipt of 1": self.draft([(self.income, -49.0), (liability, 50.0)], "out_receipt"),
            "credit note": self.draft([(self.income, 50.0), (liability, -50.0)], "out_refund"),
        }
        for name, move in forms.items():
            with self.subTest(name):
                self.assert_needs_a_manager(move.action_post)

    def test_a_claimed_reversal(self):
        """An entry that names another as reversed gives back no more than that one took."""
        grant = self.give_credit(100.0)
        forged = self.draft([(self.expense, 50.0), (self.liability, -50.0)])
        forged.reversed_entry_id = grant.move_id
        self.assert_needs_a_manager(forged.action_post)

    def test_payments(self):
        """Out of the credit journal, or into the liability account."""
        self.give_credit(10.0)
        outbound = self.payment()
        self.assert_needs_a_manager(outbound.action_post)
        deposit = self.payment(
            payment_type="inbound",
            journal_id=self.bank_journal.id,
            destination_account_id=self.liability.id,
        )
        self.assert_needs_a_manager(deposit.action_post)

    def test_a_bank_transaction(self):
        """Its counterpart is put on the liability account."""
        self.clerk.group_ids += self.env.ref("account.group_account_basic")
        line = (
            self.env["account.bank.statement.line"]
            .with_user(self.clerk)
            .create(
                {
                    "journal_id": self.bank_journal.id,
                    "date": TODAY,
                    "payment_ref": "transfer",
                    "amount": 50.0,
                    "partner_id": self.customer.id,
                }
            )
        )
        suspense = line.move_id.line_ids.filtered(
            lambda item: item.account_id == self.bank_journal.suspense_account_id
        )

        def book():
            suspense.account_id = self.liability

        self.assert_needs_a_manager(book)

    def test_another_customer_or_account_on_what_is_posted(self):
        """Neither a grant that becomes somebody else's, nor a spend that is taken off."""
        grant = self.give_credit(100.0).move_line_id.with_user(self.clerk)
        self.assert_needs_a_manager(lambda: grant.write({"partner_id": self.other_customer.id}))
        spend = self.book([(self.liability, 30.0, self.customer), (self.income, -30.0, None)])
        line = spend.line_ids.filtered(lambda it: it.account_id == self.liability)
        self.assert_needs_a_manager(
            lambda: line.with_user(self.clerk).write({"account_id": self.expense.id})
        )

    def test_nothing_is_given_back_twice(self):
        """A spend that was reversed is not cancelled as well."""
        self.give_credit(100.0)
        spend = self.book([(self.liability, 30.0, self.customer), (self.income, -30.0, None)])
        spend.with_user(self.clerk)._reverse_moves([{"date": TODAY}])
        reversal = spend.reversal_move_ids
        reversal.with_user(self.clerk).action_post()
        self.assert_store_credit(100.0)
        self.assert_needs_a_manager(spend.with_user(self.clerk).button_draft)
        self.assert_store_credit(100.0)

    # --------------------------------------------------------------- passes

    def test_a_topup_invoice_and_what_is_spent(self):
        """Honest work of somebody who invoices: top-ups, payments by credit, their undoing."""
        topup = self.draft([(self.liability, 100.0)], "out_invoice")
        topup.action_post()
        self.assert_store_credit(100.0)
        self.assertEqual(self.credit_account().available, 0.0)
        self.payment(payment_type="inbound", amount=100.0, journal_id=self.bank_journal.id)
        self.env["account.payment.register"].with_user(self.clerk).with_context(
            active_model="account.move", active_ids=topup.ids
        ).create({"journal_id": self.bank_journal.id}).action_create_payments()
        self.assertEqual(self.credit_account().available, 100.0)
        invoice = self.draft([(self.income, 60.0)], "out_invoice")
        invoice.action_post()
        self.env["account.payment.register"].with_user(self.clerk).with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": self.journal.id}).action_create_payments()
        self.assert_store_credit(40.0)
        payment = self.Payment.search([("journal_id", "=", self.journal.id)], limit=1)
        payment.action_draft()
        self.assert_store_credit(100.0)
        self.assert_ties_out()

    def test_a_reversal_gives_back_what_was_spent(self):
        """Once, and after that no more."""
        self.give_credit(100.0)
        spend = self.book([(self.liability, 30.0, self.customer), (self.income, -30.0, None)])
        for _time in (1, 2):
            spend.with_user(self.clerk)._reverse_moves([{"date": TODAY}])
        first, second = spend.reversal_move_ids.with_user(self.clerk)
        first.action_post()
        self.assert_store_credit(100.0)
        self.assert_needs_a_manager(second.action_post)

    def test_managers_and_companies_that_do_not_care(self):
        """A credit manager books what an accountant books; the setting switches the check off."""
        move = self.draft([(self.expense, 50.0), (self.liability, -50.0)])
        move.with_user(self.credit_manager).action_post()
        self.assert_store_credit(50.0)
        self.company.store_credit_manager_only = False
        self.draft([(self.expense, 50.0), (self.liability, -50.0)]).action_post()
        self.assert_store_credit(100.0)
        self.assert_ties_out()

    # --------------------------------------------------------------- top-ups that nobody paid

    def test_a_topup_is_paid_with_money(self):
        """Neither a write-off, nor an entry by hand, nor a payment into an expense frees it."""
        invoice = self.topup()
        off = {"payment_difference_handling": "reconcile", "writeoff_account_id": self.expense.id}
        self.assert_topup_closed(lambda: self.register(invoice, amount=1.0, **off))
        entry = self.draft([(self.expense, 50.0), (self.receivable, -50.0)])
        entry.action_post()
        due = self.receivable_line(invoice)
        self.assert_topup_closed(
            lambda: (due | self.receivable_line(entry)).with_user(self.clerk).reconcile()
        )
        self.assert_topup_closed(
            lambda: invoice.with_user(self.clerk).js_assign_outstanding_line(
                self.receivable_line(entry).id
            )
        )
        forged = self.payment(
            payment_type="inbound",
            journal_id=self.bank_journal.id,
            outstanding_account_id=self.expense.id,
        )
        forged.outstanding_account_id = self.expense
        forged.action_post()
        self.env.flush_all()
        paid = self.receivable_line(forged.move_id)
        if self.expense in forged.move_id.line_ids.account_id:
            self.assert_topup_closed(lambda: (due | paid).with_user(self.clerk).reconcile())

    def test_an_early_discount_is_no_money_for_a_topup(self):
        """Whoever writes the invoice chooses its terms."""
        terms = self.env["account.payment.term"].create(
            {"name": "99", "early_discount": True, "discount_percentage": 99, "discount_days": 10,
             "line_ids": [Command.create({"value": "percent", "value_amount": 100})]}
        )  # fmt: skip
        draft = self.draft([(self.liability, 50.0)], "out_invoice")
        draft.invoice_payment_term_id = terms
        draft.action_post()
        self.assert_topup_closed(lambda: self.register(draft, amount=0.5))

    def test_money_frees_a_topup_for_everybody(self):
        """In parts, on account before; a manager writes off."""
        invoice = self.topup()
        self.register(invoice, amount=20.0)
        self.assertEqual(self.credit_account().available, 0.0)
        self.register(invoice)
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().available, 50.0)
        before = self.payment(payment_type="inbound", journal_id=self.bank_journal.id)
        before.action_post()
        second = self.topup()
        (self.receivable_line(second) | self.receivable_line(before.move_id)).with_user(
            self.clerk
        ).reconcile()
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().available, 100.0)
        self.clerk.group_ids += self.env.ref(
            "customer_credit_balance.group_customer_credit_manager"
        )
        self.register(
            self.topup(), amount=1.0, payment_difference_handling="reconcile",
            writeoff_account_id=self.expense.id,
        )  # fmt: skip
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().available, 150.0)
        self.assert_ties_out()

    def test_money_on_its_way_counts_once(self):
        """A payment that has no entry yet frees as many top-ups as it pays."""
        first, second = self.topup(), self.topup()
        payment = self.without_entry(first | second, 50.0)
        self.assertEqual((first | second).matched_payment_ids, payment.sudo())
        self.assertFalse(first._is_store_credit_money_here())
        self.assertFalse(second._is_store_credit_money_here())
        self.without_entry(first | second, 100.0)
        self.assertTrue(first._is_store_credit_money_here())
        self.assertTrue(second._is_store_credit_money_here())

    def test_a_posted_payment_keeps_what_was_paid(self):
        """A payment of 1 does not become one of 50 for a top-up, nor another customer's."""
        invoice = self.topup()
        payment = self.without_entry(invoice, 1.0)
        booked = self.payment(payment_type="inbound", journal_id=self.bank_journal.id)
        booked.action_post()
        foreign = self.env["res.currency"].search([("id", "!=", payment.currency_id.id)], limit=1)
        cash = self.company_data["default_journal_cash"]
        bent = {"amount": 60.0, "partner_id": self.other_customer.id,
                "currency_id": foreign.id, "journal_id": cash.id}  # fmt: skip
        for name, value in bent.items():
            for posted in payment + booked:
                with self.assertRaisesRegex(UserError, "is posted"), self.env.cr.savepoint():
                    posted.write({name: value})
                posted.write({name: posted._fields[name].convert_to_write(posted[name], posted)})
        with self.assertRaisesRegex(UserError, "is posted"), self.env.cr.savepoint():
            booked.move_id = invoice
        self.assertFalse(invoice._is_store_credit_money_here())
        payment.action_draft()
        payment.amount = 50.0
        self.assertEqual(payment.amount, 50.0)

    def test_what_belongs_together_is_noted_by_the_server(self):
        """No client says whose discount an entry is, or whose part of a credit an item carries."""
        invoice, move = self.invoice(60.0), self.pay_on_account(80.0).move_id
        item = self.receivable_line(move)
        for record, name, value in (
            (invoice, "credit_discount_invoice_id", move),
            (move, "credit_discount_invoice_id", invoice),
            (item, "credit_source_line_id", item),
            (item, "credit_split_line_id", item),
        ):
            with self.assertRaisesRegex(UserError, "set by the steps"), self.env.cr.savepoint():
                record.with_user(self.clerk).write({name: value.id})

    def test_a_posted_payment_keeps_its_direction(self):
        """Money that went out is none that came in, and the other way round."""
        invoice = self.topup()
        payment = self.without_entry(invoice, 50.0)
        self.assertTrue(invoice._is_store_credit_money_here())
        for name, value in (("payment_type", "outbound"), ("partner_type", "supplier")):
            with self.assertRaisesRegex(UserError, "is posted"), self.env.cr.savepoint():
                payment.write({name: value})
            payment.write({name: payment[name]})
        payment.sudo().payment_type = "outbound"
        self.assertFalse(invoice._is_store_credit_money_here())
