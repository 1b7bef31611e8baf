"""Chromium for browser tests: found, or installed by apt when we are root."""

import os
import shutil
import subprocess

from .steps import WorkshopError, lock, run, say, step

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def find():
    """Return the path of a Chromium or Chrome, or None."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def works(path):
    """Tell whether the browser really starts."""
    asked = subprocess.run([path, "--version"], capture_output=True, check=False)
    return asked.returncode == 0


def ensure():
    """Return the browser's path, installing it when possible; None when there is none."""
    path = find()
    if path and works(path):
        return path
    if os.getuid() == 0 and shutil.which("apt-get"):
        try:
            with lock("chromium"):
                if not find():
                    with step("Chromium for the browser tests", "apt to install it"):
                        _install()
        except WorkshopError as error:
            say(f"    {error}")
    path = find()
    if path and works(path):
        return path
    todo = "install chromium (on Debian, as root: apt-get install chromium)"
    if os.environ.get("CI"):
        raise WorkshopError("There is no Chromium for the browser tests.", todo)
    say("!" * 78)
    say(f"!! NO CHROMIUM: the browser tests are SKIPPED. To run them {todo}.")
    say("!" * 78)
    return None


def _install():
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    packages = ["chromium", "fonts-dejavu-core"]
    line = ["apt-get", "-q", "-y", "--no-install-recommends", "install", *packages]
    try:
        run(line, env=environment)
    except WorkshopError:
        run(["apt-get", "-q", "update"], env=environment)
        run(line, env=environment)
