"""Numbers of this addon: NaN, infinity, lists and words get a sentence."""

from odoo.tests import tagged

from odoo.addons.customer_credit_balance.tests.common_numbers import CreditNumbersCommon


@tagged("post_install", "-at_install")
class TestNumbers(CreditNumbersCommon):
    """As somebody with every right."""

    addon = "customer_credit_limit"

    def test_no_number_takes_what_is_none(self):
        """Each number that people may write."""
        self.assert_numbers_are_numbers(5)
