"""Invoices of top-ups: told to the customer when they are paid, kept out of sales figures."""

from odoo import fields, models


class AccountMove(models.Model):
    """The base frees the credit of a paid top-up; here the customer hears of it, once."""

    _inherit = "account.move"

    # --- fields

    store_credit_mailed = fields.Boolean(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="The customer was told that the store credit of this invoice was added.",
    )

    # --- hooks

    def _invoice_paid_hook(self):
        """Mail the customers whose top-ups are paid now.

        # EXTENDS 'account'
        """
        res = super()._invoice_paid_hook()
        for move in self.filtered(lambda it: it.is_sale_document() and not it.store_credit_mailed):
            lines = move.line_ids._filter_store_credit().filtered(lambda line: line.balance < 0)
            if lines and move._is_store_credit_paid():
                move.sudo().store_credit_mailed = True  # whoever registers the payment
                for entry in lines._get_live_credit_entries().values():
                    entry._mail_credit_added()
        return res
