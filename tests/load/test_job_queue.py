"""The real runner of OCA's queue_job: runs as jobs, jobs that fail, a runner that is killed."""

import contextlib
import os
import time

import psycopg2
import pytest

from tools import beside, database

from .clients import Client
from .conftest import part
from .harness import Stage
from .server import Server
from .test_statement_run import assert_nobody_twice, figures, wait_for_progress
from .test_two_servers import wait_for_end

CUSTOMERS = 60
RUNNER = {"ODOO_QUEUE_JOB_CHANNELS": "root:4,root.customer_statement:3"}
# What no list of known errors has, whenever a worker writes a result.
FAULT = """
    CREATE FUNCTION fail_out_of_the_blue() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'out of the blue'; END $$;
    CREATE TRIGGER out_of_the_blue BEFORE UPDATE ON customer_statement_run_line
        FOR EACH ROW WHEN (NEW.attempt > OLD.attempt OR NEW.state <> OLD.state)
        EXECUTE FUNCTION fail_out_of_the_blue();
"""
NO_FAULT = "DROP FUNCTION fail_out_of_the_blue CASCADE"
# As if ten minutes had gone by.
LATER = """
    UPDATE customer_statement_run SET started_at = started_at - interval '10 minutes',
           resumed_at = resumed_at - interval '10 minutes' WHERE id = {run};
    UPDATE customer_statement_run_line SET worked_at = worked_at - interval '10 minutes'
     WHERE run_id = {run};
"""

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def queue(request, stage):
    """Give (stage, function that makes a server): a database with queue_job beside the addons."""
    with part(request, "queue_job"):
        folder = beside.fetch("queue_job")
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        patch.setenv("EXTRA_ADDONS", str(folder))
        patch.setenv("EXTRA_PACKAGES", str(beside.PACKAGES))
        name = stack.enter_context(database.temporary())
        database.install_missing(name, ["queue_job"])

        def serve(runner=True):
            """Start a server, with the runner of jobs or without."""
            options = ["--load", "base,web,queue_job"] if runner else []
            server = Server(name, 2, "info", options=options, variables=RUNNER)
            server.start()
            return contextlib.closing(server)

        yield Stage(name, os.environ["PGHOST"]), serve


def change(stage, statement):
    """Change the database past Odoo."""
    connection = psycopg2.connect(dbname=stage.database, host=stage.host)
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(statement)
        connection.commit()


def jobs(stage):
    """Return {state: number} of the jobs of statements."""
    return dict(
        stage.query("SELECT state, COUNT(*) FROM queue_job WHERE channel LIKE %s GROUP BY 1",
                    "%customer_statement")
    )  # fmt: skip


def wait_for_jobs(stage):
    """Wait until no job is left, whatever became of them; return {state: number}."""
    until = time.monotonic() + 60
    while set(found := jobs(stage)) - {"done", "failed"}:
        assert time.monotonic() < until, found
        time.sleep(0.1)
    return found


def start(server, stage, prefix, before=""):
    """Start a run of new customers; return (its id, client that follows it).

    :param str before: changes the database when the run is counted
    """
    run_id = stage.do("make_counted_run", prefix=prefix, count=CUSTOMERS)
    if before:
        change(stage, before)
    client = Client(server.url, stage.database, "admin")
    client.call("customer.statement.run", "action_start", [run_id])
    return run_id, client


def assert_whole(stage, run_id):
    """Everybody of a run has exactly one email."""
    assert_nobody_twice(stage, run_id)
    assert figures(stage, run_id) == (CUSTOMERS,) * 5


def test_a_killed_runner_goes_on(queue, tell):
    """The server with the runner dies in the middle and comes back: each has one email."""
    stage, serve = queue
    with serve() as server:
        run_id, _client = start(server, stage, "killed")
        wait_for_progress(stage, run_id)
        server.crash()
        killed_at = figures(stage, run_id)[1]
        assert killed_at < CUSTOMERS, "nobody was killed in the middle"
        assert_nobody_twice(stage, run_id)
        server.start()
        wait_for_end(stage, run_id)
    assert_whole(stage, run_id)
    tell(f"queue_job: runner killed at {killed_at} of {CUSTOMERS} statements, each sent once")


def test_jobs_that_failed_are_called_again(queue, tell):
    """An error that nobody knows ends all jobs; Try Again wakes new ones, and the run ends."""
    stage, serve = queue
    with serve() as server:
        before = jobs(stage).get("failed", 0)
        run_id, client = start(server, stage, "fault", FAULT)
        failed = wait_for_jobs(stage).get("failed", 0) - before
        change(stage, NO_FAULT)
        assert failed
        assert figures(stage, run_id)[:2] == (CUSTOMERS, 0)
        client.call("customer.statement.run", "action_retry", [run_id])
        wait_for_end(stage, run_id)
    assert_whole(stage, run_id)
    tell(f"queue_job: {failed} jobs failed by an unknown error, Try Again ended the run")


def test_a_run_without_a_runner_says_so_and_heals(queue):
    """Nobody runs jobs: the progress tells whom to ask, and the scheduled action does the work."""
    stage, serve = queue
    with serve(runner=False) as server:
        run_id, client = start(server, stage, "alone")
        assert not client.call("customer.statement.run", "get_progress", [run_id])["notice"]
        change(stage, LATER.format(run=run_id))
        notice = client.call("customer.statement.run", "get_progress", [run_id])["notice"]
        assert "job runner" in notice
        workers = [["model_id.model", "=", "customer.statement.run"]]
        (cron, *_others) = client.call("ir.cron", "search", workers)
        client.call("ir.cron", "method_direct_trigger", [cron])
        wait_for_end(stage, run_id)
    assert_whole(stage, run_id)
