"""The comparison with Odoo's own suites: what counts as broken, and that no test gets lost."""

import contextlib
import os
import subprocess
import sys

import pytest

from tools import odoo_suites, paths, suite_outcomes
from tools.odoo_suites import Side, compare
from tools.suite_outcomes import DIED, FAILED, MISSING, PASSED, SKIPPED

TESTS = """
import os
import unittest

class TestKinds(unittest.TestCase):
    def test_good(self):
        pass

    def test_bad(self):
        self.fail("the reason")

    def test_bad_part(self):
        for number in (1, 2):
            with self.subTest(number):
                self.assertEqual(number, 1)

    def test_skipped_part(self):
        with self.subTest("part"):
            self.skipTest("this part")

    @unittest.skip("not here")
    def test_skipped(self):
        pass

class TestSetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise ValueError("no set-up")

    def test_without_ground(self):
        pass

class TestExternal(unittest.TestCase):
    test_tags = {"external"}

    def test_far_away(self):
        pass

class TestYonder(unittest.TestCase):
    def test_a_dies(self):
        os._exit(3)

    def test_behind(self):
        pass
"""


@pytest.fixture
def recorded(tmp_path):
    """Give the outcomes that a real run of pytest writes down."""
    (tmp_path / "test_kinds.py").write_text(TESTS, encoding="utf-8")
    path = tmp_path / "outcomes.jsonl"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:odoo", "-p", "no:cacheprovider",
         "-p", "tools.suite_outcomes", "--rootdir", str(tmp_path), str(tmp_path)],
        env={**os.environ, suite_outcomes.FILE: str(path), "PYTHONPATH": str(paths.ROOT)},
        capture_output=True, check=False,
    )  # fmt: skip
    return {name.split("::")[-1]: one for name, one in suite_outcomes.read(path).items()}


def test_every_test_leaves_its_outcome(recorded):
    """A failed part fails its test; a skipped part skips nothing; a dead process is seen."""
    assert recorded == {
        "test_good": PASSED,
        "test_bad": FAILED,
        "test_bad_part": FAILED,
        "test_skipped_part": PASSED,
        "test_skipped": SKIPPED,
        "test_without_ground": FAILED,
        "test_a_dies": DIED,
        "test_behind": MISSING,
    }
    assert "the reason" in recorded["test_bad"].why


class Played(Side):
    """A side whose runs are played from a script: {test: outcomes, one for each run}."""

    def __init__(self, name, script):
        super().__init__(name, name)
        self.script, self.ran = {test: list(found) for test, found in script.items()}, []

    def run(self, module, tests):
        """Write down the next outcome of each test."""
        path = self.memory(module)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.ran.append(tests)
        for test in tests:
            suite_outcomes.write(path, test, MISSING)
        for test in tests:
            outcome = self.script[test].pop(0)
            suite_outcomes.write(path, test, outcome, "why")
            if outcome == DIED:
                return


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Remember outcomes in a folder of this test."""
    monkeypatch.setattr(paths, "HOME", tmp_path)


def _compare(ours, without, **options):
    tests = list(ours)
    ours, without = Played("with", ours), Played("without", without)
    return compare(ours, without, "sale", tests, **options), ours, without


@pytest.mark.parametrize(
    ("ours", "without", "broken"),
    [
        ([PASSED], [], False),
        ([FAILED, FAILED], [PASSED], True),
        ([FAILED, PASSED], [PASSED], False),
        ([SKIPPED, SKIPPED], [PASSED], True),
        ([SKIPPED], [SKIPPED], False),
        ([FAILED], [FAILED, FAILED], False),
        ([FAILED, FAILED], [FAILED, PASSED], True),
        ([DIED, DIED], [PASSED], True),
        ([DIED], [DIED], False),
    ],
)
def test_broken_is_what_passes_without_only(ours, without, broken):
    """A test is ours to mend when it does not pass with the addons, twice, and does without."""
    found, _ours, _without = _compare({"t": ours}, {"t": without})
    assert found == (["t"] if broken else [])


def test_only_the_odd_ones_run_without():
    """The other side is asked for what did not pass; for everything when that is wanted."""
    outcomes = {"good": [PASSED], "odd": [FAILED, FAILED]}
    _found, _ours, without = _compare(outcomes, {"odd": [PASSED]})
    assert without.ran == [["odd"]]
    without.memory("sale").unlink()
    (paths.HOME / "suites" / "with" / "sale.jsonl").unlink()
    passing = {"good": [PASSED], "odd": [PASSED]}
    _found, _ours, without = _compare(outcomes, passing, everything=True)
    assert without.ran == [["good", "odd"]]


def test_the_tests_behind_a_dead_process_get_their_turn():
    """A process that dies costs the test it was in, not those behind it."""
    ours = {"first": [PASSED], "dies": [DIED, DIED], "last": [FAILED, PASSED]}
    found, played, _without = _compare(ours, {"dies": [PASSED], "last": [PASSED]})
    assert played.ran[:2] == [["first", "dies", "last"], ["last"]]
    assert found == ["dies"]


def test_what_is_known_is_not_run_again():
    """A run that was stopped goes on where it was."""
    side = Played("with", {"a": [PASSED], "b": [PASSED]})
    side.ensure("sale", ["a"])
    assert side.ensure("sale", ["a", "b"]) == {"a": PASSED, "b": PASSED}
    assert side.ran == [["a"], ["b"]]


def test_a_torn_line_is_passed_over(tmp_path):
    """The last line of a killed run may be half a line."""
    path = tmp_path / "torn.jsonl"
    suite_outcomes.write(path, "a", PASSED)
    with open(path, "a", encoding="utf-8") as file:
        file.write('\n{"test": "b", "outc')
    suite_outcomes.write(path, "c", PASSED)
    assert suite_outcomes.read(path) == {"a": PASSED, "c": PASSED}


def test_modules_have_tests():
    """Every module that is compared by default has tests in the Odoo at hand."""
    for module in odoo_suites.MODULES:
        assert odoo_suites._folder(module).is_dir()


def test_a_test_that_was_stopped_did_not_die(monkeypatch):
    """Who stops the comparison finds that test waiting, not failed."""

    def stopped(name, tests, path, log):
        for test, outcome in (("a", PASSED), ("b", DIED), ("c", MISSING)):
            suite_outcomes.write(path, test, outcome)
        raise KeyboardInterrupt

    monkeypatch.setattr(odoo_suites, "_pytest", stopped)
    monkeypatch.setattr(odoo_suites.database, "temporary", contextlib.nullcontext)
    side = Side("with", "with")
    with pytest.raises(KeyboardInterrupt):
        side.ensure("sale", ["a", "b", "c"])
    assert side.known("sale") == {"a": PASSED, "b": MISSING, "c": MISSING}
