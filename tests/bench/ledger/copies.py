"""A ledger many times over: the customers of one are copied within the database, with new ids."""

import time

from odoo.tools import SQL

from tools.steps import say

from .bulk import ident
from .fast import fast_writes

CUSTOMERS = "SELECT id FROM res_partner WHERE ref LIKE 'GEN-0%'"

# {table: which of its rows are copied}; tables that others point to come first.
ROWS = {
    "res_partner": f"id IN ({CUSTOMERS}) OR parent_id IN ({CUSTOMERS})",
    "account_move": (
        f"id IN (SELECT move_id FROM account_move_line WHERE partner_id IN ({CUSTOMERS}))"
    ),
    "account_payment": "move_id IN (SELECT id FROM copied_account_move)",
    "account_full_reconcile": (
        "id IN (SELECT full_reconcile_id FROM account_move_line"
        " WHERE move_id IN (SELECT id FROM copied_account_move))"
    ),
    "account_move_line": "move_id IN (SELECT id FROM copied_account_move)",
    "account_partial_reconcile": "debit_move_id IN (SELECT id FROM copied_account_move_line)",
    "sale_order": f"partner_id IN ({CUSTOMERS})",
    "sale_order_line": "order_id IN (SELECT id FROM copied_sale_order)",
    "customer_credit_account": f"partner_id IN ({CUSTOMERS})",
    "customer_credit_entry": "account_id IN (SELECT id FROM copied_customer_credit_account)",
}

# {table of pairs: (column, the table it points to)}; rows of copies alone are copied.
PAIRS = {
    "account_move_line_account_tax_rel": ("account_move_line_id", "account_move_line"),
    "account_account_tag_account_move_line_rel": ("account_move_line_id", "account_move_line"),
    "account_tax_sale_order_line_rel": ("sale_order_line_id", "sale_order_line"),
    "account_move__account_payment": ("invoice_id", "account_move"),
    "sale_order_line_invoice_rel": ("order_line_id", "sale_order_line"),
}

# What must differ from copy to copy beside ids. ``k`` counts the copies, ``step`` is that of ids.
OWN = {
    ("res_partner", "ref"): "s.ref || '-' || k",
    ("account_move", "name"): "s.name || '-' || k",
    ("account_move", "sequence_number"): "s.sequence_number + k * %(account_move)s",
    ("account_move_line", "move_name"): "s.move_name || '-' || k",
    ("account_move_line", "matching_number"): (
        "CASE WHEN s.matching_number LIKE 'P%%'"
        " THEN 'P' || SUBSTR(s.matching_number, 2)::int + k * %(account_partial_reconcile)s"
        " ELSE (s.matching_number::int + k * %(account_full_reconcile)s)::text END"
    ),
    ("sale_order", "name"): "s.name || '-' || k",
    ("customer_credit_entry", "request_key"): "s.request_key || '-' || k",
}


class Copies:
    """Writes the customers of a ledger so many times more, a table by one statement."""

    def __init__(self, env, opt):
        self.cr, self.times = env.cr, opt.times
        self.first, self.steps = {}, {}

    def run(self):
        """Write everything; who has several copies of what is decided by foreign keys."""
        for table, where in ROWS.items():
            self._choose(table, where)
        with fast_writes(self.cr, *ROWS, *PAIRS):
            for table in ROWS:
                self._copy(table, "id", table)
            for table, (column, owner) in PAIRS.items():
                self._copy(table, column, owner)

    def _choose(self, table, where):
        """Note which rows of a table are copied, and by how much ids grow from copy to copy."""
        chosen = ident(f"copied_{table}")
        self.cr.execute(
            SQL(
                "CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT id FROM %s WHERE %s",
                chosen, ident(table), SQL(where.replace("%", "%%")),
            )
        )  # fmt: skip
        self.cr.execute(SQL("ANALYZE %s", chosen))
        self.cr.execute(
            SQL("SELECT MIN(chosen.id), (SELECT MAX(id) FROM %s) FROM %s chosen",
                ident(table), chosen)
        )  # fmt: skip
        self.first[table], self.steps[table] = self.cr.fetchone()

    def _copy(self, table, key, owner):
        """Copy the rows of a table whose ``key`` is a row of ``owner`` that is copied."""
        began = time.monotonic()
        moved = {**self._read_links(table), **({"id": table} if key == "id" else {})}
        columns = self._read_columns(table)
        self.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM generate_series(1, %s) k, %s s"
                " JOIN %s chosen ON chosen.id = %s",
                ident(table),
                ident(*columns),
                SQL(", ").join(self._express(table, name, moved) for name in columns),
                self.times - 1,
                ident(table),
                ident(f"copied_{owner}"),
                SQL.identifier("s", key),
            )
        )
        count = self.cr.rowcount
        if key == "id":
            self.cr.execute(
                SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT MAX(id) FROM %s))",
                    table, ident(table))
            )  # fmt: skip
        say(f"    {table:<42} {count:>9} rows {time.monotonic() - began:>6.1f} s")

    def _express(self, table, name, moved):
        """Return the value of a column in copy ``k``."""
        if (table, name) in OWN:
            return SQL((OWN[table, name] % self.steps).replace("%", "%%"))
        column = SQL.identifier("s", name)
        if name not in moved:
            return column
        owner = moved[name]
        return SQL(
            "CASE WHEN %(column)s >= %(first)s THEN %(column)s + k * %(step)s ELSE %(column)s END",
            column=column, first=self.first[owner], step=self.steps[owner],
        )  # fmt: skip

    def _read_links(self, table):
        """Return {column: table that is copied too} by the foreign keys of a table."""
        self.cr.execute(
            """SELECT attname, confrelid::regclass::text
                 FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
                WHERE contype = 'f' AND conrelid = %s::regclass AND CARDINALITY(conkey) = 1""",
            [table],
        )
        return {column: other for column, other in self.cr.fetchall() if other in ROWS}

    def _read_columns(self, table):
        """Return the columns of a table that are not worked out by PostgreSQL."""
        self.cr.execute(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'
                ORDER BY ordinal_position""",
            [table],
        )
        return [name for (name,) in self.cr.fetchall()]
