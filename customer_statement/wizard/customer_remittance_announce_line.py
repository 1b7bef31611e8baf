"""Documents in the dialog of announced payments."""

from odoo import fields, models

from ..models.answers.customer_statement_dispute import REASONS


class CustomerRemittanceAnnounceLine(models.TransientModel):
    """One open document: the tick, the amount and the reason count, the rest is shown."""

    _name = "customer.remittance.announce.line"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Document of an Announced Payment Dialog"
    _order = "id"

    # --- fields

    announce_id = fields.Many2one(
        "customer.remittance.announce", required=True, index=True, ondelete="cascade"
    )
    take = fields.Boolean("Choose")
    document = fields.Integer("Entry", readonly=True)
    name = fields.Char("Document", readonly=True)
    due = fields.Date(readonly=True)
    currency_id = fields.Many2one(related="announce_id.currency_id")
    open_amount = fields.Monetary("Open", readonly=True)
    amount = fields.Monetary("To Be Paid")
    reason = fields.Selection(REASONS, "Why Not All")
    note = fields.Text("In the Customer's Words")
