"""With an accounting app, payments of most journals wait for the bank statement: no entry yet."""

from unittest.mock import patch

from odoo.tests import tagged

from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestInPayment(WizardCommon):
    """Enterprise's accounting, `account_in_payment`, `account_payment_batch_oca`."""

    def setUp(self):
        """Let invoices be "in payment", and give the journal no outstanding account."""
        super().setUp()
        state = patch.object(
            self.env.registry["account.move"],
            "_get_invoice_in_payment_state",
            lambda move: "in_payment",
        )
        state.start()
        self.addCleanup(state.stop)
        methods = (
            self.bank_journal.inbound_payment_method_line_ids
            | self.bank_journal.outbound_payment_method_line_ids
        )
        methods.payment_account_id = False

    def _topup(self, amount):
        self.env["customer.credit.topup"].create(
            {
                "partner_id": self.customer.id,
                "amount": amount,
                "journal_id": self.bank_journal.id,
            }
        ).action_confirm()

    def test_a_payment_of_that_journal_has_no_entry(self):
        """The ground of the others: so it is without us."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.customer.id,
                "amount": 10.0,
                "journal_id": self.bank_journal.id,
            }
        )
        payment.action_post()
        self.assertFalse(payment.move_id)

    def test_a_topup_is_booked_at_once(self):
        self._topup(100.0)
        self.assert_store_credit(100.0)
        self.assert_ties_out()

    def test_the_account_of_a_journal_is_kept(self):
        """Where the journal names one, it is used: Odoo's own context would overrule it."""
        other = self.env["account.account"].create(
            {"name": "On its way", "code": "101499", "account_type": "asset_current",
             "reconcile": True}
        )  # fmt: skip
        self.bank_journal.inbound_payment_method_line_ids.payment_account_id = other
        self._topup(100.0)
        payment = self.env["account.payment"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(payment.outstanding_account_id, other)
        self.assertIn(other, payment.move_id.line_ids.account_id)

    def test_store_credit_is_paid_out(self):
        self._topup(100.0)
        self.wizard("refund", amount=60.0, journal_id=self.bank_journal.id).action_confirm()
        self.assert_store_credit(40.0)
        self.assert_ties_out()

    def test_store_credit_pays_an_invoice(self):
        """Its journal has the liability as account: the entry is there in every edition."""
        self._topup(100.0)
        invoice = self.invoice(80.0)
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.customer.id,
                "amount": 80.0,
                "journal_id": self.company.store_credit_journal_id.id,
            }
        )
        payment.action_post()
        (payment.move_id.line_ids + invoice.line_ids).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assert_store_credit(20.0)
