"""Reviews of holds: on the day that was set, the person who held the customer is asked."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import CreditLimitCommon


@tagged("post_install", "-at_install")
class TestHoldReview(CreditLimitCommon):
    """Once for each date and company."""

    def hold_until_reviewed(self, days, user=None, company=None):
        """Hold the customer, to be looked at again in so many days."""
        profile = self.profile(company=company).with_user(user or self.limit_manager)
        day = fields.Date.today() + timedelta(days=days)
        profile.write({"hold": "on", "hold_reason": "Disputed", "hold_review_date": day})
        return profile.sudo()

    def activities(self):
        """Return what people are asked to do about the customer."""
        return self.customer.activity_ids.filtered(lambda it: "Review" in (it.summary or ""))

    def review(self, times=1):
        """Run the nightly job."""
        for _turn in range(times):
            self.Profile._cron_review_holds()

    def test_whoever_held_the_customer_is_asked_once(self):
        """On the day itself; the next nights say nothing more."""
        self.hold_until_reviewed(0)
        self.review(times=2)
        activity = self.activities()
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.limit_manager)
        self.assertIn(self.customer.name, activity.summary)
        self.assertIn("Disputed", activity.note)

    def test_not_before_the_day(self):
        """A review of tomorrow is tomorrow's."""
        self.hold_until_reviewed(1)
        self.review()
        self.assertFalse(self.activities())

    def test_another_date_asks_again(self):
        """A hold that was prolonged is looked at again on its new day."""
        profile = self.hold_until_reviewed(-5)
        self.review()
        profile.hold_review_date = fields.Date.today()
        self.review(times=2)
        self.assertEqual(len(self.activities()), 2)

    def test_released_customers_are_left_alone(self):
        """Nobody is asked about a hold that is over, or that lapsed."""
        self.hold_until_reviewed(0).hold = "auto"
        self.review()
        self.assertFalse(self.activities())
        lapsed = self.hold_until_reviewed(0)
        lapsed.hold_until = fields.Date.today() - timedelta(days=1)
        self.review()
        self.assertFalse(self.activities())

    def test_somebody_else_when_the_person_manages_no_more(self):
        """The activity goes to a manager of the company who still is one."""
        self.hold_until_reviewed(0)
        group = self.env.ref("customer_credit_limit.group_credit_limit_manager")
        self.limit_manager.group_ids = [Command.unlink(group.id)]
        self.review()
        user = self.activities().user_id
        self.assertTrue(user.has_group("customer_credit_limit.group_credit_limit_manager"))
        self.assertIn(self.company, user.company_ids)

    def test_proposed_hold_asks_who_decides(self):
        """Whoever manages limits is asked, and nobody about a customer who is held already."""
        self.customer._propose_credit_hold(self.company, "Final notice <sent>", self.env.user)
        asked = self.customer.activity_ids.filtered(lambda it: "on account" in (it.summary or ""))
        self.assertEqual(asked.user_id, self.profile()._get_reviewer())
        self.assertIn("Final notice &lt;sent&gt;", asked.note)
        self.hold_until_reviewed(10)

        self.customer._propose_credit_hold(self.company, "Again", self.env.user)

        self.assertEqual(
            self.customer.activity_ids.filtered(lambda it: "on account" in (it.summary or "")),
            asked,
        )
