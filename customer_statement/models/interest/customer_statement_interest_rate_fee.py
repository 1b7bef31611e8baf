"""Fixed sums that rise with the debt."""

from odoo import fields, models


class CustomerStatementInterestRateFee(models.Model):
    """The fixed sum of debts from some amount on, where the law has several."""

    _name = "customer.statement.interest.rate.fee"
    _inherit = "customer.credit.numbers.mixin"
    _description = "Fixed Sum of Larger Debts"
    _order = "least_debt"

    _once = models.UniqueIndex("(rate_id, least_debt)", "Each amount has one fixed sum.")
    _fee_positive = models.Constraint(
        "CHECK (least_debt > 0 AND fee >= 0)", "Enter amounts above zero."
    )

    # --- fields

    rate_id = fields.Many2one(
        "customer.statement.interest.rate", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="rate_id.currency_id")
    least_debt = fields.Monetary("Debts From", required=True)
    fee = fields.Monetary("Fixed Sum", required=True)
