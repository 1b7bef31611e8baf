"""The workshop's own promises: nothing run is a failure, pins are exact, CI runs everything."""

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tools import another_day, browser, database, lanes, odoo, paths, testing, venv
from tools.steps import WorkshopError
from tools.testing import Run

REPORT = """<testsuites><testsuite>
<testcase classname="a" name="one"/>
<testcase classname="a" name="two"><failure/></testcase>
<testcase classname="a" name="three"><skipped/></testcase>
<testcase classname="a" name="four"><error/></testcase>
</testsuite></testsuites>"""


def test_a_report_is_counted(tmp_path):
    path = tmp_path / "report.xml"
    path.write_text(REPORT, encoding="utf-8")
    assert testing._counts(path) == {"passed": 1, "failed": 2, "skipped": 1}


def test_a_run_of_no_test_is_a_failure(capsys):
    runs = [Run("a", [], counts={"passed": 0, "failed": 0, "skipped": 0})]
    assert testing._summary(runs, [], 1) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


def test_the_last_line_sums_all_runs(capsys):
    runs = [
        Run("a", [], counts={"passed": 2, "failed": 0, "skipped": 0}),
        Run("b", [], counts={"passed": 1, "failed": 0, "skipped": 4}),
    ]
    assert testing._summary(runs, [], 1) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 0 failed, 4 skipped"


def test_a_day_is_a_day_and_perhaps_an_hour():
    assert another_day.parse("2028-02-29").isoformat() == "2028-02-29T12:00:00+00:00"
    assert another_day.parse("2028-02-29 23:30").isoformat() == "2028-02-29T23:30:00+00:00"
    with pytest.raises(WorkshopError, match="2027-02-29 is no day"):
        another_day.parse("2027-02-29")


def test_another_day_keeps_its_databases_apart():
    ask = "from tools import paths, postgres; print(postgres.default().folder, paths.FILESTORE)"
    told = [
        subprocess.run(
            [sys.executable, "-c", ask], capture_output=True, text=True, check=True,
            cwd=paths.ROOT, env={**os.environ, "WORKSHOP_ANOTHER_DAY": day},
        ).stdout.split()
        for day in ("", "1")
    ]  # fmt: skip
    assert not set(told[0]) & set(told[1])
    assert all("another-day" in folder for folder in told[1])


def test_a_failed_test_fails_the_run():
    assert testing._summary([Run("a", [], counts={"passed": 9, "failed": 1})], [], 1) == 1


def test_a_demo_that_is_not_whole_is_no_template():
    log = (
        "1 WARNING a odoo.modules.loading: Module b demo data failed to install, installed without"
    )
    with pytest.raises(WorkshopError, match="not whole"):
        database.check_demo(f"{log}\nTraceback (most recent call last)\nKeyError: 'c'")
    database.check_demo("1 WARNING a odoo.addons.b: something else")


def test_every_addon_with_tests_is_run():
    names = [run.name for run in testing.choose([], [])]
    for addon in paths.addons():
        assert ((paths.ROOT / addon / "tests").is_dir()) == (addon in names)
    assert names[0] == "plain"


def test_every_test_file_is_in_one_session():
    """However sessions are split, each file of a test is run once."""
    ran = {}
    for run in testing.choose([], []):
        for target in run.targets:
            path = paths.ROOT / target
            files = [path] if path.is_file() else path.rglob("test_*.py")
            for file in files:
                name = str(file.relative_to(paths.ROOT))
                if run.module or name not in testing.BESIDE:
                    ran.setdefault(name, []).append(run.name)
    folders = [paths.ROOT / "tests", *(paths.ROOT / addon / "tests" for addon in paths.addons())]
    files = [file for folder in folders for file in folder.rglob("test_*.py")]
    assert sorted(ran) == sorted(str(file.relative_to(paths.ROOT)) for file in files)
    assert {name: runs for name, runs in ran.items() if len(runs) != 1} == {}


def test_what_waits_is_a_session():
    runs = testing.choose([], [])
    assert {run.name for run in runs if run.waits} == testing.WAITS
    for addon, parts in testing.SPLIT.items():
        assert {addon, *(f"{addon}-{name}" for name in parts)} <= {run.name for run in runs}


def test_tests_beside_another_module_have_a_session_with_it():
    sessions = [run for run in testing.choose([], []) if run.module]
    assert sorted(file for run in sessions for file in run.targets) == sorted(testing.BESIDE)
    for run in sessions:
        assert run.module.split() == [
            module for file in run.targets for module in testing.BESIDE[file].split()
        ]
    for file, module in testing.BESIDE.items():
        assert testing.choose([], [f"{file}::TestX"])[0].module == module
        assert (paths.ROOT / file).is_file()
    for folder, module in testing.SOAK_BESIDE.items():
        target = f"tests/{folder}"
        (run,) = [run for run in testing.choose([], [], True) if run.targets == [target]]
        assert {run.module, testing.choose([], [target], True)[0].module} == {module}
        assert not testing.choose([], [target])[0].module


def test_sessions_run_side_by_side_and_what_waits_beside_them():
    together = threading.Barrier(3, timeout=20)
    order = []

    def session(run):
        order.append(run.name)
        if run.name != "last":
            together.wait()  # breaks when the three are not there at the same time

    runs = [Run("servers", [], waits=True), Run("a", []), Run("b", []), Run("last", [])]
    runs[-1].turn = testing.LAST + 1
    lanes.run(session, runs, 2)
    assert sorted(order[:3]) == ["a", "b", "servers"]
    assert order[3] == "last"


def test_what_waits_is_helped_by_lanes_that_have_nothing_left():
    together = threading.Barrier(3, timeout=20)
    lanes.run(lambda run: together.wait(), [Run(name, [], waits=True) for name in "abc"], 2)


def test_one_lane_runs_everything_in_its_order():
    order = []
    runs = [Run("servers", [], waits=True), Run("a", [])]
    lanes.run(lambda run: order.append(run.name), runs, 1)
    assert order == ["servers", "a"]


def test_a_session_that_breaks_is_told_after_the_others_ended():
    done = []

    def session(run):
        if run.name == "bad":
            raise WorkshopError("no database")
        done.append(run.name)

    with pytest.raises(WorkshopError, match="no database"):
        lanes.run(session, [Run("bad", []), Run("good", [])], 2)
    assert done == ["good"]


def test_a_lane_prints_its_session_in_one_piece(capfd):
    def session(run):
        with lanes.output(run.name) as file:
            file.write(f"dots of {run.name}\n")

    lanes.run(session, [Run("a", []), Run("b", [])], 2)
    printed = capfd.readouterr().out
    for name in "ab":
        assert f"==> tests: {name}\ndots of {name}\n" in printed


def test_an_unknown_addon_is_refused():
    with pytest.raises(WorkshopError, match="no such addon"):
        testing.choose(["customer_nothing"], [])


def test_no_browser_fails_in_ci_and_is_loud_elsewhere(monkeypatch, capsys):
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser, "_install", lambda: None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(WorkshopError, match="no Chromium"):
        browser.ensure()
    monkeypatch.delenv("CI")
    assert browser.ensure() is None
    assert "SKIPPED" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-odoo.txt"]
)
def test_requirements_are_pinned(name):
    for line in (paths.ROOT / name).read_text(encoding="utf-8").splitlines():
        assert re.match(r"^[a-z0-9-]+==[\w.]+( ;.*)?$", line), line


def test_other_pins_have_an_environment_of_their_own(monkeypatch):
    monkeypatch.delenv("PINS", raising=False)
    ours = venv.folder()
    monkeypatch.setenv("PINS", "odoo")
    assert venv.folder() != ours
    monkeypatch.setenv("PINS", "other")
    with pytest.raises(WorkshopError, match="no such pins"):
        venv.folder()


@pytest.mark.parametrize(
    ("own", "flags", "expected"),
    [
        ("/opt/.pyenv/versions/3.11.7/bin/python3.11", "'--enable-shared'", "the system's"),
        ("/opt/pyenv/versions/3.11.7/bin/python3.11", "'--enable-optimizations'", "own"),
        ("/usr/local/bin/python3.11", "'--enable-shared'", "own"),
    ],
)
def test_a_slow_python_gives_way_to_the_systems(monkeypatch, own, flags, expected):
    monkeypatch.setattr(sys, "_base_executable", own)
    monkeypatch.setattr(sys, "version_info", (3, 11, 7))
    monkeypatch.setattr(venv.sysconfig, "get_config_var", lambda name: flags)
    monkeypatch.setattr(venv, "_of_system", lambda: "/usr/bin/python3.11")
    assert venv.interpreter() == {"own": own, "the system's": "/usr/bin/python3.11"}[expected]
    monkeypatch.setattr(venv, "_of_system", lambda: None)
    assert venv.interpreter() == own


def test_what_python_compiles_is_kept_in_the_workshop(tmp_path, monkeypatch):
    """On machines, too, that tell Python to keep nothing."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (tmp_path / "some_addon.py").write_text("VALUE = 1\n", encoding="utf-8")
    environment = odoo.environment(PYTHONPYCACHEPREFIX=str(tmp_path / "kept"))
    code = "import sys; sys.path.insert(0, '.'); import some_addon; print(sys.dont_write_bytecode)"
    told = subprocess.run(
        [venv.python(), "-c", code], capture_output=True, text=True, check=True,
        cwd=tmp_path, env=environment,
    ).stdout  # fmt: skip
    assert told.strip() == "False"
    assert [*tmp_path.glob("kept/**/some_addon*.pyc")]
    assert not [*tmp_path.glob("__pycache__/*")]
    assert paths.HOME in Path(odoo.environment()["PYTHONPYCACHEPREFIX"]).parents


def test_node_packages_are_pinned_without_addresses():
    package = json.loads((paths.ROOT / "package.json").read_text(encoding="utf-8"))
    assert all(re.match(r"^[\d.]+$", version) for version in package["devDependencies"].values())
    lock = (paths.ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock


def test_ci_runs_style_and_tests():
    script = paths.ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    content = script.read_text(encoding="utf-8")
    assert "tools lint" in content
    assert "tools test" in content


def test_one_addon_is_tested_with_what_it_needs_and_without_its_siblings():
    runs = testing.choose(["customer_credit_limit"], [])
    assert testing._installed_for(runs) == ["customer_credit_balance", "customer_credit_limit"]
    assert testing._installed_for(testing.choose([], ["tests/load"])) == paths.addons()
