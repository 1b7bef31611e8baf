"""Undone is undone: what is open afterwards is what was open before, in every currency."""

from odoo.tests import tagged

from .test_application import ApplyCommon


class UndoCommon(ApplyCommon):
    """Apply, undo, and compare the open items."""

    def applications(self):
        """Return the live applications of the customer."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["customer.credit.application"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "applied")]
        )

    def assert_undone(self, matches, undo=None, again=2, **vals):
        """Apply and undo these matches (more than once): no trace in the open items."""
        before, exchange = self.open_items(), self.exchange_balance()
        for _time in range(again):
            self.apply(matches, **vals)
            (undo or self.unapply)()
            self.assertEqual(self.open_items(), before)
            self.assertEqual(self.exchange_balance(), exchange)
            self.assert_ties_out()

    def last_payment(self, journal):
        """Return the newest payment of the journal."""
        self.env.invalidate_all()
        return self.env["account.payment"].search(
            [("journal_id", "=", journal.id)], order="id desc", limit=1
        )

    def unapply(self):
        """Take back every application, one after the other."""
        for _number in range(len(self.applications())):
            if applications := self.applications():
                applications[0].action_unapply()
        self.assertFalse(self.applications())


@tagged("post_install", "-at_install")
class TestUndoCurrencies(UndoCommon):
    """Credits and invoices in different currencies, with rates that stand or move."""

    @classmethod
    def setUpClass(cls):
        """One currency at a rate of two that moves later, one so small that it rounds away."""
        super().setUpClass()
        cls.double = cls.setup_other_currency(
            "HRK", rates=[("2026-01-01", 2.0), ("2026-03-01", 3.7)]
        )
        cls.other = cls.setup_other_currency("EUR", rates=[("2026-01-01", 0.37)])
        cls.tiny = cls.setup_other_currency("KRW", rates=[("2026-01-01", 1317.77)], rounding=1.0)

    def note(self, amount, currency):
        """Return a credit note in the currency."""
        return self.invoice(amount, move_type="out_refund", currency_id=currency.id)

    def test_foreign_credit_on_an_invoice_in_company_currency(self):
        """No gain where no rate moved, and the customer has what he had."""
        note, invoice = self.note(200, self.double), self.invoice(40)
        self.assert_undone([(note, invoice, 40)], date="2026-01-20")
        self.assertEqual(self.customer.credit, 40 - 100)

    def test_credit_in_company_currency_on_a_foreign_invoice(self):
        """The other direction."""
        note = self.note(100, self.company.currency_id)
        invoice = self.invoice(80, currency_id=self.double.id)
        self.assert_undone([(note, invoice, 50)], date="2026-01-20")

    def test_two_foreign_currencies(self):
        """Neither side is in company currency."""
        note, invoice = self.note(200, self.double), self.invoice(20, currency_id=self.other.id)
        self.assert_undone([(note, invoice, 12.34)], date="2026-01-20")

    def test_rates_that_moved(self):
        """The gain or loss of applying goes with it."""
        note, invoice = self.note(200, self.double), self.invoice(40)
        self.assert_undone([(note, invoice, 33.33)], date="2026-03-05")

    def test_two_applications(self):
        """Several parts of several credits, undone one after the other, and again."""
        note, other = self.note(200, self.double), self.note(55, self.other)
        invoice, second = self.invoice(40), self.invoice(90, currency_id=self.double.id)
        self.assert_undone(
            [(note, invoice, 20.01), (other, invoice, 10), (note, second, 30), (other, second, 9)],
            date="2026-03-05",
        )

    def test_store_credit_on_a_foreign_invoice(self):
        """Store credit comes back, whatever the currency of what it paid."""
        self.give_credit(100)
        invoice = self.invoice(80, currency_id=self.double.id)
        self.assert_undone([(None, invoice, 33.33)], date="2026-01-20")
        self.assert_store_credit(100)

    def test_store_credit_on_a_foreign_invoice_is_named(self):
        """The list says which invoice the store credit paid, not the entry that carried it."""
        self.give_credit(100)
        invoice = self.invoice(80, currency_id=self.double.id)
        self.apply([(None, invoice, 33.33)], date="2026-01-20")
        spent = self.applications().filtered(lambda it: it.credit_id.kind == "store_credit")
        self.assertEqual((spent.invoice_id, spent.kind), (invoice, "invoice"))
        spent.action_unapply()
        self.assertEqual(invoice.amount_residual, 80)
        self.assert_store_credit(100)

    def test_amounts_that_round_to_nothing(self):
        """One of a small currency is nothing in the books: the pair is matched all the same."""
        note = self.note(5000, self.tiny)
        invoice = self.invoice(3, currency_id=self.tiny.id)
        self.assert_undone([(note, invoice, 1)], date="2026-01-20")
        invoice = self.invoice(3, currency_id=self.double.id)
        self.assert_undone([(note, invoice, 0.01)], date="2026-01-20")

    def test_undone_by_other_doors(self):
        """The invoice's own button, cancelling it, and removing the matches of the credit."""
        note, invoice = self.note(200, self.double), self.invoice(40)

        def by_button():
            """Take the payment off the invoice."""
            invoice.js_remove_outstanding_partial(self.line(invoice).matched_credit_ids.id)

        def by_credit():
            """Unreconcile the credit's own item."""
            self.line(note).remove_move_reconcile()

        for door in (by_button, by_credit):
            with self.subTest(door.__name__):
                self.assert_undone([(note, invoice, 33.33)], door, date="2026-03-05")


@tagged("post_install", "-at_install")
class TestUndoSecured(UndoCommon):
    """Entries that may not change any more are reversed."""

    def test_secured_journal(self):
        """The journal hashes what is posted: store credit comes back all the same."""
        self.journal.restrict_mode_hash_table = True
        self.give_credit(100)
        invoice = self.invoice(60)
        self.assert_undone([(None, invoice, 60)])
        self.assert_store_credit(100)
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_entries_secured_afterwards(self):
        """Somebody ran "Secure Entries" between applying and undoing."""
        self.give_credit(100)
        invoice = self.invoice(60)

        def secured():
            """Secure every entry, then unapply."""
            wizard = self.env["account.secure.entries.wizard"].create({"hash_date": "2099-12-31"})
            wizard.action_secure_entries()
            self.unapply()

        self.assert_undone([(None, invoice, 45)], secured)
        self.assert_store_credit(100)

    def test_payment_in_a_closed_period(self):
        """The invoice is of this period, the payment by store credit of one that is closed."""
        self.give_credit(100)
        invoice = self.invoice(60, invoice_date="2026-03-10")

        def closed():
            """Close the books up to the day of the payment, then unapply."""
            self.company.fiscalyear_lock_date = "2026-02-28"
            self.unapply()
            self.company.fiscalyear_lock_date = False

        self.assert_undone([(None, invoice, 45)], closed, again=1, date="2026-02-01")
        self.assert_store_credit(100)

    def test_part_of_an_outstanding_credit(self):
        """Split entries of a secured journal leave nothing open either."""
        self.journal.restrict_mode_hash_table = True
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.assert_undone([(payment, invoice, 30)])


@tagged("post_install", "-at_install")
class TestCustomerChanges(UndoCommon):
    """A document that gets another customer is not paid by the first one."""

    def change(self, move, partner=None):
        """Reset an invoice to draft, choose another customer, post it again."""
        move.button_draft()
        move.partner_id = partner or self.other_customer
        move.action_post()
        self.env.invalidate_all()

    def test_invoice_paid_by_store_credit(self):
        """A has the store credit back, B owes."""
        self.give_credit(100)
        invoice = self.invoice(100)
        self.apply([(None, invoice, 100)])
        self.change(invoice)
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("not_paid", 100))
        self.assert_store_credit(100)
        self.assertEqual(self.customer.credit, 0)
        self.assertIn("Another customer", "".join(invoice.message_ids.mapped("body")))
        self.assert_ties_out()

    def test_invoice_paid_by_money_or_a_split(self):
        """A has the payment back as outstanding credit, whole, in other currencies too."""
        foreign = self.setup_other_currency("HRK", rates=[("2026-01-01", 3.0)])
        payment = self.pay_on_account(100)
        before = self.open_items()
        for vals, amount in (({}, 80), ({}, 30), ({"currency_id": foreign.id}, 50)):
            with self.subTest(vals=vals, amount=amount):
                invoice = self.invoice(80, **vals)
                self.apply([(payment, invoice, amount)])
                self.change(invoice)
                self.assertEqual(invoice.amount_residual, 80)
                self.assertEqual(self.open_items(), before)

    def test_payment_that_was_somebody_elses(self):
        """A payment that gets another customer pays nothing of the first."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 80)])
        payment.action_draft()
        payment.partner_id = self.other_customer
        payment.action_post()
        self.env.invalidate_all()
        self.assertEqual(invoice.amount_residual, 80)
        self.assertEqual(self.other_customer.outstanding_credit_amount, 100)
        self.assertEqual(self.customer.outstanding_credit_amount, 0)

    def test_store_credit_that_is_back_pays_nothing(self):
        """A payment by store credit that is reset to draft: the invoice is open, in a split too."""
        foreign = self.setup_other_currency("HRK", rates=[("2026-01-01", 3.0)])
        for vals, amount in (({}, 80), ({"currency_id": foreign.id}, 60)):
            with self.subTest(vals=vals):
                self.give_credit(80)
                before = self.open_items()
                invoice = self.invoice(amount, **vals)
                self.apply([(None, invoice, amount)], date="2026-01-20")
                payment = self.env["account.payment"].search(
                    [("journal_id", "=", self.journal.id)], order="id desc", limit=1
                )
                left = self.credit_account().balance
                payment.action_draft()
                self.env.invalidate_all()
                self.assertGreater(self.credit_account().balance, left)
                self.assertEqual(invoice.amount_residual, amount)
                self.assertIn("reset to draft", "".join(invoice.message_ids.mapped("body")))
                invoice.button_draft()
                invoice.button_cancel()
                payment.unlink()
                self.assertEqual(self.open_items(), before)
                self.assert_ties_out()

    def test_rejected_store_credit_is_back(self):
        """Odoo leaves the entry of a rejected payment posted: not of store credit."""
        self.give_credit(80)
        before = self.open_items()
        invoice = self.invoice(80)
        self.apply([(None, invoice, 80)], date="2026-01-20")
        payment = self.last_payment(self.journal)
        payment.action_reject()
        self.assert_store_credit(80)
        self.assertEqual(invoice.amount_residual, 80)
        self.assertEqual(payment.state, "rejected")
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(self.open_items(), before)
        self.assert_ties_out()

    def test_rejected_in_a_closed_period(self):
        """The entry stays as it was; its reversal gives the store credit back, once."""
        self.give_credit(80)
        invoice = self.invoice(80)
        self.apply([(None, invoice, 80)], date="2026-01-20")
        before = self.credit_account().balance
        payment = self.last_payment(self.journal)
        self.company.fiscalyear_lock_date = "2026-02-28"
        for _click in range(2):
            payment.action_reject()
            self.assert_store_credit(before + 80)
            self.assertEqual(invoice.amount_residual, 80)
            self.assert_ties_out()
        self.company.fiscalyear_lock_date = False

    def test_invoice_of_a_topup_whose_payment_is_rejected(self):
        """What a rejected payment paid is not there: nothing of it can be spent."""
        invoice = self.invoice(50, post=False)
        invoice.invoice_line_ids.account_id = self.liability
        invoice.action_post()
        account = self.credit_account()
        self.assertEqual((account.balance, account.reserved), (50, 50))
        payment = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({})
            ._create_payments()
        )
        self.env.invalidate_all()
        self.assertEqual((account.balance, account.reserved), (50, 0))
        payment.action_reject()
        self.env.invalidate_all()
        self.assertEqual((account.balance, account.reserved), (50, 50))
        payment.action_draft()
        payment.action_post()
        self.env.invalidate_all()
        self.assertEqual((account.balance, account.reserved), (50, 0))
        self.assert_ties_out()

    def test_rejected_topup_gives_nothing(self):
        """Money that the bank refused is no store credit; and once it comes, it is."""
        self.env["customer.credit.topup"].create(
            {"partner_id": self.customer.id, "amount": 50, "journal_id": self.bank_journal.id}
        ).action_confirm()
        payment = self.last_payment(self.bank_journal)
        payment.action_reject()
        self.assert_store_credit(0)
        payment.action_draft()
        payment.action_post()
        self.assert_store_credit(50)
        self.assert_ties_out()

    def test_state_written_by_hand_keeps_the_way_back(self):
        """A script that writes the state of a payment alone leaves what paid with it takeable."""
        for state in ("canceled", "draft", "rejected"):
            with self.subTest(state=state):
                self.customer = self.customer.create({"name": state})
                self.give_credit(80)
                invoice = self.invoice(80)
                self.apply([(None, invoice, 80)], date="2026-01-20")
                self.last_payment(self.journal).write({"state": state})
                if applied := self.applications():
                    applied.action_unapply()
                self.assertEqual(invoice.amount_residual, 80)
                invoice.button_draft()
                self.assert_store_credit(80)
                self.assert_ties_out()

    def test_same_customer_keeps_the_match(self):
        """Another contact of the same company is no other customer."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 80)])
        self.change(invoice, self.contact)
        self.assertEqual(invoice.payment_state, invoice._get_invoice_in_payment_state())

    def test_given_to_whoever_paid(self):
        """An invoice that gets the customer who paid it stays paid."""
        payment, invoice = self.pay_on_account(80, self.other_customer), self.invoice(80)
        (self.line(payment) | self.line(invoice)).reconcile()
        self.change(invoice)
        self.assertEqual(invoice.amount_residual, 0)


@tagged("post_install", "-at_install")
class TestResets(UndoCommon):
    """Store credit that paid an invoice which is taken back to draft and changed."""

    def paid(self, amount=100, paid=100, **vals):
        """Return an invoice that store credit paid."""
        self.give_credit(150)
        invoice = self.invoice(amount, **vals)
        self.apply([(None, invoice, paid)], date="2026-01-20")
        return invoice

    def assert_store_credit_is_back(self, invoice, residual):
        """The whole credit may be spent again, and nothing else of the customer is open."""
        self.env.invalidate_all()
        self.assert_store_credit(150)
        self.assertEqual(self.customer.outstanding_credit_amount, 0)
        self.assertEqual(invoice.amount_residual, residual)
        self.assertFalse(self.applications())
        self.assert_ties_out()

    def test_another_price(self):
        """Dearer or cheaper: the match ends, the money is store credit, the invoice is open."""
        invoice = self.paid()
        for price, credits in ((80, 0), (120, 1)):
            with self.subTest(price=price):
                if credits:
                    self.apply([(None, invoice, 80)], date="2026-01-20")
                invoice.button_draft()
                invoice.invoice_line_ids.price_unit = price
                invoice.action_post()
                self.assert_store_credit_is_back(invoice, price)
                self.assertIn("store credit again", "".join(invoice.message_ids.mapped("body")))

    def test_the_same_again(self):
        """What was reset and posted with the same amount is still paid, on another day, too."""
        invoice = self.paid()
        invoice.button_draft()
        invoice.invoice_date = "2026-02-10"
        invoice.action_post()
        self.env.invalidate_all()
        self.assertEqual(invoice.amount_residual, 0)
        self.assert_store_credit(50)

    def test_cancelled(self):
        """Nothing is left that the credit could pay."""
        invoice = self.paid()
        invoice.button_cancel()
        self.assertEqual(invoice.state, "cancel")
        self.assert_store_credit_is_back(invoice, 100)

    def test_a_foreign_invoice(self):
        """Store credit that a split carried over comes back to the cent."""
        foreign = self.setup_other_currency("HRK", rates=[("2026-01-01", 3.0)])
        invoice = self.paid(300, 200, currency_id=foreign.id)
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 240
        invoice.action_post()
        self.assert_store_credit_is_back(invoice, 240)

    def test_a_secured_journal(self):
        """A payment that may not be cancelled any more is reversed."""
        self.journal.restrict_mode_hash_table = True
        invoice = self.paid()
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 80
        invoice.action_post()
        self.assert_store_credit_is_back(invoice, 80)

    def test_reversed_as_a_whole(self):
        """Paid in part, then credited in full: the credit note closes it, the credit is free."""
        self.give_credit(150)
        for secured in (False, True):
            with self.subTest(secured=secured):
                self.journal.restrict_mode_hash_table = secured
                invoice = self.invoice(100)
                self.apply([(None, invoice, 40)], date="2026-01-20")
                wizard = (
                    self.env["account.move.reversal"]
                    .with_context(active_model="account.move", active_ids=invoice.ids)
                    .create({"journal_id": invoice.journal_id.id, "date": "2026-01-21"})
                )
                wizard.modify_moves()
                self.env.invalidate_all()
                self.assertEqual(invoice.payment_state, "reversed")
                self.assertEqual(self.customer.outstanding_credit_amount, 0)
                self.assert_store_credit(150)
                self.assert_ties_out()

    def test_a_foreign_invoice_reversed_as_a_whole(self):
        """The rate stands or has moved: store credit comes back as it was taken, to the cent."""
        currency = self.setup_other_currency(
            "HRK", rates=[("2026-01-01", 2.0), ("2026-03-01", 3.7)]
        )
        self.give_credit(150)
        for secured, paid_on, back_on in (
            (False, "2026-01-20", "2026-01-21"),
            (False, "2026-01-20", "2026-03-05"),
            (False, "2026-03-05", "2026-03-06"),
            (True, "2026-03-06", "2026-03-07"),
        ):
            with self.subTest(secured=secured, paid=paid_on, back=back_on):
                self.journal.restrict_mode_hash_table = secured
                invoice = self.invoice(100, currency_id=currency.id)
                self.apply([(None, invoice, 33.33)], date=paid_on)
                self.assertEqual(invoice.amount_residual, 66.67)
                invoice._reverse_moves([{"date": back_on, "invoice_date": back_on}], cancel=True)
                self.env.invalidate_all()
                self.assertEqual(invoice.payment_state, "reversed")
                self.assertEqual(
                    [it for it in self.open_items() if it[1] != self.liability.code], []
                )
                self.assert_store_credit(150)
                self.assert_ties_out()

    def test_reversed_on_a_second_receivable_account(self):
        """The customer's documents moved to another account meanwhile, or stand there already."""
        second = self.receivable.copy({"code": "121999", "name": "Receivable B"})
        self.give_credit(150)
        for secured, invoiced_on, paid_with in (
            (False, second, second),
            (False, self.receivable, second),
            (False, second, self.receivable),
            (True, second, second),
        ):
            with self.subTest(secured=secured, invoiced=invoiced_on.code, paid=paid_with.code):
                self.journal.restrict_mode_hash_table = secured
                self.customer.property_account_receivable_id = invoiced_on
                invoice = self.invoice(100)
                self.customer.property_account_receivable_id = paid_with
                self.apply([(None, invoice, 40)], date="2026-01-20")
                self.assertEqual(invoice.amount_residual, 60)
                invoice._reverse_moves([{"date": "2026-01-21"}], cancel=True)
                self.env.invalidate_all()
                self.assertEqual(invoice.payment_state, "reversed")
                self.assertEqual(
                    [it for it in self.open_items() if it[1] != self.liability.code], []
                )
                self.assert_store_credit(150)
                self.assert_ties_out()

    def test_money_stays_as_it_was(self):
        """What was paid by bank stands open after the reversal, as in Odoo."""
        invoice = self.invoice(100)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": self.bank_journal.id, "amount": 40.0})._create_payments()
        invoice._reverse_moves([{"date": "2026-01-21"}], cancel=True)
        self.env.invalidate_all()
        self.assertEqual(self.customer.outstanding_credit_amount, 40)
