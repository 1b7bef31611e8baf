"""Credit accounts: what is set aside on them for sale orders, for tills that settle these."""

from odoo import api, models


class CustomerCreditAccount(models.Model):
    """A reader for the till.

    The nightly check repairs what earlier versions left open.
    """

    _inherit = "customer.credit.account"

    # --- hooks

    @api.model
    def _match_everything(self):
        """Match the orders invoiced late as well.

        # EXTENDS 'customer_credit_balance'
        """
        super()._match_everything()
        companies = self.env["res.company"]._get_store_credit_account_map()
        for company in self.env["res.company"].sudo().browse(companies):
            self.env["pos.order"]._repair_late_invoices(company)

    # --- private

    def _get_reserved_by_sale_order(self):
        """Return {account: {sale order id: amount}} of open reservations, company currency.

        One query, none when nothing is reserved; the empty account has nothing.
        """
        result = {account: {} for account in [*self, self.browse()]}
        reserving = self.sudo().filtered("reserved")
        if not reserving:
            return result
        groups = (
            self.env["customer.credit.reservation"]
            .sudo()
            ._read_group(
                [
                    ("account_id", "in", reserving.ids),
                    ("state", "=", "open"),
                    ("res_model", "=", "sale.order"),
                ],
                ["account_id", "res_id"],
                ["amount:sum"],
            )
        )
        for account, order_id, amount in groups:
            result[account][order_id] = amount
        return result
