"""Nothing that anybody writes makes the shop spend, give or lend what it should not."""

import pytest

from odoo.tests import tagged

from . import machine, scenes_shop


@tagged("post_install", "-at_install")
class TestShopDoors(scenes_shop.ShopStage):
    """Each scenario, a sample of every kind."""

    def test_sample(self):
        self.assert_nothing_accepted(*scenes_shop.ALL)

    @pytest.mark.soak
    def test_soak(self):
        self.assert_nothing_accepted(*scenes_shop.ALL, quota=machine.SOAK)
