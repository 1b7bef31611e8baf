"""Credit entries of the till: their events, and how long they may wait for the books."""

from odoo import fields, models

TILL_EVENTS = ("till_payment", "till_topup", "till_refund", "till_undo")


class CustomerCreditEntry(models.Model):
    """Adds the till's events to entries, because credit is taken at once and booked when the
    session closes.
    """

    _inherit = "customer.credit.entry"

    # --- fields

    event = fields.Selection(
        selection_add=[
            ("till_payment", "Till Payment"),
            ("till_topup", "Till Top-up"),
            ("till_refund", "Till Refund"),
            ("till_undo", "Till Top-up Undone"),
        ],
        # The history is append-only: what was booked keeps its event after an uninstall.
        ondelete=dict.fromkeys(TILL_EVENTS, lambda entries: None),
    )

    # --- hooks

    def _is_allowed_to_wait(self) -> models.BaseModel:
        """Let entries of an open till session wait for its closing.

        # EXTENDS 'customer_credit_balance'
        """
        allowed = super()._is_allowed_to_wait()
        till = self.sudo().filtered(
            lambda entry: entry.event in TILL_EVENTS and entry.res_model == "pos.order"
        )
        orders = self.env["pos.order"].sudo().browse(till.mapped("res_id")).exists()
        open_ids = set(orders.filtered(lambda order: order.session_id.state != "closed").ids)
        return allowed | self.browse(till.filtered(lambda entry: entry.res_id in open_ids).ids)
