"""Workers of a run are killed at random points: each customer gets exactly one email."""

import random
import time

import pytest

from .worker import job

# Mails, statements and lines of a run, counted past Odoo.
FIGURES = """
    SELECT COUNT(*),
           COUNT(*) FILTER (WHERE line.state = 'done'),
           COUNT(DISTINCT statement.partner_id),
           COUNT(DISTINCT statement.id),
           (SELECT COUNT(*) FROM mail_mail mail
              JOIN mail_message message ON message.id = mail.mail_message_id
              JOIN customer_statement sent ON sent.id = message.res_id
             WHERE message.model = 'customer.statement' AND sent.run_id = %(run)s)
      FROM customer_statement_run_line line
      LEFT JOIN customer_statement statement ON statement.run_id = line.run_id
            AND statement.partner_id = line.partner_id
     WHERE line.run_id = %(run)s
"""
TWICE = """
    SELECT sent.partner_id, COUNT(*) FROM mail_mail mail
      JOIN mail_message message ON message.id = mail.mail_message_id
      JOIN customer_statement sent ON sent.id = message.res_id
     WHERE message.model = 'customer.statement' AND sent.run_id = %(run)s
     GROUP BY sent.partner_id HAVING COUNT(*) <> 1
"""


def make_run(stage, prefix, count, step=50, way="make_run"):
    """Return the id of a started run of new customers, made in steps that a slow machine can."""
    ids = []
    for start in range(0, count, step):
        ids += stage.do(
            "make_customers", prefix=prefix, start=start, count=min(step, count - start)
        )
    return stage.do(way, partner_ids=ids)


def figures(stage, run_id):
    """Return (lines, done, customers with a statement, statements, emails) of a run."""
    (row,) = stage.query(FIGURES.replace("%(run)s", str(int(run_id))))
    return row


def assert_nobody_twice(stage, run_id):
    """No customer has two emails, and each email belongs to a line that is done."""
    assert stage.query(TWICE.replace("%(run)s", str(int(run_id)))) == []
    _lines, done, customers, statements, mails = figures(stage, run_id)
    assert done == customers == statements == mails


def killed_again_and_again(stage, prefix, count, workers, kills, way="make_run"):
    """Kill workers at random moments and put others in their place; return how many died."""
    run_id = make_run(stage, prefix, count, way=way)
    at_work = job("work_in_batches", limit=5)
    runners = [stage.start([at_work]) for _number in range(workers)]
    killed = 0
    try:
        while killed < kills and wait_for_progress(stage, run_id) < count:
            # At any point of a batch: reading, drawing, queueing, between commit and next claim.
            time.sleep(random.uniform(0, 0.3))
            number = random.randrange(workers)
            killed += runners[number].process.is_alive()
            runners[number].kill()
            assert_nobody_twice(stage, run_id)
            runners[number] = stage.start([at_work])
        for runner in runners:
            runner.outcome()
    finally:
        for runner in runners:
            runner.kill()
    # Whoever finished while others still held customers left the last word to the next one.
    stage.do("work")
    assert stage.do("state_of", run_id=run_id) == "done"
    assert_nobody_twice(stage, run_id)
    assert figures(stage, run_id) == (count,) * 5
    return killed


def wait_for_progress(stage, run_id, seconds=60):
    """Wait until another customer is done; return how many are."""
    before = figures(stage, run_id)[1]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        total, done, *_others = figures(stage, run_id)
        if done > before or done == total:
            return done
        time.sleep(0.01)
    raise AssertionError(f"no customer was done in {seconds} s")


def test_killed_workers_send_each_customer_exactly_one_email(stage):
    """Two workers, killed a few times in the middle: everybody has one, nobody has two.

    80 customers are enough for three kills; the soak test kills forty times among 500.
    """
    assert killed_again_and_again(stage, "killed", 80, 2, 3), "nobody was killed in the middle"


def test_killed_workers_send_each_customer_exactly_one_reminder(stage):
    """The same for reminders: the workers ask who gets which step, and nobody gets two."""
    assert killed_again_and_again(stage, "reminded", 60, 2, 2, "make_reminder_run")


def test_workers_share_a_run(stage):
    """Three workers at once: the same result, and each of them worked."""
    run_id = make_run(stage, "shared", 60)
    lists = [[job("work_one_batch", limit=5, key=f"w{n}:{i}") for i in range(14)] for n in range(3)]
    outcomes = stage.race(*lists)
    assert figures(stage, run_id) == (60,) * 5
    assert_nobody_twice(stage, run_id)
    assert stage.do("state_of", run_id=run_id) == "done"
    shares = [sum(result["value"] for result in outcome.results) for outcome in outcomes]
    assert sum(shares) == 60
    assert sum(1 for share in shares if share) > 1, shares


def test_pause_reaches_workers_that_work(stage):
    """A pause stops them between two batches; nobody is lost when it goes on."""
    run_id = make_run(stage, "paused", 80)
    runner = stage.start([job("work")])
    while not figures(stage, run_id)[1]:
        time.sleep(0.01)
    stage.do("pause", run_id=run_id)
    runner.outcome()
    assert figures(stage, run_id)[1] < 80
    assert_nobody_twice(stage, run_id)
    stage.do("resume", run_id=run_id)
    stage.do("work")
    assert figures(stage, run_id) == (80,) * 5


@pytest.mark.soak
def test_a_run_of_five_hundred_survives_every_kill(stage):
    """The same at many random points of a large run, with three workers."""
    assert killed_again_and_again(stage, "soak", 500, 3, 40) >= 20
