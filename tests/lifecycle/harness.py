"""A database in which modules come and go: every step is a process of Odoo, as in production."""

import json
import subprocess

from tools import database, odoo, paths

ADDON = "customer_credit_balance"
ANSWER = "answer: "
LOCKED = 'could not obtain lock on relation "ir_module_module"'


class Database:
    """One database by name."""

    def __init__(self, name):
        self.name = name

    def script(self, code):
        """Run Python with `env`, commit, and return what it last passed to `answer()`."""
        answers = self.answers(code)
        return answers[-1] if answers else None

    def answers(self, code):
        """Run Python with `env`, commit, and return all that it passed to `answer()`."""
        line = odoo.command("shell", "-c", odoo.config(self.name), "-d", self.name, "--no-http")
        prelude = f"import json\ndef answer(value): print({ANSWER!r} + json.dumps(value))\n"
        done = subprocess.run(
            line, input=f"{prelude}{code}\nenv.cr.commit()\n", text=True, capture_output=True,
            env=odoo.environment(), cwd=paths.ROOT, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        answers = [text for text in done.stdout.splitlines() if text.startswith(ANSWER)]
        return [json.loads(text.removeprefix(ANSWER)) for text in answers]

    def module(self, action, *names):
        """Install, upgrade or uninstall modules; return the log.

        Odoo waits for no lock on its list of modules: where PostgreSQL vacuums it just then,
        people begin again, and so does this.
        """
        line = odoo.command("module", action, "-c", odoo.config(self.name), "-d", self.name, *names)
        for _attempt in range(3):
            done = subprocess.run(
                line, capture_output=True, text=True, env=odoo.environment(), cwd=paths.ROOT,
                check=False,
            )  # fmt: skip
            if LOCKED not in done.stderr:
                break
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout + done.stderr

    def upgrade(self, *names):
        """Start Odoo with -u, as people do; return the warnings and errors of its log."""
        log = paths.LOGS / f"upgrade-{self.name}.log"
        text = odoo.run(self.name, "-u", ",".join(names), "--log-level=warn", log=log)
        return odoo.warnings(text)

    def rows(self, statement, *parameters):
        """Return the rows of a query."""
        return database.query(statement, parameters, name=self.name)

    def names(self, statement, *parameters):
        """Return the first column of a query, sorted."""
        return sorted(row[0] for row in self.rows(statement, *parameters))

    def states(self, *names):
        """Return the states of modules."""
        return self.names("SELECT state FROM ir_module_module WHERE name IN %s", names)
