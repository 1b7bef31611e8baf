"""Numbers of this addon: NaN, infinity, lists and words get a sentence."""

from odoo.tests import tagged

from .common_numbers import CreditNumbersCommon


@tagged("post_install", "-at_install")
class TestNumbers(CreditNumbersCommon):
    """As somebody with every right."""

    def test_no_number_takes_what_is_none(self):
        """Floors of accounts, by account and by customer."""
        self.give_credit(1.0)
        self.assert_numbers_are_numbers(2)
