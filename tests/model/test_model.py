"""Random stories on the real books, beside a ledger of plain Python: both say the same."""

import pytest

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from . import machine
from .stage import Stage


@tagged("post_install", "-at_install")
class TestModel(Stage):
    """``MODEL_SEED``, ``MODEL_STEPS``, ``MODEL_SHARD`` of ``MODEL_SHARDS``; see machine.py."""

    refusals = (UserError, AccessError, RedirectWarning)

    def assert_agrees(self, steps):
        """Play so many steps: no difference."""
        problems = machine.Machine(self).run(steps)
        self.assertFalse(problems, "".join(problems))

    def test_stories(self):
        """A few hundred steps, or the one story that is asked for."""
        if machine.STORY:
            seed, events = machine.STORY.split("/")
            events = [it.split(":") for it in events.split(",")]
            story, _played, error = machine.Machine(self).play(seed, events)
            machine.say("\n".join(story.told))
            self.assertIsNone(error, error)
            return
        self.assert_agrees(machine.STEPS)

    @pytest.mark.soak
    def test_soak(self):
        """A long run."""
        self.assert_agrees(machine.SOAK)
