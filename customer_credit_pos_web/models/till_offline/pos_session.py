"""Closing a session with missing store credit: what was not taken stays open on the customer."""

from odoo import models


class PosSession(models.Model):
    """Adds shortfalls to the closing, because Odoo debits the whole payment and store credit pays
    what was taken.
    """

    _inherit = "pos.session"

    # --- hooks

    def _create_store_credit_payments(self, payments, items):
        """Book nothing for payments that found nothing.

        # EXTENDS 'customer_credit_pos_web'
        """
        short = set(payments._get_shortfalls().mapped("payment_uuid"))
        if short:
            taken = payments._get_store_credit_entry_by_payment()
            payments = payments.filtered(lambda it: it.uuid not in short or it in taken)
        return super()._create_store_credit_payments(payments, items)

    def _create_bank_payment_moves(self, data):
        """Remember which receivable item holds what is missing, and let it be followed up.

        # EXTENDS 'point_of_sale'
        """
        data = super()._create_bank_payment_moves(data)
        lines = data["payment_to_receivable_lines"]
        payments = self.env["pos.payment"].union(*lines)
        by_uuid = {payment.uuid: payment for payment in payments}
        for shortfall in payments._get_shortfalls():
            owed = lines[by_uuid[shortfall.payment_uuid]]
            owed = owed.filtered(lambda line: line.move_id == self.move_id)
            owed.no_followup = False
            shortfall.move_line_id = owed
        return data

    # --- private

    def _get_store_credit_missing(self) -> float:
        """Return the sum of the shortfalls of these sessions, company currency, >= 0."""
        ((missing,),) = (
            self.env["customer.credit.shortfall"]
            .sudo()
            ._read_group([("session_id", "in", self.ids)], [], ["shortfall:sum"])
        )
        return missing or 0.0
