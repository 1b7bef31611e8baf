"""The till in a real browser: settle what is due, and be refused on the customer's account."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.customer_credit_balance.core.verdict import Blocker
from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon


@tagged("post_install", "-at_install")
class TestTillSettlementTours(TestPointOfSaleHttpCommon):
    """A cashier with nothing but the rights of a till user."""

    @classmethod
    def setUpClass(cls):
        """One customer owes two invoices and has 45 of store credit."""
        super().setUpClass()
        cls.company = cls.env.company
        account = cls.env["pos.payment.method"].create(
            {"name": "Customer Account", "split_transactions": True}
        )
        cls.main_pos_config.payment_method_ids = [Command.link(account.id)]
        cls.main_pos_config.store_credit_enabled = True
        cls.letter_tray.write({"list_price": 10.0, "taxes_id": [Command.clear()]})
        cls.bakery = cls.env["res.partner"].create({"name": "Brandt Bakery"})
        move = cls.env["account.move"].create(
            {
                "journal_id": cls.company.store_credit_journal_id.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": amount,
                                    "partner_id": cls.bakery.id, "name": "opening"})
                    for account, amount in (
                        (cls.company.store_credit_account_id, -45.0),
                        (cls.company_data["default_account_expense"], 45.0),
                    )
                ],
            }
        )  # fmt: skip
        move.action_post()
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
        self.main_pos_config.with_user(self.pos_user).open_ui()

    def play(self, tour):
        """Play a tour to its end; slow machines need their time."""
        self.start_pos_tour(tour, timeout=300)

    def residuals(self):
        """Return what is open on both invoices."""
        self.env.invalidate_all()
        return (self.hundred.amount_residual, self.thirty.amount_residual)

    def test_a_part_in_cash(self):
        self.play("till_settlement_part_in_cash")
        self.assertEqual(self.residuals(), (60.0, 30.0))

    def test_by_store_credit(self):
        self.play("till_settlement_by_store_credit")
        self.assertEqual(self.residuals(), (100.0, 0.0))
        account = self.env["customer.credit.account"]._find(self.bakery, self.company)
        self.assertEqual(account.balance, 15.0)

    def test_all_at_once(self):
        self.play("till_settlement_all")
        self.assertEqual(self.residuals(), (0.0, 0.0))
        due = self.env["res.partner"].get_due_for_till(self.bakery.id, self.main_pos_config.id)
        self.assertFalse(due)

    def test_nobody_knows_what_is_due_offline(self):
        self.play("till_settlement_offline")

    def test_the_customers_account_is_refused_when_it_is_touched(self):
        mixin = self.registry["customer.credit.mixin"]
        self.patch(
            mixin,
            "_get_credit_blockers",
            lambda document: (
                [Blocker("hold", "On hold: owes for months", "approval")]
                if document._get_credit_amount() > 0
                else []
            ),
        )
        self.patch(
            mixin, "_get_credit_customer_message", lambda document: "Please see us at the desk."
        )
        self.play("till_customer_account_refused")

    def test_fast_payment_by_store_credit(self):
        method = self.main_pos_config.payment_method_ids.filtered("is_store_credit")
        self.main_pos_config.current_session_id.action_pos_session_closing_control()
        self.main_pos_config.write(
            {"use_fast_payment": True, "fast_payment_method_ids": [Command.set(method.ids)]}
        )
        self.main_pos_config.with_user(self.pos_user).open_ui()
        self.play("till_fast_payment_by_store_credit")
        account = self.env["customer.credit.account"]._find(self.bakery, self.company)
        self.assertEqual(account.balance, 0.0)
