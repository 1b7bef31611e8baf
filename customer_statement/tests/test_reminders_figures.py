"""Figures of reminders are those of statements, read in few queries for any number of customers."""

from odoo import fields
from odoo.tests import tagged

from . import test_report_reader_random
from .common_reminders import DAY, ReminderCommon


@tagged("post_install", "-at_install")
class TestReminderFigures(test_report_reader_random.TestReaderRandom):
    """On random ledgers: what a reminder counts with is what a statement of the day says."""

    def check(self, day):
        """Compare totals, credits, what is due and the oldest day with the statement's."""
        day = max(day, "2026-01-20")
        data = self.read(kind="open_items", date_to=day)
        Reader = self.env["customer.reminder.reader"]
        last = fields.Date.to_date(day)
        standing = Reader._read_standings(self.company, self.customer, last)[self.customer.id]

        self.assertAlmostEqual(standing.total, data.open_total, 2)
        self.assertAlmostEqual(standing.credit, data.outstanding_credit, 2)
        self.assertAlmostEqual(standing.store_credit, data.store_credit, 2)
        items = [line for part in data.sections for line in part.open_items if line.residual > 0]
        self.assertEqual(standing.oldest, min((line.due for line in items), default=None))
        before = Reader._read_standings(self.company, self.customer, last, -365)
        late = sum(1 for line in items if line.due < last)
        self.assertEqual(bool(late), standing.oldest is not None and standing.oldest < last)
        self.assertGreaterEqual(before[self.customer.id].near + 0.01, standing.due)


@tagged("post_install", "-at_install")
class TestReminderQueries(ReminderCommon):
    """Counted: nothing depends on how many customers there are."""

    def count_reading(self, partners):
        """Read who gets which step and return how many queries it took."""
        self.env.flush_all()
        self.policy.step_ids.fetch(["days"])
        start = self.cr.sql_log_count
        self.Reminders._read(self.policy, partners, DAY)
        return self.cr.sql_log_count - start

    def test_three_queries_for_any_number_of_customers(self):
        """One says whom to read, one what is open, one what was said."""
        partners = self.late(12)
        self.Reminders._read(self.policy, partners, DAY)
        for some in (partners[:1], partners):
            with self.subTest(customers=len(some)):
                self.assertLessEqual(self.count_reading(some), 3)

    def test_whoever_was_not_asked_for_is_not_read(self):
        """The rest of the books changes nothing."""
        one, two = self.late(2)

        found = self.Reminders._read(self.policy, one, DAY)

        self.assertEqual(list(found), [one])
        self.assertNotIn(two, found)
