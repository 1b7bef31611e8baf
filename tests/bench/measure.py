"""Measuring: medians of several runs that take turns, query counts, and everything rolled back."""

import os
import statistics
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class Processor:
    """How long processors worked for this process and its session of PostgreSQL.

    What other programs do on the machine counts in seconds, and hardly here. A session that the
    machine does not know (a server elsewhere) and helpers of parallel plans are not counted:
    whoever measures switches those off.
    """

    def __init__(self, cr):
        cr.execute("SELECT pg_backend_pid()")
        self.stat = Path(f"/proc/{cr.fetchone()[0]}/stat")
        local = self.stat.exists() and "postgres" in self.stat.read_text(encoding="ascii")
        self.stat = self.stat if local else None
        self.before = 0.0
        self.start()

    def start(self):
        """Count from now on."""
        self.before = self._read()

    def taken(self):
        """Return the milliseconds since the start."""
        return (self._read() - self.before) * 1000

    def _read(self):
        own = time.process_time()
        if not self.stat:
            return own
        # After the name in brackets: state is the first, user and system time the 12th and 13th.
        parts = self.stat.read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return own + (int(parts[11]) + int(parts[12])) / TICKS


@dataclass
class Figure:
    """One measured act: its median, its queries, what it is compared with and what is aimed at."""

    name: str
    ms: float
    queries: int
    reference: str = ""
    reference_ms: float = 0.0
    aim: str = ""
    met: bool | None = None
    cpu: float = 0.0  # milliseconds of processors, where they are counted
    notes: list = field(default_factory=list)

    def as_dict(self):
        """Return plain values, to be sent as JSON."""
        return asdict(self)


class Stopwatch:
    """Times acts on one environment."""

    def __init__(self, env, runs):
        self.env, self.runs = env, runs
        self.cpu = {}  # {name: milliseconds of processors, the mean of all runs}

    def take_turns(self, repeat=1, first=None, **acts):
        """Run each act once to warm up, then all of them in turn; return {name: (ms, queries)}.

        The ORM's cache is empty at each start, what the act left to be flushed is part of it,
        and its changes are rolled back.

        :param int repeat: calls within one run; figures are for one call
        :param first: done before each act, not timed
        """
        taken, worked, processor = {name: [] for name in acts}, {}, Processor(self.env.cr)
        for run in range(-1, self.runs):
            for name, act in acts.items():
                processor.start()
                seconds, queries = self._once(act, repeat, first)
                if run >= 0:
                    worked[name] = worked.get(name, 0.0) + processor.taken()
                    taken[name].append((seconds * 1000 / repeat, queries / repeat))
        self.cpu = {name: ms / self.runs / repeat for name, ms in worked.items()}
        return {
            name: (statistics.median(ms for ms, _q in figures), figures[-1][1])
            for name, figures in taken.items()
        }

    def once(self, act):
        """Run an act one time, as it is; return (ms, queries). For what takes very long."""
        seconds, queries = self._once(act, 1, None)
        return seconds * 1000, queries

    def _once(self, act, repeat, first):
        env = self.env
        with env.cr.savepoint() as savepoint:
            env.invalidate_all()
            if first:
                first()
            before = env.cr.sql_log_count
            started = time.perf_counter()
            for number in range(repeat):
                act(number) if repeat > 1 else act()
            env.flush_all()
            seconds = time.perf_counter() - started
            queries = env.cr.sql_log_count - before
            env.cr.precommit.clear()
            env.cr.postcommit.clear()
            savepoint.rollback()
            env.transaction.clear()
        return seconds, queries
