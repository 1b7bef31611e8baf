"""Secured entries: what cannot be reset is undone by reversal, and leaves no trace either."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestSecured(WizardCommon):
    """Every journal hashes what is posted; each dialog, then the way back that Odoo leaves."""

    @classmethod
    def setUpClass(cls):
        """Secure the journals of sales, bank and store credit."""
        super().setUpClass()
        journals = cls.journal | cls.bank_journal | cls.company_data["default_journal_sale"]
        journals.restrict_mode_hash_table = True

    def look(self):
        """Return what an undo must bring back: store credit, open items, outstanding credits."""
        self.env.flush_all()
        self.env.invalidate_all()
        account = self.credit_account()
        return (
            account.balance,
            account.reserved,
            self.open_items(),
            self.customer.outstanding_credit_amount,
        )

    def assert_undone(self, act, undo=None):
        """Act, see that nothing can be reset, undo, and find what was before."""
        before = self.look()
        last = self.env["account.move"].search([], order="id desc", limit=1).id or 0
        act()
        moves = self.env["account.move"].search([("id", ">", last)], order="id desc")
        self.assertTrue(moves)
        self.assertNotEqual(self.look(), before)
        for move in moves:
            self.assertTrue(move.inalterable_hash, move.name)
            with self.assertRaises(UserError), self.cr.savepoint():
                move.button_draft()
        if undo:
            undo()
        else:
            for move in moves:
                move._reverse_moves([{"date": move.date}], cancel=True)
        self.assertEqual(self.look(), before)
        self.assert_ties_out()

    def act(self, name, **vals):
        """Return what confirms a dialog."""
        return lambda: self.wizard(name, **vals).action_confirm()

    def test_top_up(self):
        """Money for store credit, given back as it came."""
        self.assert_undone(self.act("topup", amount=100.0, journal_id=self.bank_journal.id))

    def test_top_up_refunded(self):
        """The refund of a top-up, undone: the store credit is there again."""
        self.wizard("topup", amount=100.0, journal_id=self.bank_journal.id).action_confirm()
        self.assert_undone(self.act("refund", amount=40.0, journal_id=self.bank_journal.id))
        self.assert_store_credit(100.0)

    def test_transfer(self):
        """An outstanding payment made store credit, and back."""
        credit = self.payment_credit(100.0)
        self.assert_undone(self.act("transfer", lines=credit))

    def test_adjustment(self):
        """Goodwill, by reversal and by the dialog that voids it."""
        adjust = self.act("adjust", amount=50.0, reason="Goodwill")
        self.assert_undone(adjust)

        def void():
            grants = self.entries("adjustment").move_line_id.filtered(
                lambda line: line.amount_residual < 0
            )
            self.act("void", lines=grants, reason="Granted by mistake")()

        self.assert_undone(adjust, void)

    def test_adjustment_down(self):
        """Credit taken away, and given back."""
        self.give_credit(80.0)
        self.assert_undone(self.act("adjust", amount=-30.0, reason="Too much"))

    def test_refund_of_outstanding_credit(self):
        """A credit note paid out; the payment bounced."""
        note = self.credit_note(60.0)
        refund = self.act("refund", lines=note, amount=60.0, journal_id=self.bank_journal.id)
        self.assert_undone(refund)

    def test_applied_credits(self):
        """Store credit and a payment on one invoice, taken back by our own button."""
        self.give_credit(40.0)
        credit = self.payment_credit(100.0)
        invoice = self.invoice(120.0)

        def apply():
            lines = [
                (0, 0, {"credit_id": False, "invoice_id": invoice.id, "amount": 40.0}),
                (0, 0, {"credit_id": credit.id, "invoice_id": invoice.id, "amount": 70.0}),
            ]
            self.env["customer.credit.apply"].create(
                {"partner_id": self.customer.id, "line_ids": lines}
            ).action_confirm()

        def unapply():
            while applications := self.env["customer.credit.application"].search(
                [("partner_id", "=", self.customer.id), ("state", "=", "applied")], limit=1
            ):
                applications.action_unapply()
                self.env.flush_all()
                self.env.invalidate_all()

        self.assert_undone(apply, unapply)
