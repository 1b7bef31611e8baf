"""Applications: what tells them from what a till passes on by itself."""

from odoo import models


class CustomerCreditApplication(models.Model):
    """Adds sessions to what applications are read from, because those of their closings are left
    out with their credits.
    """

    _inherit = "customer.credit.application"

    _depends = {
        "account.move.line": ["payment_id"],
        "account.payment": ["pos_session_id"],
        "pos.session": ["move_id"],
    }
