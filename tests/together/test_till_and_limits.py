"""Sales of the till (customer_credit_pos_web) and limits (customer_credit_limit)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.customer_credit_pos_web.tests.common_till import TillCommon


@tagged("post_install", "-at_install")
class TestTillAndLimits(TillCommon):
    """What was sold on account to one customer, and is given to another one."""

    def test_a_sale_on_account_was_decided_for_its_customer(self):
        """Its invoice is posted again for the same customer, and for nobody who is held."""
        invoice = self.sell([(self.pay_later_pm, 100.0)], to_invoice=True).account_move
        self.close_till()
        self.company._ensure_credit_policy()
        profile = self.env["customer.credit.profile"]._get_or_create(
            self.other_customer, self.company
        )
        profile.write({"hold": "on", "hold_reason": "Unpaid since spring"})
        invoice.button_draft()
        invoice.partner_id = self.other_customer
        with self.assertRaisesRegex(UserError, "Unpaid since spring"):
            invoice.action_post()
        invoice.partner_id = self.customer
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
