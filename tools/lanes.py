"""Sessions of tests side by side: as many as the machine has cores for, each told when it ends.

Beside them is one more, of those that wait for browsers, servers and locks most of the time.
"""

import contextlib
import os
import tempfile
import threading
from collections import deque
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
    """Call session(run) for each run: side by side where there are lanes, else one by one.

    They come in the order of their turns, and the biggest of a turn first, so that no lane waits
    long for the other. Those that wait have a lane of their own, and come last in the others. What
    a session raises is raised here, after the others have ended.
    """
    if lanes < 2:
        for each in runs:
            session(each)
        return
    ordered = sorted(runs, key=lambda each: (each.turn, -size(each)))
    waiting = deque(each for each in ordered if each.waits)
    busy = deque(each for each in ordered if not each.waits)
    errors = []

    def work(*queues):
        while each := _next(queues):
            try:
                session(each)
            except Exception as error:  # noqa: BLE001 - told when the others have ended
                errors.append(error)

    with ThreadPoolExecutor(lanes + 1, initializer=_mark) as pool:
        for _number in range(lanes):
            pool.submit(work, busy, waiting)
        pool.submit(work, waiting)
    for error in errors:
        raise error


def _next(queues):
    """Return the first of the first queue that has one; None when all are empty."""
    for queue in queues:
        with contextlib.suppress(IndexError):
            return queue.popleft()
    return None


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
