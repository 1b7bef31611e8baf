"""The tests on another day: what runs at night, at the end of a month or in a leap year.

PostgreSQL, Odoo, the tests and the browsers that they start see the clock of that day, which goes
on as clocks do. Everything else of the workshop keeps today's: a server of its own with templates
of its own is beside it, so that no database of today ever meets an entry of tomorrow.
"""

import atexit
import datetime
import os
import sys

from . import apt, browser, paths, postgres
from .steps import WorkshopError, say

LIBRARY = "usr/lib/*/faketime/libfaketimeMT.so.1"


def go(day, arguments):
    """Get what is downloaded while the clock is the machine's; begin the command anew, apart.

    :raise WorkshopError: the text is no date, the server is not ours, or there is no libfaketime
    """
    parse(day)
    if postgres.external():
        raise WorkshopError(
            "the server that PGHOST names keeps its own clock.", "unset PGHOST and try again."
        )
    browser.ensure()
    _library()
    environment = dict(os.environ, WORKSHOP_ANOTHER_DAY="1")
    command = [sys.executable, "-m", "tools", *arguments]
    os.execve(command[0], command, environment)


def enter(day):
    """Let every process that is started from now on live on that day.

    :param day: as for ``parse``
    """
    shift = parse(day) - datetime.datetime.now(datetime.timezone.utc)
    os.environ.update(
        LD_PRELOAD=str(_library()),
        FAKETIME=f"{int(shift.total_seconds()):+d}",
        DONT_FAKE_MONOTONIC="1",  # waiting takes as long as ever
    )
    cluster = postgres.default()
    cluster.stop()  # one of a killed run has another day
    atexit.register(cluster.stop)
    say(f"==> the day is {day} (UTC)")


def parse(day):
    """Return the moment (UTC) that a text names; without an hour it is noon.

    :raise WorkshopError: it names none
    """
    try:
        found = datetime.datetime.fromisoformat(day)
    except ValueError:
        raise WorkshopError(
            f"{day} is no day.", 'write DAY="2028-02-29" or DAY="2028-02-29 23:30" (UTC).'
        ) from None
    if len(day.strip()) <= len("2028-02-29"):
        found = found.replace(hour=12)
    return found.replace(tzinfo=datetime.timezone.utc)


def _library():
    """Return libfaketime, from Debian's archive when the machine has none."""
    folder = paths.HOME / "faketime"
    found = next(folder.glob(LIBRARY), None)
    if not found:
        if not apt.available():
            raise WorkshopError("tests on another day need libfaketime of Debian.")
        apt.extract("libfaketime", folder)
        found = next(folder.glob(LIBRARY))
    return found
