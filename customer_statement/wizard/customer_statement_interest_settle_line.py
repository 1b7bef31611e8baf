"""Items in the dialog of interest and costs."""

from odoo import api, fields, models


class CustomerStatementInterestSettleLine(models.TransientModel):
    """One late item; the tick alone counts."""

    _name = "customer.statement.interest.settle.line"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Item of Interest and Costs"
    _order = "due, id"

    # --- fields

    settle_id = fields.Many2one(
        "customer.statement.interest.settle", required=True, index=True, ondelete="cascade"
    )
    take = fields.Boolean("Choose")
    item = fields.Integer("Journal Item", readonly=True)
    document = fields.Char("Invoice", readonly=True)
    due = fields.Date(readonly=True)
    days = fields.Integer(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    open_amount = fields.Monetary("Open", readonly=True)
    interest = fields.Monetary(readonly=True)
    fee = fields.Monetary("Fixed Sum", readonly=True)
    total = fields.Monetary(compute="_compute_total")
    is_disputed = fields.Boolean("Disputed", readonly=True)
    detail = fields.Text("Calculation", readonly=True)

    # --- computes

    @api.depends("interest", "fee", "is_disputed")
    def _compute_total(self):
        """Add both; nothing while the item is disputed."""
        for line in self:
            line.total = 0.0 if line.is_disputed else line.interest + line.fee
