"""Lines of the refund dialog: one payment each, and the part that goes back through it."""

from odoo import api, fields, models


class CustomerCreditPaymentRefundLine(models.TransientModel):
    """What one payment took, and what of it goes back."""

    _name = "customer.credit.payment.refund.line"
    _inherit = "customer.credit.dialog.mixin"
    _description = "Refund Payments: Payment"

    wizard_id = fields.Many2one(
        "customer.credit.payment.refund", required=True, readonly=True, ondelete="cascade"
    )
    transaction_id = fields.Many2one(
        "payment.transaction", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    name = fields.Char("Paid By", compute="_compute_name", compute_sudo=True)
    reference = fields.Char(related="transaction_id.reference")
    paid = fields.Monetary("Paid", related="transaction_id.amount")
    refundable = fields.Monetary("Refundable", readonly=True)
    amount = fields.Monetary("Goes Back", readonly=True)
    by_hand = fields.Boolean(
        "By Hand",
        compute="_compute_name",
        compute_sudo=True,
        help="The provider cannot refund: pay the money out yourself.",
    )

    @api.depends("transaction_id")
    def _compute_name(self):
        """Name the method of payment, and say whether its provider can refund at all."""
        for line in self:
            tx = line.transaction_id
            line.name = tx.payment_method_id.name or tx.provider_id.name
            line.by_hand = not tx or tx._get_refund_support() == "none"

    def _split(self, amount):
        """Return {line: part} of an amount, in proportion to what each payment can give back.

        Payments that are refunded as a whole only take no part in less than everything.

        :param float amount: not more than the lines can bear
        """
        lines = self.filtered(lambda line: not line.by_hand)
        total = sum(lines.mapped("refundable"))
        currency = self.wizard_id.currency_id
        if currency and currency.compare_amounts(amount, total) < 0:
            lines = lines.filtered(
                lambda line: line.transaction_id.sudo()._get_refund_support() == "partial"
            )
            total = sum(lines.mapped("refundable"))
            amount = min(amount, total)
        parts = {}
        for line in lines:
            part = currency.round(amount * line.refundable / total) if total else 0.0
            parts[line] = part
            amount -= part
            total -= line.refundable
        return parts
