"""PgBouncer in transaction mode before a server of PostgreSQL: Debian's package, not installed."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from . import apt, paths, postgres
from .steps import WorkshopError, lock, run, step

FOLDER = paths.HOME / "pgbouncer"
# What it is linked with and a small machine lacks; names changed between Debian 12 and 13.
LIBRARIES = {"libcares": ["libc-ares2"], "libevent": ["libevent-2.1-7", "libevent-2.1-7t64"]}

# Whatever listens (scheduled actions, the bus) does it on the database "postgres".
SETTINGS = """\
[databases]
postgres = host={host} port=5432 pool_mode=session
* = host={host} port=5432
[pgbouncer]
unix_socket_dir = {folder}
listen_addr =
listen_port = 5432
logfile = {folder}/pgbouncer.log
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 500
auth_type = trust
auth_file = {folder}/users.txt
admin_users = {user}
ignore_startup_parameters = extra_float_digits,options
"""


def program():
    """Return (path of PgBouncer, environment that it starts in), fetched when it is missing.

    :raise WorkshopError: it cannot be had here
    """
    installed = shutil.which("pgbouncer")
    if installed:
        return Path(installed), dict(os.environ)
    if not (FOLDER / "ready").exists():
        with lock("pgbouncer"), step("PgBouncer", "Debian's package"):
            _fetch()
    places = sorted({str(it.parent) for it in FOLDER.glob("**/*.so.*")})
    libraries = os.pathsep.join([*places, os.environ.get("LD_LIBRARY_PATH", "")]).strip(os.pathsep)
    return FOLDER / "usr/sbin/pgbouncer", {**os.environ, "LD_LIBRARY_PATH": libraries}


def _fetch():
    if not apt.available():
        raise WorkshopError("PgBouncer is a package of Debian, and apt is missing.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    apt.extract("pgbouncer", FOLDER)
    linked = run(["ldd", FOLDER / "usr/sbin/pgbouncer"])
    for line in linked.splitlines():
        if "not found" in line:
            _fetch_library(line.split()[0])
    (FOLDER / "ready").touch()


def _fetch_library(name):
    packages = next((found for start, found in LIBRARIES.items() if name.startswith(start)), [])
    for package in packages:
        with contextlib.suppress(WorkshopError):
            apt.extract(package, FOLDER)
            return
    raise WorkshopError(f"PgBouncer needs {name}, which is in no package that is known here.")


class Pool:
    """A running PgBouncer; clients find it by the folder of its socket, as any server.

    :param upstream: folder of the server's socket
    :param int size: connections to one database of the server
    """

    def __init__(self, folder, upstream, size):
        self.folder = Path(folder)
        self.upstream = upstream
        self.size = size
        self.process = None

    def start(self):
        """Start it and wait until it answers."""
        path, environment = program()
        user = os.environ["PGUSER"]
        (self.folder / "users.txt").write_text(f'"{user}" ""\n', encoding="utf-8")
        settings = self.folder / "pgbouncer.ini"
        settings.write_text(
            SETTINGS.format(host=self.upstream, folder=self.folder, size=self.size, user=user),
            encoding="utf-8",
        )
        with open(self.folder / "output", "w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [str(it) for it in (*postgres.drop_root(self.folder), path, settings)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env=environment, cwd="/", start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + 20
        while time.monotonic() < until and self.process.poll() is None:
            if (self.folder / ".s.PGSQL.5432").exists():
                return
            time.sleep(0.05)
        said = (self.folder / "output").read_text(encoding="utf-8")
        self.stop()
        raise WorkshopError(f"PgBouncer did not start:\n{said[-2000:]}")

    def stop(self):
        """End it."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def show(self, what):
        """Return the rows that the administrator's console shows, each as {column: value}."""
        import psycopg2

        connection = psycopg2.connect(dbname="pgbouncer", host=str(self.folder))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(f"SHOW {what}")
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextlib.contextmanager
def pool(upstream, size):
    """Give a running pool before a server."""
    program()
    with tempfile.TemporaryDirectory(prefix="pool-") as folder:
        postgres.give(Path(folder))
        made = Pool(folder, upstream, size)
        made.start()
        try:
            yield made
        finally:
            made.stop()
