"""A worker or the database dies in the middle: no half state, and a repeat completes the work."""

import time
from functools import partial

import pytest

from .test_spending import shared_out, spending

KILLED_AFTER = 3


def kill_in_the_middle(runners, victims):
    """Kill the first workers with SIGKILL after some answers, while they do the next request."""
    runners[0].receive(KILLED_AFTER)
    time.sleep(0.03)
    for runner in runners[:victims]:
        runner.process.kill()


def assert_whole_or_not_at_all(stage, prefix, amounts):
    """Each request is booked wholly (entry, journal entry) or not at all, and the books agree."""
    booked = stage.keys(prefix)
    assert booked.items() <= amounts.items()
    stage.assert_ties_out()
    return booked


def work_through(stage, partner_id, count, prefix, during):
    """Spend while something dies, look, repeat every request, look again."""
    jobs, amounts = spending(partner_id, count, prefix)
    outcomes = stage.race(*shared_out(jobs, 4), during=during)
    answered = {key for outcome in outcomes for key in outcome.of("done")} & amounts.keys()
    booked = assert_whole_or_not_at_all(stage, prefix, amounts)
    # A key is answered when reserved, then when captured: only the last answer means booked.
    spent_at_once = {key for key in answered if int(key.rsplit(":")[-1]) % 4 < 2}
    assert spent_at_once <= booked.keys(), "an answered request was lost"
    stage.race(*shared_out(jobs, 2))
    assert stage.keys(prefix) == amounts
    return outcomes, amounts


def killed_worker(stage, count, prefix):
    """Kill two of four workers."""
    partner_id = stage.do("make_customer", name=prefix, amount=2000.0)
    outcomes, amounts = work_through(
        stage, partner_id, count, prefix, lambda runners: kill_in_the_middle(runners, 2)
    )
    # The second victim may have been luckier with the row and be done already.
    assert not outcomes[0].finished, "nobody was killed in the middle"
    assert all(outcome.finished for outcome in outcomes[2:])
    stage.assert_sound(partner_id, round(2000.0 + sum(amounts.values()), 2))


def test_killed_workers_leave_no_half_state(stage):
    """SIGKILL rolls back the request under way, and repeating all requests books each once."""
    killed_worker(stage, 24, "killed")


@pytest.mark.soak
def test_killed_workers_leave_no_half_state_again_and_again(stage):
    """The same at many moments."""
    for turn in range(10):
        killed_worker(stage, 40, f"killed-{turn}")


def crash_of_the_server(stage, count, crashes, prefix, end=None):
    """End PostgreSQL and start it while four workers spend; they send again.

    :param end: how it ends, by default at once and without a shutdown
    """
    partner_id = stage.do("make_customer", name=prefix, amount=2000.0)

    def crash(runners):
        for number in range(1, crashes + 1):
            runners[0].receive(number)
            time.sleep(0.03)
            (end or partial(stage.cluster.stop, "immediate"))()
            stage.cluster.start()

    outcomes, amounts = work_through(stage, partner_id, count, prefix, crash)
    assert all(outcome.finished and not outcome.of("error") for outcome in outcomes)
    stage.assert_sound(partner_id, round(2000.0 + sum(amounts.values()), 2))


def test_crash_of_the_database_leaves_no_half_state(private_stage):
    """Immediate restart in the middle: what was answered is there, nothing is there twice."""
    crash_of_the_server(private_stage, 16, 1, "crash")


@pytest.mark.soak
def test_many_crashes_of_the_database_leave_no_half_state(private_stage):
    """The same with ten crashes during one run."""
    crash_of_the_server(private_stage, 120, 10, "crashes")


@pytest.mark.soak
def test_a_killed_database_with_durable_disks_loses_nothing(private_stage, tell):
    """SIGKILL of the server itself, five times, with fsync on as where money is kept."""
    private_stage.cluster.be_durable()
    crash_of_the_server(private_stage, 80, 5, "sigkill", private_stage.cluster.kill)
    tell("PostgreSQL with fsync killed 5 times during 80 spends by 4 workers: 0 lost, 0 double")
