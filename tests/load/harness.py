"""A stage for races: worker processes, each with its own registry, on one committed database."""

import contextlib
import multiprocessing
import os
from dataclasses import dataclass

import psycopg2

from . import worker

# Forked from a process that loaded Odoo once, as Odoo's own prefork server does.
PROCESSES = multiprocessing.get_context("forkserver")
TIMEOUT = 240


@dataclass
class Outcome:
    """What one worker said: a result for each job it finished, and whether it came to its end."""

    results: list
    finished: bool

    def of(self, status):
        """Return the keys of the jobs that ended like this ("done", "refused", "error")."""
        return [result["key"] for result in self.results if result["status"] == status]


class Stage:
    """One database and the processes that work on it."""

    def __init__(self, database, host=None):
        self.database = database
        self.host = host or os.environ["PGHOST"]

    # ------------------------------------------------------------ processes

    def start(self, jobs, workers_at_once=None):
        """Start a process that waits for the others of its race, then does these jobs."""
        mine, theirs = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(
            target=worker.work, args=(self.database, self.host, jobs, theirs, workers_at_once)
        )
        process.start()
        theirs.close()
        return Runner(process, mine)

    def race(self, *lists, during=None):
        """Do each list of jobs in a process of its own, all starting at once.

        :param during: called with the running processes, to kill one or stop the server
        :return: Outcome of each list, in order
        """
        gate = PROCESSES.Barrier(len(lists))
        runners = [self.start(jobs, gate) for jobs in lists]
        try:
            if during:
                during(runners)
            return [runner.outcome() for runner in runners]
        finally:
            for runner in runners:
                runner.kill()

    def do(self, function, /, **arguments):
        """Do one job in one process and return its value; any error fails the test."""
        (outcome,) = self.race([worker.job(function, **arguments)])
        assert outcome.of("done"), outcome
        return outcome.results[0]["value"]

    def do_all(self, function, /, **arguments):
        """Do a job that tells how far it came, in a process each, until nothing is left."""
        last = 0
        while last := self.do(function, after=last, **arguments):
            pass

    # ------------------------------------------------------------ witnesses

    def query(self, statement, *parameters):
        """Return rows read by a connection of its own, past Odoo."""
        connection = psycopg2.connect(dbname=self.database, host=self.host)
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall()

    @contextlib.contextmanager
    def keep_account(self, partner_id):
        """Lock the customer's row as long as the block runs."""
        connection = psycopg2.connect(dbname=self.database, host=self.host)
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(
                "SELECT FROM customer_credit_account WHERE partner_id = %s FOR UPDATE",
                (partner_id,),
            )
            assert cursor.rowcount == 1
            yield

    def figures(self, partner_id):
        """Return (account, entries, books, reserved, open reservations) of the live account."""
        (row,) = self.query(FIGURES, partner_id)
        return tuple(float(value) for value in row)

    def assert_sound(self, partner_id, balance):
        """The account holds this much, nothing is reserved, and every witness agrees."""
        assert self.figures(partner_id) == (balance, balance, balance, 0.0, 0.0)
        self.assert_ties_out()

    def assert_ties_out(self):
        """Odoo's tie-out and plain SQL both find nothing wrong in the whole database."""
        assert self.do("tie_out") == []
        assert self.query(DIFFERENCES) == []

    def keys(self, prefix):
        """Return {request key: amount} of the entries whose key starts like this."""
        rows = self.query(
            "SELECT request_key, amount FROM customer_credit_entry WHERE request_key LIKE %s",
            f"{prefix}%",
        )
        assert len(dict(rows)) == len(rows)
        return {key: float(amount) for key, amount in rows}


class Runner:
    """One worker process and what it said so far."""

    def __init__(self, process, pipe, patience=TIMEOUT):
        self.process = process
        self.pipe = pipe
        self.patience = patience
        self.results = []
        self.finished = False

    def receive(self, count=None):
        """Read results until there are ``count`` (default: until the process ends)."""
        while count is None or len(self.results) < count:
            if not self.pipe.poll(self.patience):
                raise TimeoutError(f"a worker was silent for {self.patience} s")
            try:
                message = self.pipe.recv()
            except EOFError:
                break
            if message == worker.END:
                self.finished = True
            else:
                self.results.append(message)
        return self.results

    def kill(self):
        """End the process with SIGKILL if it still runs."""
        if self.process.is_alive():
            self.process.kill()
        self.process.join()

    def outcome(self):
        """Wait for the end and return the Outcome."""
        self.receive()
        self.process.join()
        return Outcome(self.results, self.finished)


# One customer: every witness of the same figure.
FIGURES = """
    SELECT account.balance,
           COALESCE((SELECT SUM(amount) FROM customer_credit_entry
                      WHERE account_id = account.id), 0),
           COALESCE((SELECT -SUM(line.balance) FROM account_move_line line
                      WHERE line.account_id = company.store_credit_account_id
                        AND line.company_id = company.id AND line.parent_state = 'posted'
                        AND line.partner_id = account.partner_id), 0),
           account.reserved,
           COALESCE((SELECT SUM(amount) FROM customer_credit_reservation
                      WHERE account_id = account.id AND state = 'open'), 0)
      FROM customer_credit_account account
      JOIN res_company company ON company.id = account.company_id
     WHERE account.partner_id = %s AND account.merged_into_id IS NULL
"""

# The whole database: entries without their journal item, items without entries, half a payment.
DIFFERENCES = """
    SELECT 'account', account.id FROM customer_credit_account account
     WHERE account.balance <> (SELECT COALESCE(SUM(amount), 0) FROM customer_credit_entry
                                WHERE account_id = account.id)
        OR (account.state = 'active'
            AND account.balance - account.reserved + account.overdraft_limit < 0)
    UNION ALL
    SELECT 'entry', entry.id FROM customer_credit_entry entry
      LEFT JOIN account_move_line line ON line.id = entry.move_line_id
     WHERE entry.event <> 'merge'
       AND (line.id IS NULL OR line.parent_state <> 'posted' OR line.balance <> -entry.amount)
    UNION ALL
    SELECT 'item', line.id FROM account_move_line line
      JOIN res_company company ON company.store_credit_account_id = line.account_id
     WHERE line.parent_state = 'posted'
       AND 1 <> (SELECT COUNT(*) FROM customer_credit_entry WHERE move_line_id = line.id)
    UNION ALL
    SELECT 'payment', payment.id FROM account_payment payment
      JOIN account_move move ON move.id = payment.move_id
     WHERE payment.state = 'draft' OR move.state <> 'posted'
    UNION ALL
    SELECT 'reservation', reservation.id FROM customer_credit_reservation reservation
     WHERE (reservation.state = 'captured') <> (reservation.entry_id IS NOT NULL)
"""
