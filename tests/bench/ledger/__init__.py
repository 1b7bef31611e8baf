"""A realistic receivables ledger, written in bulk: every kind of document is made once by Odoo.

Its rows are the specimen; clones are written with COPY and INSERT ... SELECT, only the columns
that vary are replaced. So every stored column carries what Odoo itself would have written.
Prices are multiples of 2 and the EUR rate is 2 USD: taxes, instalments and conversions are exact.
The first customers are fixed cases: GEN-CREDITS-n has one open invoice and n open payments.
"""

import time

from tools.steps import say

from .customers import Customers
from .documents import Documents
from .fast import fast_writes
from .orders import Orders
from .tables import Tables
from .writing import Writing

TABLES = (
    "res_partner", "account_move", "account_move_line", "account_payment",
    "account_partial_reconcile", "sale_order", "sale_order_line",
)  # fmt: skip


class Ledger(Tables, Documents, Customers, Orders, Writing):
    """All customers of one ledger."""

    def run(self):
        """Simulate all customers, then write table by table."""
        for number in self.opt.credits:
            self.customer(0, fixed_credits=number)
        for index in range(1, self.opt.customers + 1):
            self.customer(index)
        with fast_writes(self.cr, *TABLES):
            for bulk in (
                self.partners, self.moves, self.payments, self.fulls, self.lines, self.partials,
                self.pay_rel, self.orders, self.order_lines, self.sol_rel,
            ):  # fmt: skip
                began = time.monotonic()
                bulk.write()
                seconds = time.monotonic() - began
                say(f"    {bulk.table:<28} {bulk.count:>9} rows {seconds:>6.1f} s")
            self._link_payments()
        sequence = self.env["ir.sequence"].search([("code", "=", "sale.order")], limit=1)
        sequence.number_next_actual = self.order_number + 1
        self.env.flush_all()
        self.env.invalidate_all()

    def _link_payments(self):
        """Point the entries at their payments, which point at the entries already."""
        self.cr.execute(
            """UPDATE account_move SET origin_payment_id = payment.id FROM account_payment payment
                WHERE payment.move_id = account_move.id
                  AND account_move.origin_payment_id IS NULL"""
        )
