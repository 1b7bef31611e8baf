"""Unapplications: the append-only log of credits that were taken off an invoice again."""

from odoo import _, api, fields, models

from .customer_credit_application import KINDS


class CustomerCreditUnapplication(models.Model):
    """What was applied, until when, and who took it back; written by the match's removal."""

    _name = "customer.credit.unapplication"
    _inherit = "customer.credit.append.only.mixin"
    _description = "Customer Credit Unapplication"
    _order = "id desc"
    _rec_name = "credit_name"

    _append_only_moving = ("partner_id",)
    _append_only_linking = ("credit_line_id", "invoice_id")

    # --- fields

    credit_line_id = fields.Many2one(
        "account.move.line", "Credit", readonly=True, index="btree_not_null", ondelete="set null"
    )
    credit_name = fields.Char("Credit Number", readonly=True)
    invoice_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    invoice_name = fields.Char("Invoice Number", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, readonly=True, required=True)
    amount = fields.Monetary(readonly=True)
    applied_on = fields.Date(readonly=True)
    applied_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    unapplied_on = fields.Datetime(readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Unapplied By", readonly=True, ondelete="restrict",
        default=lambda self: self.env.uid,
    )  # fmt: skip

    # --- hooks

    @api.model
    def _get_append_only_messages(self) -> dict[str, str]:
        """Say that the log is written when a match is removed.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            "create": _("The history of credits is written by itself."),
            "write": _("The history of credits cannot be changed."),
            "unlink": _("The history of credits cannot be deleted."),
        }
