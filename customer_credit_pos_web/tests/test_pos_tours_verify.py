"""A till that verifies customers, in a real browser: PIN, code, and neither."""

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

    def test_without_the_customer_nothing_is_spent(self):
        self.Pin._set(self.bakery, "4711")
        self.open_till()
        self.start_pos_tour("till_store_credit_verify_refused")
        self.assertEqual(self.credit_of(self.bakery), 45.0)
