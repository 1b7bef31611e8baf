"""What was claimed or waived: which days of which item, and which fixed sums."""

from odoo import _, api, fields, models
from odoo.tools import SQL


class CustomerStatementInterestLine(models.Model):
    """One item's days or one invoice's fixed sum, claimed or waived; stays as it was written.

    No day of an item and no fixed sum stands twice: the database refuses it. What was withdrawn
    (``is_live`` off) counts no more.
    """

    _name = "customer.statement.interest.line"
    _inherit = "customer.credit.append.only.mixin"
    _description = "Interest or Fixed Sum Claimed or Waived"
    _order = "id desc"
    _rec_name = "document"

    _append_only_moving = ("partner_id", "is_live")
    _append_only_linking = ("move_id", "move_line_id")

    # Item and day as one number, so that ranges of them can be kept apart without an extension.
    # Of an item that is gone there is no number, and a range without ends would be every day.
    _once_a_day = models.Constraint(
        """EXCLUDE USING gist (int8range(
            move_line_id::bigint * 100000 + (date_from - DATE '1970-01-01'),
            move_line_id::bigint * 100000 + (date_to - DATE '1970-01-01'), '[]') WITH &&)
        WHERE (is_live AND kind = 'interest' AND move_line_id IS NOT NULL)""",
        "These days of this item were claimed or waived meanwhile: open the dialog again.",
    )
    _one_fee = models.UniqueIndex(
        "(move_id) WHERE is_live AND kind = 'fee'",
        "The fixed sum of this invoice was claimed or waived meanwhile: open the dialog again.",
    )
    _days_of_interest = models.Constraint(
        """CHECK (kind = 'fee' AND date_from IS NULL AND date_to IS NULL
                  OR kind = 'interest' AND date_from IS NOT NULL AND date_to >= date_from)""",
        "Interest has days, a fixed sum has none.",
    )
    _claimed_or_waived = models.Constraint(
        "CHECK ((claim_id IS NULL) = (COALESCE(reason, '') <> ''))",
        "What is not claimed is waived with a reason.",
    )

    # --- fields

    claim_id = fields.Many2one(
        "customer.statement.interest.claim", readonly=True, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_line_id = fields.Many2one(
        "account.move.line", "Item", readonly=True, index="btree_not_null", ondelete="set null"
    )
    document = fields.Char("Invoice Number", required=True, readonly=True)
    kind = fields.Selection(
        [("interest", "Interest"), ("fee", "Fixed Sum")], required=True, readonly=True
    )
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("To", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(readonly=True, help="In the currency of the invoice.")
    detail = fields.Text("Calculation", readonly=True)
    reason = fields.Text("Waived Because", readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime("On", required=True, readonly=True)
    is_live = fields.Boolean("Counts", default=True, readonly=True)

    # --- hooks

    @api.model
    def _get_append_only_messages(self) -> dict[str, str]:
        """Say that claims and waivers are made in the dialog, and stay.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            "create": _("Interest is claimed or waived on the customer: Interest and Costs."),
            "write": _("What was claimed or waived stays as it was written."),
            "unlink": _("What was claimed or waived stays on record."),
        }

    # --- private

    def _get_invoice_line(self, lang: str) -> dict:
        """Return name, quantity and price of the invoice line that books this, in a language."""
        self = self.with_context(lang=lang)
        if self.kind == "fee":
            name = _("Fixed sum for late payment of %s", self.document)
        else:
            name = _("Interest on late payment of %s", self.document)
        text = "\n".join(filter(None, [name, self.detail]))
        return {"name": text, "quantity": 1.0, "price_unit": self.amount}

    def _stop_counting(self):
        """Free the days and fixed sums of a claim that was withdrawn; callers checked rights."""
        self.env.cr.execute(
            SQL(
                "UPDATE customer_statement_interest_line SET is_live = FALSE WHERE id = ANY(%s)",
                list(self._ids),
            )
        )
        self.invalidate_recordset(["is_live"])
