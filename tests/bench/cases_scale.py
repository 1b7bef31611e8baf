"""What must stay quick or linear with many customers: nights, counts, searches, groups; memory.

On a copy of the ledger that is thrown away: what goes by slices is committed slice by slice, as
scheduled actions do, and the tables that it writes are vacuumed as the server does by itself.
"""

import re
import time
from pathlib import Path

from tools import database

from .cases_limit import give_limits
from .measure import Figure, Processor

STATUS = Path("/proc/self/status")
# More than PostgreSQL and Odoo take by themselves, in MB.
ROOM = 100
# Fewer customers are done once before they are measured: what is read once weighs with them.
FEW = 20_000

WRITTEN = (
    "customer_credit_profile", "customer_credit_account", "customer_credit_snapshot",
    "customer_credit_movement", "customer_credit_audit", "customer_statement_run_line",
    "sale_order",
)  # fmt: skip


def scale_cases(env, watch):
    """Yield the figures that two ledgers are compared by; each act is done once or few times."""
    # Helpers of parallel plans are processes of their own: what they work would not be counted.
    env.cr.execute("SET max_parallel_workers_per_gather = 0")
    give_limits(env)
    env["customer.credit.hold.rule"].create(
        {"name": "GEN", "company_id": env.company.id, "on_utilisation": True}
    )
    commit(env)
    settle(env)
    yield from nights(env, watch)
    yield from runs(env, watch)
    # Lists are opened by day, when some customers have moved since the night.
    env.cr.execute(
        "UPDATE customer_credit_profile SET limit_amount = limit_amount + 1 WHERE id % 1000 = 0"
    )
    commit(env)
    yield from pages(env, watch)


def commit(env):
    """End a slice; nobody is told outside of the database."""
    env.flush_all()
    env.cr.precommit.clear()
    env.cr.postcommit.clear()
    env.cr.commit()
    env.invalidate_all()


def settle(env):
    """Do what autovacuum does, which is switched off where tests run."""
    database.query(f"VACUUM ANALYZE {', '.join(WRITTEN)}", None, env.cr.dbname)


def nights(env, watch):
    """What goes by slices in the night: as long as there are customers, with the same memory."""
    company = env.company
    Snapshot = env["customer.credit.snapshot"].sudo()
    Rule, Account = env["customer.credit.hold.rule"].sudo(), env["customer.credit.account"].sudo()
    yield heavy(
        "nightly figures of all customers", watch,
        lambda pause: Snapshot._take(company, pause=pause),
    )  # fmt: skip
    yield heavy(
        "hold rules: overdue, share of the limit", watch,
        lambda pause: Rule._evaluate_slices(company, pause=pause),
    )  # fmt: skip
    # What else the check looks for, the ledger of this bench is full of.
    codes = ("balance", "reserved", "chain", "waiting")
    yield heavy(
        "ledger check: balances, chains", watch,
        lambda _pause: Account._tie_out(company, asked=lambda code: code in codes),
    )  # fmt: skip


def runs(env, watch):
    """Counting the customers of a run: the click, then the workers."""
    Run = env["customer.statement.run"]

    def click(_pause):
        Run.create({"date_to": "2030-12-31"}).action_prepare()

    def count(pause):
        while Run.sudo()._count_slice():
            env.flush_all()
            pause()
            env.invalidate_all()

    yield heavy("click on Count Customers", watch, click, "1 s", 1000)
    yield heavy("customers of a run counted, by one worker", watch, count)


def pages(env, watch):
    """First pages of lists, as people open them."""
    search = env["res.partner"].search
    Run, Credit = env["customer.statement.run"], env["customer.credit"]
    overdue = Run._read_domain("[]")
    sums = ["__count", "amount:sum", "applied_amount:sum", "remaining_amount:sum"]
    acts = {
        "who is over the limit, first 80": lambda: search([("credit_headroom", "<", 0)], limit=80),
        "who is over the limit, all, read afresh": lambda: env["res.partner"]._find_by_live_figure(
            "headroom", "<", 0.0
        ),
        "who has something overdue, first 80": lambda: env.execute_query(
            Run._find_query(overdue, env.company, overdue=True, limit=80)
        ),
        "credits, first 80": lambda: Credit.web_search_read(
            [], {"amount": {}}, limit=80, count_limit=10001
        ),
        "credits by customer, first 80": lambda: Credit.web_read_group(
            [], ["partner_id"], sums, limit=80
        ),
        "open credits by customer, first 80": lambda: Credit.web_read_group(
            [("status", "in", ["open", "partial"])], ["partner_id"], sums, limit=80
        ),
        "figures over the limit, first 80": lambda: env["customer.credit.snapshot"].search(
            [("latest", "=", True), ("excess", ">", 0)], limit=80
        ),
    }
    for name, (ms, queries) in watch.take_turns(**acts).items():
        yield Figure(name, ms, queries, cpu=watch.cpu[name])


def is_small(env):
    """Say whether a ledger is the small one of two that are compared."""
    return env["res.partner"].search_count([("ref", "=like", "GEN-0%")], limit=FEW) < FEW


def heavy(name, watch, act, aim="", most=None):
    """Return the figure of an act that is done once, with what memory it took at its peak.

    :param act: function of ``pause``, which is called after each slice
    """
    env = watch.env
    if is_small(env):
        watch.once(lambda: act(lambda: None))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    processor, before, queries = Processor(env.cr), megabytes("VmRSS"), env.cr.sql_log_count
    began = time.perf_counter()
    processor.start()
    act(lambda: commit(env))
    env.flush_all()
    ms, cpu = (time.perf_counter() - began) * 1000, processor.taken()
    queries = env.cr.sql_log_count - queries
    taken = max(0, megabytes("VmHWM") - before)
    commit(env)
    settle(env)
    met = ms <= most if most else taken <= ROOM
    return Figure(
        name, ms, queries, aim=aim or f"+{ROOM} MB", met=met, cpu=cpu, notes=[f"+{taken:.0f} MB"]
    )


def megabytes(name):
    """Return what this process holds now (VmRSS) or held at most since it was asked (VmHWM)."""
    return int(re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text(encoding="ascii"))[1]) / 1024
