"""Progress on the terminal, locks between processes, and errors that say what to do."""

import contextlib
import fcntl
import subprocess
import sys
import time

from . import paths


class WorkshopError(Exception):
    """A failed step: what went wrong and what to do about it."""

    def __init__(self, message, todo=""):
        super().__init__(message)
        self.todo = todo


def say(text=""):
    """Print one line at once, also when the output is a pipe."""
    print(text, flush=True)


@contextlib.contextmanager
def step(name, waiting_for=""):
    """Announce a step and what it waits for, then say how many seconds it took."""
    say(f"==> {name}" + (f" (waiting for {waiting_for})" if waiting_for else ""))
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say(f"    FAILED after {time.monotonic() - started:.0f} s: {name}")
        raise
    say(f"    done in {time.monotonic() - started:.1f} s")


@contextlib.contextmanager
def lock(name):
    """Hold a lock that other processes of the same workshop folder respect."""
    paths.LOCKS.mkdir(parents=True, exist_ok=True)
    with open(paths.LOCKS / f"{name}.lock", "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"    waiting for another process that holds '{name}'")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def run(command, *, log=None, todo="", **options):
    """Run a command quietly; when it fails, show the end of what it said."""
    command = [str(part) for part in command]
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **options,
    )
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(result.stdout, encoding="utf-8")
    if result.returncode:
        tail = "\n".join(result.stdout.splitlines()[-40:])
        where = f"\n(whole output: {log})" if log else ""
        raise WorkshopError(f"{' '.join(command[:4])} ... failed:\n{tail}{where}", todo)
    return result.stdout


def fail(error):
    """Print a failed step and return the exit code for it."""
    print(f"\nERROR: {error}", file=sys.stderr)
    if getattr(error, "todo", ""):
        print(f"What to do: {error.todo}", file=sys.stderr)
    sys.stderr.flush()
    return 1
