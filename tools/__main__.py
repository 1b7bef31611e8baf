"""The command line of the workshop: python3 -m tools COMMAND."""

import argparse
import os
import sys

from . import odoo_source, paths, venv
from .steps import WorkshopError, fail


def parser():
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="python3 -m tools", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("setup", help="get Odoo, PostgreSQL and the base database")
    test = commands.add_parser("test", help="run the tests")
    test.add_argument("--addon", action="append", default=[], help="only this addon's tests")
    test.add_argument("-k", dest="expression", default="", help="only tests that match (pytest -k)")
    test.add_argument("--keep", action="store_true", help="keep the cloned databases")
    test.add_argument("paths", nargs="*", help="only these files or folders")
    odoo = commands.add_parser("odoo", help="run Odoo: odoo -- server -d DB ...")
    odoo.add_argument("arguments", nargs=argparse.REMAINDER)
    shell = commands.add_parser("shell", help="Odoo's Python shell on a database")
    shell.add_argument("database", nargs="?", default="demo")
    psql = commands.add_parser("psql", help="PostgreSQL's shell on a database")
    psql.add_argument("arguments", nargs=argparse.REMAINDER)
    python = commands.add_parser("python", help="the environment's Python, with Odoo importable")
    python.add_argument("arguments", nargs=argparse.REMAINDER)
    return top


def prepare():
    """Make sure that Odoo and PostgreSQL are ready to use."""
    from . import postgres

    odoo_source.ensure()
    postgres.ensure()


def main(arguments):
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    paths.make_folders()
    venv.enter(arguments)
    prepare()
    from . import database, odoo

    rest = [part for part in getattr(options, "arguments", []) if part != "--"]
    if options.command == "setup":
        database.base_template()
        return 0
    if options.command == "test":
        from . import testing

        return testing.main(options)
    if options.command == "psql":
        os.execvpe("psql", ["psql", *rest], database.shell_environment())
    if options.command == "python":
        line = [str(venv.python()), *rest]
        os.execvpe(line[0], line, odoo.environment())
    if options.command == "shell":
        rest = ["shell", "--no-http", "-d", options.database]
    name = next((b for a, b in zip(rest, rest[1:]) if a in ("-d", "--database")), "postgres")
    line = odoo.command(rest[0] if rest else "server", "-c", odoo.config(name), *rest[1:])
    os.execvpe(line[0], line, odoo.environment())


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except WorkshopError as error:
        sys.exit(fail(error))
    except KeyboardInterrupt:
        sys.exit("\ninterrupted")
