"""Protected fields of this addon: no domain, order, group, export or nested read tells them."""

from odoo.tests import tagged

from odoo.addons.customer_credit_balance.tests.common_oracle import CreditOracleCommon


@tagged("post_install", "-at_install")
class TestProtectedFields(CreditOracleCommon):
    """As employees and salespeople without a right to credit."""

    addon = "customer_credit_pos_web"
    # Settings that a shop shows to everybody, or that say nothing of anybody.
    open_figures = frozenset(
        {
            "website.store_credit_topup_min",
            "website.store_credit_topup_max",
            "res.company.store_credit_started_minutes",
            "res.company.store_credit_pending_days",
        }
    )

    def test_protected_fields_answer_nothing(self):
        """Each field of the addon that these people may not read."""
        self.give_credit(137.0)
        self.assert_no_answers(1)

    def test_open_figures_are_known(self):
        """A number that everybody reads was meant to be read by everybody."""
        self.assert_open_figures_are_known()
