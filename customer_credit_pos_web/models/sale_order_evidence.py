"""Orders: which payments belong to them, and who asked for a top-up, is not typed in."""

from odoo import _, api, models
from odoo.exceptions import AccessError

EVIDENCE = {"transaction_ids", "store_credit_topup_user_id"}


class SaleOrder(models.Model):
    """A payment tied to another order would confirm that one, or pay its store credit."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse payments from a client.

        # EXTENDS 'sale'

        :raise AccessError: see :meth:`_check_payment_evidence`
        """
        for vals in vals_list:
            self._check_payment_evidence(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse payments from a client.

        # EXTENDS 'sale'

        :raise AccessError: see :meth:`_check_payment_evidence`
        """
        self._check_payment_evidence(vals)
        return super().write(vals)

    @api.model
    def _check_payment_evidence(self, vals):
        """Leave the payments of an order to the engine.

        :raise AccessError: a user writes which payments belong to the order, or whose top-up it is
        """
        if not self.env.is_system() and EVIDENCE & vals.keys():
            raise AccessError(
                _("Online payments belong to the order that they were made for: they stay there.")
            )
