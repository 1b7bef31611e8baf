"""Payment transactions: money first; an order that may not go on waits with its payment booked."""

from odoo import _, models


class PaymentTransaction(models.Model):
    """Post-processing never raises because of a limit or a hold."""

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Return only the orders that are confirmed now; tell about those that wait.

        # EXTENDS 'sale'
        """
        orders = super()._check_amount_and_confirm_order()
        waiting = orders.filtered(lambda it: it.state != "sale")
        for order in waiting:
            order.sudo()._message_log(
                body=_(
                    "Money has arrived, but the order waits for credit approval. It is not lost: "
                    "the payment is booked, the order is confirmed or refunded after the decision."
                )
            )
        return orders - waiting
