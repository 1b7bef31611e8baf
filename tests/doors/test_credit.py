"""Nothing that anybody writes changes what a manager books, or whose money it is."""

import pytest

from odoo.tests import tagged

from . import machine, scenes_credit


@tagged("post_install", "-at_install")
class TestCreditDoors(scenes_credit.CreditStage):
    """Each scenario, a sample of every kind."""

    def test_sample(self):
        self.assert_nothing_accepted(*scenes_credit.ALL)

    @pytest.mark.soak
    def test_soak(self):
        self.assert_nothing_accepted(*scenes_credit.ALL, quota=machine.SOAK)
