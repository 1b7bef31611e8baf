"""Credit accounts: what is set aside on them for sale orders, for tills that settle these."""

from odoo import api, models
from odoo.tools import SQL

from ...const import PAID_STATES


class CustomerCreditAccount(models.Model):
    """Adds what tills sold to the proof and its repairs, because documents settled there are paid
    in two steps.

    The nightly check repairs what earlier versions left open.
    """

    _inherit = "customer.credit.account"

    # --- hooks

    @api.model
    def _match_documents(self, company):
        """Match the orders invoiced late as well.

        # EXTENDS 'customer_credit_balance'
        """
        super()._match_documents(company)
        self.env["pos.order"]._repair_late_invoices(company)

    @api.model
    def _get_tie_out_documents(self) -> dict[str, SQL]:
        """Sale orders that are paid another way need no store credit; nor do paid till orders.

        Paid is what is invoiced as a whole and open on no invoice, and what tills sold of it.

        # EXTENDS 'customer_credit_balance'
        """
        return {
            **super()._get_tie_out_documents(),
            "sale.order": SQL(
                """
                SELECT 1 FROM sale_order sales
                 WHERE sales.id = reservation.res_id AND sales.state <> 'cancel'
                   AND NOT (sales.invoice_status = 'invoiced' AND %(invoiced)s)
                   AND ROUND(%(sold_at_tills)s - sales.amount_total
                             / COALESCE(NULLIF(sales.currency_rate::numeric, 0), 1), 2) < 0
                """,
                invoiced=self._sql_order_invoices_paid(),
                sold_at_tills=self._sql_order_sold_at_tills(),
            ),
            "pos.order": SQL(
                """
                SELECT 1 FROM pos_order sold
                 WHERE sold.id = reservation.res_id AND sold.state = 'draft'
                """
            ),
        }

    # --- private

    @api.model
    def _sql_order_invoices_paid(self):
        """Return the SQL condition: nothing is open on any invoice of the order ``sales``."""
        return SQL(
            """
            NOT EXISTS (
                SELECT 1
                  FROM sale_order_line line
                  JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
                  JOIN account_move_line item ON item.id = link.invoice_line_id
                  JOIN account_move invoice ON invoice.id = item.move_id
                 WHERE line.order_id = sales.id AND invoice.state <> 'cancel'
                   AND (invoice.state = 'draft' OR invoice.amount_residual <> 0))
            """
        )

    @api.model
    def _sql_order_sold_at_tills(self):
        """Return the SQL of what paid till orders sold of the order ``sales``.

        Taxes included, about in company currency.
        """
        if "sale_order_origin_id" not in self.env["pos.order.line"]._fields:
            return SQL("0::numeric")
        return SQL(
            """
            (SELECT COALESCE(SUM(line.price_subtotal_incl
                                 / COALESCE(NULLIF(sold.currency_rate::numeric, 0), 1)), 0)
               FROM pos_order_line line
               JOIN pos_order sold ON sold.id = line.order_id
              WHERE line.sale_order_origin_id = sales.id AND sold.state IN %s)
            """,
            PAID_STATES,
        )

    def _get_reserved_by_sale_order(self) -> dict:
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
