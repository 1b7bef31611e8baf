"""The net position beside a document: what we owe its customer, what the customer owes us."""

from odoo import fields, models

from ...const import USER_GROUP


class CustomerCreditPositionMixin(models.AbstractModel):
    """A document whose form shows the net-position bar of its customer.

    The document's company decides, not the company the user happens to work in. Documents that
    look at something else than ``partner_id`` and ``company_id`` extend the compute's
    dependencies and the two hooks.
    """

    _name = "customer.credit.position.mixin"
    _description = "Net Position of the Customer"

    # --- fields

    # No help: it would pop up over the whole box.
    credit_position = fields.Json(
        "Net Position",
        compute="_compute_credit_position",
        compute_sudo=True,
        groups=USER_GROUP,
    )

    # --- computes

    def _compute_credit_position(self):
        """Read the positions of all customers of a company at once."""
        Partner = self.env["res.partner"]
        by_company = {}
        for document in self:
            by_company.setdefault(document._get_credit_position_company(), []).append(document)
        for company, documents in by_company.items():
            customers = Partner.union(*(it._get_credit_position_partner() for it in documents))
            positions = customers._get_credit_position(company) if company and customers else {}
            for document in documents:
                customer = document._get_credit_position_partner()
                position = positions.get(customer)
                document.credit_position = position and document._complete_credit_position(position)

    # --- hooks

    def _get_credit_position_partner(self) -> models.BaseModel:
        """Hook: return the commercial partner whose position is shown, or none."""
        self.ensure_one()
        return self.partner_id.commercial_partner_id._origin

    def _get_credit_position_company(self) -> models.BaseModel:
        """Hook: return the company whose books count."""
        self.ensure_one()
        return self.company_id or self.env.company

    def _complete_credit_position(self, position: dict) -> dict | bool:
        """Hook: return the position with what depends on the document, such as "after this order".

        :param dict position: see ``res.partner._get_credit_position``; shared between documents
            of the same customer, so return a copy when changing it
        :return: dict, or False to show nothing
        """
        self.ensure_one()
        return position
