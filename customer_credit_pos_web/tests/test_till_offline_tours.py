"""A till that may take small amounts loses the connection and finds it again, in a real browser."""

from odoo.tests import tagged

from .common_till_tours import TillTourCommon


@tagged("post_install", "-at_install")
class TestTillToursOffline(TillTourCommon):
    """30 an order, 50 in all."""

    def test_offline_within_the_allowance_then_online_again(self):
        self.main_pos_config.write(
            {
                "store_credit_offline": True,
                "store_credit_offline_order_max": 30.0,
                "store_credit_offline_till_max": 50.0,
            }
        )
        self.open_till()
        self.start_pos_tour("till_store_credit_offline_allowed")
        self.assertEqual(self.credit_of(self.bakery), 5.0)
        shortfall = self.env["customer.credit.shortfall"].search([])
        self.assertEqual(shortfall.partner_id, self.stores)
        self.assertEqual((shortfall.taken_amount, shortfall.shortfall), (0.0, 20.0))
        self.assert_ties_out()
