"""Sessions of tests side by side: as many as the machine has cores for, each told when it ends."""

import contextlib
import os
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

from . import paths
from .steps import say

MOST = 2  # a session keeps a core busy, and PostgreSQL half of another
# Long stories in few files: the bytes of ordinary tests that take as long.
SLOW = {"tests-doors": 110_000, "tests-model": 75_000, "tests+8": 40_000}
_lane = threading.local()


def count():
    """Return how many sessions run at once: TEST_LANES, or what the cores allow."""
    return max(1, int(os.environ.get("TEST_LANES") or min(MOST, os.cpu_count() or 1)))


def run(session, runs, lanes):
    """Call session(run) for each run: side by side, then one by one those that want to be alone.

    They come in the order of their turns, and the biggest of a turn first, so that no lane waits
    long for the other. What a session raises is raised here, after the others have ended.
    """
    together = [each for each in runs if lanes > 1 and not each.alone]
    with ThreadPoolExecutor(lanes, initializer=_mark) as pool:
        ordered = sorted(together, key=lambda each: (each.turn, -size(each)))
        futures = [pool.submit(session, each) for each in ordered]
    for future in futures:
        future.result()
    for each in runs:
        if each not in together:
            session(each)


@contextlib.contextmanager
def output(name):
    """Give the file for a session's output; in a lane it is printed whole when the session ends.

    None means: straight to the terminal.
    """
    if not getattr(_lane, "marked", False):
        say(f"\n==> tests: {name}")
        yield None
        return
    say(f"==> tests: {name}, begun")
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        yield file
        file.seek(0)
        say(f"\n==> tests: {name}\n{file.read()}")


def _mark():
    _lane.marked = True


def size(each):
    """Return how much a session has to run: the bytes of its tests, or of tests as slow as they."""
    targets = [paths.ROOT / target for target in each.targets]
    files = [file for target in targets for file in (target, *target.rglob("test_*.py"))]
    return max(SLOW.get(each.name, 0), sum(it.stat().st_size for it in files if it.is_file()))
