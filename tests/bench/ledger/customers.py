"""Customers: who they are, how they pay, what they buy over the months."""

from datetime import timedelta

from .records import FAMILY, FIRST, GIVEN, SECOND, TERMS, TODAY

# Share of the invoice that is paid, and days after it is due; by habit.
HABITS = {"prompt": 62, "late": 22, "bad": 10, "account": 6}


class Customers:
    """Simulate one customer after the other."""

    def customer(self, index, fixed_credits=None):
        """Simulate one customer: contacts, documents, orders."""
        rnd, plain = self.rnd, fixed_credits is None
        is_company = rnd.random() < 0.65
        currency = "EUR" if plain and rnd.random() < self.opt.foreign else "USD"
        count = self.skewed(self.opt.invoices) if plain else 0
        self._partner(index, is_company, currency, count, fixed_credits)
        habit = rnd.choices(list(HABITS), list(HABITS.values()))[0]
        term = rnd.choices(TERMS, [10, 20, 45, 15, 10])[0]
        if not plain:
            self.emit(self._fixed_case(fixed_credits), [])
            return
        docs, groups = [], []
        days = self.opt.months * 30
        for when in sorted(
            TODAY - timedelta(days=int(days * rnd.random() ** 1.15)) for _number in range(count)
        ):
            invoice = self.doc("inv", when, term, self.items())
            docs.append(invoice)
            if not self._credit_notes(invoice, docs):
                self._plan_payment(invoice, habit, groups)
        for paid_on, parts in groups:
            self._pay(paid_on, parts, docs)
        if habit == "account" and docs:
            self._lump_sums(docs, days)
        if rnd.random() < 0.15 and count:
            recent = TODAY - timedelta(days=rnd.randint(0, 6))
            docs.append(self.doc("draft", recent, "30", self.items()))
        self.emit(docs, self.sale_orders(docs))

    def _partner(self, index, is_company, currency, count, fixed_credits):
        """Write the customer and its contacts, and remember who it is."""
        rnd, pid = self.rnd, self.partners.new_id()
        first, second = (FIRST, SECOND) if is_company else (GIVEN, FAMILY)
        name = f"{rnd.choice(first)} {rnd.choice(second)} {index:05d}"
        plain = fixed_credits is None
        ref = f"GEN-{index:06d}" if plain else f"GEN-CREDITS-{fixed_credits}"
        email = f"c{index:06d}@example.com"
        limit = None
        if plain and rnd.random() < self.opt.credit_limit:
            amount = rnd.choice([500, 1000, 2500, 5000, 10000, 25000, 100000])
            limit = f'{{"{self.spec.company.id}": {amount:.1f}}}'
        kind = "company" if is_company else "person"
        self.partners.add(
            pid, self.spec.partner[kind], name, name, pid, None, email, email, ref,
            name if is_company else None, max(count, 1), limit,
        )  # fmt: skip
        contacts = []
        kids = rnd.choices([0, 1, 2], [6, 3, 1])[0] if is_company and plain else 0
        for number in range(kids):
            kid, kid_name = self.partners.new_id(), f"{rnd.choice(GIVEN)} {rnd.choice(FAMILY)}"
            email = f"c{index:06d}.{number}@example.com"
            self.partners.add(
                kid, self.spec.partner["contact"], kid_name, f"{name}, {kid_name}", pid, pid,
                email, email, None, name, 1, limit,
            )  # fmt: skip
            contacts.append((kid, kid_name, f"{name}, {kid_name}"))
        self.who = (pid, name, currency, contacts)

    def _fixed_case(self, credits_):
        """Return ten open invoices (or one) and this many open payments that almost pay them."""
        count = 10 if credits_ >= 100 else 1
        quantity = 4 if credits_ >= 100 else 10
        docs = [
            self.doc("inv", TODAY - timedelta(days=40 + number), "30", [(0, quantity, 480)])
            for number in range(count)
        ]
        for number in range(credits_):
            when = TODAY - timedelta(days=1 + number % 300)
            docs.append(self.payment(when, 2.0 * (1 + number % 40), f"on account {number}"))
        return docs

    def _credit_notes(self, invoice, docs):
        """Credit some invoices, fully or partly; return whether nothing is left to pay."""
        rnd, when = self.rnd, invoice.date
        roll = rnd.random()
        if roll >= 0.095:
            return False
        if roll >= 0.08:
            when = min(TODAY, when + timedelta(days=9))
            docs.append(self.doc("cn", when, "immediate", self.items()[:1]))
            return False
        lines, when = invoice.lines, min(TODAY, when + timedelta(days=rnd.randint(2, 25)))
        if roll >= 0.04:
            item, quantity, price = invoice.lines[0]
            lines = [(item, max(1, quantity // 3), price)]
        note = self.doc("cn", when, "immediate", lines)
        docs.append(note)
        if note.total <= invoice.total:
            note.reversed = invoice.id
            self.match(invoice, note)
        return roll < 0.04

    def _plan_payment(self, invoice, habit, groups):
        """Decide when and how much of the invoice is paid; group payments that are close."""
        rnd = self.rnd
        share, delay = {
            "prompt": (1.0 if rnd.random() < 0.97 else 0.5, rnd.randint(-9, 6)),
            "late": (rnd.choices([1.0, 0.6, 0.0], [88, 7, 5])[0], rnd.randint(5, 60)),
            "bad": (rnd.choices([1.0, 0.4, 0.0], [35, 25, 40])[0], rnd.randint(25, 150)),
            "account": (0.0, 0),
        }[habit]
        paid_on = max(invoice.date, invoice.dues[-1].date + timedelta(days=delay))
        if not share or paid_on > TODAY:
            return
        close = [group for group in groups if abs((group[0] - paid_on).days) <= 4]
        if close and rnd.random() < 0.5:
            close[0][0] = max(close[0][0], paid_on)
            close[0][1].append((invoice, share))
        else:
            groups.append([paid_on, [(invoice, share)]])

    def _pay(self, paid_on, parts, docs):
        """Pay a group of invoices, now and then too much."""
        amounts = [
            (invoice, round(sum(due.residual for due in invoice.dues) * share, 2))
            for invoice, share in parts
        ]
        amounts = [(invoice, amount) for invoice, amount in amounts if amount > 0]
        if not amounts:
            return
        extra = 2 * self.rnd.randint(1, 60) if self.rnd.random() < 0.02 else 0
        total = round(sum(amount for _invoice, amount in amounts) + extra, 2)
        memo = " ".join(invoice.name for invoice, _amount in amounts)[:120]
        payment = self.payment(paid_on, total, memo)
        docs.append(payment)
        for invoice, amount in amounts:
            self.match(invoice, payment, amount)

    def _lump_sums(self, docs, days):
        """Pay round sums on account, used first in first out."""
        rnd = self.rnd
        invoices = [doc for doc in docs if doc.kind == "inv"]
        total = sum(due.residual for invoice in invoices for due in invoice.dues)
        for _number in range(rnd.randint(1, 6)):
            when = TODAY - timedelta(days=rnd.randint(0, days))
            amount = 2.0 * max(5, int(total * rnd.uniform(0.05, 0.3) / 2))
            payment = self.payment(when, amount, "on account")
            docs.append(payment)
            for invoice in invoices:
                if invoice.date <= when + timedelta(days=60) and payment.dues[0].residual < 0:
                    self.match(invoice, payment)
