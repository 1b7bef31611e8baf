"""The formulas, with figures calculated by hand, without any books."""

from odoo.tests import BaseCase, tagged

from ..core.behaviour import Facts, utilisation
from ..core.score import WEIGHTS, grade, score


@tagged("post_install", "-at_install")
class TestBehaviour(BaseCase):
    """Key figures and score are plain functions of facts."""

    def facts(self, **values):
        """Return a customer who paid three invoices on the day, and owes nothing."""
        return Facts(
            **{
                "sales": 3000.0, "paid": 3000.0, "paid_on_time": 3000.0, "settled": 3,
                "tenure_months": 24, **values,
            }
        )  # fmt: skip

    def points(self, **values):
        """Return {code: points} of such a customer."""
        return {part.code: part.points for part in score(self.facts(**values)).parts}

    def test_dso_of_a_month(self):
        """15,000 open on sales of 10,000 in 30 days: 45 days; 4,000 not due: 12; late: 33."""
        facts = Facts(receivable=15000.0, overdue=11000.0, sales=10000.0, sales_days=30)
        self.assertEqual(facts.dso, 45.0)
        self.assertAlmostEqual(facts.add, 33.0)

    def test_blank_without_sales(self):
        """Nobody divides by nothing."""
        facts = Facts(receivable=100.0, overdue=100.0)
        self.assertEqual((facts.dso, facts.add), (None, None))
        self.assertEqual((facts.on_time_rate, facts.days_beyond_terms), (None, None))
        self.assertEqual(Facts().overdue_ratio, 0.0)

    def test_days_beyond_terms_weigh_by_amount(self):
        """10 paid 5 days late and 100 paid 10 days late are 9.55 days late, not 7.5."""
        facts = Facts(paid=110.0, paid_days=10.0 * 5 + 100.0 * 10)
        self.assertAlmostEqual(facts.days_beyond_terms, 9.5454, 3)

    def test_utilisation(self):
        """Blank without a limit; more than all of it with none; nothing when we owe them."""
        self.assertIsNone(utilisation(500.0, None))
        self.assertEqual(utilisation(500.0, 2000.0), 25.0)
        self.assertEqual(utilisation(500.0, 0.0), 999.0)
        self.assertEqual(utilisation(0.0, 0.0), 0.0)
        self.assertEqual(utilisation(-500.0, 2000.0), 0.0)

    def test_the_best_customer_has_all_points(self):
        """On time, nothing overdue, nothing returned, two years."""
        best = score(self.facts())
        self.assertEqual((best.value, best.grade), (100, "a"))
        self.assertEqual(self.points(), WEIGHTS)

    def test_each_part_falls_in_a_straight_line(self):
        """Half the way to the worst is half the points; beyond the worst there are none."""
        self.assertEqual(self.points(paid_days=3000.0 * 30)["beyond_terms"], 20)
        self.assertEqual(self.points(paid_days=3000.0 * 75)["beyond_terms"], 0)
        self.assertEqual(self.points(paid_days=-3000.0 * 9)["beyond_terms"], 40)
        self.assertEqual(self.points(paid_on_time=750.0)["on_time"], 5)
        self.assertEqual(self.points(receivable=400.0, overdue=300.0)["overdue"], 4)  # 3.75
        self.assertEqual(self.points(oldest_days=45)["oldest"], 5)
        self.assertEqual(self.points(oldest_days=200)["oldest"], 0)
        self.assertEqual(self.points(returned=1)["returned"], 5)
        self.assertEqual(self.points(returned=3)["returned"], 0)
        self.assertEqual(self.points(tenure_months=12)["tenure"], 3)  # 2.5, half up

    def test_points_add_up(self):
        """What is shown for each part makes the score."""
        rated = score(self.facts(paid_days=3000.0 * 17, paid_on_time=1111.0, tenure_months=7))
        self.assertEqual(rated.value, sum(part.points for part in rated.parts))

    def test_not_enough_history(self):
        """Two settled invoices say nothing: no number at all."""
        self.assertEqual(score(self.facts(settled=2)), (None, "new", ()))
        self.assertEqual(score(Facts(settled=5)).grade, "new")

    def test_classes(self):
        """A from 80, B from 60, C from 40, D below."""
        self.assertEqual(
            [grade(value) for value in (100, 80, 79, 60, 59, 40, 39, 0)],
            ["a", "a", "b", "b", "c", "c", "d", "d"],
        )

    def test_other_weights(self):
        """A company may look at one thing alone."""
        weights = {**dict.fromkeys(WEIGHTS, 0), "on_time": 100}
        self.assertEqual(score(self.facts(paid_on_time=1200.0), weights).value, 40)
