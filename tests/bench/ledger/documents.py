"""Documents of one customer: invoices, credit notes, payments, matches and orders."""

from datetime import timedelta

from .records import Doc, Due


class Documents:
    """Make documents in memory; nothing is written yet."""

    def number(self, key, when):
        """Next name of the specimen's sequence, for the year of `when`."""
        prefix = self.spec.move[key][1].replace(self._spec_year(key), str(when.year))
        if prefix not in self.numbers:
            self.cr.execute(
                "SELECT COALESCE(MAX(sequence_number), 0) FROM account_move"
                " WHERE sequence_prefix = %s",
                [prefix],
            )
            self.numbers[prefix] = self.cr.fetchone()[0]
        self.numbers[prefix] += 1
        return prefix, self.numbers[prefix], f"{prefix}{self.numbers[prefix]:05d}"

    def _spec_year(self, key):
        prefix = self.spec.move[key][1]
        return next(p for p in prefix.split("/") if p.isdigit() and len(p) == 4)

    def skewed(self, mean, cap=60):
        """Log-normal count: a few customers have most of the documents."""
        return max(
            0,
            min(
                int(mean * cap), int(self.rnd.lognormvariate(-0.5, 1.0) * mean + self.rnd.random())
            ),
        )

    def items(self):
        n = self.rnd.choices([1, 2, 3], [5, 3, 2])[0]
        return [
            (i, self.rnd.randint(1, 12), 2 * self.rnd.choice([5, 10, 25, 40, 60, 125, 250, 480]))
            for i in sorted(self.rnd.sample(range(3), n))
        ]

    def doc(self, kind, when, term, lines):
        pid, name, cur, contacts = self.who
        doc = Doc()
        doc.key, doc.kind, doc.cur, doc.date = (kind, cur, term), kind, cur, when
        doc.id, doc.lines, doc.origin, doc.reversed, doc.memo = (
            self.moves.new_id(),
            lines,
            None,
            None,
            None,
        )
        doc.prefix, doc.number, doc.name = (
            ("", 0, None) if kind == "draft" else self.number(doc.key, when)
        )
        doc.partner = (
            self.rnd.choice(contacts)
            if contacts and kind == "inv" and self.rnd.random() < 0.3
            else (pid, name, name)
        )
        doc.untaxed = float(sum(q * p for _i, q, p in lines))
        doc.tax = round(doc.untaxed * 0.15, 2)
        doc.total = round(doc.untaxed + doc.tax, 2)
        sign = -1 if kind == "cn" else 1
        doc.line_ids = [self.lines.new_id() for _ in lines]
        if term == "30/60":
            first = round(doc.total * 0.3, 2)
            parts = [(when, first), (when + timedelta(days=60), round(doc.total - first, 2))]
        else:
            parts = [(when + timedelta(days=0 if term == "immediate" else int(term)), doc.total)]
        doc.dues = [Due(self.lines.new_id(), doc, d, sign * a) for d, a in parts]
        doc.due_date = parts[-1][0]
        doc.by_payment = doc.by_credit = doc.so_link = False
        return doc

    def payment(self, when, amount, memo):
        pid, name, cur, _c = self.who
        pay = Doc()
        pay.key, pay.kind, pay.cur, pay.date = ("pay", cur), "pay", cur, when
        pay.id, pay.pay_id = self.moves.new_id(), self.payments.new_id()
        pay.prefix, pay.number, pay.name = self.number(pay.key, when)
        pay.partner, pay.total, pay.memo, pay.lines = (pid, name, name), amount, memo, []
        pay.dues = [Due(self.lines.new_id(), pay, when, -amount)]
        pay.invoices = []
        return pay

    def match(self, inv, credit, limit=None):
        """Reconcile a credit (payment or credit note) with an invoice."""
        left = limit if limit is not None else 1e15
        for line in inv.dues:
            for source in credit.dues:
                amount = round(min(line.residual, -source.residual, left), 2)
                if amount <= 0:
                    continue
                partial = [self.partials.new_id(), line, source, amount]
                line.partials.append(partial)
                source.partials.append(partial)
                line.residual = round(line.residual - amount, 2)
                source.residual = round(source.residual + amount, 2)
                left = round(left - amount, 2)
                if credit.kind == "pay":
                    inv.by_payment = True
                    if inv not in credit.invoices:
                        credit.invoices.append(inv)
                else:
                    inv.by_credit = credit.by_credit = True

    def sale_orders(self, docs):
        """(kind, lines, invoice or None): some mirror an existing invoice."""
        rnd, out = self.rnd, []
        free = [d for d in docs if d.kind == "inv" and not d.by_credit]
        for _n in range(self.skewed(self.opt.orders, 20)):
            kind = rnd.choices(["open", "half", "done", "quote"], [55, 15, 20, 10])[0]
            if kind in ("half", "done"):
                if not free:
                    continue
                inv = free.pop(rnd.randrange(len(free)))
                out.append(
                    (kind, [(i, q * (2 if kind == "half" else 1), p) for i, q, p in inv.lines], inv)
                )
            else:
                out.append((kind, self.items(), None))
        return out
