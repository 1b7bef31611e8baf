"""Running Odoo: its configuration, its environment and its command line."""

import os
import subprocess
import tempfile

from . import fonts, odoo_source, paths, venv
from .steps import WorkshopError

CONFIG = """\
[options]
addons_path = {addons}
data_dir = {data}
db_host = {host}
db_port = {port}
db_user = {user}
{password}db_name = {database}
dbfilter = ^{database}$
list_db = {list_db}
admin_passwd = admin
http_interface = {interface}
http_port = {http_port}
gevent_port = {gevent_port}
max_cron_threads = {crons}
"""


def addons_path():
    """Return Odoo's folders of addons, the repository once it holds one, and EXTRA_ADDONS."""
    own = [paths.ROOT] if paths.addons() else []
    own += [path for path in (os.environ.get("EXTRA_ADDONS"),) if path]
    return ",".join(str(path) for path in [*odoo_source.addons_paths(), *own])


def config(database, **changes):
    """Write the configuration to work with one database and return its path."""
    password = os.environ.get("PGPASSWORD")
    values = {
        "addons": addons_path(),
        "data": paths.DATA,
        "host": os.environ.get("PGHOST", ""),
        "port": os.environ.get("PGPORT", "5432"),
        "user": os.environ.get("PGUSER", ""),
        "password": f"db_password = {password}\n" if password else "",
        "database": database,
        "list_db": False,
        "interface": "127.0.0.1",
        "http_port": 8069,
        "gevent_port": 8072,
        "crons": 0,
        **changes,
    }
    path = paths.RUN / f"{database}.conf"
    path.write_text(CONFIG.format(**values), encoding="utf-8")
    return path


def environment(**changes):
    """Return the environment in which `import odoo` works; EXTRA_PACKAGES are at the end.

    What Python compiles is kept in the workshop, even where a machine says otherwise: a process of
    Odoo reads thousands of files, and a run of all tests starts a hundred of them.
    """
    extra = [path for path in (os.environ.get("EXTRA_PACKAGES"),) if path]
    sources = os.pathsep.join([str(odoo_source.root()), str(paths.ROOT), *extra])
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(paths.BYTECODE)}
    found = {"PYTHONPATH": sources, "PYTHONWARNINGS": "ignore", **compiled, **fonts.environment()}
    return {**os.environ, **found, **changes}


def command(*arguments):
    """Return the command line of Odoo with these arguments."""
    return [str(part) for part in (venv.python(), "-m", "odoo", *arguments)]


def run(database, *arguments, log):
    """Run Odoo on one database until it ends; raise with the reason when it fails."""
    line = command("server", "-c", config(database), "--no-http", "--stop-after-init", *arguments)
    with open(log, "w", encoding="utf-8") as output:
        done = subprocess.run(
            line, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env=environment(), cwd=paths.ROOT, check=False,
        )  # fmt: skip
    text = log.read_text(encoding="utf-8", errors="replace")
    if done.returncode or " CRITICAL " in text:
        raise WorkshopError(f"Odoo failed:\n{reason(text)}\n(whole log: {log})")
    return text


def script(database, code):
    """Run Python code in Odoo's shell on one database and return what it printed."""
    return "".join(script_lines(database, code))


def script_lines(database, code):
    """Run Python code in Odoo's shell on one database and yield each line as it is printed."""
    line = command("shell", "-c", config(database), "--no-http", "--log-level=error")
    told = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        with subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            text=True, encoding="utf-8", env=environment(), cwd=paths.ROOT,
        ) as process:  # fmt: skip
            process.stdin.write(
                f"try:\n    {code}\nexcept BaseException as error:\n    import traceback, os\n"
                "    traceback.print_exc(); os._exit(3)\n"
            )
            process.stdin.close()
            for text in process.stdout:
                told.append(text)
                yield text
        if process.returncode:
            errors.seek(0)
            raise WorkshopError(
                f"Odoo's shell failed:\n{''.join(told)[-2000:]}{errors.read()[-2000:]}"
            )


def reason(text, lines=40):
    """Return the part of a log that tells why Odoo failed."""
    all_lines = text.splitlines()
    marks = (" CRITICAL ", " ERROR ", "Traceback (most recent call last)")
    starts = [index for index, line in enumerate(all_lines) if any(m in line for m in marks)]
    if not starts:
        return "\n".join(all_lines[-lines:])
    shown = all_lines[starts[0] :]
    if len(shown) > 2 * lines:
        shown = [*shown[:lines], "    [...]", *shown[-lines:]]
    return "\n".join(shown)


def warnings(text):
    """Return the warnings and errors of a log, without the time and process."""
    kept = [line for line in text.splitlines() if " WARNING " in line or " ERROR " in line]
    return [line.split(" ", 3)[-1] for line in kept]
