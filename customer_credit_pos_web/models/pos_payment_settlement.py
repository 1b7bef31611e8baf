"""Till payments that settle an invoice or an order on the customer's account."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .pos_order import PAID_STATES

SETTLED_FIELDS = {"settled_document", "amount", "payment_method_id", "pos_order_id"}


class PosPayment(models.Model):
    """A negative payment by customer account takes its document off what the customer owes."""

    _inherit = "pos.payment"

    settled_document = fields.Reference(
        [("account.move", "Invoice"), ("pos.order", "Till Order")],
        string="Settles",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The invoice or the order on the customer's account that this payment settles.",
    )
    customer_account_line_id = fields.Many2one(
        "account.move.line",
        "Item of the Customer's Account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What the closing booked for this payment by customer account.",
    )

    # --------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse to settle anything by an order that is paid already.

        # EXTENDS 'point_of_sale'
        :raise UserError: settle by an order of its own
        """
        payments = super().create(vals_list)
        payments._check_settlement_open()
        return payments

    def write(self, vals):
        """Refuse changes to what was settled.

        # EXTENDS 'point_of_sale'
        :raise UserError: document, amount, method or order of a settlement that is booked
        """
        changing = self.filtered(lambda payment: payment._changes_settlement(vals))
        changing._check_settlement_open()
        res = super().write(vals)
        changing._check_settlement_open()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settlement(self):
        """Refuse to delete what was settled."""
        self._check_settlement_open()

    def _changes_settlement(self, vals):
        """Say whether ``vals`` change a field that the booking stands on."""
        for name in SETTLED_FIELDS & vals.keys():
            old = self._fields[name].convert_to_write(self[name], self)
            if name == "amount" and not self.currency_id.compare_amounts(old, vals[name]):
                continue
            if (old or False) != (vals[name] or False):
                return True
        return False

    def _check_settlement_open(self):
        """Stop when one of these settles something by an order that is paid.

        :raise UserError: naming the order
        """
        for payment in self.sudo():
            if payment.settled_document and payment.pos_order_id.state in PAID_STATES:
                raise UserError(
                    _(
                        "%(order)s settled %(document)s: what was settled cannot be changed.",
                        order=payment.pos_order_id.display_name,
                        document=payment.settled_document.display_name,
                    )
                )
