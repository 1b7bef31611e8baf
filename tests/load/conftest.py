"""Fixtures: a stage on the shared server, and one on a private server that may crash."""

import contextlib
import os
import subprocess

import pytest

from tools import database, odoo, postgres

from .harness import PROCESSES, Stage
from .server import Server


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
