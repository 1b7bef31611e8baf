"""The demo: a database with all addons and demo data, served in the background."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import database, odoo, paths, postgres
from .steps import WorkshopError, lock, say, step

LOGINS = {
    "rep": "a sales rep: make a quotation for Northside Builders, read the bar, confirm it",
    "credit": "the credit manager: decide Meridian's request, apply Northside's credits",
    "till": "the cashier: open the bakery's till, choose Olivia Brooks, pay with her credit",
    "customer": "Northside Builders: My Account > Statements, pay or dispute",
    "shopper": "Café Lumière: pay a cart partly with store credit",
    "admin": "everything",
}


def state_file(name):
    """Return the file that remembers how a demo was started."""
    return paths.RUN / f"demo-{name}.json"


def log_file(name):
    """Return the log of a demo's server."""
    return paths.LOGS / f"{name}.log"


def state(name):
    """Return how the demo was started: pid, port, folder, template; empty if never."""
    try:
        return json.loads(state_file(name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def running(known):
    """Tell whether the process of a remembered demo is still that server."""
    if not known.get("pid"):
        return False
    asked = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(known["pid"])],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return (
        f"demo-{known['database']}" in asked.stdout or f"{known['database']}.conf" in asked.stdout
    )


def serve(options):
    """Make the demo database if needed, serve it, and say where; return the exit code."""
    name, port = options.database, options.port
    with lock(f"demo-{name}"):
        known = state(name)
        if running(known) and known["root"] != str(paths.ROOT):
            raise WorkshopError(
                f"the demo '{name}' is being served from {known['root']}",
                "choose other names: make demo DB=demo2 PORT=8070",
            )
        template = database.addon_template(demo=True, assets=True)
        current = known.get("template") == template and database.exists(name)
        current = current and not options.fresh
        if current and running(known) and known["port"] == port:
            return _announce(name, port, "is already running")
        _end(known)
        _check_port(options.host, port)
        if not current:
            with step(f"Database {name}", "a fresh copy with demo data"):
                database.drop(name)
                database.clone(template, name)
                database.query("VACUUM ANALYZE", name=name)
        _start(name, options.host, port, template)
    return _announce(name, port, "is ready")


def _check_port(host, port):
    """Refuse a port that somebody else uses, and name a free one."""
    for candidate in range(port, port + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
        if candidate == port:
            return
        raise WorkshopError(
            f"port {port} is taken by another program.",
            f"choose another port: make demo PORT={candidate}",
        )
    raise WorkshopError(f"no free port from {port} on.", "choose another: make demo PORT=9069")


def _start(name, host, port, template):
    """Start the server in the background and wait until it answers."""
    conf = odoo.config(
        name, http_port=port, gevent_port=port + 3, interface=host, crons=1, list_db=False
    )
    with step("Odoo", "the server to answer"), open(log_file(name), "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            odoo.command("server", "-c", conf),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=odoo.environment(), cwd=paths.ROOT, start_new_session=True,
        )  # fmt: skip
        remembered = {"pid": process.pid, "port": port, "root": str(paths.ROOT)}
        remembered.update(database=name, template=template)
        state_file(name).write_text(json.dumps(remembered), encoding="utf-8")
        _wait(process, name, port)


def _wait(process, name, port, seconds=180):
    """Wait for the login page."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if process.poll() is not None:
            text = log_file(name).read_text(encoding="utf-8", errors="replace")
            raise WorkshopError(f"the server ended:\n{odoo.reason(text)}\n(log: {log_file(name)})")
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/web/login", timeout=60):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise WorkshopError(
        f"the server did not answer within {seconds} s.", f"read its log: {log_file(name)}"
    )


def _announce(name, port, what):
    say(f"\nThe demo {what}:  http://localhost:{port}")
    say("    log in as (the password is the login)")
    for login, who in LOGINS.items():
        say(f"      {login:<10}{who}")
    say(f"    log       {log_file(name)}")
    say("    make stop ends it; make shell opens Odoo's Python shell on it.")
    return 0


def _end(known):
    """Stop the server of a remembered demo and return whether it ran."""
    if not running(known):
        return False
    os.kill(known["pid"], signal.SIGTERM)
    for _attempt in range(100):
        if not running(known):
            return True
        time.sleep(0.1)
    os.kill(known["pid"], signal.SIGKILL)
    return True


def stop(options):
    """Stop the demos served from this folder, and PostgreSQL when nobody else uses it."""
    for path in sorted(paths.RUN.glob("demo-*.json")):
        known = json.loads(path.read_text(encoding="utf-8"))
        if known["root"] == str(paths.ROOT) and _end(known):
            say(f"stopped: the demo '{known['database']}' on port {known['port']}")
    stop_postgres()
    return 0


def stop_postgres():
    """Stop the embedded server unless somebody still works with it."""
    if postgres.external():
        return
    cluster = postgres.default()
    if not (cluster.folder / "data").exists() or not cluster.running():
        say("PostgreSQL is not running")
        return
    with lock("postgres"):
        if cluster.clients():
            say("PostgreSQL goes on: others work with it")
            return
        cluster.stop()
        say("stopped: PostgreSQL")
