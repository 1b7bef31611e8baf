"""The machine is proven: with a guard taken out it reports an acceptance, with it in none."""

import pytest

from odoo.tests import tagged

from . import (
    guards,
    machine,
    scenes_credit,
    scenes_limit,
    scenes_shop,
    scenes_statement,
    scenes_till,
)


class CanFail:
    """Takes the guards of a stage out, one at a time."""

    stage = ""

    def assert_each_guard_counts(self, chosen=None):
        """For each guard: nothing is accepted with it, something is without it."""
        for guard in guards.GUARDS[self.stage][:chosen]:
            if not machine.is_wanted(guard.scenario):
                continue
            with self.subTest(rule=guard.rule, guard=str(guard.takes)):

                def only(attempt, guard=guard):
                    target = attempt.target
                    named = f"{target.model}.{target.field}" in guard.fields
                    return named and attempt.kind in guard.kinds

                name = f"rule {guard.rule}, {guard.takes}"
                report = self.hunt(guard.scenario, only=only, at=guard.at)
                report.print(f"{name}: in place")
                self.assertFalse(report.accepted + report.raw)
                report = self.hunt(
                    guard.scenario,
                    only=only,
                    without=lambda guard=guard: guards.taken_out(self, guard),
                    at=guard.at,
                )
                report.print(f"{name}: taken out")
                said = "\n".join(report.said)
                self.assertTrue(report.accepted, f"the machine saw nothing:\n{said}")


@tagged("post_install", "-at_install")
class TestLimitDoorsCanFail(CanFail, scenes_limit.LimitStage):
    """Guards of limits and requests."""

    stage = "limit"

    @pytest.mark.soak
    def test_first(self):
        self.assert_each_guard_counts(2)

    @pytest.mark.soak
    def test_each(self):
        self.assert_each_guard_counts()


@tagged("post_install", "-at_install")
class TestTillDoorsCanFail(CanFail, scenes_till.TillStage):
    """Guards of the till."""

    stage = "till"

    @pytest.mark.soak
    def test_each(self):
        self.assert_each_guard_counts()


@tagged("post_install", "-at_install")
class TestCreditDoorsCanFail(CanFail, scenes_credit.CreditStage):
    """Guards of the base."""

    stage = "credit"

    @pytest.mark.soak
    def test_each(self):
        self.assert_each_guard_counts()


@tagged("post_install", "-at_install")
class TestStatementDoorsCanFail(CanFail, scenes_statement.StatementStage):
    """Guards of evidence."""

    stage = "statement"

    @pytest.mark.soak
    def test_each(self):
        self.assert_each_guard_counts()


@tagged("post_install", "-at_install")
class TestShopDoorsCanFail(CanFail, scenes_shop.ShopStage):
    """Guards of shop and portal."""

    stage = "shop"

    @pytest.mark.soak
    def test_each(self):
        self.assert_each_guard_counts()
