"""A story: events played on the books and told to the model, compared after each of them.

An event is (name, seed): the seed makes its choices, from what there is at that moment. So events
can be left out of a story, which is how the shortest one that still fails is found.
"""

import random
from datetime import date, timedelta
from decimal import Decimal

from freezegun import api as real

from .events import Events
from .ledger import Ledger
from .quick import forget

FIRST = date(2026, 1, 5)
BEGUN, LAST = date(2026, 1, 25), date(2026, 12, 31)  # of statements


class NothingToDo(Exception):
    """There is nothing for the event to work on."""


class DifferenceError(AssertionError):
    """The books and the model do not say the same."""


class Story(Events):
    """One way through the books, repeatable by its events."""

    nothing_to_do = NothingToDo

    def __init__(self, stage, seed):
        self.stage, self.env, self.seed = stage, stage.env, seed
        self.rates = stage.rates
        self.model = Ledger(stage.rates)
        self.partners, self.companies = dict(stage.partners), stage.companies
        self.account_of = dict.fromkeys(self.partners, "A")
        self.moves, self.lines_of, self.cash_of, self.payment_of = {}, {}, {}, {}
        self.cards, self.reversals, self.topups = {}, [], {}
        self.orders, self.payouts, self.bought = {}, {}, {}
        self.sold, self.settled, self.open_tills = {}, {}, set()
        self.day, self.count, self.told, self.number = FIRST, 0, [], 0
        self.spent, self.since = {}, real.real_monotonic()
        self.set_up(random.Random(f"start:{seed}"))

    # --------------------------------------------------------------- playing

    def play(self, event):
        """Play one event; True when something was done, and everything agrees afterwards."""
        name, seed = event
        self.number = seed
        self.rnd = random.Random(f"{name}:{seed}")
        self.day += timedelta(days=self.rnd.choice((0, 0, 1, 2, 5)))
        told = len(self.told)
        try:
            getattr(self, f"do_{name}")()
        except NothingToDo:
            del self.told[told:]
            return False
        except DifferenceError:
            raise
        except Exception as error:
            raise DifferenceError(f"{name}: {type(error).__name__}: {error}") from error
        self.count += 1
        self.clock(f"event {name}")
        self.settle()
        self.clock("end of request")
        self.compare()
        return True

    def clock(self, name):
        """Note how long something took."""
        now = real.real_monotonic()
        self.spent[name] = self.spent.get(name, 0.0) + now - self.since
        self.since = now

    def settle(self):
        """Do what the end of a request does: flush, what waits for the commit, empty cache."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()
        forget(self.env)

    def tell(self, text):
        """Write the story down."""
        self.told.append(f"{self.day:%d %b}  {text}")

    # --------------------------------------------------------------- comparing

    def fail(self, what, model, books):
        """Stop the story here."""
        raise DifferenceError(f"{what}: the model says {model}, the books say {books}")

    def same(self, what, model, books, tolerance=Decimal(0)):
        """Compare two amounts."""
        books = Decimal(str(round(books or 0.0, 4)))
        if abs(model - books) > tolerance:
            self.fail(what, model, books)

    def compare(self):
        """Every witness says what the model says."""
        for witness in ("documents", "store_credit", "exposure", "proof", "statements"):
            getattr(self, f"_compare_{witness}")()
            self.clock(f"compare {witness}")

    def _compare_documents(self):
        """What is open: the same documents, to the cent in their currency.

        A session of a till is one entry for what several customers owe.
        """
        expected = {}
        for key in self.model.open_documents():
            document = self.model.documents[key]
            place = (
                self.moves[key].id,
                self.partners[document.customer].id,
                self.companies[document.company].id,
                self.stage.accounts[document.account].id,
                self.stage.currencies[document.currency].id,
            )
            expected.setdefault(place, []).append(key)
        for row in self.stage.open_rows(self.partners.values()):
            place = tuple(
                row[name]
                for name in ("move_id", "partner_id", "company_id", "account_id", "currency_id")
            )
            keys = expected.pop(place, None)
            if not keys:
                what = f"open: {row['move_name']} (entry, customer, company, account, currency)"
                self.fail(what, sorted(expected), (place, row["open"], row["book"]))
            self.same(f"open of {row['move_name']}", sum(map(self.model.open_of, keys)),
                      row["open"])  # fmt: skip
            self.same(f"open of {row['move_name']} in the books",
                      sum(map(self.model.open_book, keys)), row["book"],
                      self.model.slack(*keys))  # fmt: skip
        for keys in expected.values():
            for key in keys:
                self.fail(f"open of {self.moves[key].name}", self.model.open_of(key), 0)

    def _compare_store_credit(self):
        """Balance and what is set aside; and what we owe in all, by reader and list."""
        accounts = self.stage.credit_rows()
        listed = self.stage.listed_rows(self.partners.values())
        partners = self.env["res.partner"].browse([it.id for it in self.partners.values()])
        for where, company in self.companies.items():
            owed = partners._get_credit_balance_by_partner(company)
            for name, partner in self.partners.items():
                balance, reserved = accounts.pop((partner.id, company.id), (0, 0))
                who = f"{name} in {where}"
                store = self.model.store_credit(name, where)
                self.same(f"store credit of {who}", store, balance)
                self.same(f"reserved of {who}", self.model.set_aside(name, where), reserved)
                credit = store + self.model.outstanding(name, where)
                parts = self.model.slack(*self.model.documents)
                self.same(f"credit balance of {who}", credit, owed.get(partner, 0), parts)
                self.same(f"list of credits of {who}", Decimal(str(round(owed.get(partner, 0), 2))),
                          listed.get((partner.id, company.id), 0))  # fmt: skip
        for (partner_id, _company_id), (balance, reserved) in accounts.items():
            if partner_id in partners.ids and (balance or reserved):
                self.fail("store credit elsewhere", 0, (balance, reserved))

    def _compare_exposure(self):
        """What counts for the limit: open invoices, less credits, and what is overdrawn."""
        partners = self.env["res.partner"].browse([it.id for it in self.partners.values()])
        terms = partners._get_credit_exposure_terms(self.companies["root"])
        slack = self.model.slack(*self.model.documents)
        for name, partner in self.partners.items():
            expected = {
                "receivable": self.model.owes(name, "root"),
                "credits": -self.model.outstanding(name, "root"),
                "overdrawn": max(Decimal(0), -self.model.store_credit(name, "root")),
                "orders": self.model.will_owe(name, "root"),
                "till": self._waits_for_closing(name),
            }
            for code, amount in expected.items():
                self.same(f"{code} of {name}, for the limit", amount,
                          terms[code].get(partner, 0), slack)  # fmt: skip

    def _waits_for_closing(self, name):
        """Return what open sessions will put on the customer's account, company currency."""
        waits = Decimal(0)
        for key, it in self.sold.items():
            if it.customer == name and it.account and not it.invoiced:
                waits += Decimal(0) if it.closed else self.model.documents[key].book
                currency = self.model.documents[key].currency
                waits -= sum(
                    self.rates.convert(amount, currency, self.rates.home, day)
                    for _till, amount, day in it.waiting
                )
        return waits

    def _compare_proof(self):
        """The tie-out finds nothing."""
        for where in ("root", "branch") if not self.count % 4 else ("root",):
            faults = self.env["customer.credit.account"]._tie_out(self.companies[where])
            if faults:
                self.fail("tie-out", "agrees", [fault["message"] for fault in faults])

    def _compare_statements(self):
        """Statements of every kind add up, and close at what the model says."""
        reader = self.env["customer.statement.reader"]
        partners = self.env["res.partner"].browse([it.id for it in self.partners.values()])
        slack = self.model.slack(*self.model.documents)
        # That of the root is about its branches as well.
        for where in ("root", "branch") if not self.count % 4 else ("root",):
            company = self.companies[where]
            parts = list(self.companies) if where == "root" else [where]
            for kind in ("activity", "open_items", "balance_forward"):
                # Exchange differences are booked at the end of the month.
                statements = reader._read(company, partners, kind, BEGUN, LAST)
                for name, partner in self.partners.items():
                    data = statements[partner]
                    what = f"{kind} statement of {name} in {where}"
                    if data.faults():
                        self.fail(what, "adds up", data.faults())
                    owes = sum(
                        self.model.owes(name, it) - self.model.outstanding(name, it) for it in parts
                    )
                    self.same(what, owes, data.closing, slack)
                    self.same(f"store credit on the {what}",
                              sum(self.model.store_credit(name, it) for it in parts),
                              data.store_credit)  # fmt: skip
