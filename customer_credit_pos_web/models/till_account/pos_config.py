"""Tills that settle what customers owe: those with a customer's account that names them."""

from odoo import models


class PosConfig(models.Model):
    """Adds whether they settle to tills, because those alone show debts that name customers."""

    _inherit = "pos.config"

    # --- private

    def _settles_what_is_due(self) -> bool:
        """Say whether this till settles what customers owe."""
        self.ensure_one()
        return any(
            method._is_customer_account() and method.split_transactions
            for method in self.payment_method_ids
        )
