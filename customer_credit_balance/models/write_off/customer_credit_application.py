"""Applications: what became of a credit whose rest was written off."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerCreditApplication(models.Model):
    """Adds write-offs to applications, because they use up a credit and end in another way."""

    _inherit = "customer.credit.application"

    _depends = {"account.move": ["customer_credit_write_off_line_id"]}

    # --- fields

    kind = fields.Selection(selection_add=[("write_off", "Written Off")])

    # --- guards

    def _check_unapply(self):
        """Send whoever takes a write-off back to its entry.

        # EXTENDS 'customer_credit_balance'
        """
        if self.kind == "write_off":
            raise UserError(
                _(
                    "The rest of %s was written off. Take the write-off back instead: open its "
                    "entry.",
                    self.credit_name,
                )
            )
        super()._check_unapply()

    # --- private

    @api.model
    def _sql_kind(self):
        """Tell write-offs from transfers, which stand in the same journal.

        # EXTENDS 'customer_credit_balance'
        """
        return SQL(
            """
            CASE WHEN EXISTS (SELECT FROM account_move written WHERE written.id = debit.move_id
                                 AND written.customer_credit_write_off_line_id IS NOT NULL)
                 THEN 'write_off' ELSE %s END
            """,
            super()._sql_kind(),
        )
