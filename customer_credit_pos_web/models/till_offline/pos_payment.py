"""Till payments made while offline: the till says so, and reads what turned out to be missing."""

from odoo import api, fields, models


class PosPayment(models.Model):
    """Adds being offline to payments of the till, because a till says so, while its settings alone
    allow anything.
    """

    _inherit = "pos.payment"

    # --- fields

    store_credit_offline = fields.Boolean(
        "Paid Offline",
        copy=False,
        help="The till could not reach the server when store credit paid this.",
    )
    store_credit_shortfall = fields.Monetary(
        "Missing Store Credit",
        compute="_compute_store_credit_shortfall",
        compute_sudo=True,
        help="What was not available when the order arrived: the customer owes it.",
    )

    # --- computes

    @api.depends("store_credit_offline", "pos_order_id.state")
    def _compute_store_credit_shortfall(self):
        """Read the shortfalls of payments made offline; other payments cost no query."""
        mine = self.filtered("store_credit_offline")
        (self - mine).store_credit_shortfall = 0.0
        missing = {line.payment_uuid: line.shortfall for line in mine._get_shortfalls()}
        for payment in mine:
            payment.store_credit_shortfall = payment._to_till_currency(
                missing.get(payment.uuid, 0.0)
            )

    # --- hooks

    def _is_store_credit_taken(self) -> bool:
        """Count a payment as taken when nothing was available for it.

        # EXTENDS 'customer_credit_pos_web'
        """
        return super()._is_store_credit_taken() or bool(self._get_shortfalls())

    # --- private

    def _get_shortfalls(self) -> models.BaseModel:
        """Return the shortfalls of these payments (sudo)."""
        Shortfall = self.env["customer.credit.shortfall"].sudo()
        uuids = self.filtered("store_credit_offline").mapped("uuid")
        return Shortfall.search([("payment_uuid", "in", uuids)]) if uuids else Shortfall
