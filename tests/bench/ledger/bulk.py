"""Bulk writing: COPY what varies, take every other column from the specimen."""

import tempfile

from odoo.tools import SQL


def ident(*names):
    """Return column names as SQL."""
    return SQL(", ").join(SQL.identifier(name) for name in names)


class Plain:
    """Rows of a table, all columns given; collected in a file, written by one COPY."""

    def __init__(self, cr, table, columns):
        self.cr, self.table, self.columns = cr, table, columns
        self.file = tempfile.TemporaryFile("w+", newline="\n")  # noqa: SIM115
        self.count = self.next = 0
        if "id" in self._copied():
            cr.execute(SQL("SELECT COALESCE(MAX(id), 0) FROM %s", ident(table)))
            self.next = cr.fetchone()[0] + 1

    def _copied(self):
        return self.columns

    def new_id(self):
        """Return the id of a row to come."""
        self.next += 1
        return self.next - 1

    def add(self, *values):
        """Add one row, in the order of the columns."""
        words = {None: r"\N", True: "t", False: "f"}
        cells = (words[v] if v is None or isinstance(v, bool) else str(v) for v in values)
        self.file.write("\t".join(cells) + "\n")
        self.count += 1

    def write(self):
        """Write all rows."""
        self._copy(self.table)
        self._set_sequence()

    def _copy(self, table):
        self.file.seek(0)
        query = SQL("COPY %s (%s) FROM STDIN", ident(table), ident(*self._copied()))
        self.cr._obj.copy_expert(query.code, self.file)
        self.file.close()

    def _set_sequence(self):
        if "id" in self._copied():
            self.cr.execute(
                SQL(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'),"
                    " GREATEST((SELECT MAX(id) FROM %s), 1))",
                    self.table,
                    ident(self.table),
                )
            )


class Bulk(Plain):
    """Rows (id, specimen id, values of the columns that vary...) that clone a specimen."""

    def __init__(self, cr, table, columns, m2m=()):
        self.m2m = m2m
        super().__init__(cr, table, columns)

    def _copied(self):
        return ["id", "spec", *self.columns]

    def write(self):
        """Write all clones and their many-to-many rows."""
        cr, temp, table = self.cr, ident(f"bench_{self.table}"), ident(self.table)
        cr.execute(
            SQL(
                "CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT id, id AS spec%s FROM %s LIMIT 0",
                temp, SQL("").join(SQL(", %s", ident(c)) for c in self.columns), table,
            )
        )  # fmt: skip
        self._copy(f"bench_{self.table}")
        cr.execute(SQL("ANALYZE %s", temp))
        every = self._all_columns()
        own = {"id", *self.columns}
        cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s t JOIN %s s ON s.id = t.spec ORDER BY t.id",
                table,
                ident(*every),
                SQL(", ").join(SQL.identifier("t" if c in own else "s", c) for c in every),
                temp,
                table,
            )
        )
        for relation, left, right in self.m2m:
            cr.execute(
                SQL(
                    "INSERT INTO %s (%s, %s)"
                    " SELECT t.id, s.%s FROM %s t JOIN %s s ON s.%s = t.spec",
                    ident(relation), ident(left), ident(right), ident(right), temp,
                    ident(relation), ident(left),
                )
            )  # fmt: skip
        self._set_sequence()

    def _all_columns(self):
        self.cr.execute(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'
                ORDER BY ordinal_position""",
            [self.table],
        )
        return [name for (name,) in self.cr.fetchall()]
