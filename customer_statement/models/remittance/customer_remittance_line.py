"""Documents of an announced payment."""

from odoo import _, fields, models

from ..answers.customer_statement_dispute import REASONS


class CustomerRemittanceLine(models.Model):
    """One document, how much of it is paid, and why it is not all."""

    _name = "customer.remittance.line"
    _description = "Document of an Announced Payment"
    _inherit = "customer.credit.evidence.mixin"
    _order = "id"

    # --- fields

    remittance_id = fields.Many2one(
        "customer.remittance", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="remittance_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="remittance_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="remittance_id.currency_id")
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, index="btree_not_null", ondelete="set null"
    )
    name = fields.Char("Document", required=True, readonly=True)
    open_amount = fields.Monetary(
        "Open Then", readonly=True, help="What was open when it was announced."
    )
    amount = fields.Monetary("To Be Paid", readonly=True)
    discount = fields.Monetary(
        "Early Discount", readonly=True, help="What paying in time saves, taken off already."
    )
    reason = fields.Selection(REASONS, "Why Not All", readonly=True)
    note = fields.Text("In the Customer's Words", readonly=True)
    dispute_id = fields.Many2one(
        "customer.statement.dispute", "Dispute", readonly=True, ondelete="set null"
    )

    # --- private

    def _get_promised_items(self) -> models.BaseModel:
        """Return the open items (sudo) that the amount reaches, earliest due first.

        The last one is that of which something is not paid, if anything is.
        """
        self.ensure_one()
        customer = self.remittance_id.commercial_partner_id
        left, items = self.amount + self.discount, self.env["account.move.line"].sudo()
        short = self.currency_id.compare_amounts(left, self.open_amount) < 0
        Credit = self.env["customer.credit"].sudo()
        for item, amount in Credit._get_open_debts(self.move_id, customer):
            # To the cent of an item, and short of the next one: the next one is what is disputed.
            done = self.currency_id.compare_amounts(left, 0.0) <= 0
            if done and not (short and self.reason):
                break
            items |= item
            left = self.currency_id.round(left - amount)
            if self.currency_id.compare_amounts(left, 0.0) < 0:
                break
        return items

    def _get_short(self) -> float:
        """Return what of the document is neither paid nor saved, in its currency."""
        self.ensure_one()
        return self.currency_id.round(self.open_amount - self.amount - self.discount)

    def _get_dispute_note(self) -> str:
        """Say what is not paid, above the customer's own words."""
        self.ensure_one()
        currency = self.currency_id
        said = _(
            "%(amount)s of %(open)s will be paid.",
            amount=currency.format(self.amount),
            open=currency.format(self.open_amount),
        )
        return "\n".join(filter(None, [said, self.note]))
