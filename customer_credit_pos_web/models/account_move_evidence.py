"""Invoices: which online payments belong to them, and what was mailed, is not typed in."""

from odoo import _, api, models
from odoo.exceptions import AccessError

EVIDENCE = {"transaction_ids", "store_credit_mailed"}


class AccountMove(models.Model):
    """A payment tied to another invoice would pay that one, whoever's it is."""

    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse payments from a client.

        # EXTENDS 'account'

        :raise AccessError: see :meth:`_check_payment_evidence`
        """
        for vals in vals_list:
            self._check_payment_evidence(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse payments from a client.

        # EXTENDS 'account'

        :raise AccessError: see :meth:`_check_payment_evidence`
        """
        self._check_payment_evidence(vals)
        return super().write(vals)

    @api.model
    def _check_payment_evidence(self, vals):
        """Leave the online payments of an invoice to the engine.

        :raise AccessError: a user writes which payments belong to the invoice, or what was mailed
        """
        if not self.env.is_system() and EVIDENCE & vals.keys():
            raise AccessError(
                _("Online payments belong to what they were made for: register a payment instead.")
            )
