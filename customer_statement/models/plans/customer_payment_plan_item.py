"""What a payment plan covers: open items of the receivable."""

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerPaymentPlanItem(models.Model):
    """One open item as it was when the plan was made; what is paid of it says the item."""

    _name = "customer.payment.plan.item"
    _inherit = ["customer.credit.evidence.mixin"]
    _description = "Item of a Payment Plan"
    _order = "due, id"

    # Whoever plans an item for the second time is refused by the database.
    _one_plan = models.UniqueIndex(
        "(move_line_id) WHERE is_live", "A document is covered by one payment plan at a time."
    )

    # --- fields

    plan_id = fields.Many2one(
        "customer.payment.plan", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="plan_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line", "Journal Item", readonly=True, index="btree_not_null",
        ondelete="set null",
    )  # fmt: skip
    move_id = fields.Many2one(
        "account.move", "Document", readonly=True, index="btree_not_null", ondelete="set null"
    )
    name = fields.Char("Number", readonly=True)
    due = fields.Date(readonly=True)
    amount = fields.Monetary("Planned", readonly=True, help="What was open when it was planned.")
    open_amount = fields.Monetary("Open", compute="_compute_open_amount", compute_sudo=True)
    is_live = fields.Boolean(readonly=True, help="Covered by a plan that counts now.")

    # --- computes

    @api.depends("amount", "move_line_id.amount_residual_currency", "move_line_id.parent_state")
    def _compute_open_amount(self):
        """Read what is open from the books."""
        for item in self:
            item.open_amount = item._get_open()

    # --- hooks

    @api.model
    def _outsider_fields(self):
        """Show portal users what is covered.

        # EXTENDS 'customer_credit_balance'
        """
        return {"plan_id", "company_id", "partner_id", "currency_id", "name", "due", "amount",
                "open_amount"}  # fmt: skip

    # --- private

    def _set_live(self, live):
        """Say whether these are covered now; the rules of what is overdue ask for it (sudo)."""
        self._write_engine({"is_live": live})
        self.flush_recordset(["is_live"])

    def _get_open(self) -> float:
        """Return what is open of what was planned, in the currency of the plan, at most all of it.

        A document that was reset to draft has nothing paid until it is posted again; of one that
        is cancelled nothing is owed. A payment in draft keeps its matching, and pays nothing.
        """
        self.ensure_one()
        line = self.sudo().move_line_id
        if not line or line.parent_state == "cancel":
            return 0.0
        if line.parent_state != "posted":
            return self.amount
        waiting = line.matched_credit_ids.filtered(
            lambda match: match.credit_move_id.parent_state != "posted"
        )
        left = line.amount_residual_currency + sum(waiting.mapped("debit_amount_currency"))
        return min(max(self.currency_id.round(left), 0.0), self.amount)

    def _find_gone(self) -> models.BaseModel:
        """Return those whose journal item is gone, or whose document is cancelled."""
        return self.filtered(
            lambda item: not item.move_line_id or item.move_line_id.parent_state == "cancel"
        )

    def _find_changed(self) -> models.BaseModel:
        """Return those whose document asks for something else than was planned.

        For more, as it was corrected or what had paid a part of it was taken back; in other parts;
        in another currency; or somebody else. What is paid of the plan cannot be told then.
        """
        return self.filtered(
            lambda item: item.sudo().move_line_id.parent_state == "posted" and item._is_changed()
        )

    def _is_changed(self) -> bool:
        """Say whether the item (posted) is another one than was planned."""
        self.ensure_one()
        line, customer = self.sudo().move_line_id, self.sudo().partner_id.commercial_partner_id
        if (
            line.currency_id != self.currency_id
            or line.partner_id.commercial_partner_id != customer
        ):
            return True
        if self.currency_id.compare_amounts(line.amount_residual_currency, self.amount) > 0:
            return True
        if self.currency_id.compare_amounts(line.amount_currency, self.amount) >= 0:
            return False
        others = line.move_id.line_ids - self.plan_id.sudo().item_ids.move_line_id
        return any(
            other.account_type == "asset_receivable" and other.amount_residual_currency > 0
            for other in others
        )

    @api.model
    def _query_covers(self, line: SQL, day: object = None) -> SQL:
        """Return the condition that a plan covers a journal item.

        :param line: SQL of the id of the journal item
        :param day: as of the end of that day (SQL or date); None for now
        """
        if day is None:
            return SQL(
                "EXISTS (SELECT FROM customer_payment_plan_item planned"
                " WHERE planned.move_line_id = %s AND planned.is_live)",
                line,
            )
        return SQL(
            "EXISTS (SELECT FROM customer_payment_plan_item planned"
            " JOIN customer_payment_plan plan ON plan.id = planned.plan_id"
            " WHERE planned.move_line_id = %(line)s AND plan.agreed_on <= %(day)s"
            " AND (plan.ended_on IS NULL OR plan.ended_on > %(day)s))",
            line=line,
            day=day,
        )
