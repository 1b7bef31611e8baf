"""Write sale orders: quotations, to invoice, half invoiced, invoiced."""

from datetime import datetime, timedelta

from .records import TODAY


class Orders:
    """Rows of orders and their lines."""

    def emit_order(self, kind, lines, inv):
        pid, _name, cur, _contacts = self.who
        self.order_number += 1
        name = f"S{self.order_number:05d}"
        oid = self.orders.new_id()
        when = inv.date if inv else TODAY - timedelta(days=int(120 * self.rnd.random() ** 2))
        untaxed = float(sum(q * p for _i, q, p in lines))
        total = round(untaxed * 1.15, 2)
        share = {"quote": 0.0, "open": 0.0, "half": 0.5, "done": 1.0}[kind]
        status = {"quote": "no", "open": "to invoice", "half": "to invoice", "done": "invoiced"}[
            kind
        ]
        invoice_to = inv.partner[0] if inv else pid
        stamp = datetime.combine(when, datetime.min.time()) + timedelta(hours=8)
        self.orders.add(
            oid,
            self.spec.order[kind, cur],
            name,
            pid,
            invoice_to,
            pid,
            stamp,
            when + timedelta(days=30),
            status,
            untaxed,
            round(untaxed * 0.15, 2),
            total,
            round(total * (1 - share), 2),
            stamp,
        )
        for n, (index, qty, price) in enumerate(lines):
            sub = float(qty * price)
            lid = self.order_lines.new_id()
            open_ = kind != "quote"
            self.order_lines.add(
                lid,
                self.spec.order_line[kind, cur][index],
                oid,
                pid,
                qty,
                price,
                price,
                sub,
                round(sub * 1.15, 2),
                round(sub * 0.15, 2),
                price,
                round(price * 1.15, 2),
                qty * share,
                qty * (1 - share) if open_ else 0.0,
                sub * share,
                sub * (1 - share) if open_ else 0.0,
                status,
            )
            if inv:
                self.sol_rel.add(lid, inv.line_ids[n])
        if inv:
            inv.origin = name
