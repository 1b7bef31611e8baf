"""The records behind gates and exposure: orders, invoices, payments, and whose they are."""

from odoo import Command, api, models

from ...const import POSTING

# What says of a payment that money has arrived.
PAID = {"state", "payment_id", "is_post_processed", "source_transaction_id"}


class PaymentTransaction(models.Model):
    """Adds guards to payment transactions, because providers say what was paid and whoever may read
    payments does not.
    """

    _name = "payment.transaction"
    _inherit = ["payment.transaction", "customer.credit.guarded.mixin"]

    _credit_server_names = frozenset(
        {
            "state", "amount", "currency_id", "operation", "sale_order_ids", "invoice_ids",
            "payment_id", "is_post_processed", "source_transaction_id", "partner_id",
            "last_state_change", "provider_id", "reference", "provider_reference",
        }
    )  # fmt: skip

    # --- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Make payments that are still to be paid; nobody creates paid ones.

        :raise UserError: a client says that money was paid, or changes records through the payment

        # EXTENDS 'payment'
        """
        if not self.env.su:
            for vals in vals_list:
                self._check_credit_claims(self._get_credit_defaults() | vals)
            # What a payment is for is said when it is made, before anything is paid.
            with self.env["account.move"]._credit_posting():
                return super().create(vals_list)
        return super().create(vals_list)

    @api.model
    def _check_credit_claims(self, vals):
        """Let a new payment be unpaid, and link records that exist.

        :param vals: of the payment, with the defaults of the context
        :raise UserError: with the names of the fields
        """
        claims = {name: vals[name] for name in PAID & vals.keys() if vals[name]}
        if claims.get("state") == "draft":
            del claims["state"]
        self._check_credit_server_names(claims)
        # A link to one of many is written on the other record.
        kinds = {name: self._fields[name].type for name in vals if name in self._fields}
        changed = {
            name
            for name, kind in kinds.items()
            if (kind == "one2many" and vals[name])
            or (kind == "many2many" and not self._is_linking(vals[name]))
        }
        if changed:
            raise self._get_credit_server_refusal(changed)

    @api.model
    def _check_credit_server_names(self, vals):
        """Let the steps of the payment engine pass, and administrators who repair them.

        # EXTENDS 'customer_credit_balance'
        """
        if not self.env.cr.cache.get(POSTING) and not self.env.is_system():
            super()._check_credit_server_names(vals)

    # --- hooks

    def _update_state(self, allowed_states, target_state, state_message):
        """Tell writes of the payment engine from those of a client.

        # EXTENDS 'payment'
        """
        with self.env["account.move"]._credit_posting():
            return super()._update_state(allowed_states, target_state, state_message)

    def _post_process(self):
        """Tell writes of the payment engine from those of a client.

        # EXTENDS 'payment'
        """
        with self.env["account.move"]._credit_posting():
            return super()._post_process()

    # --- private

    @api.model
    def _is_linking(self, value: object) -> bool:
        """Say whether these commands link existing records, and make or change none."""
        links = (Command.LINK, Command.SET, Command.CLEAR)
        return not value or (
            isinstance(value, list | tuple)
            and all(
                isinstance(command, int)
                or (isinstance(command, list | tuple) and command and command[0] in links)
                for command in value
            )
        )
