"""Random stories on the real books, beside a ledger of plain Python: both say the same."""

from unittest.mock import patch

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
        """Some steps, or the one story that is asked for."""
        if machine.STORY:
            seed, events = machine.STORY.split("/")
            events = [it.split(":") for it in events.split(",")]
            story, _played, error = machine.Machine(self).play(seed, events)
            machine.say("\n".join(story.told))
            self.assertIsNone(error, error)
            return
        self.assert_agrees(machine.STEPS)

    def test_the_machine_can_fail(self):
        """Splits that stay behind after an undo are found, and told as a shorter story."""
        events = [(name, number) for name in ("payment", "invoice", "topup", "apply_and_undo")
                  for number in range(5)]  # fmt: skip
        player = machine.Machine(self)
        self.assertIsNone(player.play(1, events)[2])
        lines = type(self.env["account.move.line"])
        with patch.object(lines, "_neutralise_credit_splits", lambda lines: None):
            story, played, error = player.play(1, events)
            self.assertIsNotNone(error)
            with patch.object(machine, "TRIES", 8):  # enough to leave half of it out
                shortest, _story, _error = player.shrink(1, played, story, error)
        self.assertLess(len(shortest), len(played))

    @pytest.mark.soak
    def test_soak(self):
        """A long run."""
        self.assert_agrees(machine.SOAK)
