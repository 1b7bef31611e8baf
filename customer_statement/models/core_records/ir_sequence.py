"""Sequences: numbers of statements, many in one query."""

from odoo import models
from odoo.tools import SQL

CODE = "customer.statement"


class IrSequence(models.Model):
    """Adds numbers for a batch to sequences, because a run takes many at once."""

    _inherit = "ir.sequence"

    # --- private

    def _next_statement_numbers(self, count):
        """Return the next numbers of the current company's statements; private.

        :param count: how many
        :return: list of numbers, in order; one query where the sequence allows it
        """
        company = self.env.company
        sequence = self.search(
            [("code", "=", CODE), ("company_id", "in", [company.id, False])],
            order="company_id", limit=1,
        )  # fmt: skip
        if not sequence:
            sequence = self.create(
                {"name": "Customer Statement", "code": CODE, "prefix": "STM/%(year)s/",
                 "padding": 5, "company_id": company.id}
            )  # fmt: skip
        if sequence.use_date_range or sequence.implementation != "standard":
            return [sequence._next() for _number in range(count)]
        self.env.cr.execute(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for (number,) in self.env.cr.fetchall()]
