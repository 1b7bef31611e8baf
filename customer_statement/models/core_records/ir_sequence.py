"""Sequences: numbers of statements, many in one query."""

from odoo import api, models
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
        sequence = self._get_or_make(CODE, "Customer Statement", "STM/%(year)s/")
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

    @api.model
    def _get_or_make(self, code: str, name: str, prefix: str) -> models.BaseModel:
        """Return the sequence of the current company, or that of all; made where there is none.

        Of two that make the first one at once the second starts over, as the company's row was
        written meanwhile: else both would have a number one.

        :param name: name of a new one
        :param prefix: prefix of a new one
        """
        company = self.env.company
        sequence = self.search(
            [("code", "=", code), ("company_id", "in", [company.id, False])],
            order="company_id", limit=1,
        )  # fmt: skip
        if sequence:
            return sequence
        self.env.cr.execute(
            SQL("UPDATE res_company SET write_date = write_date WHERE id = %s", company.id)
        )
        return self.create(
            {"name": name, "code": code, "prefix": prefix, "padding": 5, "company_id": company.id}
        )
