"""Statements: a dispute or promise of an announcement is looked at like any other."""

from odoo import api, models


class CustomerStatement(models.Model):
    """Adds announced payments to what is found in texts, because they say more than a statement
    that is quoted beside them.
    """

    _inherit = "customer.statement"

    # --- hooks

    def _find_taken_back(self, line: dict) -> models.BaseModel:
        """Find what was promised with an announcement that the customer has withdrawn.

        # EXTENDS 'customer_statement'
        """
        res = super()._find_taken_back(line)
        item = line.get("move_line_id")
        if not item:
            return res
        last = self.env["customer.remittance"].sudo().search(
            [("promise_ids.move_line_id", "=", item), ("state", "=", "withdrawn")],
            order="id desc", limit=1,
        )  # fmt: skip
        return (
            res
            or last.promise_ids.filtered(
                lambda it: (
                    it.move_line_id.id == item and it.state == "withdrawn" and not it.settled_by_id
                )
            )[:1]
        )

    # --- private

    @api.model
    def _find_quoted_items(
        self, texts: dict, company: models.BaseModel, partner: models.BaseModel | None = None
    ) -> dict:
        """Find the documents of the announcement that is quoted, before those of a statement.

        # EXTENDS 'customer_statement'
        """
        found = super()._find_quoted_items(texts, company, partner)
        customer = partner.commercial_partner_id if partner else None
        quoted = self.env["customer.remittance"]._find_quoted(texts, company, customer)
        return found | {key: remittance._get_open_items() for key, remittance in quoted.items()}
