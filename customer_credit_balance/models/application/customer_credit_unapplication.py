"""Unapplications: the append-only log of credits that were taken off an invoice again."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .customer_credit_application import KINDS


class CustomerCreditUnapplication(models.Model):
    """What was applied, until when, and who took it back; written by the match's removal."""

    _name = "customer.credit.unapplication"
    _description = "Customer Credit Unapplication"
    _order = "id desc"
    _rec_name = "credit_name"

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

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: the log is written when a match is removed.

        :raise UserError: always
        """
        raise UserError(_("The history of credits is written by itself."))

    def write(self, vals):
        """Refuse: the log stays as it was written.

        :raise UserError: always
        """
        raise UserError(_("The history of credits cannot be changed."))

    def unlink(self):
        """Refuse: the log keeps every line.

        :raise UserError: always
        """
        raise UserError(_("The history of credits cannot be deleted."))

    # --- private

    @api.model
    def _append(self, vals_list):
        """Insert log lines past the guard of :meth:`create`; not callable by RPC."""
        return super(CustomerCreditUnapplication, self.sudo()).create(vals_list)
