"""Nothing that anybody writes lets a document past the limit, or decides in another's name."""

import pytest

from odoo.tests import tagged

from . import machine, scenes_limit


@tagged("post_install", "-at_install")
class TestLimitDoors(scenes_limit.LimitStage):
    """Each scenario of limits, a sample of every kind."""

    def test_sample(self):
        self.assert_nothing_accepted(*scenes_limit.ALL)

    @pytest.mark.soak
    def test_soak(self):
        self.assert_nothing_accepted(*scenes_limit.ALL, quota=machine.SOAK)
