"""Credit entries of the shop: their events, and how long they may wait for the books."""

from datetime import timedelta

from odoo import fields, models

from odoo.addons.customer_credit_balance.core.keys import read_id

SHOP_EVENTS = ("web_payment", "web_refund")

# As long as Odoo keeps trying to post-process a transaction.
POST_PROCESSING = timedelta(days=4)


class CustomerCreditEntry(models.Model):
    """Adds the shop's events to entries, because credit is taken when the customer pays and booked
    right after.
    """

    _inherit = "customer.credit.entry"

    # --- fields

    event = fields.Selection(
        selection_add=[("web_payment", "Web Payment"), ("web_refund", "Web Refund")],
        # The history is append-only: what was booked keeps its event after an uninstall.
        ondelete=dict.fromkeys(SHOP_EVENTS, lambda entries: None),
    )

    # --- hooks

    def _is_allowed_to_wait(self) -> models.BaseModel:
        """Let entries of transactions wait until they are post-processed.

        # EXTENDS 'customer_credit_balance'
        """
        allowed = super()._is_allowed_to_wait()
        shop = self.sudo().filtered(lambda entry: entry.event in SHOP_EVENTS)
        if not shop:
            return allowed
        keys = shop.mapped("request_key")
        unfinished = (
            self.env["payment.transaction"]
            .sudo()
            .search(
                [
                    "|",
                    ("id", "in", [read_id(key, "tx") for key in keys if read_id(key, "tx")]),
                    # The key of older versions.
                    ("reference", "in", [key for key in keys if not read_id(key, "tx")]),
                    ("state", "=", "done"),
                    ("payment_id", "=", False),
                    ("last_state_change", ">=", fields.Datetime.now() - POST_PROCESSING),
                ]
            )
        )
        known = {tx._get_store_credit_key() for tx in unfinished}
        known.update(unfinished.mapped("reference"))
        waiting = shop.filtered(lambda entry: entry.request_key in known)
        return allowed | self.browse(waiting.ids)
