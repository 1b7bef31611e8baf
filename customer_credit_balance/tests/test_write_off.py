"""Small rests written off: only small ones, by right, and taken back without a trace."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestWriteOff(WizardCommon):
    """An invoice of 100 of which 0.40 is left, up to 1.00 is small."""

    @classmethod
    def setUpClass(cls):
        """Set limit and account."""
        super().setUpClass()
        cls.expense = cls.company_data["default_account_expense"]
        cls.company.write(
            {
                "customer_credit_write_off_limit": 1.0,
                "customer_credit_write_off_account_id": cls.expense.id,
            }
        )

    def setUp(self):
        """Leave a rest."""
        super().setUp()
        self.bill = self.rest(0.40)

    def rest(self, left, partner=None, **vals):
        """Return an invoice of 100 that was paid but for a rest."""
        bill = self.invoice(100.0, partner, **vals)
        payment = self.pay_on_account(100.0 - left, partner)
        (self.receivable_line(bill) | self.receivable_line(payment.move_id)).reconcile()
        return bill

    def dialog(self, user=None, partner=None, **vals):
        """Return the dialog as the Credit Centre opens it."""
        context = {"active_model": "res.partner", "active_ids": (partner or self.customer).ids}
        Dialog = self.env["customer.credit.write.off"].with_user(user or self.credit_manager)
        Dialog = Dialog.with_context(context if partner is not False else {})
        values = Dialog.default_get(list(Dialog._fields))
        return Dialog.create({**values, "reason": "Rounding", "date": "2026-02-01", **vals})

    def written(self):
        """Return the entries that write something off."""
        return self.env["account.move"].search([("customer_credit_write_off_line_id", "!=", False)])

    def test_the_rest_of_an_invoice(self):
        """0.40 to the account of the settings, no tax, the invoice is paid, said in its chatter."""
        self.expense.tax_ids = self.company_data["default_tax_purchase"]
        dialog = self.dialog()
        self.assertEqual((dialog.lost_amount, dialog.gained_amount), (0.40, 0))
        dialog.action_confirm()
        self.assertEqual((self.bill.amount_residual, self.bill.payment_state), (0, "paid"))
        move = self.written()
        self.assertEqual(move.line_ids.tax_ids | move.line_ids.tax_line_id, self.env["account.tax"])
        self.assert_items(
            move, (self.receivable, self.customer, -0.40), (self.expense, self.customer, 0.40)
        )
        self.assertIn("0.40", self.bill.message_ids[0].body)
        self.assertFalse(self.customer.customer_credit_ids.filtered(lambda it: it.amount == 0.4))
        self.assert_ties_out()

    def test_the_rest_of_a_credit(self):
        """0.30 of a credit note is left: it is ours, and the credit shows what became of it."""
        note = self.invoice(50.0, move_type="out_refund")
        bill = self.invoice(49.70)
        (self.receivable_line(note) | self.receivable_line(bill)).reconcile()
        dialog = self.dialog()
        self.assertEqual((dialog.lost_amount, dialog.gained_amount), (0.40, 0.30))
        dialog.action_confirm()
        self.assertEqual(note.amount_residual, 0)
        used = self.env["customer.credit.application"].search(
            [("credit_id", "=", self.receivable_line(note).id), ("kind", "=", "write_off")]
        )
        self.assertEqual(used.amount, 0.30)
        with self.assertRaisesRegex(UserError, "written off"):
            used.with_user(self.credit_manager).action_unapply()
        self.assert_ties_out()

    def test_both_are_taken_back_without_a_trace(self):
        """What was open before is open again, also in a foreign currency and a closed journal."""
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        bill = self.invoice(100.0, currency_id=euro.id)
        payment = self.pay_on_account(100.0)
        payment.action_draft()
        payment.write({"currency_id": euro.id, "amount": 98.90})
        payment.action_post()
        (self.receivable_line(bill) | self.receivable_line(payment.move_id)).reconcile()
        note = self.invoice(50.0, move_type="out_refund")
        (self.receivable_line(note) | self.receivable_line(self.invoice(49.5))).reconcile()
        self.assertEqual((bill.amount_residual, bill.amount_residual_signed), (1.10, 0.55))
        before = self.open_items()
        dialog = self.dialog()
        self.assertEqual(len(dialog.line_ids), 3)
        dialog.action_confirm()
        self.assertEqual(self.open_items(), [])
        self.journal.restrict_mode_hash_table = True
        moves = self.written()
        moves.with_user(self.credit_manager).action_undo_credit_write_off()
        self.assertEqual(self.open_items(), before)
        self.assertEqual(set(moves.mapped("customer_credit_write_off_state")), {"undone"})
        self.assertFalse(
            self.customer.customer_credit_open_ids.filtered(lambda it: it.origin == "transfer")
        )
        self.assert_ties_out()
        with self.assertRaisesRegex(UserError, "no write-off that stands"):
            moves.with_user(self.credit_manager).action_undo_credit_write_off()
        self.dialog().action_confirm()
        self.assertEqual(self.open_items(), [])

    def test_only_small_rests(self):
        """Not 1.01 of 100, not a whole invoice of 0.50, not what store credit was booked with."""
        self.rest(1.01)
        self.invoice(0.50)
        found = self.env["account.move.line"]._find_credit_rests(self.company)
        self.assertEqual(found, self.receivable_line(self.bill).sudo())
        self.rest(1.0)
        self.assertEqual(len(self.env["account.move.line"]._find_credit_rests(self.company)), 2)
        self.company.customer_credit_write_off_limit = 0
        self.assertFalse(self.env["account.move.line"]._find_credit_rests(self.company))

    def test_two_rests_of_one_document_count_together(self):
        """Two instalments with 0.60 each are 1.20: no small rest."""
        term = self.env["account.payment.term"].create(
            {"name": "Halves", "line_ids": [
                Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                for days in (0, 30)
            ]}
        )  # fmt: skip
        bill = self.invoice(100.0, self.other_customer, invoice_payment_term_id=term.id)
        for line in self.receivable_line(bill):
            payment = self.pay_on_account(49.40, self.other_customer)
            (line | self.receivable_line(payment.move_id)).reconcile()
        self.assertEqual(bill.amount_residual, 1.20)
        Line = self.env["account.move.line"]
        self.assertFalse(Line._find_credit_rests(self.company, self.other_customer))

    def test_all_customers_at_once(self):
        """From the menu: both customers, one left out by a click."""
        other = self.rest(0.20, self.other_customer)
        dialog = self.dialog(partner=False)
        self.assertEqual(dialog.line_ids.partner_id, self.customer | self.other_customer)
        dialog.line_ids.filtered(lambda it: it.partner_id == self.customer).keep = False
        self.assertAlmostEqual(dialog.lost_amount, 0.20)
        dialog.action_confirm()
        self.assertEqual((self.bill.amount_residual, other.amount_residual), (0.40, 0))
        dialog.action_confirm()  # a second click books nothing
        self.assertEqual(len(self.written()), 1)

    def test_values_that_no_dialog_sends(self):
        """A whole invoice, one of somebody else's company, another account, no reason."""
        whole = self.receivable_line(self.invoice(0.50))
        rest = self.receivable_line(self.bill)
        for message, vals in (
            ("no small rest", {"line_ids": [Command.create({"move_line_id": whole.id})]}),
            ("account of the settings",
             {"account_id": self.company_data["default_account_revenue"].id}),
            ("reason", {"reason": " "}),
            ("future", {"date": "2999-01-01"}),
            ("later day", {"date": "2026-01-02"}),
            ("at least one", {"line_ids": [Command.create({"move_line_id": rest.id,
                                                           "keep": False})]}),
        ):  # fmt: skip
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self.dialog(**vals).action_confirm()
        self.assertFalse(self.written())

    def test_rights(self):
        """Sales, portal, managers without the right, people of other companies: nothing."""
        right = self.env.ref("customer_credit_balance.group_customer_credit_write_off")
        manager = self.env.ref("customer_credit_balance.group_customer_credit_manager")
        filled = self.dialog()
        for user in (self.salesperson, self.credit_user, self.portal_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                filled.with_user(user).action_confirm()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.dialog(user)
        filled.action_confirm()
        for user in (self.salesperson, self.credit_user, self.portal_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.written().with_user(user).action_undo_credit_write_off()
        with self.assertRaises(UserError):
            self.written().with_user(self.credit_manager).write(
                {"customer_credit_write_off_line_id": False}
            )
        manager.sudo().implied_ids -= right
        self.credit_manager.sudo().group_ids -= right
        self.rest(0.10)
        with self.assertRaises(AccessError):
            self.dialog()
        with self.assertRaises(AccessError):
            self.written().with_user(self.credit_manager).action_undo_credit_write_off()

    def test_the_right_alone_is_enough(self):
        """Whoever has it writes off; who reads entries too takes back; the rest stays closed."""
        self.credit_user.sudo().group_ids += self.env.ref(
            "customer_credit_balance.group_customer_credit_write_off"
        )
        dialog = self.dialog(self.credit_user)
        self.assertEqual((dialog.lost_amount, dialog.line_ids.balance), (0.40, 0.40))
        dialog.action_confirm()
        self.assertEqual(self.bill.amount_residual, 0)
        written = self.written().with_user(self.credit_user)
        with self.assertRaises(AccessError):
            written.action_undo_credit_write_off()
        self.credit_user.sudo().group_ids += self.env.ref("account.group_account_readonly")
        written.action_undo_credit_write_off()
        self.assertEqual(self.bill.amount_residual, 0.40)
        with self.assertRaises(AccessError):
            self.env["customer.credit.adjust"].with_user(self.credit_user).create({})

    def test_another_company(self):
        """The rest of a company that the user is not in cannot be named."""
        data = self.setup_other_company()
        other = data["company"]
        other.customer_credit_write_off_limit = 5
        bill = self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice", "partner_id": self.customer.id,
                "invoice_date": "2026-01-15", "company_id": other.id,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 3})],
            }
        )  # fmt: skip
        bill.action_post()
        line = self.receivable_line(bill)
        with self.assertRaises(UserError):  # AccessError is one
            self.dialog(line_ids=[Command.create({"move_line_id": line.id})]).action_confirm()
        self.assertEqual(bill.amount_residual, bill.amount_total)

    def test_the_centre_offers_it_where_there_is_one(self):
        """The button of the customer's page, and nothing of it for those who owe no rest."""
        customer = self.customer.with_user(self.credit_manager)
        self.assertTrue(customer.customer_credit_has_rests)
        self.assertEqual(
            customer.action_credit_write_off()["res_model"], "customer.credit.write.off"
        )
        self.assertFalse(
            self.other_customer.with_user(self.credit_manager).customer_credit_has_rests
        )
        empty = self.dialog(partner=self.other_customer)
        self.assertIn("Nothing small", empty.notice)
        with self.assertRaisesRegex(UserError, "at least one"):
            empty.action_confirm()
        self.company.customer_credit_write_off_limit = 0
        self.assertIn("no small rests yet", self.dialog().notice)

    def test_it_opens_its_document(self):
        """From the entry to the invoice."""
        self.dialog().action_confirm()
        action = self.written().with_user(self.credit_manager).action_open_credit_write_off()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", self.bill.id))

    def test_a_match_that_ends_takes_it_back(self):
        """Somebody takes the match off the invoice: no credit stays behind unseen."""
        before = self.open_items()
        payment = self.env["account.payment"].search([("partner_id", "=", self.customer.id)])
        self.dialog().action_confirm()
        self.receivable_line(self.bill).remove_move_reconcile()
        self.env.cr.precommit.run()
        self.assertEqual(self.written().customer_credit_write_off_state, "undone")
        (self.receivable_line(self.bill) | self.receivable_line(payment.move_id)).reconcile()
        self.assertEqual(self.open_items(), before)
