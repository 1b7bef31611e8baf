"""Fixtures: a stage on the shared server, one on a private server that may crash, and parts.

What a part is (a pooler, a replica, a job queue) is fetched when it is missing. Where it cannot be
had its tests are skipped, and the end of the run says so.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tools import database, odoo, paths, pgbouncer, postgres
from tools.steps import WorkshopError

from .harness import PROCESSES, Stage
from .server import Server

LACKING = pytest.StashKey()
FIGURES = pytest.StashKey()


def pytest_configure(config):
    """Begin without anything to tell."""
    config.stash[LACKING] = {}
    config.stash[FIGURES] = []


def pytest_terminal_summary(terminalreporter, config):
    """Tell which parts could not be had, and what was measured."""
    for part, reason in config.stash[LACKING].items():
        terminalreporter.write_line(f"NOT PROVEN: {part} cannot be had here: {reason}", red=True)
    for line in config.stash[FIGURES]:
        terminalreporter.write_line(f"measured: {line}")


@contextlib.contextmanager
def part(request, name):
    """Skip the tests of a part that cannot be had here, and say so at the end."""
    try:
        yield
    except WorkshopError as error:
        request.config.stash[LACKING][name] = str(error)
        pytest.skip(f"{name} cannot be had here: {error}")


@pytest.fixture
def tell(request):
    """Give a function that takes a sentence with figures; all stand at the end of the run."""
    return request.config.stash[FIGURES].append


@pytest.fixture(scope="session")
def stage():
    """Give a stage on a clone of the template with all addons."""
    with database.temporary() as name:
        os.environ["LOAD_DATABASE"] = name
        os.environ["LOAD_CONFIG"] = str(odoo.config(name))
        PROCESSES.set_forkserver_preload(["tests.load.worker"])
        yield Stage(name)


@pytest.fixture(scope="session", params=[4, 0], ids=["processes", "threads"])
def server(request, stage):
    """Give a server that answers in parallel: by processes, or by threads of one process."""
    started = Server(stage.database, request.param, level="info")
    with contextlib.closing(started):
        started.start()
        yield started


@pytest.fixture(scope="session")
def pooled_stage(request, stage):
    """Give the stage behind PgBouncer, with fewer connections than there are workers."""
    with contextlib.ExitStack() as stack:
        with part(request, "PgBouncer"):
            pool = stack.enter_context(pgbouncer.pool(stage.host, 4))
        pooled = Stage(stage.database, str(pool.folder))
        pooled.pool = pool
        yield pooled


@pytest.fixture(scope="session")
def private_stage(stage):
    """Give a copy of the stage on a server of its own, with durable commits."""
    with postgres.private_cluster() as cluster:
        name, there = stage.database, {**os.environ, **cluster.environment()}
        here = [str(postgres.binary("pg_dump")), "-Fc", "-Z0", name]
        subprocess.run([postgres.binary("createdb"), name], env=there, check=True)
        with subprocess.Popen(here, stdout=subprocess.PIPE) as dump:
            subprocess.run(
                [postgres.binary("pg_restore"), "-d", name, "--no-owner"],
                stdin=dump.stdout, env=there, check=True,
            )  # fmt: skip
        # A commit that was answered must survive the crash: that is what is proven.
        subprocess.run(
            [postgres.binary("psql"), "-qc", f'ALTER DATABASE "{name}" SET synchronous_commit = on',
             name],
            env=there, check=True,
        )  # fmt: skip
        private = Stage(name, str(cluster.socket))
        private.cluster = cluster
        yield private


@pytest.fixture(scope="session")
def replica(request, private_stage):
    """Give a replica (Cluster) of the private server, which replays what is committed there."""
    folder = Path(tempfile.mkdtemp(prefix="replica-", dir=paths.RUN))
    shutil.rmtree(folder)
    with part(request, "a streaming replica"):
        copy = private_stage.cluster.copy_to(folder)
        copy.start()
    try:
        yield copy
    finally:
        copy.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
