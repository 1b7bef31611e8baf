"""Behind PgBouncer in transaction mode: nothing of ours needs a session of its own."""

import contextlib

import pytest

from .server import Server
from .test_hot_account import pay_together
from .test_spending import spend_from_one_account
from .test_statement_run import killed_again_and_again


def assert_shared(stage):
    """The pool really was one: transactions of many clients went through few connections."""
    (mine,) = [row for row in stage.pool.show("STATS") if row["database"] == stage.database]
    servers = [row for row in stage.pool.show("SERVERS") if row["database"] == stage.database]
    modes = {row["pool_mode"] for row in stage.pool.show("POOLS") if row["database"] != "pgbouncer"}
    assert "transaction" in modes
    # What a killed client held is closed: at the end none may be left.
    assert len(servers) <= stage.pool.size
    assert mine["total_xact_count"] > max(len(servers), 1) * 10
    return mine["total_xact_count"], len(servers)


def test_workers_share_few_connections(pooled_stage):
    """Eight workers on four connections spend from one account: each once, the sum is exact."""
    spend_from_one_account(pooled_stage, 16, "pool")
    assert_shared(pooled_stage)


@pytest.mark.soak
def test_a_run_is_worked_through_the_pool(pooled_stage):
    """Killed workers of a run: everybody has one email, nobody has two."""
    assert killed_again_and_again(pooled_stage, "pooled", 120, 3, 5)
    assert_shared(pooled_stage)


@pytest.mark.soak
def test_everybody_pays_through_the_pool(pooled_stage, tell):
    """The hot account over HTTP, by four processes that share four connections."""
    stage = pooled_stage
    provider = stage.do("open_shop")["credit"]
    options = ["--db_host", stage.host]
    with contextlib.closing(Server(stage.database, 4, "info", options=options)) as server:
        server.start()
        pay_together(stage, [server], provider, "hot pool", 10)
    transactions, servers = assert_shared(stage)
    tell(f"PgBouncer: {transactions} transactions through {servers} connections")
