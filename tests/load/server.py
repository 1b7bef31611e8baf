"""A real Odoo server on the stage's database, which may be killed while it answers."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools import odoo, paths, venv

PATIENCE = 180
SCRIPT = Path(__file__).with_name("serve.py")


class Server:
    """Serves one database by HTTP; :meth:`crash` and :meth:`start` as often as wanted.

    :param int workers: processes that answer; 0 means threads of one process
    :param str level: of the log
    :param str settings: options of its connections to PostgreSQL
    :param options: more of the command line, such as the folder of another PostgreSQL
    :param dict variables: more of its environment
    """

    def __init__(self, database, workers=0, level="warn", settings="", options=(), variables=None):
        self.workers = workers
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = paths.LOGS / f"load-{database}-{self.port}.log"
        self.log.unlink(missing_ok=True)
        command = (
            venv.python(), SCRIPT, "server", "-c", odoo.config(database), f"--log-level={level}",
            "--http-port", self.port, "--gevent-port", _free_port() if workers else self.port,
            "--workers", workers,
            # Closing a till books a day in one request: a busy machine may take its time.
            "--limit-time-real", 3600, *options,
        )  # fmt: skip
        self.command = [str(part) for part in command]
        self.environment = odoo.environment(
            **({"PGOPTIONS": settings} if settings else {}), **(variables or {})
        )
        self.process = None

    def start(self):
        """Start the server and wait until it answers."""
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment, cwd=paths.ROOT, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/web/login", timeout=60):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        self.crash()
        text = self.log.read_text(encoding="utf-8", errors="replace")
        raise AssertionError(f"the server did not start:\n{odoo.reason(text)}")

    def read_log(self):
        """Return what the server has logged."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def close(self):
        """End the server."""
        self.crash()

    def crash(self):
        """End the server with SIGKILL, whatever it does."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
