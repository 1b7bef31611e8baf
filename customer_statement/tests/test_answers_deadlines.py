"""Disputes have an owner and a deadline; a late one goes to whoever manages statements, once."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common_sending import SendingCommon

TODO = "mail.mail_activity_data_todo"


@tagged("post_install", "-at_install")
class TestDisputeDeadlines(SendingCommon):
    """A dispute of 2 February, with the company's seven days."""

    def setUp(self):
        super().setUp()
        self.statement_manager.company_ids = self.company
        self.company.customer_statement_dispute_user_id = self.accountant
        self.customer.user_id = self.statement_user
        self.due = self.invoice(500)
        self.statement_ = self.sent(kind="open_items")
        with freeze_time("2026-02-02"):
            self.dispute = self.statement_._dispute(
                self.contact, str(self.receivable_line(self.due).id), "amount"
            )

    def check(self, day):
        """Run the daily action without its commits."""
        with freeze_time(day):
            self.nightly(self.Dispute.sudo()._cron_check_disputes)

    def todos(self, user=None):
        """Return the to-dos about the dispute."""
        activities = self.dispute.sudo().activity_ids
        return activities.filtered(lambda it: not user or it.user_id == user)

    def test_the_salesperson_owns_it_until_the_deadline(self):
        """With a to-do for that day; who may not read disputes owns none."""
        self.assertEqual(self.dispute.user_id, self.statement_user)
        self.assertEqual(str(self.dispute.deadline), "2026-02-09")
        self.assertEqual(str(self.todos().date_deadline), "2026-02-09")
        self.assertEqual(self.todos().user_id, self.statement_user)
        self.other_customer.user_id = self.credit_user
        self.invoice(10, self.other_customer)
        other = self.sent(self.other_customer, kind="open_items")
        self.company.customer_statement_dispute_days = 0
        dispute = other._dispute(self.other_customer, "", "other")
        self.assertEqual((dispute.user_id, dispute.deadline), (other.user_id, False))

    def test_the_owner_is_asked_on_the_day_and_the_manager_after_it(self):
        """Each once; the conversation says so."""
        self.todos().unlink()
        self.check("2026-02-08")
        self.assertFalse(self.todos())
        self.check("2026-02-09")
        self.check("2026-02-09")
        self.assertEqual(self.todos().user_id, self.statement_user)
        self.assertFalse(self.dispute.escalated_on)
        self.check("2026-02-10")
        self.check("2026-02-11")
        self.assertEqual(len(self.todos(self.accountant)), 1)
        self.assertEqual(self.dispute.escalated_to_id, self.accountant)
        self.assertEqual(str(self.dispute.escalated_on), "2026-02-10")
        told = [it for it in self.dispute.message_ids if "escalated to" in (it.body or "")]
        self.assertEqual(len(told), 1)
        self.assertIn(self.accountant.name, told[0].body)

    def test_the_last_day_ends_where_its_owner_works(self):
        """In the evening of the ninth in California it is the tenth in Greenwich."""
        self.dispute.user_id.tz = "America/Los_Angeles"
        Dispute = self.Dispute.with_user(self.env.ref("base.user_root")).with_context(tz=False)
        with freeze_time("2026-02-10 02:00:00"):
            self.nightly(Dispute._cron_check_disputes)
        self.assertFalse(self.dispute.escalated_on)
        with freeze_time("2026-02-10 09:00:00"):
            self.nightly(Dispute._cron_check_disputes)
        self.assertEqual(str(self.dispute.escalated_on), "2026-02-10")

    def test_without_a_choice_it_goes_to_a_manager_of_the_company(self):
        """Somebody other than the owner."""
        self.company.customer_statement_dispute_user_id = False
        self.check("2026-02-10")
        user = self.dispute.escalated_to_id
        self.assertTrue(user.has_group("customer_statement.group_customer_statement_manager"))
        self.assertNotEqual(user, self.statement_user)

    def test_what_is_settled_stops(self):
        """By a manager, or because the customer agrees after all."""
        whole = self.statement_
        whole._answer_balance(self.contact, False)
        balance = whole.dispute_ids - self.dispute
        whole._answer_balance(self.contact, True)
        self.assertEqual(balance.state, "withdrawn")
        self.assertFalse(balance.activity_ids)
        self.dispute.with_user(self.statement_manager).action_accept()
        self.check("2026-03-10")
        self.assertFalse(self.todos())
        self.assertFalse((self.dispute + balance).filtered("escalated_on"))

    def test_a_manager_moves_deadline_and_owner(self):
        """The to-do moves along; salespeople move neither."""
        for vals in ({"deadline": "2026-02-20"}, {"user_id": self.accountant.id}):
            with self.assertRaises(AccessError):
                self.dispute.with_user(self.statement_user).write(vals)
            self.dispute.with_user(self.statement_manager).write(vals)
        self.assertEqual(self.todos().user_id, self.accountant)
        self.assertEqual(str(self.todos().date_deadline), "2026-02-20")
        self.check("2026-02-19")
        self.assertFalse(self.dispute.escalated_on)
        with self.assertRaises(AccessError):
            self.dispute.with_user(self.statement_manager).escalated_on = False
        with self.assertRaises(ValidationError):
            self.company.customer_statement_dispute_days = -1

    def test_late_ones_are_found(self):
        """By the filter and on the start page; those of today are not late."""
        view = self.env.ref("customer_statement.customer_statement_dispute_view_search")
        arch = view._get_combined_arch()
        (late,) = arch.xpath("//filter[@name='late']")
        Start = self.env["customer.credit.start"].with_user(self.statement_manager)
        for day, found in (("2026-02-09", self.Dispute), ("2026-02-10", self.dispute)):
            with freeze_time(day):
                domain = safe_eval(late.get("domain"))
                self.assertEqual(self.Dispute.search(domain), found)
                tiles = {tile["code"]: tile for tile in Start.get_page()["tiles"]}
                self.assertEqual(tiles["late_disputes"]["value"], len(found))
                self.assertEqual(
                    self.Dispute.search(tiles["late_disputes"]["action"]["domain"]), found
                )
