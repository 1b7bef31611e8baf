"""Installation: the limits that a company used in Odoo are its limits here."""

from odoo.tests import tagged

from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestNativeLimits(CreditLimitCommon):
    """What the installation does, on customers who have nothing here yet."""

    def setUp(self):
        """Use Odoo's limits: a default of 700, and own ones."""
        super().setUp()
        self.company.account_use_credit_limit = True
        self.env["ir.default"].set("res.partner", "credit_limit", 700.0, company_id=self.company.id)
        names = ("own", "default", "free", "same")
        self.own, self.default, self.free, self.same = self.env["res.partner"].create(
            [{"name": name} for name in names]
        )
        self.own.with_company(self.company).credit_limit = 1234.0
        self.free.with_company(self.company).credit_limit = 0.0
        self.same.with_company(self.company).credit_limit = 700.0
        self.env.flush_all()

    def adopt(self):
        """Do what the installation does."""
        self.company._adopt_native_credit_limits()

    def test_each_limit_means_what_it_meant(self):
        """Own amounts stay, the default is the policy's, Odoo's 0 is unlimited."""
        self.adopt()
        self.assertEqual(self.limit_of(self.own), 1234.0)
        self.assertEqual(self.limit_of(self.default), 700.0)
        self.assertIsNone(self.limit_of(self.free))
        self.assertEqual(self.limit_of(self.same), 700.0)
        self.assertEqual(
            (self.policy.default_limit_mode, self.policy.default_limit), ("custom", 700.0)
        )
        self.policy.default_limit = 800.0
        self.assertEqual(self.limit_of(self.same), 800.0, "it followed the default before, too")

    def test_it_is_on_record(self):
        """As any other limit."""
        self.adopt()
        line = self.env["customer.credit.audit"].search([("partner_id", "=", self.own.id)])
        self.assertEqual(line.event, "limit_change")
        self.assertIn("1,234.00", line.new_value)

    def test_what_is_here_stays(self):
        """Installing again changes no decision."""
        self.set_limit(50.0, self.own)
        self.adopt()
        self.adopt()
        self.assertEqual(self.limit_of(self.own), 50.0)

    def test_limits_that_were_not_used_stop_nobody(self):
        """Where Odoo's switch is off, its amounts mean nothing."""
        self.company.account_use_credit_limit = False
        self.adopt()
        self.assertIsNone(self.limit_of(self.own))
        self.assertIsNone(self.limit_of(self.default))

    def test_companies_are_apart(self):
        """The amount of one company is none of another."""
        other = self.setup_other_company()["company"]
        other.account_use_credit_limit = True
        self.own.with_company(other).credit_limit = 99.0
        (self.company + other)._adopt_native_credit_limits()
        self.assertEqual((self.limit_of(self.own), self.limit_of(self.own, other)), (1234.0, 99.0))
        self.assertIsNone(self.limit_of(self.default, other))

    def test_changes_of_a_policy_are_on_record(self):
        """Threshold and default decide about many: who changed them, from what to what."""
        self.policy.with_user(self.limit_manager).write(
            {"limit_change_threshold": 5000.0, "mode": self.policy.mode}
        )
        line = self.env["customer.credit.audit"].search([("event", "=", "policy")], limit=1)
        self.assertEqual(line.user_id, self.limit_manager)
        self.assertEqual(
            (line.old_value, line.new_value),
            ("limit_change_threshold: 0.0", "limit_change_threshold: 5000.0"),
        )
