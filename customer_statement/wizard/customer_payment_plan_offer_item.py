"""Documents in the dialog of payment plans."""

from odoo import fields, models


class CustomerPaymentPlanOfferItem(models.TransientModel):
    """One open item; the tick alone counts."""

    _name = "customer.payment.plan.offer.item"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Document of an Offered Plan"
    _order = "due, id"

    # --- fields

    offer_id = fields.Many2one(
        "customer.payment.plan.offer", required=True, index=True, ondelete="cascade"
    )
    take = fields.Boolean("Choose")
    item = fields.Integer("Journal Item", readonly=True)
    document = fields.Char("Document", readonly=True)
    due = fields.Date(readonly=True)
    currency_id = fields.Many2one(related="offer_id.currency_id")
    open_amount = fields.Monetary("Open", readonly=True)
