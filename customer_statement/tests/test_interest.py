"""What late items of business customers cost: countries, agreements, disputes, part payments."""

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_interest import InterestCommon
from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestInterest(InterestCommon, SendingCommon):
    """Each figure was computed by hand, beside it how."""

    def test_germany_across_the_half_year(self):
        """15 days at 11.27, 31 at 10.27: 1000 x (169.05 + 318.37) / 36500 = 13.354."""
        move = self.late(1000, "2025-06-15")
        self.assertEqual(self.owed("2025-07-31"), {move: (13.35, 40.0)})

    def test_france_across_the_half_year(self):
        """10 days at 12.15, 30 at 12.40: 2500 x (121.5 + 372) / 36500 = 33.801."""
        self.go_by_law_of("fr")
        move = self.late(2500, "2026-06-20")
        self.assertEqual(self.owed("2026-07-30"), {move: (33.80, 40.0)})

    def test_united_kingdom_keeps_the_rate_of_the_first_day(self):
        """46 days at 12.75: 5000 x 586.5 / 36500 = 80.342; the debt costs 70 GBP."""
        self.go_by_law_of("uk")
        pounds = self.setup_other_currency("GBP", rates=[("2016-01-01", 0.8)])
        move = self.late(5000, "2025-06-15", currency=pounds)
        self.assertEqual(self.owed("2025-07-31"), {move: (80.34, 70.0)})

    def test_italy_goes_by_the_directive(self):
        """30 days at 10.15: 1200 x 304.5 / 36500 = 10.011."""
        self.go_by_law_of("it")
        move = self.late(1200, "2026-01-31")
        self.assertEqual(self.owed("2026-03-02"), {move: (10.01, 40.0)})

    def test_leap_year(self):
        """29 days at 10 agreed: 3650 x 290 / 36500 = 29; no fixed sum is known for 2024."""
        self.agree(10)
        move = self.late(3650, "2024-01-31")
        self.assertEqual(self.owed("2024-02-29"), {move: (29.0, 0.0)})

    def test_year_of_360_days(self):
        """29 days at 10: 3600 x 290 / 36000 = 29."""
        self.agree(10)
        self.company.customer_statement_interest_year = "360"
        self.assertEqual(self.owed("2024-02-29"), {})
        move = self.late(3600, "2024-01-31")
        self.assertEqual(self.owed("2024-02-29"), {move: (29.0, 0.0)})

    def test_money_without_decimals(self):
        """100001 x 10 x 7 / 36500 = 191.78; 40 EUR at 3 EUR and 300 JPY for a dollar: 4000."""
        yen = self.setup_other_currency("JPY", rates=[("2016-01-01", 300.0)], rounding=1.0)
        self.agree(10)
        move = self.late(100001, "2026-03-01", currency=yen)
        self.assertEqual(self.owed("2026-03-08"), {move: (192.0, 4000.0)})

    def test_part_payment_and_credit_note(self):
        """10 days on 1000, 10 on 600, 5 on 500, paid then: 7.3 x 18500 / 36500 = 3.70."""
        self.agree(7.3)
        move = self.late(1000, "2026-01-31")
        self.pay(move, 400, "2026-02-10", self.foreign)
        note = self.invoice(
            100, move_type="out_refund", invoice_date="2026-02-20", currency_id=self.foreign.id
        )
        (self.receivable_line(move) + self.receivable_line(note)).reconcile()
        self.pay(move, 500, "2026-02-25", self.foreign)
        self.assertEqual(move.amount_residual, 0)
        self.assertEqual(self.owed("2026-11-01"), {move: (3.70, 40.0)})
        # As of a day before the last payment: 10000 + 6000 + 3 x 500.
        self.assertEqual(self.owed("2026-02-23")[move], (3.50, 40.0))

    def test_payment_in_time_costs_nothing(self):
        """Paid on the due date."""
        move = self.late(1000, "2026-01-31")
        self.pay(move, 1000, "2026-01-31", self.foreign)
        self.assertEqual(self.owed("2026-11-01"), {})

    def test_installments_have_one_fixed_sum(self):
        """Two items of one invoice: interest each, 40 once."""
        terms = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 10)
                ],
            }
        )
        self.agree(7.3)
        move = self.invoice(
            1000, invoice_date="2026-01-31", invoice_payment_term_id=terms.id,
            currency_id=self.foreign.id,
        )  # fmt: skip
        items = self.Interest._read(self.company, self.customer, "2026-02-20")[self.customer]
        # 20 days on 500, then 10 days on 500.
        self.assertEqual([float(it.interest) for it in items], [2.0, 1.0])
        self.assertEqual([float(it.fee) for it in items], [40.0, 0.0])
        self.assertEqual({it.move_id for it in items}, {move.id})

    def test_private_persons_owe_none(self):
        """Nor do their contacts; with a business it is the business that counts."""
        self.late(1000, "2026-01-31", self.other_customer)
        self.assertEqual(self.owed("2026-11-01", self.other_customer), {})
        move = self.late(1000, "2026-01-31", self.contact)
        self.assertEqual(list(self.owed("2026-11-01", self.contact)), [move])

    def test_off_by_default(self):
        """A new company asks for nothing."""
        other = self.env["res.company"].create({"name": "New"})
        self.assertFalse(other.customer_statement_interest)
        self.late(1000, "2026-01-31")
        self.company.customer_statement_interest = False
        self.assertEqual(self.owed("2026-11-01"), {})

    def test_customers_without_interest(self):
        """What was agreed goes before the law."""
        self.late(1000, "2026-01-31")
        self.customer.customer_statement_interest_terms = "none"
        self.assertEqual(self.owed("2026-11-01"), {})

    def test_what_was_due_before_the_first_day_is_left_out(self):
        """A company begins on a day of its choice."""
        self.late(1000, "2026-01-31")
        second = self.late(1000, "2026-02-01")
        self.company.customer_statement_interest_since = "2026-02-01"
        self.assertEqual(list(self.owed("2026-11-01")), [second])

    def test_disputed_items_are_left_out_while_they_are_disputed(self):
        """Shown without an amount; once refused, all days count again."""
        move, other = self.late(1000, "2026-01-10"), self.late(500, "2026-01-10")
        statement = self.sent(kind="open_items")
        before = self.owed("2026-11-01")
        statement._dispute(self.contact, str(self.receivable_line(move).id), "amount")
        today = self.env["customer.statement.dispute"].search([], limit=1).date.date()
        items = self.Interest._read(self.company, self.customer, today)[self.customer]
        self.assertEqual(
            {it.move_id: it.disputed for it in items}, {move.id: True, other.id: False}
        )
        self.assertEqual(sum(it.total for it in items if it.move_id == move.id), 0)
        self.assertEqual(self.owed("2026-11-01"), before)
        dispute = statement.dispute_ids
        dispute.answer = "As agreed"
        dispute.action_refuse()
        items = self.Interest._read(self.company, self.customer, today)[self.customer]
        self.assertFalse(any(it.disputed for it in items))

    def test_a_dispute_that_is_taken_back_stops_nothing(self):
        """Whoever disagreed and agrees owes the days again; before that day, it was disputed."""
        move = self.late(1000, "2026-01-10")
        statement = self.sent(kind="open_items")
        statement._answer_balance(self.contact, False)
        today = fields.Date.context_today(statement)
        items = self.Interest._read(self.company, self.customer, today)[self.customer]
        self.assertEqual([it.disputed for it in items], [True])
        statement._answer_balance(self.contact, True)
        items = self.Interest._read(self.company, self.customer, today)[self.customer]
        self.assertEqual([(it.move_id, it.disputed) for it in items], [(move.id, False)])
        self.assertTrue(all(it.total for it in items))
        self.assertTrue(statement.dispute_ids.settled_at)
        # Withdrawn before this was written.
        statement.dispute_ids._write_engine({"settled_at": False})
        items = self.Interest._read(self.company, self.customer, today)[self.customer]
        self.assertEqual([it.disputed for it in items], [False])

    def test_missing_rate_is_named(self):
        """Country, half-year, and where to enter it."""
        self.late(1000, "2024-11-30")
        found = self.Interest._read(self.company, self.customer, "2025-01-31")[self.customer]
        problem = self.Interest._get_problem(self.company, found[0])
        for word in ("Germany", "07/01/2024", "12/31/2024", "Interest Rates"):
            self.assertIn(word, problem)

    def test_a_country_without_rates_is_named(self):
        """Nothing is known of it; an agreed rate needs no law, and has no fixed sum then."""
        self.go_by_law_of("us")
        move = self.late(1000, "2026-01-31")
        found = self.Interest._read(self.company, self.customer, "2026-02-20")[self.customer]
        self.assertIn("United States", self.Interest._get_problem(self.company, found[0]))
        self.agree(7.3)
        self.assertEqual(self.owed("2026-02-20"), {move: (4.0, 0.0)})

    def test_a_company_corrects_a_rate(self):
        """Its own row of the same day stands in for the shared one, for itself alone."""
        shared = self.env.ref("customer_statement.interest_rate_de_2026_1")
        own = shared.copy({"rate": 7.3})
        self.assertEqual(own.company_id, self.company)
        move = self.late(1000, "2026-01-31")
        self.assertEqual(self.owed("2026-02-10"), {move: (2.0, 40.0)})
        with self.assertRaises(ValidationError):
            shared.copy({"rate": 8})

    def test_shared_rates_are_not_for_managers_to_write(self):
        """They are those of every company."""
        manager = self.statement_manager
        shared = self.env.ref("customer_statement.interest_rate_de_2026_1").with_user(manager)
        self.assertTrue(shared.has_access("read"))
        self.assertFalse(shared.has_access("write"))
        self.assertTrue(shared.copy({"rate": 8}).has_access("write"))

    def test_contacts_with_statements_of_their_own_are_told_none(self):
        """It is claimed of the customer once, not of each contact again."""
        self.agree(7.3)
        self.late(1000, "2026-01-31")
        self.late(200, "2026-01-31", self.contact)
        template = self.template.copy({"show_interest": True, "group": "contact"})
        told = []
        for partner in (self.customer, self.contact):
            statement = self.statement(partner, "open_items", None, "2026-02-20", template=template)
            notes = statement._get_document().sections[0].notes
            told.append(any("late payment" in label for label, _amount in notes))
        self.assertEqual(told, [True, False])

    def test_statement_tells_it_beside_the_balance(self):
        """Where the template says so; the balance is that of the books."""
        self.late(1000, "2025-06-15")
        template = self.template.copy({"show_interest": True})
        plain = self.statement(kind="open_items", date_to="2025-07-31")
        told = self.statement(kind="open_items", date_to="2025-07-31", template=template)
        notes = dict(told._get_document().sections[0].notes)
        amounts = [text for label, text in notes.items() if "late payment" in label]
        self.assertEqual([text.strip("\N{NO-BREAK SPACE}€ ") for text in amounts],
                         ["13.35", "40.00"])  # fmt: skip
        self.assertEqual(told._get_data().closing, plain._get_data().closing)
        self.assertFalse(
            [it for it in plain._get_document().sections[0].notes if "late payment" in it[0]]
        )

    def test_reminders_tell_it_too(self):
        """In the company's currency with the claims, in another with the items."""
        move = self.late(1000, "2026-01-31", currency=self.company.currency_id)
        self.agree(7.3)
        rows = self.Statement._get_reminder_claims(
            self.customer, self.company, move.invoice_date_due.replace(month=2, day=20)
        )[self.customer]
        # 40 EUR at 2 EUR for a dollar in February.
        self.assertEqual([amount for _label, amount in rows], [4.0, 20.0])

    def test_queries_do_not_grow_with_customers(self):
        """One customer or thirty: the same number."""
        customers = self.env["res.partner"].create(
            [{"name": f"Late {number}", "is_company": True} for number in range(30)]
        )
        for customer in customers:
            self.late(100, "2026-01-31", customer)
        counts = []
        for partners in (customers[:1], customers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.Interest._read(self.company, partners, "2026-11-01")
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found), len(partners))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 10)
