"""What must stay quick or linear with many customers: nights, counts, searches, groups; memory."""

import re
from pathlib import Path

from .cases_limit import give_limits
from .measure import Figure

STATUS = Path("/proc/self/status")
# More than PostgreSQL and Odoo take by themselves, in MB.
ROOM = 100


def scale_cases(env, watch):
    """Yield the figures that two ledgers are compared by; each act is done once or few times."""
    give_limits(env)
    env["customer.credit.hold.rule"].create(
        {"name": "GEN", "company_id": env.company.id, "on_utilisation": True}
    )
    env.flush_all()
    yield from nights(env, watch)
    yield from runs(env, watch)
    # Lists are opened by day: after the night, when some customers have moved.
    take_night(env)
    yield from pages(env, watch)


def take_night(env):
    """Store the figures of all customers, then move one in a thousand."""
    env["customer.credit.snapshot"].sudo()._take(env.company)
    env.flush_all()
    env.cr.execute(
        "UPDATE customer_credit_profile SET limit_amount = limit_amount + 1 WHERE id % 1000 = 0"
    )
    env.invalidate_all()


def nights(env, watch):
    """What goes by slices in the night: as long as there are customers, with the same memory."""
    company = env.company
    Snapshot = env["customer.credit.snapshot"].sudo()
    Rule, Account = env["customer.credit.hold.rule"].sudo(), env["customer.credit.account"].sudo()
    yield heavy("nightly figures of all customers", watch, lambda: Snapshot._take(company))
    yield heavy("hold rules: overdue, share of the limit", watch, lambda: Rule._evaluate(company))
    # What else the check looks for, the ledger of this bench is full of.
    codes = ("balance", "reserved", "chain", "waiting")
    yield heavy(
        "ledger check: balances, chains", watch,
        lambda: Account._tie_out(company, asked=lambda code: code in codes),
    )  # fmt: skip


def runs(env, watch):
    """Counting the customers of a run: the click, then the workers."""
    Run = env["customer.statement.run"]

    def click():
        Run.create({"date_to": "2030-12-31"}).action_prepare()

    def count():
        click()
        while Run.sudo()._count_slice():
            # As the scheduled action does after each slice.
            env.flush_all()
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
        yield Figure(name, ms, queries)


def heavy(name, watch, act, aim="", most=None):
    """Return the figure of an act that is done once, with what memory it took at its peak."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = megabytes("VmRSS")
    ms, queries = watch.once(act)
    taken = max(0, megabytes("VmHWM") - before)
    met = ms <= most if most else taken <= ROOM
    return Figure(name, ms, queries, aim=aim or f"+{ROOM} MB", met=met, notes=[f"+{taken:.0f} MB"])


def megabytes(name):
    """Return what this process holds now (VmRSS) or held at most since it was asked (VmHWM)."""
    return int(re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text(encoding="ascii"))[1]) / 1024
