"""The table of neighbours: what a run writes, what it keeps, and what the pins say."""

from tools import beside
from tools.suite_outcomes import FAILED, PASSED, SKIPPED, Outcome

ROW = ["there 19.0.1", "abc1234", "ok", "ok", "3 of 3 (abc1234)"]


def test_enough_neighbours_are_pinned_each_with_its_version():
    groups = beside.read_groups()
    pins = [pin for group in groups.values() for pin in group.pins]
    assert len({name for name, _version in pins}) >= 60
    assert len(dict(pins)) == len(set(pins)), "an addon is pinned in two versions"
    assert all(group.pins for group in groups.values())


def test_every_group_plays_jobs_that_say_what_they_play():
    groups = beside.read_groups()
    files = {path.stem for path in beside.JOBS.glob("*.py")} - {
        "__init__",
        "camt",
        "screens",
        "stage",
    }
    assert files == {title.replace(" ", "_") for title in groups}
    for title in groups:
        jobs = beside.read_jobs(title)
        assert jobs, title
        assert all(job.endswith(".") for job in jobs), title


def test_a_page_keeps_rows_of_earlier_runs_and_what_was_written_by_hand():
    groups = beside.read_groups()
    one, other, *_others = groups
    page = beside.table({one: ROW}, groups, f"# Old\n{beside.BY_HAND}\n\nBy hand.\n")
    page = beside.table({**beside.read(page), other: ROW}, groups, page)
    assert beside.read(page) == {one: ROW, other: ROW}
    assert page.endswith(f"{beside.BY_HAND}\n\nBy hand.\n")
    assert page == beside.table(beside.read(page), groups, page)


def test_a_group_that_is_apart_is_not_in_the_database_of_all():
    groups = beside.read_groups().values()
    apart = [group.title for group in groups if group.apart]
    assert apart
    assert not set(apart) & set(beside._together(groups).parts)


def test_what_became_of_their_tests():
    after = {
        "one/tests/test_it.py::TestIt::test_good": Outcome(PASSED),
        "one/tests/test_it.py::TestIt::test_same": Outcome(FAILED, failures=2),
        "one/tests/test_it.py::TestIt::test_ours": Outcome(FAILED),
        "one/tests/test_it.py::TestIt::test_not_here": Outcome(SKIPPED),
    }
    broken = ["one/tests/test_it.py::TestIt::test_ours"]
    told = beside.tell_tests(after, broken)
    assert told == "1 of 4, 1 the same without, 1 skipped, **1 broken**: one `test_ours`"
    assert beside.tell_tests({"a": Outcome(PASSED)}, []) == "1 of 1"
    assert beside._count_faults(["", "", "ok", "limit: x", told]) == 2
