"""The command line of the workshop: python3 -m tools COMMAND."""

import argparse
import importlib
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

from . import fonts, odoo_source, paths, venv
from .steps import WorkshopError, fail

# Commands that a module's function carries out: command -> (module, function).
HANDLERS = {
    "setup": ("database", "setup"),
    "install": ("database", "check_install"),
    "test": ("testing", "main"),
    "test-odoo": ("odoo_suites", "main"),
    "test-countries": ("countries", "main"),
    "test-beside": ("beside", "main"),
    "demo": ("demo", "serve"),
    "stop": ("demo", "stop"),
    "clean": ("clean", "main"),
    "lint": ("lint", "check"),
    "fmt": ("lint", "fix"),
}
PASSED_ON = {"odoo", "psql", "python"}
WITHOUT_SET_UP = {"stop", "clean"}
WITHOUT_ODOO = {"lint", "fmt"}


def parser():
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="python3 -m tools", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("setup", help="get Odoo, PostgreSQL and the base database")
    commands.add_parser("install", help="install all addons in a fresh database, as a check")
    test = commands.add_parser("test", help="run the tests")
    test.add_argument("--addon", action="append", default=[], help="only this addon's tests")
    test.add_argument("-k", dest="expression", default="", help="only tests that match (pytest -k)")
    test.add_argument("--keep", action="store_true", help="keep the cloned databases")
    test.add_argument("--on", metavar="DB", help="run in this database, made when missing and kept")
    test.add_argument("--update", action="store_true", help="with --on: update the addons first")
    test.add_argument("--soak", action="store_true", help="the long proofs instead of the tests")
    test.add_argument("--day", metavar="DAY", help="as if it were this day (and hour, UTC)")
    test.add_argument("paths", nargs="*", help="only these files or folders")
    suites = commands.add_parser("test-odoo", help="Odoo's own suites with and without the addons")
    suites.add_argument("targets", nargs="*", help="only these modules, files or tests")
    suites.add_argument("--all", action="store_true", help="run everything without them too")
    suites.add_argument("--again", action="store_true", help="forget what was run with them")
    countries = commands.add_parser("test-countries", help="the whole story in every country")
    countries.add_argument("charts", nargs="*", help="only these charts of accounts")
    countries.add_argument(
        "--missing", action="store_true", help="leave out what was played here without a difference"
    )
    beside = commands.add_parser("test-beside", help="the story beside addons of others")
    beside.add_argument("groups", nargs="*", help="only these groups")
    beside.add_argument("--together", action="store_true", help="all of them in one database")
    beside.add_argument("--only", choices=["story", "tests"], help="only ours, or their own tests")
    demo = commands.add_parser("demo", help="serve a database with all addons and demo data")
    demo.add_argument("--database", default="demo")
    demo.add_argument("--port", type=int, default=8069)
    demo.add_argument("--host", default="127.0.0.1", help="address to listen on")
    demo.add_argument("--fresh", action="store_true", help="throw the database away first")
    commands.add_parser("stop", help="stop the demo and PostgreSQL")
    clean = commands.add_parser("clean", help="remove everything the workshop made")
    clean.add_argument("--force", action="store_true")
    lint = commands.add_parser("lint", help="check style")
    lint.add_argument("only", nargs="*", help="only these checkers")
    commands.add_parser("fmt", help="format the code")
    shell = commands.add_parser("shell", help="Odoo's Python shell on a database")
    shell.add_argument("database", nargs="?", default="demo")
    for name, text in (
        ("odoo", "run Odoo: odoo -- server -d DB ..."),
        ("psql", "PostgreSQL's shell on a database"),
        ("python", "the environment's Python, with Odoo importable"),
    ):
        commands.add_parser(name, help=text).add_argument("arguments", nargs=argparse.REMAINDER)
    return top


def main(arguments):
    """Run one command and return its exit code."""
    if arguments[:1] and arguments[0] in PASSED_ON and "--" not in arguments:
        # Otherwise argparse takes the first option for one of its own.
        arguments = [arguments[0], "--", *arguments[1:]]
    options = parser().parse_args(arguments)
    paths.make_folders()
    if options.command not in WITHOUT_SET_UP:
        if not venv.inside():
            _get_all(options)
        venv.enter(arguments)
        if options.command not in WITHOUT_ODOO:
            from . import another_day, postgres

            _get_odoo()
            if getattr(options, "day", None):
                if not paths.ANOTHER_DAY:
                    another_day.go(options.day, arguments)
                another_day.enter(options.day)
            postgres.ensure()
    if options.command in HANDLERS:
        module, function = HANDLERS[options.command]
        return getattr(importlib.import_module(f"tools.{module}"), function)(options)
    return replace_process(options)


def _get_all(options):
    """Get what is missing on this machine: packages of Python and Odoo at the same time."""
    with ThreadPoolExecutor(1) as pool:
        beside = None if options.command in WITHOUT_ODOO else pool.submit(_get_odoo)
        venv.ensure()
        if beside:
            beside.result()


def _get_odoo():
    odoo_source.ensure()
    fonts.ensure()


def replace_process(options):
    """Become Odoo, psql or Python."""
    from . import database, odoo

    rest = [part for part in getattr(options, "arguments", []) if part != "--"]
    if options.command == "psql":
        os.execvpe("psql", ["psql", *rest], database.shell_environment())
    if options.command == "python":
        line = [str(venv.python()), *rest]
        os.execvpe(line[0], line, odoo.environment())
    if options.command == "shell":
        if not database.exists(options.database):
            raise WorkshopError(f"there is no database {options.database}.", "run make demo first.")
        rest = ["shell", "--no-http", "-d", options.database]
    named = [rest[index + 1] for index, part in enumerate(rest) if part in ("-d", "--database")]
    conf = odoo.config(named[0] if named else "postgres")
    line = odoo.command(*rest[:1], "-c", conf, *rest[1:])
    os.execvpe(line[0], line, odoo.environment())


if __name__ == "__main__":
    # A polite end drops the databases of the run, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main(sys.argv[1:]))
    except WorkshopError as error:
        sys.exit(fail(error))
    except KeyboardInterrupt:
        sys.exit("\ninterrupted")
