"""Settings: the accounts of store credit, and what can no longer be changed."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_wizards import WizardCommon


@tagged("post_install", "-at_install")
class TestSettings(WizardCommon):
    """The block "Customer Credit" of the Invoicing settings."""

    def test_adjustment_account_is_the_default_of_adjustments(self):
        """What is chosen in the settings is proposed in the wizard."""
        account = self.company.store_credit_adjustment_account_id.copy({"code": "600555"})
        self.env["res.config.settings"].create(
            {"store_credit_adjustment_account_id": account.id}
        ).execute()
        self.assertEqual(self.company.store_credit_adjustment_account_id, account)
        self.assertEqual(self.wizard("adjust", amount=1.0, reason="x").account_id, account)

    def test_account_is_fixed_once_it_is_used(self):
        """The page says so, and the server keeps it."""
        Settings = self.env["res.config.settings"]
        other = self.liability.copy({"code": "219555"})
        self.assertFalse(Settings.create({}).has_store_credit_entries)
        self.grant(10.0)
        settings = Settings.create({})
        self.assertTrue(settings.has_store_credit_entries)
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            settings.store_credit_account_id = other

    def test_the_account_stays_what_the_ledger_needs(self):
        """Without reconciliation Odoo closes all that is open: nothing would be left of it."""
        self.grant(10.0)
        credit = self.env["customer.credit"].search([("partner_id", "=", self.customer.id)])
        for vals in (
            {"reconcile": False}, {"account_type": "asset_receivable"}, {"active": False},
        ):  # fmt: skip
            with self.assertRaisesRegex(UserError, "holds store credit"), self.cr.savepoint():
                self.liability.write(vals)
        self.env.invalidate_all()
        self.assertEqual(credit.remaining_amount, 10.0)
        self.liability.write({"name": "Vouchers", "code": "219556"})
        self.company.store_credit_adjustment_account_id.write({"reconcile": True})

    def test_what_the_former_journal_paid_comes_back(self):
        """Another journal for what is paid from now on; an invoice of before is cancelled."""
        self.grant(50.0)
        invoice = self.invoice(30.0)
        self.env["customer.credit.apply"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        ).action_confirm()
        self.assert_store_credit(20.0)
        other = self.env["account.journal"].create(
            {"name": "Vouchers", "type": "bank", "code": "VOU"}
        )
        self.env["res.config.settings"].create({"store_credit_journal_id": other.id}).execute()
        self.assertEqual(self.company.store_credit_journal_id, other)
        invoice.button_draft()
        invoice.button_cancel()
        self.assert_store_credit(50.0)
        self.assert_ties_out()

    def test_block_is_there_for_others_to_extend(self):
        """Other addons add their settings to this block."""
        arch = self.env["res.config.settings"].get_view(
            self.env.ref("account.res_config_settings_view_form").id, "form"
        )["arch"]
        self.assertIn('id="customer_credit_block"', arch)
