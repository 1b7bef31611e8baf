"""A day whose figures are being taken: how far that has come."""

from odoo import api, fields, models


class CustomerCreditSnapshotDay(models.Model):
    """Is there from the first slice of a day to its last, so that a run goes on where it was."""

    _name = "customer.credit.snapshot.day"
    _description = "Day of Credit Snapshots"
    _order = "date, id"
    _rec_name = "date"

    _one_per_day = models.UniqueIndex(
        "(company_id, date)",
        "Figures of this day are being taken already: wait until that has ended.",
    )

    # --- fields

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    date = fields.Date(required=True, readonly=True)
    after_id = fields.Integer(
        "Last Customer", readonly=True, help="Customers up to this id have their figures."
    )

    general_movements = fields.Json(
        readonly=True,
        help="What had moved everybody before the first customer was counted: no longer of "
        "interest after the last one.",
    )

    # --- private

    @api.model
    def _begin(self, company, day):
        """Return the record of a day of a company, begun now or earlier (sudo)."""
        domain = [("company_id", "=", company.id), ("date", "=", day)]
        begun = self.sudo().search(domain)
        if begun:
            return begun
        movements = self.env["customer.credit.movement"]._read_general(company)
        if movements:
            # Policies and accounts are read as of the same moment.
            self.env.registry.clear_cache()
        return self.sudo().create(
            {"company_id": company.id, "date": day, "general_movements": movements}
        )

    def _end(self):
        """Delete these days, and what moved everybody before they were begun.

        The figures of a day of the past say nothing of today.
        """
        for begun in self:
            if begun.date >= fields.Date.context_today(self):
                self.env["customer.credit.movement"]._forget_general(begun.general_movements)
        self.unlink()

    @api.model
    def _begin_again(self, company):
        """Have today's figures of a company taken anew, whether or not there are some."""
        self._begin(company, fields.Date.context_today(self)).after_id = 0
