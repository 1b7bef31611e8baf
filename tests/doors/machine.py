"""The machine: plays honest scenarios again and again, each time with one forged value."""

import contextlib
import copy
import os
import random
import time
import zlib
from collections import Counter, namedtuple

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import HttpCase

from . import forge, rights
from .outcome import difference, exposure, faults, outcome, sealed
from .people import APIS, KINDS, Answer, Clients

SEED = int(os.environ.get("DOORS_SEED", 2026))
# A sample tries one of so many cells at each moment of each scenario, the next ones in turns.
THIN = int(os.environ.get("DOORS_THIN", 16))
# Attempts for each cell of scenario x moment x kind of user x API.
SAMPLE = int(os.environ.get("DOORS_SAMPLE", 1))
CHOSEN = os.environ.get("DOORS_SCENARIO", "").split(",")  # parts of names
FIELD = os.environ.get("DOORS_FIELD", "")  # model.field: try all values of this field only
KIND = os.environ.get("DOORS_KIND", "")  # and as this kind of user only
REPORT = os.environ.get("DOORS_REPORT", "")  # a file that gets what is printed, at once
SOAK = int(os.environ.get("DOORS_SOAK", 2))

Attempt = namedtuple("Attempt", "scenario moment kind api target")
Attempt.__str__ = lambda it: (
    f"{it.scenario.name}, {it.scenario.moment_name(it.moment)}: {it.kind} by {it.api} writes "
    f"{it.target.model}.{it.target.field} = {it.target.label} (on {it.target.path})"
)


class Scenario:
    """An honest play: prepared by the test, then steps over HTTP by the users who may do them.

    Steps keep what they make in ``self.made`` ({name: recordset}); those records and
    :meth:`roots` are the documents that the machine forges, with what they point to.
    """

    name = ""
    decided = None  # number of steps after which the decision has been made; None: all of them

    def __init__(self, case):
        self.case, self.made = case, {}

    def prepare(self):
        """Make what was there before."""

    def steps(self):
        """Return the functions to call, each returns an Answer."""
        raise NotImplementedError

    def check(self):
        """Assert that the honest play had its effect."""

    def faults(self):
        """Return what is wrong in this play, whoever had the right to write: sentences."""
        return []

    def moment_name(self, moment):
        count = len(self.steps())
        if moment == count:
            return "after all"
        return "before" if not moment else f"after step {moment} of {count}"

    def is_before_decision(self, moment):
        return moment < (len(self.steps()) if self.decided is None else self.decided)


class Report:
    """Counts attempts and keeps what was accepted."""

    def __init__(self):
        self.counts, self.accepted, self.raw, self.known = Counter(), [], [], []
        self.said = []  # of every attempt what came of it, to find out why nothing was seen

    def add(self, attempt, verdict, text):
        self.counts[attempt.scenario.name, attempt.kind, attempt.api, verdict] += 1
        line = f"{attempt}\n      {text}"
        self.said.append(f"{verdict}: {line}")
        if verdict == "accepted":
            (self.known if rights.is_known(attempt) else self.accepted).append(line)
        elif verdict == "raw error":
            self.raw.append(line)

    @property
    def total(self):
        return sum(self.counts.values())

    def print(self, name):
        """Print how many were tried, and everything that was accepted."""
        verdicts = Counter()
        apis, kinds = Counter(), Counter()
        for (_scenario, kind, api, verdict), count in self.counts.items():
            verdicts[verdict] += count
            apis[api] += count
            kinds[kind] += count
        text = [
            f"\n{name}: {self.total} attempts ({_listed(verdicts)})",
            f"    {_listed(apis)} | {_listed(kinds)}",
        ]
        for title, lines in (("ACCEPTED", self.accepted), ("KNOWN", self.known),
                             ("RAW ERROR", self.raw)):  # fmt: skip
            text += [f"  {title} {line}" for line in lines]
        _say("\n".join(text))


def _say(text):
    """Print, and write into the report at once."""
    print(text)
    if REPORT:
        with open(REPORT, "a", encoding="utf-8") as file:
            file.write(text + "\n")


def _listed(counts):
    return ", ".join(f"{count} {key}" for key, count in sorted(counts.items()))


def is_chosen(attempt):
    """Say whether the attempt is one that the environment asks for."""
    target = attempt.target
    return f"{target.model}.{target.field}" == FIELD and KIND in ("", attempt.kind)


def is_wanted(scenario):
    """Say whether the environment asks for this scenario, or for all."""
    return any(part in scenario.name for part in CHOSEN)


class Doors(Clients, HttpCase):
    """Plays scenarios; the HTTP server works in the test's own transaction, so all is undone."""

    def setUp(self):
        super().setUp()
        for person in self.people.values():
            person.browser = None
        self.owed_before = {}
        self.turn, self.alternate = 0, False
        self.written = False  # a forged value was taken: what is cached may come from it

    @contextlib.contextmanager
    def undone(self, whole=True):
        """Undo everything that happens inside, committed by the server or not.

        :param bool whole: what the server keeps in memory as well, in any case
        """
        self.env.flush_all()
        savepoint, caches = self.env.cr.savepoint(), self._copy_caches()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self._restore_caches(caches, clear=whole or self.written)
            self.written = False

    def _copy_caches(self):
        """Return what the server keeps in memory between requests: what is undone leaves it too."""
        return {name: cache.snapshot for name, cache in self.env.registry._Registry__caches.items()}

    def _restore_caches(self, caches, clear):
        """Put back what was kept; far quicker than to forget all after each attempt.

        :param bool clear: what was learned meanwhile may be forged; else it is kept, and only
            what a refused request made the server forget comes back
        """
        for name, cache in self.env.registry._Registry__caches.items():
            if clear:
                cache.clear()
            for key in caches[name].keys() - cache.snapshot.keys():
                cache[key] = caches[name][key]

    # --------------------------------------------------------------- playing

    def play(self, scenario, start, end=None):
        """Do the steps from start to end; return (number of steps done, Answer of the last)."""
        steps = scenario.steps()
        answer = None
        for number in range(start, len(steps) if end is None else end):
            answer = self._do(steps[number])
            if answer.kind != "ok":
                return number, answer
        return len(steps) if end is None else end, answer

    def _do(self, step):
        """Do a step; what the server itself does (a provider's notification) is one transaction.

        A notification that fails is undone as a whole, and the error is in the server's log.
        """
        try:
            with self.env.cr.savepoint():
                return step()
        except UserError as error:
            answer = Answer("refused", str(error), None)
        except (AttributeError, LookupError, TypeError, ValueError, psycopg2.Error) as error:
            answer = Answer("raw", f"{type(error).__name__}: {error}"[:300], None)
        self.env.invalidate_all()
        return answer

    def hunt(self, scenario_class, quota=None, only=None, without=None, at=None):
        """Play a scenario with forged values; return the :class:`Report`.

        :param int quota: attempts for each moment, kind of user and API; None: a sample,
            cells in turns
        :param only: function (Attempt) -> bool that chooses attempts: all of those are tried
        :param without: context manager that takes a guard out once the honest play is known
        :param int at: the only moment to try; None: all
        """
        report, chance = Report(), random.Random(f"{SEED} {scenario_class.name}")
        self.alternate = quota is None and only is None
        quota = SAMPLE if quota is None else quota
        with self.undone():
            scenario = scenario_class(self)
            scenario.prepare()
            at_first = dict(scenario.made)
            self.env.flush_all()
            self.owed_before = {
                it.id: exposure(self, it) for it in self.customer + self.other_customer
            }
            count = len(scenario.steps())
            honest = self._play_honestly(scenario, count)
            for moment in range(count + 1) if at is None else [at]:
                self.turn += 1
                with self.undone(), without() if without else contextlib.nullcontext():
                    scenario.made = dict(at_first)
                    done, answer = self.play(scenario, 0, moment)
                    self.assertEqual(done, moment, answer)
                    self._try_all(scenario, moment, honest, quota, chance, report, only)
        return report

    def _play_honestly(self, scenario, count):
        """Return the outcomes at each moment of the honest play."""
        result = []
        with self.undone():
            result.append(outcome(self))
            for number in range(count):
                done, answer = self.play(scenario, number, number + 1)
                self.assertEqual(done, number + 1, f"{scenario.name}: {answer}")
                result.append(outcome(self))
            scenario.check()
            self.assertEqual(faults(self), [], scenario.name)
        return result

    def _try_all(self, scenario, moment, honest, quota, chance, report, only):
        """Try the sample of this moment."""
        self.seals = sealed(self)
        records = forge.involved({**scenario.roots(), **scenario.made})
        for attempt in self._sample(scenario, moment, records, quota, chance, only):
            made = scenario.made
            scenario.made = copy.copy(made)
            try:
                with self.undone(whole=False):
                    report.add(attempt, *self._try(attempt, honest))
            finally:
                scenario.made = made

    def _sample(self, scenario, moment, records, quota, chance, only):
        """Yield attempts: for each kind of user and API, spread over records and fields."""
        places = [
            (path, record, name, field)
            for path, record in records
            for name, field in forge.writable(record)
        ]
        for turn, kind in enumerate(KINDS):
            user = self.who(kind)
            access = {
                model: self.env[model].with_user(user).has_access("write")
                for model in {record._name for _path, record in records}
            }
            open_ = [it for it in places if access[it[1]._name]]
            shut = [it for it in places if not access[it[1]._name]]
            open_.sort(key=lambda it: chance.random() ** (1 / forge.weight(*it)), reverse=True)
            chance.shuffle(shut)
            for number, api in enumerate(APIS):
                pool = open_[number::2] if only is None else open_
                # A sample takes the cells in turns: each kind and API, over moments and scenarios.
                cell = turn * len(APIS) + number
                if only is None and self.alternate and (cell - self.turn) % THIN:
                    continue
                found = 0
                for path, record, name, field in [*pool, *shut]:
                    if found >= quota and only is None:
                        break
                    place = forge.Target(path, record._name, tuple(record.ids), name, None, "")
                    if only and not only(Attempt(scenario, moment, kind, api, place)):
                        continue
                    for value, label in self._values(record, name, field, chance, only):
                        target = place._replace(value=value, label=label)
                        found += 1
                        yield Attempt(scenario, moment, kind, api, target)

    def _values(self, record, name, field, chance, only):
        """Return a value by chance, or all of them when attempts are chosen."""
        with self.env.cr.savepoint():
            made = forge.values(record, name, field, self)
        return made if only or not made else [chance.choice(made)]

    def _try(self, attempt, honest):
        """Write the forged value, play on, and judge; return (verdict, what happened)."""
        scenario, target = attempt.scenario, attempt.target
        was_posted = rights.is_posted(self.env, target)
        answer = self.send(
            attempt.kind, attempt.api, target.model, "write", target.ids,
            vals={target.field: target.value},
        )  # fmt: skip
        if answer.kind != "ok":
            if answer.kind == "raw" and not rights.is_ours(self.env, target):
                return "refused", answer.text
            return ("refused" if answer.kind == "refused" else "raw error"), answer.text
        self.written = True
        done, last = self.play(scenario, attempt.moment)
        raw = last is not None and last.kind == "raw"
        # After all steps nothing is left to play: what was sealed is still as it was.
        broken = difference(sealed(self), self.seals) if done == attempt.moment else []
        found = outcome(self)
        if not broken and found in honest[attempt.moment : done + 1]:
            if raw:
                return "raw error", last.text
            # An earlier outcome: a page said no, or a step was refused.
            return ("harmless" if found == honest[-1] else "stopped"), ""
        lines = [*broken, *difference(found, honest[done])]
        wrong = faults(self) + scenario.faults()
        why = rights.find(attempt, was_posted)
        if why and not wrong:
            return "by right", why
        return "accepted", "\n      ".join([*wrong, *lines[:8]])

    # --------------------------------------------------------------- test

    def assert_nothing_accepted(self, *scenarios, quota=None):
        """Hunt, print what was tried, and fail when a forged value was accepted."""
        wrong, tried, started = [], 0, time.process_time()
        # Stages begin at different cells.
        self.turn = zlib.crc32(type(self).__name__.encode()) % THIN
        for scenario in scenarios:
            if not is_wanted(scenario):
                continue
            try:
                report = self.hunt(scenario, quota, is_chosen if FIELD else None)
            except AssertionError as error:  # the honest play: say so, and go on with the others
                wrong.append(f"{scenario.name}: {error}")
                _say(f"\n{scenario.name}: the honest play failed: {error}"[:2000])
                continue
            report.print(scenario.name)
            tried += report.total
            wrong += report.accepted or ([] if report.total else [f"{scenario.name}: no attempt"])
        seconds = time.process_time() - started
        _say(f"\n{type(self).__name__}: {tried} attempts in all, {seconds:.0f} s of this process")
        self.assertFalse(wrong, "\n".join(wrong))
