"""Customers: the request for a higher limit, from the tab "What They May Owe"."""

from odoo import _, api, fields, models

from ...const import OPEN_STATES, USER_GROUP


class ResPartner(models.Model):
    """Adds asking for a limit to contacts, because anybody who sees limits may ask while levels
    decide.
    """

    _inherit = "res.partner"

    # --- fields

    credit_limit_request_id = fields.Many2one(
        "customer.credit.request", "Limit Request", compute="_compute_credit_limit_request",
        compute_sudo=True, groups=USER_GROUP,
        help="The open request for another limit, in the current company.",
    )  # fmt: skip
    credit_limit_request_for = fields.Char(
        "Waiting For", compute="_compute_credit_limit_request", compute_sudo=True,
        groups=USER_GROUP,
    )  # fmt: skip

    # --- computes

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_credit_limit_request(self):
        """Find the open requests of all customers at once."""
        requests = self.env["customer.credit.request"].search(
            [
                ("kind", "=", "limit"),
                ("state", "in", OPEN_STATES),
                ("company_id", "=", self.env.company.id),
                ("partner_id", "in", self.commercial_partner_id._origin.ids),
            ]
        )
        by_partner = {request.partner_id.id: request for request in requests}
        for partner in self:
            request = by_partner.get(partner.commercial_partner_id._origin.id)
            partner.credit_limit_request_id = request
            partner.credit_limit_request_for = request and request.decider_names

    # --- actions

    def action_ask_credit_limit(self):
        """Return the dialog that asks for a higher limit of this customer."""
        self.ensure_one()
        return self._get_credit_limit_ask_action()

    def action_open_credit_limit_request(self):
        """Return the action that opens the open request, with the reader's own rights."""
        self.ensure_one()
        return self.credit_limit_request_id._get_records_action(context={})

    # --- private

    def _get_credit_limit_ask_action(self, wanted: float = 0.0) -> dict:
        """Return the dialog, with the limit that would help already in it."""
        return {
            "type": "ir.actions.act_window",
            "name": _("Ask for a Higher Limit"),
            "res_model": "customer.credit.limit.ask",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": self.commercial_partner_id.id,
                "default_company_id": self.env.company.id,
                "default_wanted_limit": wanted,
            },
        }
