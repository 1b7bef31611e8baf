"""Tax that the customer withholds when paying (l10n_account_withholding_tax)."""

import unittest

from odoo import Command
from odoo.exceptions import RedirectWarning
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import get_db_name

from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestWithholding(WizardCommon):
    """An invoice of 100 of which the customer withholds 5 and pays 95."""

    @classmethod
    def setUpClass(cls):
        """Make the tax and what Odoo's dialog needs for it."""
        if "account.withholding.line" not in Registry(get_db_name()):
            raise unittest.SkipTest("l10n_account_withholding_tax is not installed")
        super().setUpClass()
        cls.company.withholding_tax_base_account_id = cls.env["account.account"].create(
            {"code": "WITHB", "name": "Withholding Base", "reconcile": True,
             "account_type": "asset_current"}
        )  # fmt: skip
        sequence = cls.env["ir.sequence"].create({"name": "Withholding", "padding": 4})
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "5% withheld",
                "amount": -5,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                "is_withholding_tax_on_payment": True,
                "withholding_sequence_id": sequence.id,
            }
        )

    def withheld(self, amount=100):
        """Return a posted invoice with the tax."""
        invoice = self.invoice(amount, post=False)
        invoice.invoice_line_ids.tax_ids = [Command.set(self.tax.ids)]
        invoice.action_post()
        return invoice

    def test_the_dialog_proposes_no_store_credit_and_says_where_to_go(self):
        """The other invoice is paid; this one is named."""
        self.give_credit(500)
        invoice, other = self.withheld(), self.invoice(70)
        wizard = self.wizard("apply")
        amounts = {row.invoice_id: row.amount for row in wizard.invoice_ids}
        self.assertEqual(amounts, {invoice: 0, other: 70})
        self.assertIn("Register Payment", wizard.warning)
        self.assertIn(invoice.name, wizard.warning)
        wizard.action_confirm()
        self.env.invalidate_all()
        self.assertEqual((invoice | other).mapped("amount_residual"), [100, 0])
        self.assert_store_credit(430)

    def test_asked_by_hand_it_hands_over_to_odoos_dialog(self):
        """There 95 are taken, 5 are withheld, and nothing stays open."""
        self.give_credit(500)
        invoice = self.withheld()
        wizard = self.wizard("apply")
        wizard.invoice_ids.amount = wizard.credit_ids.amount = 100
        wizard.line_ids = [Command.create({"invoice_id": invoice.id, "amount": 100})]
        wizard.by_hand = True
        with self.assertRaises(RedirectWarning) as raised:
            wizard.action_confirm()
        _text, action, _button, context = raised.exception.args
        self.assert_store_credit(500)
        register = self.env[action["res_model"]].with_context(**context).create({})
        self.assertEqual(register.journal_id, self.company.store_credit_journal_id)
        self.assertEqual((register.amount, register.withholding_net_amount), (100, 95))
        register._create_payments()
        self.env.invalidate_all()
        self.assertEqual(invoice.amount_residual, 0)
        for operator in ("<", ">"):
            self.assertFalse(self.customer._find_open_receivable(self.company, operator))
        self.assert_store_credit(405)
        self.assert_ties_out()

    def test_other_credits_are_matched_as_odoo_does(self):
        """A credit note or payment pays it: nothing is withheld there."""
        invoice = self.withheld()
        self.payment_credit(100)
        self.wizard("apply").action_confirm()
        self.env.invalidate_all()
        self.assertEqual((invoice.amount_residual, self.open_items()), (0, []))
