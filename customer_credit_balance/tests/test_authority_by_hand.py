"""Books by hand: who keeps them raises no store credit without a credit manager."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCommon

TODAY = "2026-02-01"


@tagged("post_install", "-at_install")
class TestByHand(CreditCommon):
    """Every form of booking, as a user who invoices and has no right on credit."""

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
