"""Fonts for every script, and FriBidi: Debian's packages, unpacked where nobody else sees them."""

import ctypes
import os

from . import apt, paths
from .steps import WorkshopError, lock, say, step

FOLDER = paths.HOME / "fonts"
PACKAGES = ("fonts-noto-core", "fonts-noto-cjk")
LIBRARY = "libfribidi"
CONFIG = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
</fontconfig>
"""


def ensure():
    """Get the fonts onto this machine unless they are there; without Debian's tools say so."""
    if (FOLDER / "ready").exists() or os.environ.get("FONTCONFIG_FILE"):
        return
    if not apt.available():
        say("    no fonts are fetched without apt: statements use those of this machine")
        return
    with lock("fonts"):
        if (FOLDER / "ready").exists():
            return
        with step("Fonts of every script", "about 70 MB to download"):
            try:
                for package in (*PACKAGES, f"{LIBRARY}0"):
                    apt.extract(package, FOLDER)
            except WorkshopError as error:
                if os.environ.get("CI"):
                    raise
                say(f"    not to be had ({str(error).splitlines()[0]}): statements use those here")
                return
            (FOLDER / "fonts.conf").write_text(
                CONFIG.format(fonts=FOLDER / "usr/share/fonts", cache=FOLDER / "cache"),
                encoding="utf-8",
            )
            (FOLDER / "ready").touch()


def environment():
    """Return the variables by which Odoo finds what was fetched."""
    if not (FOLDER / "ready").exists():
        return {}
    found = {} if os.environ.get("FONTCONFIG_FILE") else {
        "FONTCONFIG_FILE": str(FOLDER / "fonts.conf")
    }  # fmt: skip
    if _has_library():
        return found
    folders = sorted({str(path.parent) for path in FOLDER.rglob(f"{LIBRARY}.so.0")})
    known = os.environ.get("LD_LIBRARY_PATH")
    return found | {"LD_LIBRARY_PATH": ":".join(filter(None, [known, *folders]))}


def _has_library():
    """Tell whether the system has FriBidi itself."""
    try:
        ctypes.CDLL(f"{LIBRARY}.so.0")
    except OSError:
        return False
    return True
