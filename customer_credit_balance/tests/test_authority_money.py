"""Money of top-ups: what is looked at once stays true, whatever is changed, posted or matched."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_by_hand import TODAY, ByHandCommon


@tagged("post_install", "-at_install")
class TestMoney(ByHandCommon):
    """Roundabout ways to store credit, as a user who invoices and has no right on credit."""

    @classmethod
    def setUpClass(cls):
        """Add the job that posts what was to be posted later."""
        super().setUpClass()
        cls.nightly = cls.env.ref("account.ir_cron_auto_post_draft_entry")

    def by_night(self):
        """Let Odoo post what is due, as it does every night."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.nightly.method_direct_trigger()
        self.env.invalidate_all()

    def match(self, *moves):
        """Match the receivable items of these entries as the clerk."""
        items = self.env["account.move.line"]
        for move in moves:
            items |= self.receivable_line(move)
        items.with_user(self.clerk).reconcile()

    def write_off(self, amount=50.0, **vals):
        """Return the clerk's posted entry that closes a debt without money."""
        entry = self.draft([(self.expense, amount), (self.receivable, -amount)], **vals)
        entry.action_post()
        return entry

    def money(self, amount=50.0):
        """Return the clerk's posted payment of a customer, on account."""
        payment = self.payment(
            payment_type="inbound", journal_id=self.bank_journal.id, amount=amount
        )
        payment.action_post()
        return payment.move_id

    # --------------------------------------------------------------- posted by night

    def gift(self, **vals):
        """Return the clerk's draft of store credit for nothing, to be posted when it is due."""
        return self.draft(
            [(self.expense, 50.0), (self.liability, -50.0)], auto_post="at_date", **vals
        )

    def test_what_is_posted_later_is_judged_by_who_keyed_it(self):
        """Neither the clerk's entry nor the manager's that the clerk changed; both stay drafts."""
        forged = self.gift()
        mine = self.gift().with_user(self.credit_manager).copy({"auto_post": "at_date"})
        mine.line_ids.flush_recordset()
        items = mine.with_user(self.clerk).line_ids
        items.move_id.line_ids = [
            Command.update(items[0].id, {"balance": 70.0}),
            Command.update(items[1].id, {"balance": -70.0}),
        ]
        self.by_night()
        self.assertEqual((forged | mine).mapped("state"), ["draft", "draft"])
        self.assertIn("Customer Credit manager", forged.message_ids[0].body)
        self.assert_store_credit(0.0)
        forged.with_user(self.credit_manager)._post()
        self.assert_store_credit(50.0)

    def test_what_managers_key_is_posted_later(self):
        """Once or each month, and what needs no manager passes whoever keyed it."""
        gift = self.gift(auto_post_until="2026-12-31")
        gift = gift.with_user(self.credit_manager).copy(
            {"auto_post": "monthly", "date": fields.Date.today()}
        )
        self.env.flush_all()  # by whom figures are computed anew, counts as well
        topup = self.draft([(self.liability, 20.0)], "out_invoice", auto_post="at_date")
        self.Move.search([("state", "=", "draft"), ("id", "not in", (gift | topup).ids)]).unlink()
        self.by_night()
        self.assertEqual((gift | topup).mapped("state"), ["posted", "posted"])
        self.assert_store_credit(70.0)
        following = self.env["account.move"].search([("auto_post_origin_id", "=", gift.id)]) - gift
        following.date = TODAY
        self.by_night()
        self.assertEqual(following.state, "posted")
        self.assert_store_credit(120.0)

    def test_a_month_later_it_is_still_the_clerks(self):
        """Odoo copies a recurring entry by itself: whoever keyed the first keyed them all."""
        harmless = self.draft([(self.expense, 50.0), (self.income, -50.0)], auto_post="monthly")
        harmless.action_post()
        copy = self.Move.search([("auto_post_origin_id", "=", harmless.id)]) - harmless
        self.env.cr.execute(
            "UPDATE account_move SET create_uid = 1, write_uid = 1, date = %s WHERE id = %s",
            [TODAY, copy.id],
        )
        self.env.cr.execute(
            "UPDATE account_move_line SET create_uid = 1, write_uid = 1, account_id = %s "
            "WHERE move_id = %s AND balance < 0",
            [self.liability.id, copy.id],
        )
        self.env.invalidate_all()
        self.by_night()
        self.assertEqual(copy.state, "draft")
        self.assert_store_credit(0.0)

    def test_a_topup_is_not_written_off_by_night(self):
        """By an entry that claims to reverse it, and that Odoo matches when it posts it."""
        invoice = self.topup()
        entry = self.draft(
            [(self.expense, 50.0), (self.receivable, -50.0)],
            auto_post="at_date", reversed_entry_id=invoice.id,
        )  # fmt: skip
        self.by_night()
        self.assertEqual(entry.state, "draft")
        self.assertEqual(self.credit_account().available, 0.0)

    # --------------------------------------------------------------- changed after the match

    def becomes_a_topup(self, invoice):
        """Reset the invoice, and let it sell store credit; its matches stay."""
        invoice = invoice.with_user(self.clerk)
        invoice.button_draft()
        invoice.invoice_line_ids.account_id = self.liability
        invoice.env.flush_all()
        return invoice

    def test_an_invoice_that_was_written_off_becomes_no_paid_topup(self):
        """Its matches are looked at when it is posted again, also by night."""
        invoice = self.draft([(self.income, 50.0)], "out_invoice")
        invoice.action_post()
        self.match(invoice, self.write_off())
        topup = self.becomes_a_topup(invoice)
        self.assert_topup_closed(topup.action_post)
        topup.auto_post = "at_date"
        self.by_night()
        self.assertEqual(topup.state, "draft")
        self.assert_store_credit(0.0)

    def test_an_invoice_that_store_credit_paid_becomes_no_topup(self):
        """It cannot be posted as long as the payment is matched with it."""
        self.give_credit(50.0)
        invoice = self.draft([(self.income, 50.0)], "out_invoice")
        invoice.action_post()
        self.register(invoice, journal_id=self.journal.id)
        self.assert_store_credit(0.0)
        invoice.with_user(self.clerk).button_draft()
        invoice.invoice_line_ids.account_id = self.liability
        with self.assertRaisesRegex(UserError, "cannot be paid with store credit"):
            invoice.action_post()

    def test_money_does_not_become_an_expense_afterwards(self):
        """What paid a top-up is looked at again when it is changed or posted."""
        invoice, paid = self.topup(), self.money()
        self.match(invoice, paid)
        self.assertEqual(self.credit_account().available, 50.0)
        bank = paid.line_ids - self.receivable_line(paid)

        def spend():
            bank.with_user(self.clerk).account_id = self.expense
            self.env.flush_all()

        def again():
            paid.with_user(self.clerk).button_draft()
            bank.with_user(self.clerk).account_id = self.expense
            paid.with_user(self.clerk).action_post()

        for change in (spend, again):
            with self.assertRaisesRegex(AccessError, "than money"), self.env.cr.savepoint():
                change()
            self.env.invalidate_all()
            self.assertNotIn(self.expense, paid.line_ids.account_id)

    def test_a_draft_is_no_money(self):
        """A payment that is reset takes back the credit that it freed, until it is posted again."""
        for reset in ("action_draft", "move_id"):
            invoice = self.topup()
            payment = self.register(invoice)
            self.env.invalidate_all()
            self.assertEqual(self.credit_account().available, 50.0)
            if reset == "action_draft":
                payment.with_user(self.clerk).action_draft()
            else:
                payment.move_id.with_user(self.clerk).button_draft()
            self.env.invalidate_all()
            self.assertEqual(self.credit_account().available, 0.0)
            self.assertFalse(invoice._is_store_credit_paid())
            payment.move_id.with_user(self.clerk).action_post()
            self.env.invalidate_all()
            self.assertEqual(self.credit_account().available, 50.0)
            self.assert_ties_out()
            invoice.with_user(self.clerk).button_cancel()
            self.env.invalidate_all()
            self.assertEqual(self.credit_account().available, 0.0)

    def test_a_paid_topup_is_posted_again(self):
        """Whoever corrects a text of what money paid keeps it paid."""
        invoice = self.topup()
        self.match(invoice, self.money())
        invoice.with_user(self.clerk).button_draft()
        invoice.invoice_line_ids.name = "Store credit"
        invoice.action_post()
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().available, 50.0)
        self.assert_ties_out()

    def test_no_context_says_what_the_server_says(self):
        """What is created takes no claim from the context either."""
        item = self.receivable_line(self.money())
        claims = {"default_posted_before": True, "default_state": "posted"}
        for name, value in claims.items():
            with self.assertRaisesRegex(UserError, "Post button"), self.env.cr.savepoint():
                self.Move.with_context(**{name: value}).create({"move_type": "entry"})
        draft = self.draft([(self.expense, 50.0), (self.receivable, -50.0)])
        Item = draft.line_ids.with_context(default_credit_source_line_id=item.id)
        with self.assertRaisesRegex(UserError, "set by the steps"), self.env.cr.savepoint():
            Item.create({"move_id": draft.id, "account_id": self.expense.id, "balance": 0.0})

    # --------------------------------------------------------------- counted once

    def test_money_counts_once(self):
        """Two top-ups are not paid by the money of one and a difference on an expense."""
        both = self.topup() | self.topup()
        off = {"payment_difference_handling": "reconcile", "writeoff_account_id": self.expense.id}
        self.assert_topup_closed(
            lambda: self.register(both, amount=50.0, group_payment=True, **off)
        )
        first, second = both
        paid = self.money(80.0)
        self.match(first, paid)
        self.match(second, paid)
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().available, 50.0)
        self.match(second, self.money(20.0))
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().available, 100.0)

    def test_nobody_makes_matches_but_the_matching(self):
        """Neither several of one payment, nor one of a cent that counts as 50, nor afterwards."""
        topups, item = [self.topup() for _time in range(3)], self.receivable_line(self.money())
        Match = self.env["account.partial.reconcile"].with_user(self.clerk)

        def forged(invoice, amount=50.0, in_currency=50.0):
            return Match.create(
                {"debit_move_id": self.receivable_line(invoice).id, "credit_move_id": item.id,
                 "amount": amount, "debit_amount_currency": in_currency,
                 "credit_amount_currency": in_currency}
            )  # fmt: skip

        with self.assertRaises(UserError), self.env.cr.savepoint():
            for invoice in topups:
                forged(invoice)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            forged(topups[0], 0.01)
        self.match(topups[0], self.money(1.0))
        real = self.receivable_line(topups[0]).matched_credit_ids.with_user(self.clerk)
        for name, value in (("amount", 50.0), ("debit_amount_currency", 50.0),
                            ("debit_move_id", self.receivable_line(topups[1]).id)):  # fmt: skip
            with self.assertRaises(UserError), self.env.cr.savepoint():
                real.write({name: value})
                self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.credit_account().available, 0.0)

    # --------------------------------------------------------------- exchange rates

    def test_an_entry_in_the_exchange_journal_is_no_money(self):
        """It closes what rates left of a top-up in another currency, and nothing else."""
        journal = self.company.currency_exchange_journal_id
        invoice, entry = self.topup(), self.write_off(journal_id=journal.id)
        self.assert_topup_closed(lambda: self.match(invoice, entry))

    def test_rates_do_not_keep_a_topup_closed(self):
        """A top-up in another currency is free once it is paid, at a better or a worse rate."""
        foreign = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        for number, rate in enumerate((1.9, 2.1), 1):
            invoice = self.draft([(self.liability, 50.0)], "out_invoice", currency_id=foreign.id)
            invoice.action_post()
            self.env["res.currency.rate"].search(
                [("currency_id", "=", foreign.id), ("name", ">", "2026-02-01")]
            ).unlink()
            self.env["res.currency.rate"].create(
                {"currency_id": foreign.id, "name": "2026-02-05", "rate": rate,
                 "company_id": self.company.id}
            )  # fmt: skip
            self.register(invoice, payment_date="2026-02-06")
            self.env.invalidate_all()
            self.assertEqual(self.credit_account().available, 25.0 * number)
        self.assert_ties_out()

    # --------------------------------------------------------------- reversals

    def test_a_claimed_reversal_of_what_was_spent(self):
        """It gives back no more than it takes from what the customer got for it."""
        self.give_credit(60.0)
        invoice = self.draft([(self.income, 60.0)], "out_invoice")
        invoice.action_post()
        payment = self.register(invoice, journal_id=self.journal.id)
        self.assert_store_credit(0.0)
        forged = self.draft([(self.expense, 60.0), (self.liability, -60.0)])
        forged.reversed_entry_id = payment.move_id
        self.assert_needs_a_manager(forged.action_post)
        half = self.draft([(self.expense, 40.0), (self.receivable, 20.0), (self.liability, -60.0)])
        half.reversed_entry_id = payment.move_id
        self.assert_needs_a_manager(half.action_post)
        payment.move_id.with_user(self.clerk)._reverse_moves([{"date": TODAY}])
        payment.move_id.reversal_move_ids.filtered(lambda it: it not in forged | half).with_user(
            self.clerk
        ).action_post()
        self.assert_store_credit(60.0)
        self.assert_ties_out()

    # --------------------------------------------------------------- online payments

    def test_a_payment_links_documents_and_changes_none(self):
        """Whoever may make a payment does not write invoices through it."""
        invoice = self.topup()
        provider = self.env["payment.provider"].create(
            {"name": "Slip", "company_id": self.company.id}
        )
        method = self.env["payment.method"].sudo().search([], limit=1)
        vals = {"provider_id": provider.id, "payment_method_id": method.id, "reference": "X1",
                "amount": 1.0, "currency_id": self.company.currency_id.id,
                "partner_id": self.customer.id}  # fmt: skip
        Transaction = self.env["payment.transaction"].with_user(self.clerk)
        bent = Command.update(invoice.id, {"payment_state": "paid"})
        made = Command.create({"move_type": "out_invoice", "partner_id": self.customer.id})
        for command in (bent, made):
            with self.assertRaisesRegex(UserError, "payment provider"), self.env.cr.savepoint():
                Transaction.create({**vals, "invoice_ids": [command]})
            with self.assertRaisesRegex(UserError, "payment provider"), self.env.cr.savepoint():
                Transaction.with_context(default_invoice_ids=[command]).create(vals)
        with self.assertRaisesRegex(UserError, "payment provider"), self.env.cr.savepoint():
            Transaction.with_context(default_state="done").create(vals)
        made = Transaction.create({**vals, "invoice_ids": [Command.set(invoice.ids)]})
        children = {"child_transaction_ids": [Command.link(made.id)], "reference": "X2"}
        with self.assertRaisesRegex(UserError, "payment provider"), self.env.cr.savepoint():
            Transaction.create({**vals, **children})
