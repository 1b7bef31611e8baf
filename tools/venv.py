"""The virtual environment: made once for each set of pinned requirements."""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from . import apt, paths
from .steps import WorkshopError, lock, run, step

SUPPORTED = ((3, 10), (3, 13))
FILES = ("requirements.txt", "requirements-dev.txt")
# PINS=odoo: what Odoo 19 itself pins for Python 3.12, of the libraries that the addons use. It
# goes on top of the others, as users of the official image have it.
OVER = {"odoo": "requirements-odoo.txt"}


def interpreter():
    """Return a Python 3.10 to 3.13 to build with: this one when it fits.

    One that was compiled without optimizations, as pyenv does, gives way to the same version of
    the system, which is a seventh quicker.
    """
    if SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        own = getattr(sys, "_base_executable", None) or sys.executable
        return own if _optimized(own) else _of_system() or own
    for minor in (13, 12, 11, 10):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    raise WorkshopError(
        f"Python {sys.version.split()[0]} cannot run Odoo 19.",
        "install one of Python 3.10 to 3.13 (for example python3.12) and try again.",
    )


def _optimized(own):
    """Tell whether a Python was compiled with a profile of itself, as distributions do."""
    of_pyenv = {"pyenv", ".pyenv"} & set(Path(own).parts)
    return not of_pyenv or "--enable-optimizations" in str(sysconfig.get_config_var("CONFIG_ARGS"))


def _of_system():
    """Return the system's Python of the same version, None where it cannot make environments."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    whole = Path("/usr/lib", name, "ensurepip", "__init__.py").exists()
    found = Path("/usr/bin", name)
    return str(found) if whole and found.exists() else None


def over():
    """Return the file of other pins that PINS asks for, None for ours."""
    named = os.environ.get("PINS")
    if named and named not in OVER:
        raise WorkshopError(f"no such pins: {named}", f"choose one of: {', '.join(OVER)}")
    return OVER[named] if named else None


def folder():
    """Return where the environment for these requirements and this Python lives."""
    digest = hashlib.sha256()
    for name in filter(None, (*FILES, over())):
        digest.update((paths.ROOT / name).read_bytes())
    digest.update(os.path.realpath(interpreter()).encode())
    return paths.HOME / f"venv-{digest.hexdigest()[:10]}"


def python():
    """Return the environment's Python."""
    return folder() / "bin" / "python"


def ready():
    """Tell whether the environment is complete."""
    return (folder() / "ready").exists()


def inside():
    """Tell whether this process already runs in the environment."""
    return os.path.realpath(sys.prefix) == os.path.realpath(folder())


def ensure():
    """Make the environment unless it is there."""
    if ready():
        return
    with lock("venv"):
        if ready():
            return
        with step("Virtual environment", "packages to download and install"):
            target = folder()
            shutil.rmtree(target, ignore_errors=True)
            pip = _create(target)
            wanted = [part for name in FILES for part in ("-r", paths.ROOT / name)]
            run(
                [*pip, "install", "--no-input", "--progress-bar=off", *wanted],
                log=paths.LOGS / "pip.log",
                todo="check that pip can reach a package index, then run the same command again.",
            )
            if over():
                # By themselves: pip would find them at odds with the first ones.
                run(
                    [*pip, "install", "--no-input", "--no-deps", "-r", paths.ROOT / over()],
                    log=paths.LOGS / "pip-over.log",
                )
            (target / "ready").touch()


def _create(target):
    """Create an empty environment and return the pip command for it."""
    python3 = interpreter()
    has_pip = subprocess.run(
        [python3, "-c", "import venv, ensurepip"], capture_output=True, check=False
    )
    if has_pip.returncode == 0:
        run([python3, "-m", "venv", target])
        return [target / "bin" / "python", "-m", "pip"]
    run([python3, "-m", "venv", "--without-pip", target], todo="install python3-venv.")
    wheels = paths.HOME / "apt" / "pip"
    try:
        apt.extract("python3-pip-whl", wheels)
        wheel = next(wheels.glob("usr/share/python-wheels/pip-*.whl"))
    except (WorkshopError, StopIteration):
        raise WorkshopError(
            "This Python has no pip for virtual environments.",
            "install the package python3-venv of your system and try again.",
        ) from None
    return [target / "bin" / "python", f"{wheel}/pip"]


def enter(arguments):
    """Continue the same command inside the environment."""
    ensure()
    if not inside():
        environment = dict(os.environ, WORKSHOP_HOME=str(paths.HOME))
        command = [str(python()), "-m", "tools", *arguments]
        os.chdir(paths.ROOT)
        os.execve(command[0], command, environment)
