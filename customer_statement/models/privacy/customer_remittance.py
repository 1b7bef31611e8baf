"""Announced payments of private persons lose their words when their years are over."""

from odoo import api, fields, models


class CustomerRemittance(models.Model):
    """Adds an end to what was said with a payment, because only the figures are needed for long.

    Number, documents, amounts and state stay.
    """

    _name = "customer.remittance"
    _inherit = ["customer.remittance", "customer.statement.privacy.mixin"]

    # --- hooks

    @api.model
    def _find_private(
        self, company: models.BaseModel, limit: int, without: list[int]
    ) -> models.BaseModel:
        """Find what is awaited no more.

        # EXTENDS 'customer_statement'
        """
        day = company._get_privacy_day()
        domain = self._get_private_domain(company, without) & fields.Domain(
            [
                ("state", "!=", "announced"),
                ("create_date", "<", day),
                "|", ("date", "=", False), ("date", "<", day),
            ]
        )  # fmt: skip
        return self.search(domain, order="id", limit=limit)

    def _clean_private(self):
        """Remove the customer's words on its lines.

        # EXTENDS 'customer_statement'
        """
        self.sudo().line_ids._write_engine({"note": False})
        super()._clean_private()
