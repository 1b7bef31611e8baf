"""Payment method of the till: what is booked in the store-credit journal is store credit."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError


class PosPaymentMethod(models.Model):
    """Adds the method for store credit to payment methods, because the journal decides which one
    spends it and nothing else can.
    """

    _inherit = "pos.payment.method"

    # --- fields

    is_store_credit = fields.Boolean(
        "Store Credit",
        compute="_compute_is_store_credit",
        store=True,
        help="Payments take store credit from the customer, at once and never twice.",
    )

    # --- computes

    @api.depends("journal_id", "journal_id.company_id.store_credit_journal_id")
    def _compute_is_store_credit(self):
        """A method is store credit when its journal is that of its company."""
        for method in self:
            journal = method.sudo().journal_id
            method.is_store_credit = bool(journal) and journal._is_store_credit()

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Give methods on the store-credit journal the settings that the books need.

        # EXTENDS 'point_of_sale'
        """
        return super().create([self._complete_store_credit_vals(vals) for vals in vals_list])

    def write(self, vals):
        """Keep these settings when the journal changes.

        # EXTENDS 'point_of_sale'
        """
        return super().write(self._complete_store_credit_vals(vals))

    @api.constrains(
        "journal_id", "split_transactions", "outstanding_account_id", "payment_method_type"
    )
    def _check_store_credit_method(self):
        """Store credit is spent through its own method only, customer by customer.

        :raise ValidationError: a setting that would let credit be booked past the ledger
        """
        accounts = set(self.env["res.company"]._get_store_credit_account_map().values())
        for method in self:
            on_liability = method.outstanding_account_id.id in accounts
            if method.is_store_credit:
                fits = method.split_transactions and method.payment_method_type == "none"
                if not (fits and on_liability):
                    raise ValidationError(
                        _(
                            "%(method)s takes store credit: it must identify the customer, use "
                            "the store credit account and no terminal.",
                            method=method.display_name,
                        )
                    )
            elif on_liability:
                raise ValidationError(
                    _(
                        "The account %(account)s holds store credit: only a method on the "
                        "store credit journal may use it.",
                        account=method.outstanding_account_id.display_name,
                    )
                )

    # --- hooks

    @api.model
    def _load_pos_data_fields(self, config):
        """Tell the till which method is store credit.

        # EXTENDS 'point_of_sale'
        """
        return [*super()._load_pos_data_fields(config), "is_store_credit"]

    # --- private

    @api.model
    def _complete_store_credit_vals(self, vals):
        """Return ``vals`` with what a store-credit method must have."""
        journal = self.env["account.journal"].sudo().browse(vals.get("journal_id") or [])
        if not journal or not journal._is_store_credit():
            return vals
        return {
            **vals,
            "split_transactions": True,
            "outstanding_account_id": journal.company_id.store_credit_account_id.id,
            "receivable_account_id": False,
            "payment_method_type": "none",
            "use_payment_terminal": False,
        }

    def _is_gated_by_credit(self) -> bool:
        """Say whether orders paid by this method pass the credit gate."""
        self.ensure_one()
        return self.is_store_credit or self._is_customer_account()

    def _is_customer_account(self) -> bool:
        """Say whether it is the customer's account ("pay later").

        Only methods without a journal are: `type` alone would read the journals of the others.
        """
        self.ensure_one()
        return not self.journal_id and self.type == "pay_later"
