"""A till that verifies customers, in a real browser: PIN, code, and neither."""

import secrets
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .common_till_tours import TillTourCommon


@tagged("post_install", "-at_install")
class TestTillToursVerify(TillTourCommon):
    """Above 15.00 the customer is asked."""

    @classmethod
    def setUpClass(cls):
        """Ask above 15.00."""
        super().setUpClass()
        cls.main_pos_config.write(
            {"store_credit_verification": True, "store_credit_verification_amount": 15.0}
        )
        cls.Pin = cls.env["customer.credit.pin"].sudo()

    def test_pin_wrong_then_right(self):
        self.Pin._set(self.bakery, "4711")
        self.open_till()
        self.start_pos_tour("till_store_credit_verify_pin")
        self.assertEqual(self.credit_of(self.bakery), 15.0)
        used = self.env["customer.credit.verification"].search([("pos_order_id", "!=", False)])
        self.assertEqual(used.mapped("method"), ["pin"])

    def test_code_of_the_portal_page(self):
        self.bakery.barcode = self.bakery._get_credit_qr_token()
        self.open_till()
        self.start_pos_tour("till_store_credit_verify_code")
        self.assertEqual(self.credit_of(self.bakery), 25.0)

    def test_code_of_the_portal_page_where_barcodes_follow_gs1(self):
        self.company.nomenclature_id = self.env.ref(
            "barcodes_gs1_nomenclature.default_gs1_nomenclature"
        )
        self.bakery.barcode = self.bakery._get_credit_qr_token()
        self.open_till()
        self.start_pos_tour("till_store_credit_verify_code")
        self.assertEqual(self.credit_of(self.bakery), 25.0)

    def test_code_by_email(self):
        self.bakery.email = "brandt@example.com"
        self.open_till()
        with patch.object(secrets, "randbelow", return_value=246802):
            self.start_pos_tour("till_store_credit_verify_mail")
        self.assertEqual(self.credit_of(self.bakery), 25.0)

    def test_a_manager_lets_the_second_small_order_pass(self):
        manager = self.env["res.users"].create(
            {
                "name": "Till Manager",
                "login": "manager_with_pin",
                "group_ids": [
                    Command.link(self.env.ref("point_of_sale.group_pos_manager").id),
                ],
                "company_id": self.main_pos_config.company_id.id,
                "company_ids": [Command.set(self.main_pos_config.company_id.ids)],
            }
        )
        self.env["customer.credit.manager.pin"]._set(manager, "8264")
        self.open_till()
        self.start_pos_tour("till_store_credit_verify_manager")
        self.assertEqual(self.credit_of(self.bakery), 25.0)
        used = self.env["customer.credit.verification"].search([("pos_order_id", "!=", False)])
        self.assertEqual((used.method, used.manager_id), ("manager", manager))

    def test_without_the_customer_nothing_is_spent(self):
        self.Pin._set(self.bakery, "4711")
        self.open_till()
        self.start_pos_tour("till_store_credit_verify_refused")
        self.assertEqual(self.credit_of(self.bakery), 45.0)
