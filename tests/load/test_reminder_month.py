"""A month of reminders as one story: fifteen customers, each stops for another reason.

One of two workers is killed on the way; at the end the record says the same as the mails.
"""

import time

from .worker import job

DAYS = ("2026-02-02", "2026-02-06", "2026-02-13", "2026-03-01")

# What customers do after the first letter.
AFTER_FIRST = (
    "pays", "disputes", "promises", "confirms", "breaks", "plans", "writes", "says_paid",
    "pays_by_card", "has_credit", "talks", "left", "is_frozen",
)  # fmt: skip


def test_a_month_of_reminders(stage):
    """From the first letter to the last step: replies, broken promise and plan, interest."""
    ids = stage.do("begin_month")
    runs = [stage.do("remind", day=DAYS[0])]
    kill_one_of_two(stage, runs[0], DAYS[0])
    for name in AFTER_FIRST:
        stage.do("act", day="2026-02-04", name=name, ids=ids)
    interest = stage.do("settle_interest", day="2026-02-05", ids=ids)
    for day in DAYS[1:]:
        stage.do("check_answers", day=day)
        runs.append(stage.do("remind", day=day))
        # Nothing is made twice by the same action of the same day.
        assert stage.do("remind", day=day) == runs[-1]
        stage.do("work_day", day=day)
    month = stage.do("read_month", run_ids=runs, ids=ids)

    assert month["gaps"] == []
    assert month["record"] == month["mails"]
    assert len(month["mails"]) == len({(name, day) for name, day, *_rest in month["mails"]})
    assert steps_of(month, "silent") == [3, 7, 14, 30]
    first = month["lines"][DAYS[0]]
    assert first.pop("has_no_address") == ["skipped", "no_address", False]
    assert first == {name: ["done", "", 3] for name in first}
    assert why(month, "2026-02-06") == {
        "disputes": "disputed", "promises": "promised", "confirms": "confirmed",
        "breaks": "promised", "plans": "planned", "writes": "reply", "says_paid": "paying",
        "pays_by_card": "paying", "has_credit": "covered", "talks": "paused",
        "left": "archived", "is_frozen": "frozen", "has_no_address": "no_address",
    }  # fmt: skip
    # The promise of the 10th was broken; what was said to be paid was not, a week later.
    assert steps_of(month, "breaks") == steps_of(month, "says_paid") == [3, 7, 14]
    # Nobody paid the part of the 8th: its grace was over on the 13th.
    assert steps_of(month, "plans") == [3, 7, 14]
    assert stage.do("read_plans", ids=ids) == {"plans": ["broken", 100.0]}
    assert "pays" not in month["lines"][DAYS[2]]
    answers = stage.do("read_disputes", ids=ids)
    assert answers == {
        "disputes": ["dispute", "open", True], "promises": ["promise", "open", False],
        "breaks": ["promise", "broken", False], "confirms": ["promise", "open", False],
    }  # fmt: skip
    assert interest["breaks"][0] == ["booked"]
    assert interest["pays"] == [[], []]
    assert interest["waived"] == [2, [ids["pays"]]], "days of interest, and the fixed sum"


def kill_one_of_two(stage, run_id, day):
    """Let two workers share the run, kill one in the middle and let others finish."""
    runners = [stage.start([job("work_day", day=day)]) for _number in range(2)]
    done = "SELECT COUNT(*) FROM customer_statement_run_line WHERE run_id = %s AND state = 'done'"
    try:
        until = time.monotonic() + 120
        while not stage.query(done, run_id)[0][0] and time.monotonic() < until:
            time.sleep(0.01)
        runners[0].kill()
        runners[1].outcome()
    finally:
        for runner in runners:
            runner.kill()
    stage.do("work_day", day=day)
    assert stage.query(done, run_id)[0][0] == 14


def steps_of(month, name):
    """Return the days of the steps that a customer got, in the order of the month."""
    lines = [month["lines"][day].get(name) for day in DAYS]
    return [days for state, _reason, days in filter(None, lines) if state == "done"]


def why(month, day):
    """Return {name: reason} of who got nothing on a day."""
    return {name: line[1] for name, line in month["lines"][day].items() if line[0] == "skipped"}
