"""Nothing that anybody writes makes the till give credit, goods or cash without money."""

import pytest

from odoo.tests import tagged

from . import machine, scenes_till


@tagged("post_install", "-at_install")
class TestTillDoors(scenes_till.TillStage):
    """Each scenario, a sample of every kind."""

    def test_sample(self):
        self.assert_nothing_accepted(*scenes_till.ALL)

    @pytest.mark.soak
    def test_soak(self):
        self.assert_nothing_accepted(*scenes_till.ALL, quota=machine.SOAK)
