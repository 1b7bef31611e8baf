"""Parts in the dialog of payment plans."""

from odoo import fields, models


class CustomerPaymentPlanOfferPart(models.TransientModel):
    """One part: its day and amount may be edited."""

    _name = "customer.payment.plan.offer.part"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Part of an Offered Plan"
    _order = "date, id"

    # --- fields

    offer_id = fields.Many2one(
        "customer.payment.plan.offer", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date("Due")
    currency_id = fields.Many2one(related="offer_id.currency_id")
    amount = fields.Monetary()
