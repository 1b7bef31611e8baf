"""The tie-out's second half: each fault of open items is made, and named with what to do."""

from odoo.tests import tagged

from .test_application import ApplyCommon


@tagged("post_install", "-at_install")
class TestTieOutCredits(ApplyCommon):
    """The ledger agrees in every case here: only the open items do not."""

    def faults(self, partners=None):
        """Return what the tie-out finds, after what waits for the commit."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        return self.Account._tie_out(self.company, partners)

    def assert_fault(self, code, line, *words):
        """One fault of this kind on this item, whose sentence has these words."""
        faults = [fault for fault in self.faults() if fault["code"] == code]
        self.assertEqual([fault["move_line_id"] for fault in faults], [line.id])
        for word in words:
            self.assertIn(word, faults[0]["message"])
        self.assertEqual(
            [it["move_line_id"] for it in self.faults(self.customer) if it["code"] == code],
            [line.id],
        )
        self.assertFalse(self.faults(self.other_customer))

    def open_behind_the_back(self, line, amount):
        """Leave a part of an item open that no matching explains."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual = %s, amount_residual_currency = %s,"
            " reconciled = FALSE WHERE id = %s",
            [amount, amount, line.id],
        )
        self.env.invalidate_all()

    def test_everyday_life_is_no_fault(self):
        """Credits, splits, transfers, discounts and undone applications."""
        self.give_credit(100)
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 30), (None, invoice, 20)])
        self.env["customer.credit.transfer"].create(
            {"partner_id": self.customer.id, "direction": "in", "amount": 20}
        ).action_confirm()
        self.env.flush_all()
        self.env["customer.credit.application"].search(
            [("invoice_id", "=", invoice.id), ("state", "=", "applied")], limit=1
        ).action_unapply()
        self.assertEqual(self.faults(), [])

    def test_a_pair_of_one_entry(self):
        """Both sides of one entry are open: the credit is not real."""
        move = self.book(
            [(self.receivable, 50, self.customer), (self.receivable, -50, self.customer)]
        )
        line = move.line_ids.filtered(lambda item: item.balance < 0)
        self.assert_fault("pair", line, "50.00", "reconcile")

    def test_an_opening_balance_is_no_pair(self):
        """One entry names an invoice and a credit note of before."""
        self.book([
            (self.receivable, 300, self.customer), (self.receivable, -50, self.customer),
            (self.bank_journal.default_account_id, -250, None),
        ])  # fmt: skip
        self.assertEqual(self.faults(), [])

    def test_an_entry_and_its_reversal(self):
        """A payment by store credit and its reversal, that somebody took apart."""
        self.give_credit(100)
        invoice = self.invoice(80)
        self.apply([(None, invoice, 80)])
        payment = self.line(invoice).matched_credit_ids.credit_move_id.move_id
        payment._reverse_credit_entry()
        self.assertEqual(self.faults(), [])
        self.line(payment).remove_move_reconcile()
        self.assert_fault("pair", self.line(payment), "80.00")

    def test_a_split_that_is_open(self):
        """A split entry is matched on both sides."""
        payment, invoice = self.pay_on_account(100), self.invoice(80)
        self.apply([(payment, invoice, 30)])
        taken = self.line(payment).matched_debit_ids.debit_move_id
        self.open_behind_the_back(taken, 12)
        self.assert_fault("helper", taken, "12.00", "only carries credit on")

    def test_a_transfer_that_is_matched_by_half(self):
        """What became store credit is used up as an outstanding credit."""
        payment = self.pay_on_account(100)
        self.env["customer.credit.transfer"].create(
            {"partner_id": self.customer.id, "direction": "in", "amount": 100}
        ).action_confirm()
        self.env.invalidate_all()
        debit = self.line(payment).matched_debit_ids.debit_move_id
        self.open_behind_the_back(debit, 40)
        self.assert_fault("helper", debit, "40.00")

    def test_what_was_spent_and_still_remains(self):
        """The list of credits says more than the customer has."""
        self.give_credit(100)
        spent = self.give_credit(-30).move_line_id
        self.assertEqual(self.faults(), [])
        spent.remove_move_reconcile()
        self.assert_fault("listed", spent, "30.00", "list of credits")

    def test_a_payment_that_is_applied_later(self):
        """From that moment its credit does not remain any more; nobody waits for the night."""
        credit = self.give_credit(100).move_line_id
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound", "partner_type": "customer", "amount": 80,
                "partner_id": self.customer.id, "date": "2026-01-20",
                "journal_id": self.journal.id,
            }
        )  # fmt: skip
        payment.action_post()
        self.assertEqual((self.faults(), credit.amount_residual), ([], -100))
        (self.line(payment) | self.line(self.invoice(80))).reconcile()
        self.assertEqual((self.faults(), credit.amount_residual), ([], -20))

    def test_spent_for_an_invoice_that_is_not_paid(self):
        """Somebody took the payment off, and left it."""
        self.give_credit(100)
        invoice = self.invoice(80)
        self.apply([(None, invoice, 50)])
        payment = self.line(invoice).matched_credit_ids.credit_move_id
        self.line(invoice).remove_move_reconcile()
        self.assert_fault("unpaid", payment, "50.00", invoice.name, payment.move_name)

    def test_a_reservation_that_nobody_needs(self):
        """The invoice was paid another way: what was set aside for it is still set aside."""
        self.give_credit(100)
        invoice, payment = self.invoice(80), self.pay_on_account(80)
        self.credit_account()._reserve(80, "test:reservation", invoice)
        self.assertEqual(self.faults(), [])
        self.apply([(payment, invoice, 80)])
        (fault,) = self.faults()
        self.assertEqual(fault["code"], "reservation")
        self.assertIn(invoice.name, fault["message"])

    def test_nobody_is_frozen(self):
        """A credit manager gets a to-do; the customer may spend on."""
        self.give_credit(100)
        self.book([(self.receivable, 50, self.customer), (self.receivable, -50, self.customer)])
        self.env.flush_all()
        self.check_by_night()
        account = self.credit_account()
        self.assertEqual(account.state, "active")
        self.assertIn("no real credit", "".join(account.activity_ids.mapped("note")))
