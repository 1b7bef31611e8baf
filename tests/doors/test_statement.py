"""Nothing that anybody writes forges what was sent, confirmed or disputed."""

import pytest

from odoo.tests import tagged

from . import machine, scenes_statement


@tagged("post_install", "-at_install")
class TestStatementDoors(scenes_statement.StatementStage):
    """Each scenario, a sample of every kind."""

    def test_sample(self):
        self.assert_nothing_accepted(*scenes_statement.ALL)

    @pytest.mark.soak
    def test_soak(self):
        self.assert_nothing_accepted(*scenes_statement.ALL, quota=machine.SOAK)
