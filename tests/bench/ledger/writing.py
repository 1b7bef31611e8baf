"""Write one customer's documents as rows of the tables."""

from datetime import datetime, timedelta

from .records import RATE, TODAY


class Writing:
    """Rows of moves, items, payments, matches and orders."""

    def emit(self, docs, orders):
        pid, _name, cur, _contacts = self.who
        rate = RATE[cur]
        for kind, lines, inv in orders:
            self.emit_order(kind, lines, inv)
        matched = self.components(docs)
        for doc in docs:
            if doc.kind == "pay":
                self.emit_payment(doc, rate, matched)
            else:
                self.emit_invoice(doc, rate, matched)
            if doc.kind != "draft":
                self.expected[pid] += sum(d.residual for d in doc.dues) * rate

    def components(self, docs):
        """Connected matches -> full reconciliation or a P number; writes partials."""
        result, seen = {}, set()
        currency = self.spec.currency[self.who[2]].id
        rate = RATE[self.who[2]]
        for doc in docs:
            for start in doc.dues:
                if start.id in seen or not start.partials:
                    continue
                stack, lines, partials = [start], [], {}
                seen.add(start.id)
                while stack:
                    line = stack.pop()
                    lines.append(line)
                    for part in line.partials:
                        partials[part[0]] = part
                        for other in (part[1], part[2]):
                            if other.id not in seen:
                                seen.add(other.id)
                                stack.append(other)
                full = None
                if all(not line.residual for line in lines):
                    full = self.fulls.new_id()
                    self.fulls.add(full, *self.stamp)
                number = str(full) if full else f"P{min(partials)}"
                for line in lines:
                    result[line.id] = (full, number)
                for id_, debit, credit, amount in partials.values():
                    self.partials.add(
                        id_,
                        debit.id,
                        credit.id,
                        full,
                        currency,
                        currency,
                        self.spec.company.id,
                        max(debit.doc.date, credit.doc.date),
                        round(amount * rate, 2),
                        amount,
                        amount,
                        *self.stamp,
                    )
        return result

    def payment_state(self, doc):
        if doc.kind == "draft":
            return "not_paid"
        if not any(d.residual for d in doc.dues):
            return "reversed" if doc.kind == "inv" and not doc.by_payment else "paid"
        return "partial" if any(d.partials for d in doc.dues) else "not_paid"

    def emit_invoice(self, doc, rate, matched):
        pid = self.who[0]
        spec_id, _prefix, spec_name = self.spec.move[doc.key]
        spec = self.spec.line[doc.key]
        sign = -1 if doc.kind == "cn" else 1
        residual = round(sum(d.residual for d in doc.dues), 2)
        stamp = datetime.combine(doc.date, datetime.min.time()) + timedelta(hours=9)
        self.moves.add(
            doc.id,
            spec_id,
            doc.name,
            doc.prefix,
            doc.number,
            doc.partner[0],
            pid,
            doc.partner[0],
            doc.partner[2],
            None,
            doc.date,
            doc.date,
            doc.due_date,
            doc.name,
            self.payment_state(doc),
            doc.untaxed,
            doc.tax,
            doc.total,
            abs(residual),
            sign * doc.untaxed * rate,
            sign * doc.untaxed,
            round(sign * doc.tax * rate, 2),
            round(sign * doc.total * rate, 2),
            sign * doc.total,
            round(residual * rate, 2),
            doc.reversed,
            doc.origin,
            None,
            stamp,
            stamp,
        )

        def line(
            id_,
            spec_line,
            amount,
            maturity=None,
            residual=0.0,
            qty=None,
            price=None,
            sub=None,
            tot=None,
            base=None,
            reconciled=False,
            match=(None, None),
        ):
            name = spec_line[1]
            if name and spec_name and doc.name:
                name = name.replace(spec_name, doc.name)
            balance = round(amount * rate, 2)
            self.lines.add(
                id_,
                spec_line[0],
                doc.id,
                doc.name,
                pid,
                None,
                name or None,
                doc.date,
                doc.date,
                maturity,
                max(balance, 0),
                max(-balance, 0),
                balance,
                amount,
                round(residual * rate, 2),
                residual,
                qty,
                price,
                sub,
                tot,
                base,
                reconciled,
                match[0],
                match[1],
                None,
            )

        for id_, (index, qty, price) in zip(doc.line_ids, doc.lines, strict=False):
            sub = float(qty * price)
            line(
                id_,
                spec["product"][index],
                -sign * sub,
                qty=qty,
                price=price,
                sub=sub,
                tot=round(sub * 1.15, 2),
            )
        line(self.lines.new_id(), spec["tax"], -sign * doc.tax, base=-sign * doc.untaxed * rate)
        for due, spec_line in zip(doc.dues, spec["due"], strict=False):
            line(
                due.id,
                spec_line,
                due.total,
                due.date,
                due.residual,
                reconciled=not due.residual,
                match=matched.get(due.id, (None, None)),
            )

    def emit_payment(self, pay, rate, matched):
        pid, name = self.who[:2]
        spec = self.spec.line[pay.key]
        usd = round(pay.total * rate, 2)
        stamp = datetime.combine(pay.date, datetime.min.time()) + timedelta(hours=10)
        self.moves.add(
            pay.id,
            self.spec.move[pay.key][0],
            pay.name,
            pay.prefix,
            pay.number,
            pid,
            pid,
            None,
            name,
            pay.memo,
            pay.date,
            None,
            TODAY,
            None,
            "not_paid",
            0.0,
            0.0,
            pay.total,
            0.0,
            0.0,
            0.0,
            0.0,
            usd,
            pay.total,
            0.0,
            None,
            None,
            None,
            stamp,
            stamp,
        )
        due = pay.dues[0]
        done = not due.residual
        states = [self.payment_state(inv) for inv in pay.invoices]
        self.payments.add(
            pay.pay_id,
            self.spec.payment[pay.cur],
            pay.id,
            pid,
            pay.name,
            pay.memo,
            pay.date,
            pay.total,
            usd,
            done,
            "paid" if states and all(s == "paid" for s in states) else "in_process",
        )
        label = "Manual Payment: " + pay.memo
        for id_, spec_line, amount, residual, reconciled, match in (
            (self.lines.new_id(), spec["bank"], pay.total, pay.total, False, (None, None)),
            (
                due.id,
                spec["due"][0],
                -pay.total,
                due.residual,
                done,
                matched.get(due.id, (None, None)),
            ),
        ):
            balance = round(amount * rate, 2)
            self.lines.add(
                id_,
                spec_line[0],
                pay.id,
                pay.name,
                pid,
                pay.memo,
                label,
                pay.date,
                None,
                pay.date,
                max(balance, 0),
                max(-balance, 0),
                balance,
                amount,
                round(residual * rate, 2),
                residual,
                1,
                None,
                amount,
                amount,
                None,
                reconciled,
                match[0],
                match[1],
                pay.pay_id,
            )
        for inv in pay.invoices:
            self.pay_rel.add(inv.id, pay.pay_id)
