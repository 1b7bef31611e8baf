"""The till in a real browser: settle what is due, and be refused on the customer's account."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.customer_credit_balance.core.verdict import Blocker

from .common_till_tours import TillTourCommon


@tagged("post_install", "-at_install")
class TestTillSettlementTours(TillTourCommon):
    """A cashier with nothing but the rights of a till user."""

    @classmethod
    def setUpClass(cls):
        """The customer with 45 of store credit owes two invoices."""
        super().setUpClass()
        account = cls.env["pos.payment.method"].create(
            {"name": "Customer Account", "split_transactions": True}
        )
        cls.main_pos_config.payment_method_ids = [Command.link(account.id)]
        cls.hundred = cls.invoice(100.0, "2026-01-15")
        cls.thirty = cls.invoice(30.0, "2026-02-15")

    @classmethod
    def invoice(cls, amount, date):
        """Return a posted invoice without taxes."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.bakery.id,
                "invoice_date": date,
                "invoice_date_due": date,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Bread", "price_unit": amount, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )
        move.action_post()
        return move

    def setUp(self):
        """Open the till as the cashier."""
        super().setUp()
        self.open_till()

    def residuals(self):
        """Return what is open on both invoices."""
        self.env.invalidate_all()
        return (self.hundred.amount_residual, self.thirty.amount_residual)

    def test_a_part_in_cash_undone_by_right(self):
        payout = self.env.ref("customer_credit_pos_web.group_pos_store_credit_payout")
        self.pos_user.group_ids += payout
        self.start_pos_tour("till_settlement_part_in_cash")
        self.assertEqual(self.residuals(), (100.0, 30.0))
        undo = self.env["pos.order"].search([("store_credit_undone_id", "!=", False)])
        self.assertEqual(undo.customer_credit_undo_reason, "Wrong invoice")
        self.assertEqual(sorted(undo.payment_ids.mapped("amount")), [-40.0, 40.0])

    def test_a_single_document_is_chosen_already(self):
        self.thirty.button_draft()
        self.thirty.button_cancel()
        self.start_pos_tour("till_settlement_single")

    def test_an_amount_oldest_first_by_store_credit(self):
        self.start_pos_tour("till_settlement_by_store_credit")
        self.assertEqual(self.residuals(), (70.0, 30.0))
        self.assertEqual(self.credit_of(self.bakery), 15.0)

    def test_all_at_once(self):
        self.start_pos_tour("till_settlement_all")
        self.assertEqual(self.residuals(), (0.0, 0.0))
        due = self.env["res.partner"].get_due_for_till(self.bakery.id, self.main_pos_config.id)
        self.assertFalse(due)

    def test_nobody_knows_what_is_due_offline(self):
        self.start_pos_tour("till_settlement_offline")

    def test_the_customers_account_is_refused_when_it_is_touched(self):
        mixin = self.registry["customer.credit.mixin"]
        self.patch(
            mixin,
            "_get_credit_blockers",
            lambda document, decision=None: (
                [Blocker("hold", "On hold: owes for months", "approval")]
                if document._get_credit_amount() > 0
                else []
            ),
        )
        self.patch(
            mixin, "_get_credit_customer_message", lambda document: "Please see us at the desk."
        )
        self.start_pos_tour("till_customer_account_refused")

    def test_fast_payment_by_store_credit(self):
        method = self.main_pos_config.payment_method_ids.filtered("is_store_credit")
        self.main_pos_config.current_session_id.action_pos_session_closing_control()
        self.main_pos_config.write(
            {"use_fast_payment": True, "fast_payment_method_ids": [Command.set(method.ids)]}
        )
        self.open_till()
        self.start_pos_tour("till_fast_payment_by_store_credit")
        self.assertEqual(self.credit_of(self.bakery), 0.0)
