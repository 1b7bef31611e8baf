"""Invoices that are settled at the till."""

from odoo import _, models
from odoo.exceptions import UserError

SETTLED_TYPES = ("out_invoice", "out_receipt")


class AccountMove(models.Model):
    """What the till asks of a document: what is open, and whether it may be settled."""

    _inherit = "account.move"

    def _is_owed_by_open_session(self):
        """Say whether the debt waits for the closing of a till: never, invoices are booked."""
        return False

    def _get_topup_money(self):
        """Take what a till booked as money: the till has checked and closed it.

        # EXTENDS 'customer_credit_balance'
        """
        move = self.sudo()
        return (
            float("inf")
            if move.pos_payment_ids or move.pos_session_ids
            else super()._get_topup_money()
        )

    def _get_due_items(self):
        """Return the open receivable items of these invoices, what falls due first comes first."""
        return self.line_ids.filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and not line.reconciled
                and line.amount_residual > 0
            )
        ).sorted(lambda line: (line.date_maturity or line.date, line.id))

    def _check_settled_by(self, order):
        """Refuse what is no posted invoice of this customer and company.

        :param order: the pos.order that settles
        :raise UserError: naming the invoice only when it is the customer's own
        """
        self.ensure_one()
        if self.move_type not in SETTLED_TYPES:
            raise UserError(order._get_settlement_refusal())
        if self.state != "posted":
            raise UserError(
                _("%s is not a posted invoice any more: leave it out.", self.display_name)
            )

    def _get_settled_total(self):
        """Return the most that was ever due, company currency."""
        return abs(self.amount_total_signed)
