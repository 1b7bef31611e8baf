"""The records behind gates and exposure: orders, invoices, payments, and whose they are."""

from odoo import _, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Adds guards to orders, because total, currency, rate and invoice status come from the lines
    and the table of rates.
    """

    _name = "sale.order"
    _inherit = ["sale.order", "customer.credit.guarded.mixin"]

    _credit_decisive_names = frozenset({"currency_id", "invoice_status"})
    _credit_server_names = frozenset({"transaction_ids"})

    # --- guards

    def write(self, vals):
        """Keep the date of confirmed orders whose rate depends on it.

        :raise UserError: a client moves a confirmed order to the rate of another day

        # EXTENDS 'sale'
        """
        if "date_order" in vals and not self.env.su:
            foreign = self.filtered(
                lambda it: it.state == "sale" and it.currency_id != it.company_id.currency_id
            )
            if foreign:
                raise UserError(
                    _(
                        "%s is confirmed in a foreign currency: its date, and with it the rate, "
                        "stays. Cancel the order and confirm it again to change it.",
                        ", ".join(foreign.mapped("name")),
                    )
                )
        return super().write(vals)
