"""Playing stories: by seeds, in savepoints; a failure is told as the shortest story."""

import contextlib
import logging
import os
import random
import time
from collections import Counter

from freezegun import api as real

from odoo.tools import mute_logger

from .events import WEIGHTS
from .quick import quick
from .story import DifferenceError, Story

_logger = logging.getLogger(__name__)
LENGTH = int(os.environ.get("MODEL_LENGTH", 30))  # events of a story
STEPS = int(os.environ.get("MODEL_STEPS", 300))
SOAK = int(os.environ.get("MODEL_SOAK", 20_000))
SEED = int(os.environ.get("MODEL_SEED", 1))  # of the first story
SHARDS, SHARD = int(os.environ.get("MODEL_SHARDS", 1)), int(os.environ.get("MODEL_SHARD", 0))
ONLY = os.environ.get("MODEL_EVENTS", "")  # play these only, with commas between
WITHOUT = os.environ.get("MODEL_WITHOUT", "")  # leave these out
STORY = os.environ.get("MODEL_STORY", "")  # seed/name:seed,name:seed, as a failure prints it
REPORT = os.environ.get("MODEL_REPORT", "")  # a file that gets what is printed, at once
TRIES = int(os.environ.get("MODEL_TRIES", 60))  # stories played to find a shorter one
GO_ON = bool(os.environ.get("MODEL_GO_ON"))  # after a difference, too


def events_of(seed, length=LENGTH):
    """Return the events of a story."""
    rnd = random.Random(seed)
    weights = {
        name: weight for name, weight in WEIGHTS.items()
        if (not ONLY or name in ONLY.split(",")) and name not in WITHOUT.split(",")
    }  # fmt: skip
    names = rnd.choices(list(weights), list(weights.values()), k=length * 3)
    return [(name, rnd.randrange(10**6)) for name in names]


def say(text):
    """Print, and write into the report at once."""
    print(text, flush=True)
    if REPORT:
        with open(REPORT, "a", encoding="utf-8") as file:
            file.write(text + "\n")


class Machine:
    """Plays stories on a stage and counts their steps."""

    def __init__(self, stage):
        self.stage, self.steps, self.problems = stage, 0, []
        self.spent, self.happened = Counter(), Counter()

    def run(self, steps):
        """Play stories until so many events were played; stop at the first difference."""
        started, cpu, seed = real.real_monotonic(), time.process_time(), SEED + SHARD
        first = seed
        quick(self.stage.env.cr)
        while self.steps < steps:
            self.one(seed)
            if self.problems and not GO_ON:
                break
            seed += SHARDS
            if REPORT or not seed // SHARDS % 20:
                spent = real.real_monotonic() - started
                say(f"... {self.steps} steps, {spent:.0f} s "
                    f"({time.process_time() - cpu:.0f} s of processor), "
                    f"seed {seed}, {len(self.problems)} differences")  # fmt: skip
        spent, cpu = real.real_monotonic() - started, time.process_time() - cpu
        say(f"\nmodel: {self.steps} steps in {spent:.0f} s ({self.steps / spent:.1f} a second, "
            f"{cpu / self.steps:.2f} s of processor each), "
            f"seeds {first} to {seed - SHARDS} by {SHARDS}, "
            f"{len(self.problems) or 'no'} difference")  # fmt: skip
        say("    " + ", ".join(f"{name} {count}" for name, count in sorted(self.happened.items())))
        for name, seconds in self.spent.most_common(12):
            say(f"    {seconds / max(1, self.steps) * 1000:6.1f} ms a step: {name}")
        return self.problems

    def one(self, seed):
        """Play the story of a seed; when it fails, look for the shortest one that does."""
        story, played, error = self.play(seed, events_of(seed), LENGTH)
        self.steps += story.count
        self.spent.update(story.spent)
        self.happened.update(name for name, _seed in played)
        if not error:
            return
        say(f"seed {seed}, after {story.count} steps: {error}; looking for the shortest story")
        shortest, story, error = self.shrink(seed, played, story, error)
        text = ",".join(f"{name}:{number}" for name, number in shortest)
        told = "\n".join(f"    {line}" for line in story.told)
        problem = f"\nDIFFERENCE {error}\n{told}\n    again: MODEL_STORY={seed}/{text}"
        say(problem)
        self.problems.append(problem)

    def play(self, seed, events, length=None):
        """Play events in a savepoint that is taken back; return (story, events played, error)."""
        env, played, error = self.stage.env, [], None
        with mute_logger("odoo.sql_db"), contextlib.ExitStack() as stack:
            savepoint = stack.enter_context(env.cr.savepoint())
            story = Story(self.stage, seed)
            try:
                for event in events:
                    if length and story.count >= length:
                        break
                    if story.play(event):
                        played.append(event)
            except DifferenceError as difference:
                played.append(event)
                error = difference
            savepoint.rollback()
            env.cr.precommit.clear()
            env.invalidate_all()
            env.registry.clear_cache()
        return story, played, error

    def shrink(self, seed, events, story, error):
        """Leave out what the failure does not need; return (events, story, error)."""
        kind, tries, size = self.kind(error), 0, max(1, len(events) // 2)
        while tries < TRIES:
            start, found = 0, False
            while start < len(events) and tries < TRIES:
                shorter = events[:start] + events[start + size :]
                tries += 1
                told, played, other = self.play(seed, shorter)
                if other and self.kind(other) == kind:
                    events, story, error, found = played, told, other, True
                else:
                    start += size
            if size == 1 and not found:
                break
            size = max(1, size // 2)
        return events, story, error

    @staticmethod
    def kind(error):
        """Return what went wrong, without names and amounts."""
        return "".join(char for char in str(error).split(": ")[0] if not char.isdigit())[:14]
